// A cancel is heard within 200 ms, with the slowest kernel there is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine, EngineApi, WorkOptions } from '../../../src/core/loop/enginePort.ts';
import { openEngine, type OpenEngine } from './engineFixture.ts';

/** Milliseconds within which a cancelled call has to have ended. */
const patience = 200;

describe('a cancel is heard within 200 ms', () => {
  let open: OpenEngine;
  before(async () => (open = await openEngine(12_000, { dimensions: 64, memoryBudget: 2 ** 28 })));
  after(() => open.close());

  /** Many answers, so that fitting takes its time. */
  const large = (): { ids: string[]; answers: string[] } => {
    const ids = open.ids.slice(0, 4000);
    return { ids, answers: ids.map((_, i) => ['refund', 'delivery', 'praise'][(i * 7) % 3]!) };
  };

  /** How long a call goes on after its cancel; the best of three, since the machine has other work. */
  async function heard(
    call: (engine: Engine, work: WorkOptions) => Promise<unknown>,
    afterMs: number,
  ): Promise<number> {
    let best = Infinity;
    for (let attempt = 0; attempt < 3 && best >= patience; attempt++) {
      const stop = new AbortController();
      let cancelledAt = 0;
      setTimeout(() => {
        cancelledAt = performance.now();
        stop.abort();
      }, afterMs);
      await assert.rejects(call(open.engine, { signal: stop.signal }), { name: 'CancelledError' });
      assert.ok(cancelledAt > 0, 'it was under way');
      best = Math.min(best, performance.now() - cancelledAt);
    }
    return best;
  }

  const fits: Record<string, Partial<Parameters<EngineApi['fit']>[0]>> = {
    'choosing C': { c: 'auto', chooseC: true },
    'a committee': { kind: 'committee', members: 20, c: 100 },
  };
  for (const [name, changes] of Object.entries(fits)) {
    it(`by a fit: ${name}`, async () => {
      const params = { ...open.fitParams({ ...changes, training: large() }) };
      const ms = await heard((engine, work) => engine.fit(params, work), 20);
      assert.ok(ms < patience, `${ms} ms`);
    });
  }

  for (const strategy of [
    'typiclust',
    'k-means',
    'k-center',
    'ranked-batch',
    'badge',
    'batch-bald',
  ]) {
    it(`by a query: ${strategy}`, async () => {
      await open.engine.fit(open.fitParams({ kind: 'committee', members: 20 }));
      const settings = { strategy };
      const params = open.queryParams({ settings, count: 200 });
      const ms = await heard((engine, work) => engine.query(params, work), 5);
      assert.ok(ms < patience, `${ms} ms`);
    });
  }

  it('by the histogram', async () => {
    await open.engine.fit(open.fitParams({ kind: 'committee', members: 100 }));
    const params = { acquisition: 'margin', exclude: [] };
    const ms = await heard((engine, work) => engine.uncertainty(params, work), 2);
    assert.ok(ms < patience, `${ms} ms`);
  });

  it('and the head before it is still there afterwards', async () => {
    await open.engine.fit(open.fitParams());
    const before = await open.engine.predict({ ids: open.ids.slice(0, 3) });
    const params = open.fitParams({ kind: 'committee', members: 20, c: 100, training: large() });
    await heard((engine, work) => engine.fit(params, work), 20);
    assert.deepEqual(await open.engine.predict({ ids: open.ids.slice(0, 3) }), before);
  });
});

describe('when the engine dies', () => {
  const calls: Partial<Record<keyof EngineApi, (open: OpenEngine) => Promise<unknown>>> = {
    fit: ({ engine, fitParams }) => engine.fit(fitParams()),
    query: ({ engine, queryParams }) => engine.query(queryParams()),
    uncertainty: ({ engine }) => engine.uncertainty({ acquisition: 'margin', exclude: [] }),
    read: ({ engine, ids }) => engine.read({ ids }),
    predict: ({ engine, ids }) => engine.predict({ ids }),
    sample: ({ engine }) => engine.sample({ count: 3, exclude: [], seed: 1 }),
  };
  for (const [name, call] of Object.entries(calls)) {
    it(`a pending ${name} fails with a clear error, and so does the next call`, async () => {
      const open = await openEngine(60);
      await open.engine.fit(open.fitParams());
      const pending = assert.rejects(call(open), {
        name: 'ChannelClosedError',
        message: /SIGKILL/,
      });
      open.die();
      await pending;
      await assert.rejects(call(open), { name: 'ChannelClosedError' });
      await open.close();
    });
  }
});
