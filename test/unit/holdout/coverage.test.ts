import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { holdoutRun, holdoutScenes } from '../../harness/holdoutRuns.ts';

const runs = 40;
/** Misses among 40 95 % intervals: a correct method exceeds this once in 10,000 runs (binomial). */
const mostMisses = 9;

describe('hold-out accuracy intervals cover the true accuracy', () => {
  for (const scene of holdoutScenes) {
    test(`C1 C2 ${scene}`, () => {
      const all = Array.from({ length: runs }, (_, seed) => holdoutRun(scene, seed));
      const misses = all.filter(({ covers }) => !covers).length;
      assert.ok(misses <= mostMisses, `${misses} of ${runs} intervals miss`);
      const parts = all.flatMap(({ partCovers }) => partCovers ?? []);
      const partMisses = parts.filter((covers) => !covers).length;
      assert.ok(
        partMisses <= mostMisses,
        `${partMisses} of ${parts.length} intervals of a part miss`,
      );
      if (scene === 'growth' || scene === 'filter') assert.ok(parts.length >= runs / 2);
    });
  }

  test('undercover if every answered record is counted at once', () => {
    for (const scene of ['growth', 'filter', 'handLabelling', 'nearCopies'] as const) {
      const all = Array.from({ length: runs }, (_, seed) => holdoutRun(scene, seed));
      const misses = all.filter(({ naiveCovers }) => !naiveCovers).length;
      assert.ok(misses > mostMisses, `${scene}: ${misses} misses`);
    }
  });
});
