import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { Rpc, type Channel, type Handlers } from '../../../src/protocol/rpc.ts';

interface Api {
  echo(params: { ids: string[]; of: { names: string[]; n: number } }): Promise<unknown>;
  list(params: { count: number }): Promise<string[]>;
  ping(params: object): Promise<string>;
}

interface Sent {
  readonly kind: string;
  readonly items?: readonly unknown[];
}

/** Two ends that copy what is sent, as a process boundary does, with everything sent in order. */
function connect(handlers: Partial<Handlers<Api>> = {}) {
  const sent: Sent[] = [];
  let most = 0;
  let now = 0;
  const listeners: ((message: unknown) => void)[] = [];
  const turn = async (): Promise<void> => {
    await setImmediate();
    now = 0;
  };
  const end = (other: number): Channel => ({
    turn,
    send: (message) => {
      const copy = structuredClone(message) as Sent;
      sent.push(copy);
      now += JSON.stringify(copy).length;
      most = Math.max(most, now);
      queueMicrotask(() => listeners[other]?.(copy));
    },
    onMessage: (listener) => void (listeners[1 - other] = listener),
    onClose: () => undefined,
  });
  const served: Handlers<Api> = {
    echo: (params) => params,
    list: ({ count }) => ids(count),
    ping: () => 'pong',
    ...handlers,
  };
  const caller = new Rpc<Api>(end(1));
  new Rpc<Record<never, never>, Api>(end(0), served);
  return { caller, sent, mostSent: () => most };
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `record ${i}`);

describe('long lists of calls and results', () => {
  it('arrive whole, wherever they are, with turns between their parts', async () => {
    const { caller, sent, mostSent } = connect();
    const params = { ids: ids(50_000), of: { names: ids(20_000), n: 7 } };
    assert.deepEqual(await caller.remote.echo(params), params);
    assert.deepEqual(await caller.remote.list({ count: 30_001 }), ids(30_001));
    assert.ok(sent.every(({ items = [] }) => items.length <= 8192));
    assert.equal(sent.filter(({ kind }) => kind === 'part').length, 2 * (7 + 3) + 4);
    // What is copied without a turn for others does not grow with the list.
    assert.ok(mostSent() < 4 * JSON.stringify(ids(8192)).length);
  });

  it('are sent in one piece if they are short', async () => {
    const { caller, sent } = connect();
    const params = { ids: ids(8192), of: { names: [], n: 1 } };
    assert.deepEqual(await caller.remote.echo(params), params);
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['call', 'result'],
    );
  });

  it('let other calls pass', async () => {
    const { caller } = connect();
    const ends: string[] = [];
    const long = caller.remote
      .echo({ ids: ids(50_000), of: { names: [], n: 1 } })
      .then(() => ends.push('long'));
    await caller.remote.ping({}).then(() => ends.push('short'));
    await long;
    assert.deepEqual(ends, ['short', 'long']);
  });

  it('stop when their call is cancelled, and nothing is called', async () => {
    let called = 0;
    const { caller, sent } = connect({ echo: () => called++ });
    const cancel = new AbortController();
    const params = { ids: ids(80_000), of: { names: [], n: 1 } };
    const call = caller.remote.echo(params, { signal: cancel.signal });
    await setImmediate();
    cancel.abort();
    await assert.rejects(call, { name: 'CancelledError' });
    assert.ok(sent.filter(({ kind }) => kind === 'part').length < 10);
    assert.equal(await caller.remote.ping({}), 'pong');
    assert.equal(called, 0);
  });

  it('are rejected when the other side ends', async () => {
    const { caller } = connect();
    const call = caller.remote.echo({ ids: ids(80_000), of: { names: [], n: 1 } });
    await setImmediate();
    caller.close(new Error('gone'));
    await assert.rejects(call, /gone/);
  });
});
