import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeGroupsByKey } from '../../../src/engine/evaluation/nearGroups.ts';
import { labels, openEngine } from './engineFixture.ts';

test('C13 records with a common key form one group together with their near-duplicates', () => {
  const groups = Int32Array.of(0, 1, 0, 3, 3, 5);
  assert.deepEqual(
    [...mergeGroupsByKey(['a', 'b', 'c', 'b', 'e', 'f'], groups)],
    [0, 1, 0, 1, 1, 5],
  );
  assert.deepEqual(
    [...mergeGroupsByKey(['a', 'a', 'a', 'a', 'a', 'a'], groups)],
    [0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual([...mergeGroupsByKey(['a', 'b', 'c', 'd', 'e', 'f'], groups)], [...groups]);
  assert.deepEqual([...mergeGroupsByKey([], new Int32Array(0))], []);
});

test('C13 metrics of stored heads count near-duplicates as one record', async () => {
  const open = await openEngine(120);
  try {
    const { bytes, learnt } = await open.engine.fit(open.fitParams());
    const ids = open.ids.slice(60, 90);
    const evaluated = async (groups: string[]): Promise<number> => {
      const [metrics] = await open.engine.evaluate({
        heads: [{ bytes, labels: learnt }],
        holdout: {
          task: 'single',
          ids,
          answers: ids.map((_, i) => labels[i % 3]!),
          multiplicities: ids.map(() => 1),
          groups,
        },
        labels,
        seed: 1,
      });
      return metrics!.effectiveN;
    };
    assert.equal(await evaluated(ids), 30);
    // The record that represents a group may be unanswered or absent.
    assert.equal(await evaluated(ids.map((_, i) => `${i % 10}`)), 10);
  } finally {
    await open.close();
  }
});
