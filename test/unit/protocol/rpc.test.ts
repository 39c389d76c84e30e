import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  UnreachableError,
  UserError,
  inOwnWords,
  userMessageOf,
} from '../../../src/core/errors.ts';
import { message } from '../../../src/core/messages/messages.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { RemoteError, Rpc, type Channel, type Handlers } from '../../../src/protocol/rpc.ts';

interface Api {
  double(params: { n: number }): Promise<number>;
  fail(params: { human: boolean }): Promise<never>;
  count(params: { to: number }): Promise<number>;
  never(params: Record<never, never>): Promise<void>;
}

/** Two channel ends that exchange structured clones, like processes and pages. */
function channelPair(): [Channel, Channel, (gone: Error) => void] {
  const listeners: ((message: unknown) => void)[] = [];
  const closers: ((gone: Error) => void)[] = [];
  const end = (mine: number, other: number): Channel => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => listeners[other]?.(copy));
    },
    onMessage: (listener) => void (listeners[mine] = listener),
    onClose: (listener) => void closers.push(listener),
  });
  return [end(0, 1), end(1, 0), (gone) => closers.forEach((close) => close(gone))];
}

function connect(handlers: Partial<Handlers<Api>> = {}): {
  caller: Rpc<Api>;
  close: (gone: Error) => void;
  aborted: Promise<void>;
} {
  const [a, b, close] = channelPair();
  let heard: () => void;
  const aborted = new Promise<void>((resolve) => (heard = resolve));
  const served: Handlers<Api> = {
    double: ({ n }) => 2 * n,
    fail: ({ human }) => {
      throw human ? new UserError(inOwnWords('Do this instead.')) : new TypeError('A defect.');
    },
    count: ({ to }, { onProgress }) => {
      for (let step = 1; step <= to; step++)
        onProgress({ what: inOwnWords('Counting'), step, steps: to });
      return to;
    },
    never: (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          heard();
          reject(new Error('stopped'));
        }),
      ),
    ...handlers,
  };
  new Rpc<Record<never, never>, Api>(b, served);
  return { caller: new Rpc<Api>(a), close, aborted };
}

describe('rpc', () => {
  it('returns values', async () => {
    const { caller } = connect();
    const results = await Promise.all([1, 2, 3].map((n) => caller.remote.double({ n })));
    assert.deepEqual(results, [2, 4, 6]);
  });

  it('returns errors with name, user message and stack', async () => {
    const { caller } = connect();
    const human = await caller.remote.fail({ human: true }).catch((error: unknown) => error);
    assert.ok(human instanceof RemoteError);
    assert.equal(human.name, 'UserError');
    assert.deepEqual(userMessageOf(human), inOwnWords('Do this instead.'));
    const defect = await caller.remote.fail({ human: false }).catch((error: unknown) => error);
    assert.ok(defect instanceof RemoteError);
    assert.equal(defect.name, 'TypeError');
    assert.match(defect.remoteStack ?? '', /rpc\.test/);
  });

  it('forwards the user message of a nested call, and its cause as text', async () => {
    const problem = message('search.badRegex', { reason: 'unterminated group' });
    const cause = new SyntaxError('group');
    const far = connect({
      double: () => {
        throw new UserError(problem, { cause });
      },
    });
    const near = connect({ double: (params) => far.caller.remote.double(params) });
    const error = await near.caller.remote.double({ n: 1 }).catch((thrown: unknown) => thrown);
    assert.deepEqual(userMessageOf(error), problem);
    assert.equal((error as Error).cause, 'SyntaxError: group');
  });

  it('reports progress in order', async () => {
    const { caller } = connect();
    const seen: Progress[] = [];
    await caller.remote.count({ to: 3 }, { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(
      seen.map(({ step }) => step),
      [1, 2, 3],
    );
  });

  it('cancels on the remote side', async () => {
    const { caller, aborted } = connect();
    const controller = new AbortController();
    const call = caller.remote.never({}, { signal: controller.signal });
    controller.abort();
    await aborted;
    await assert.rejects(call, says(/stopped/));
  });

  it('does not start a call that is already cancelled', async () => {
    const { caller } = connect();
    await assert.rejects(caller.remote.double({ n: 1 }, { signal: AbortSignal.abort() }), {
      name: 'CancelledError',
    });
  });

  it('rejects pending and later calls when the channel closes', async () => {
    const { caller, close } = connect();
    const pending = caller.remote.never({});
    const gone = new UnreachableError(message('engine.ended', { why: inOwnWords('SIGKILL') }));
    close(gone);
    await assert.rejects(pending, gone);
    await assert.rejects(caller.remote.double({ n: 1 }), gone);
  });

  it('rejects unknown methods, including names from Object.prototype', async () => {
    const { caller } = connect();
    const remote = caller.remote as unknown as Record<
      string,
      (params: unknown) => Promise<unknown>
    >;
    await assert.rejects(remote['nothing']!({}), says(/no method "nothing"/));
    await assert.rejects(remote['toString']!({}), says(/no method "toString"/));
  });
});
