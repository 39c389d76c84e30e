import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earlierBy, presentRounds } from '../../../src/core/loop/training/segment.ts';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { setUp } from './loopFixture.ts';

test('Use New Defaults starts a new curve, and its undo rejoins the previous one', async () => {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  store.setSetting(defaultsSetting, undefined);
  const bench = setUp({ store, project: { leftOpen: ['blind'] } });
  const { learner } = bench;
  const earlier = () => learner.view.rounds.map(({ stale }) => stale);
  await learner.start();
  while (learner.view.rounds.length < 3) {
    await bench.answer();
    await bench.engine.quiet();
  }
  const before = learner.view.rounds.length;
  assert.deepEqual(new Set(earlier()), new Set([undefined]));
  await learner.labelSet.useNewDefaults();
  const [embedding] = store.rounds().map((round) => round.embedding);
  const view = await bench.until(({ rounds }) => rounds.length > before);
  assert.deepEqual(
    view.rounds.map(({ stale }) => stale),
    [...Array<string>(before).fill('defaults'), undefined],
    'the first round of the new curve is made at once',
  );
  assert.deepEqual(
    presentRounds(store, embedding!).map(({ number }) => number),
    [before + 1],
  );
  await bench.until(({ stopping }) => english(stopping?.message).startsWith('Too early to tell'));
  assert.equal(earlierBy(store, 'another')(store.rounds()[0]!), 'vectors');

  await learner.undo();
  assert.deepEqual(new Set(earlier()), new Set([undefined]));
  assert.equal(presentRounds(store, embedding!).length, learner.view.rounds.length);
  await bench.engine.quiet();
  await learner.redo();
  assert.equal(earlier()[0], 'defaults');
  await bench.engine.quiet();
  assert.deepEqual(bench.errors, []);
  await bench.close();
});
