// A cancel takes effect when the call next yields to the event loop, here with the slowest kernel.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Engine, EngineApi, WorkOptions } from '../../../src/core/engine/engineApi.ts';
import { endSliceAtEveryCheck, turnsAfterCancel, turnsOf } from '../../harness/turns.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';
import type { MultiTraining, SingleTraining } from '../../../src/core/engine/modelApi.ts';

/** Event-loop turns allowed: a message to the engine, one back, and the call's next check. */
const patience = 3;

describe('cancelling halfway', () => {
  endSliceAtEveryCheck();
  let open: OpenEngine;
  before(async () => (open = await openEngine(3000, { dimensions: 64, memoryBudget: 2 ** 28 })));
  after(() => open.close());

  /** Many answers, so that fitting takes a while. */
  const large = (): SingleTraining => {
    const ids = open.ids.slice(0, 1000);
    return {
      task: 'single',
      ids,
      answers: ids.map((_, i) => ['refund', 'delivery', 'praise'][(i * 7) % 3]!),
    };
  };

  /** Cancels a call after half of its event-loop turns. */
  async function cancelTakesEffect(
    call: (engine: Engine, work: WorkOptions) => Promise<unknown>,
    prepare: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    await prepare();
    const whole = await turnsOf(() => call(open.engine, {}));
    await prepare();
    const at = Math.floor(whole / 2) - 1;
    const heard = await turnsAfterCancel(at, (signal) => call(open.engine, { signal }));
    assert.ok(heard <= patience, `heard after ${heard} of ${whole} turns`);
  }

  const fits: Record<string, Partial<Parameters<EngineApi['fit']>[0]>> = {
    'choosing C': { c: 'auto', chooseC: true },
    'a committee': { kind: 'committee', members: 20, c: 100 },
  };
  for (const [name, changes] of Object.entries(fits)) {
    it(`stops a fit: ${name}`, async () => {
      const params = { ...open.fitParams({ ...changes, training: large(), warmStart: false }) };
      await cancelTakesEffect((engine, work) => engine.fit(params, work));
    });
  }

  /** The same answers as label sets of one label each. */
  const several = (): MultiTraining => {
    const { ids, answers } = large();
    const judged = answers.map((label) => {
      return { yes: [label], no: labels.filter((other) => other !== label) };
    });
    return { task: 'multi', ids, answers: judged };
  };

  it('stops a fit of several labels, and a query', async () => {
    const own = { training: several(), warmStart: false };
    const choosing = open.fitParams({ ...own, c: 'auto', chooseC: true });
    await cancelTakesEffect((engine, work) => engine.fit(choosing, work));
    const fit = open.fitParams(own);
    for (const strategy of ['mmc', 'cvirs', 'rank-power']) {
      const params = open.queryParams({ training: several(), settings: { strategy } });
      await cancelTakesEffect(
        (engine, work) => engine.query(params, work),
        () => open.engine.fit(fit),
      );
    }
  });

  for (const strategy of [
    'typiclust',
    'k-means',
    'k-center',
    'ranked-batch',
    'badge',
    'batch-bald',
  ]) {
    it(`stops a query: ${strategy}`, async () => {
      await open.engine.fit(open.fitParams({ kind: 'committee', members: 20 }));
      const params = open.queryParams({ settings: { strategy }, count: 10 });
      await cancelTakesEffect((engine, work) => engine.query(params, work));
    });
  }

  it('stops the uncertainty histogram', async () => {
    const params = { acquisition: 'margin', exclude: [] };
    // Pool predictions are cached per head, so each run needs a new head.
    const fit = open.fitParams({ kind: 'committee', members: 400 });
    await cancelTakesEffect(
      (engine, work) => engine.uncertainty(params, work),
      () => open.engine.fit(fit),
    );
  });

  it('a fit keeps the previous head', async () => {
    await open.engine.fit(open.fitParams());
    const before = await open.engine.predict({ ids: open.ids.slice(0, 3) });
    const params = open.fitParams({ kind: 'committee', members: 20, c: 100, training: large() });
    await turnsAfterCancel(patience, (signal) => open.engine.fit(params, { signal }));
    assert.deepEqual(await open.engine.predict({ ids: open.ids.slice(0, 3) }), before);
  });
});

describe('after the engine dies', () => {
  const calls: Partial<Record<keyof EngineApi, (open: OpenEngine) => Promise<unknown>>> = {
    fit: ({ engine, fitParams }) => engine.fit(fitParams()),
    query: ({ engine, queryParams }) => engine.query(queryParams()),
    uncertainty: ({ engine }) => engine.uncertainty({ acquisition: 'margin', exclude: [] }),
    read: ({ engine, ids }) => engine.read({ ids }),
    predict: ({ engine, ids }) => engine.predict({ ids }),
    sample: ({ engine }) => engine.sample({ count: 3, exclude: [], seed: 1 }),
  };
  for (const [name, call] of Object.entries(calls)) {
    it(`a pending ${name} and the next call fail with a clear error`, async () => {
      const open = await openEngine(60);
      await open.engine.fit(open.fitParams());
      const pending = assert.rejects(call(open), {
        name: 'UnreachableError',
        message: /SIGKILL/,
      });
      open.die();
      await pending;
      await assert.rejects(call(open), { name: 'UnreachableError' });
      await open.close();
    });
  }
});
