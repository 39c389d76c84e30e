import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { answersInAll, holdoutDue } from '../../../src/core/holdout/holdoutDue.ts';

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

  it('C12: counts the answers in all by hand, and the README states them', () => {
    // Three training labels for each hold-out record up to 100 of these, then nine for each; a block
    // of ten may begin inside one of four.
    const within = (count: number, byHand: number): void =>
      assert.ok(Math.abs(count - byHand) <= 1, `${count}, not ${byHand}`);
    within(answersInAll(300), 400);
    within(answersInAll(300 + 9 * 20), 400 + 10 * 20);
    // A hold-out of 20 is answered within 80 picks, 60 of which train.
    assert.equal(answersInAll(100, 20), 120);
    assert.equal(answersInAll(0), 0);
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    assert.ok(
      readme.includes(`defaults needed ${answersInAll(500)}, blind hold-out answers included`),
    );
  });

  it('stops when all hold-out records are asked', () => {
    for (let picks = 0; picks < 20; picks++) assert.equal(due(picks, 5, 0), false);
  });
});
