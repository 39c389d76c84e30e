import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { holdoutDue } from '../../../src/core/metrics/holdout.ts';

describe('interleaving the hold-out', () => {
  const due = (picks: number, answered: number, unasked = 50, seed = 1): boolean =>
    holdoutDue({ picks, answered, unasked, seed });

  it('asks 1 in every 4 picks until 100 are answered, then 1 in every 10', () => {
    for (let block = 0; block < 50; block++) {
      const of = (period: number, answered: number): number =>
        Array.from({ length: period }, (_, k) => due(block * period + k, answered)).filter(Boolean)
          .length;
      assert.equal(of(4, 0), 1);
      assert.equal(of(4, 99), 1);
      assert.equal(of(10, 100), 1);
    }
  });

  it('uses every position in a block, so that it is unpredictable', () => {
    const places = [0, 0, 0, 0];
    for (let picks = 0; picks < 4000; picks++) if (due(picks, 0)) places[picks % 4]!++;
    assert.ok(
      places.every((n) => n > 200),
      String(places),
    );
  });

  it('depends only on the counts and the seed', () => {
    const run = (seed: number): boolean[] =>
      Array.from({ length: 80 }, (_, i) => due(i, 0, 9, seed));
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });

  it('stops when all hold-out records are asked', () => {
    for (let picks = 0; picks < 20; picks++) assert.equal(due(picks, 5, 0), false);
  });
});
