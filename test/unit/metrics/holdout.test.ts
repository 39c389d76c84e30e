import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawHoldout, holdoutDue, holdoutSize } from '../../../src/core/metrics/holdout.ts';
import { Rng } from '../../../src/core/rng.ts';

describe('hold-out size', () => {
  it('is 20 % of the pool and at most 200', () => {
    assert.deepEqual([0, 4, 5, 999, 1000, 50_000].map(holdoutSize), [0, 0, 1, 199, 200, 200]);
  });
});

describe('drawing the hold-out', () => {
  const alone = Int32Array.from({ length: 400 }, (_, i) => i);

  it('takes exactly the size when every row is alone, seeded and in order', () => {
    const { rows, excludedRows } = drawHoldout(alone, new Rng(3));
    assert.equal(rows.length, 80);
    assert.equal(new Set(rows).size, 80);
    assert.deepEqual(
      [...rows],
      [...rows].sort((a, b) => a - b),
    );
    assert.deepEqual(rows, drawHoldout(alone, new Rng(3)).rows);
    assert.notDeepEqual(rows, drawHoldout(alone, new Rng(4)).rows);
    assert.equal(excludedRows, 0);
  });

  it('never splits a group', () => {
    const groups = Int32Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? i : i % 40));
    for (let seed = 0; seed < 50; seed++) {
      const { rows } = drawHoldout(groups, new Rng(seed));
      const held = new Set(rows);
      const heldGroups = new Set(Array.from(rows, (row) => groups[row]));
      for (let row = 0; row < groups.length; row++) {
        assert.equal(held.has(row), heldGroups.has(groups[row]));
      }
      assert.ok(rows.length >= 60 && rows.length < 120);
    }
  });

  it('draws a record of a large group about as often as one that is alone', () => {
    // 30 groups of 5 and 250 rows alone.
    const groups = Int32Array.from({ length: 400 }, (_, i) => (i < 150 ? Math.floor(i / 5) : i));
    let grouped = 0;
    let single = 0;
    const runs = 2000;
    for (let seed = 0; seed < runs; seed++) {
      for (const row of drawHoldout(groups, new Rng(seed)).rows) {
        if (row < 150) grouped++;
        else single++;
      }
    }
    const ratio = grouped / 150 / (single / 250);
    assert.ok(ratio > 0.95 && ratio < 1.05, `ratio ${ratio}`);
  });

  it('passes over a group larger than the hold-out and says so', () => {
    const groups = Int32Array.from({ length: 100 }, (_, i) => (i < 30 ? -1 : i));
    for (let seed = 0; seed < 20; seed++) {
      const { rows, excludedRows } = drawHoldout(groups, new Rng(seed));
      assert.equal(excludedRows, 30);
      assert.equal(rows.length, 20);
      assert.ok(rows.every((row) => row >= 30));
    }
  });

  it('is empty for a pool of four', () => {
    assert.deepEqual(drawHoldout([0, 1, 2, 3], new Rng(1)), {
      rows: new Int32Array(),
      excludedRows: 0,
    });
  });
});

describe('interleaving', () => {
  const due = (picks: number, answered: number, unasked = 50, seed = 1): boolean =>
    holdoutDue({ picks, answered, unasked, seed });

  it('is 1 in every 4 picks until 100 are answered, then 1 in every 10', () => {
    for (let block = 0; block < 50; block++) {
      const of = (period: number, answered: number): number =>
        Array.from({ length: period }, (_, k) => due(block * period + k, answered)).filter(Boolean)
          .length;
      assert.equal(of(4, 0), 1);
      assert.equal(of(4, 99), 1);
      assert.equal(of(10, 100), 1);
    }
  });

  it('falls on every place of the block, so that it cannot be guessed', () => {
    const places = [0, 0, 0, 0];
    for (let picks = 0; picks < 4000; picks++) if (due(picks, 0)) places[picks % 4]++;
    assert.ok(
      places.every((n) => n > 200),
      String(places),
    );
  });

  it('depends on nothing but the counts and the seed', () => {
    const run = (seed: number): boolean[] =>
      Array.from({ length: 80 }, (_, i) => due(i, 0, 9, seed));
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });

  it('stops when all hold-out records have been asked', () => {
    for (let picks = 0; picks < 20; picks++) assert.equal(due(picks, 5, 0), false);
  });
});
