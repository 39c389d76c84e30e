import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rng } from '../../../src/core/rng.ts';
import { drawGroups } from '../../../src/core/simulate/drawGroups.ts';

describe('drawGroups', () => {
  const alone = Int32Array.from({ length: 400 }, (_, i) => i);

  it('draws exactly the size from singletons, seeded and in order', () => {
    const rows = drawGroups(alone, new Rng(3), 80);
    assert.equal(rows.length, 80);
    assert.equal(new Set(rows).size, 80);
    assert.deepEqual(
      [...rows],
      [...rows].sort((a, b) => a - b),
    );
    assert.deepEqual(rows, drawGroups(alone, new Rng(3), 80));
    assert.notDeepEqual(rows, drawGroups(alone, new Rng(4), 80));
  });

  it('never splits a group', () => {
    const groups = Int32Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? i : i % 40));
    for (let seed = 0; seed < 50; seed++) {
      const rows = drawGroups(groups, new Rng(seed), 60);
      const held = new Set(rows);
      const heldGroups = new Set(Array.from(rows, (row) => groups[row]));
      for (let row = 0; row < groups.length; row++) {
        assert.equal(held.has(row), heldGroups.has(groups[row]));
      }
      assert.ok(rows.length >= 60 && rows.length < 120);
    }
  });

  it('draws a record of a large group about as often as a singleton', () => {
    // 30 groups of 5 and 250 singletons.
    const groups = Int32Array.from({ length: 400 }, (_, i) => (i < 150 ? Math.floor(i / 5) : i));
    let grouped = 0;
    let single = 0;
    for (let seed = 0; seed < 2000; seed++) {
      for (const row of drawGroups(groups, new Rng(seed), 80)) {
        if (row < 150) grouped++;
        else single++;
      }
    }
    const ratio = grouped / 150 / (single / 250);
    assert.ok(ratio > 0.95 && ratio < 1.05, `ratio ${ratio}`);
  });

  it('skips a group larger than the size', () => {
    const groups = Int32Array.from({ length: 100 }, (_, i) => (i < 30 ? -1 : i));
    for (let seed = 0; seed < 20; seed++) {
      const rows = drawGroups(groups, new Rng(seed), 20);
      assert.equal(rows.length, 20);
      assert.ok(rows.every((row) => row >= 30));
    }
  });

  it('is empty for size 0', () => {
    assert.deepEqual(drawGroups([0, 1, 2, 3], new Rng(1), 0), new Int32Array());
  });
});
