// A fit can be cancelled, and insights across rounds survive the session.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TargetBanner } from '../../../src/core/loop/insights/targetBanner.ts';
import { type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { Round } from '../../../src/core/store/storedRounds.ts';
import { randomStart, setUp, type Bench } from './loopFixture.ts';
import type { HoldoutMetrics } from '../../../src/core/metrics/holdoutMetrics.ts';

const project: Partial<ProjectFile> = {
  query: { ...randomStart, batch: 5 },
  holdout: { share: 0.2, size: 30, blind: 'picks' },
};

async function labelled(bench: Bench, answers: number): Promise<void> {
  const { learner, until, answer } = bench;
  void learner.start();
  await until((view) => view.embedding !== undefined);
  for (let i = 0; i < answers; i++) await answer();
  await learner.retrain();
}

describe('D11 a cancelled fit', () => {
  test('keeps the previous model, and labelling continues', async () => {
    const bench = setUp({ project });
    const { learner, engine, store, answer, until } = bench;
    await labelled(bench, 30);
    const ids = [...bench.truth.keys()].slice(0, 20);
    const before = await engine.remote.predict({ ids });
    const rounds = store.rounds();
    await answer();
    let fits = 0;
    let cancelled = false;
    const stop = learner.onFit((fit) => {
      fits++;
      fit.catch((error: unknown) => (cancelled = (error as Error).name === 'CancelledError'));
    });
    engine.onCall = (method) => {
      if (method === 'fit') learner.cancel();
    };
    await assert.rejects(learner.retrain(), { name: 'CancelledError' });
    assert.ok(cancelled && fits === 1);
    assert.deepEqual(await engine.remote.predict({ ids }), before);
    assert.deepEqual(store.rounds(), rounds);
    assert.equal(learner.view.busy, undefined);

    engine.onCall = () => undefined;
    stop();
    await answer();
    await learner.retrain();
    assert.equal(fits, 1, 'no longer reported');
    assert.equal(store.rounds().length, rounds.length + 1);
    await until(({ ahead }) => ahead.length === 4);
    assert.deepEqual(bench.errors, []);
    await bench.close();
  });
});

test('D11 the forecast and the stopping advice are restored after a reload', async () => {
  const target = { metric: 'accuracy', value: 0.999 } as const;
  const bench = setUp({ project: { ...project, target } });
  await labelled(bench, 90);
  const { forecast, stopping, uncertainty, rounds } = bench.learner.view;
  assert.ok(forecast && stopping && uncertainty);
  await bench.close();
  const { store } = bench;
  const again = setUp({ project: { ...project, target }, store });
  void again.learner.start();
  const view = await again.until((one) => one.forecast !== undefined);
  assert.deepEqual(view.forecast, forecast);
  assert.deepEqual(view.stopping, stopping);
  assert.equal(view.rounds.length, rounds.length, 'no round is made for it');
  await again.close();
});

describe('D11 target banner', () => {
  const target = { metric: 'accuracy', value: 0.8 } as const;
  const roundsOf = (...lows: number[]): Round[] =>
    lows.map((low, i) => {
      const accuracy = { value: low + 0.05, low, high: low + 0.1 };
      return {
        number: i + 1,
        metrics: { accuracy, macroF1: accuracy, perClass: [] } as unknown as HoldoutMetrics,
      } as Round;
    });
  const bannerOf = (store: MemoryStore, chosen: ProjectFile['target'] = target): TargetBanner =>
    new TargetBanner(store, { project: { target: chosen } as unknown as ProjectFile });
  const reached = [0.7, 0.81, 0.82, 0.83];

  test('stays dismissed, even after a reload, until the target is crossed again', () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const banner = bannerOf(store);
    banner.update(roundsOf(...reached));
    assert.deepEqual([banner.isReached, banner.isClosed], [true, false]);
    banner.close(store);
    assert.equal(banner.isClosed, true);
    banner.update(roundsOf(...reached, 0.84));
    assert.equal(banner.isClosed, true, 'it is the same crossing');
    const reloaded = bannerOf(store);
    assert.equal(reloaded.isClosed, false, 'nothing is reached yet');
    reloaded.update(roundsOf(...reached, 0.84));
    assert.deepEqual([reloaded.isReached, reloaded.isClosed], [true, true]);
    reloaded.update(roundsOf(...reached, 0.84, 0.79));
    assert.deepEqual([reloaded.isReached, reloaded.isClosed], [false, false]);
    reloaded.update(roundsOf(...reached, 0.84, 0.79, 0.81, 0.82, 0.83));
    assert.deepEqual([reloaded.isReached, reloaded.isClosed], [true, false]);
  });

  test('reappears for a different target', () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const banner = bannerOf(store);
    banner.update(roundsOf(...reached));
    banner.close(store);
    const other = bannerOf(store, { metric: 'accuracy', value: 0.75 });
    other.update(roundsOf(...reached));
    assert.deepEqual([other.isReached, other.isClosed], [true, false]);
  });

  test('is dismissed in the view and in the next session', async () => {
    const easy = { ...project, target: { metric: 'accuracy', value: 0.3 } } as const;
    const bench = setUp({ project: easy });
    await labelled(bench, 90);
    assert.equal(bench.learner.view.targetReached, true);
    assert.equal(bench.learner.view.targetClosed, undefined);
    await bench.learner.closeTarget();
    assert.equal(bench.learner.view.targetClosed, true);
    await bench.close();
    const again = setUp({ project: easy, store: bench.store });
    void again.learner.start();
    const view = await again.until(({ targetReached }) => targetReached);
    assert.equal(view.targetClosed, true);
    await again.close();
  });
});
