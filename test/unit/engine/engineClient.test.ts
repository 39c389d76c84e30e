// The host side of the engine process, with a stub process that echoes the parameters of each call.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineClient, type EngineEvent } from '../../../src/host/engineClient.ts';

const echo = fileURLToPath(new URL('../../fixtures/engine/echo.mjs', import.meta.url));

const fragile = fileURLToPath(new URL('../../fixtures/engine/fragile.mjs', import.meta.url));

describe('engine client', () => {
  const clients: EngineClient[] = [];
  const open = (modulePath: string): { client: EngineClient; next: () => Promise<EngineEvent> } => {
    const client = new EngineClient({ modulePath, log: () => undefined });
    clients.push(client);
    const events = new EventTarget();
    client.onEvent((event) => events.dispatchEvent(new CustomEvent('end', { detail: event })));
    return {
      client,
      next: async () => ((await once(events, 'end')) as [CustomEvent<EngineEvent>])[0].detail,
    };
  };
  after(() => clients.forEach((client) => client.dispose()));

  it('rejects pending calls and restarts when the process is killed', async () => {
    const { client, next } = open(echo);
    await client.remote.read({ ids: [] });
    const ended = next();
    process.kill(client.pid!, 'SIGKILL');
    // Messages to an exiting process are lost, even if the pipe accepts them.
    const calls = Array.from({ length: 50 }, () =>
      client.remote.read({ ids: ['x'.repeat(100_000)] }).then(
        () => 'answered',
        (error: Error) => error.name,
      ),
    );
    assert.equal((await ended).kind, 'restarted');
    const outcomes = new Set(await Promise.all(calls));
    assert.ok(outcomes.has('UnreachableError'), [...outcomes].join(', '));
    assert.deepEqual(await client.remote.read({ ids: [] }), { ids: [] });
  });

  for (const [how, why] of [
    ['exhaust', /^out of memory$/],
    ['abort', /^SIGABRT$/],
    ['segfault', /^SIGSEGV$/],
  ] as const) {
    it(`reports the cause and restarts when the process crashes: ${how}`, async () => {
      // A small heap, so that it is exhausted quickly.
      process.env['NODE_OPTIONS'] = '--max-old-space-size=40';
      const { client, next } = open(fragile);
      delete process.env['NODE_OPTIONS'];
      const { pid } = client;
      const ended = next();
      await assert.rejects(client.remote.read({ ids: [how] }), { name: 'UnreachableError' });
      const event = await ended;
      assert.equal(event.kind, 'restarted');
      assert.match(english(event.why), why);
      assert.notEqual(client.pid, pid);
      assert.deepEqual(await client.remote.read({ ids: [] }), { ids: [] });
    });
  }

  it('gives up on a process that keeps exiting, and restarts on request', async () => {
    const { client, next } = open(echo);
    for (const kind of ['restarted', 'restarted', 'restarted', 'gaveUp']) {
      await client.remote.read({ ids: [] });
      const ended = next();
      process.kill(client.pid!, 'SIGKILL');
      assert.equal((await ended).kind, kind);
    }
    assert.equal(client.pid, undefined);
    await assert.rejects(client.remote.read({ ids: [] }), { name: 'UnreachableError' });
    client.restart();
    assert.deepEqual(await client.remote.read({ ids: [] }), { ids: [] });
  });

  it('rejects calls to a process that exits on start', async () => {
    const { client } = open(`${echo}.missing`);
    await assert.rejects(client.remote.read({ ids: [] }), { name: 'UnreachableError' });
  });
});
