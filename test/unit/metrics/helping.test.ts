import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeHelping, planHelping } from '../../../src/core/metrics/helping.ts';
import { Rng } from '../../../src/core/rng.ts';

const range = (from: number, n: number): Int32Array =>
  Int32Array.from({ length: n }, (_, i) => from + i);

describe('planning "is it helping?"', () => {
  const explore = range(0, 60);
  const active = range(1000, 400);
  const holdout = range(5000, 121);

  it('makes two arms of one size, tests on the other half, and swaps', () => {
    const plan = planHelping({ explore, active, holdout, rng: new Rng(1) });
    assert.ok(plan.kind === 'plan');
    const tested = plan.folds.flatMap((fold) => [...fold.test]);
    assert.deepEqual(
      tested.sort((a, b) => a - b),
      [...holdout],
    );
    for (const { randomArm, activeArm, test } of plan.folds) {
      assert.equal(randomArm.length, 120);
      assert.deepEqual([...activeArm], [...active.slice(0, 120)]);
      assert.equal(new Set(randomArm).size, 120);
      const held = new Set(test);
      assert.ok(randomArm.every((record) => !held.has(record)));
    }
  });

  it('shortens the random arm to the active picks there are', () => {
    const plan = planHelping({ explore, active: active.slice(0, 105), holdout, rng: new Rng(1) });
    assert.ok(plan.kind === 'plan');
    assert.ok(plan.folds.every((f) => f.randomArm.length === 105 && f.activeArm.length === 105));
  });

  it('cannot tell below 100 random labels, with too few active picks, or without hold-out', () => {
    const few = planHelping({ explore: range(0, 30), active, holdout, rng: new Rng(1) });
    assert.deepEqual(few, { kind: 'cannotTell', randomLabels: 90, needed: 100 });
    const fewActive = planHelping({
      explore,
      active: active.slice(0, 20),
      holdout,
      rng: new Rng(1),
    });
    assert.equal(fewActive.kind, 'cannotTell');
    const unheld = planHelping({ explore: range(0, 200), active, holdout: [], rng: new Rng(1) });
    assert.equal(unheld.kind, 'cannotTell');
  });
});

describe('judging it', () => {
  const rng = new Rng(6);
  const truth = Int32Array.from({ length: 200 }, () => rng.integer(2));
  const right = (share: number): Int32Array =>
    truth.map((t) => (rng.uniform() < share ? t : 1 - t));
  const judge = (randomShare: number, activeShare: number): string => {
    const [randomPredicted, activePredicted] = [right(randomShare), right(activeShare)];
    const half = (from: number, to: number) => ({
      truth: truth.slice(from, to),
      randomPredicted: randomPredicted.slice(from, to),
      activePredicted: activePredicted.slice(from, to),
    });
    return judgeHelping([half(0, 100), half(100, 200)], 2, { rng: new Rng(1) }).verdict;
  };

  it('says helping, hurting, or no difference seen', () => {
    assert.equal(judge(0.7, 0.92), 'helping');
    assert.equal(judge(0.92, 0.7), 'hurting');
    assert.equal(judge(0.85, 0.85), 'noDifferenceSeen');
  });

  it('counts a record as often as it occurs', () => {
    const result = {
      truth: [0, 1, 0, 1],
      randomPredicted: [0, 1, 1, 0],
      activePredicted: [1, 1, 0, 1],
      weights: [5, 1, 1, 1],
    };
    const { comparison } = judgeHelping([result], 2, { rng: new Rng(1) });
    assert.equal(comparison.accuracy.value, 3 / 8 - 6 / 8);
  });
});
