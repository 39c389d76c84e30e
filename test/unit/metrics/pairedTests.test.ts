import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareClasses,
  compareHeads,
  compareRocAuc,
  mcnemarExact,
} from '../../../src/core/metrics/pairedTests.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { oneVsRestRankings } from '../../../src/core/metrics/rocAuc.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

describe('McNemar’s exact test', () => {
  const { mcnemar } = golden<{ mcnemar: { b: number; c: number; p: number }[] }>(
    'metrics',
    'statistics',
  );
  it('matches scipy’s binomial test', () => {
    for (const { b, c, p } of mcnemar) close(mcnemarExact(b, c), p, 1e-12);
  });
  it('is 1 when the heads never differ', () => assert.equal(mcnemarExact(0, 0), 1));
});

describe('comparing two heads', () => {
  const rng = new Rng(3);
  const n = 200;
  const truth = Int32Array.from({ length: n }, () => rng.integer(3));
  const first = truth.map((t) => (rng.uniform() < 0.7 ? t : (t + 1) % 3));
  // The second head repairs a third of the first one's errors and breaks nothing.
  const second = first.map((p, i) => (p !== truth[i] && rng.uniform() < 0.33 ? truth[i] : p));

  it('sees what two separate intervals would hide', () => {
    const c = compareHeads(truth, first, second, 3, { rng: new Rng(1) });
    assert.equal(c.onlyFirstRight, 0);
    close(c.accuracy.value, c.onlySecondRight / n);
    assert.ok(c.accuracy.low > 0 && c.macroF1.low > 0 && c.p < 0.001);
    // The paired standard error by hand.
    const d = c.onlySecondRight / n;
    const se = Math.sqrt((d - d * d) / n);
    close((c.accuracy.high - c.accuracy.low) / (2 * 1.96), se, 0.1 * se + 0.002);
  });

  it('of a head with itself is exactly nothing', () => {
    const c = compareHeads(truth, first, first, 3, { rng: new Rng(1) });
    assert.deepEqual([c.accuracy.low, c.accuracy.value, c.accuracy.high], [0, 0, 0]);
    assert.equal(c.p, 1);
  });

  it('is mirrored when the heads change places', () => {
    const one = compareHeads(truth, first, second, 3, { rng: new Rng(1) });
    const other = compareHeads(truth, second, first, 3, { rng: new Rng(1) });
    close(other.macroF1.value, -one.macroF1.value);
    assert.equal(other.onlyFirstRight, one.onlySecondRight);
  });

  it('uses weights, and refuses nothing to compare', () => {
    const c = compareHeads([0, 1], [1, 1], [0, 0], 2, { rng: new Rng(1) }, [3, 1]);
    close(c.accuracy.value, 3 / 4 - 1 / 4);
    assert.throws(() => compareHeads([], [], [], 2, { rng: new Rng(1) }), /no records/);
  });
});

describe('comparing two heads class by class', () => {
  // 25 records of class 0, 25 of class 1, 4 of class 2.
  const truth = [...Array<number>(25).fill(0), ...Array<number>(25).fill(1), 2, 2, 2, 2];
  const first = truth.map((t, i) => (t === 0 && i < 10 ? 1 : t));
  const second = truth.map((t, i) => (t === 0 && i < 4 ? 1 : t));

  it('takes the difference of F1 with an interval that does not reach 0', () => {
    const [zero, one, two] = compareClasses(truth, first, second, 3, { rng: new Rng(1) });
    // By hand: 2·15 / (25 + 15) = .75 and 2·21 / (25 + 21) = .913 for class 0.
    close(zero!.value, 42 / 46 - 30 / 40);
    close(one!.value, 50 / 54 - 50 / 60);
    assert.ok(zero!.low > 0 && zero!.high < 0.4 && one!.low > 0);
    assert.equal(two, null, 'four records are too few');
  });

  it('takes the difference of ROC-AUC on the same resamples', () => {
    const scores = (right: number) => {
      const p = matrix(truth.length, 2);
      truth.forEach((t, i) => (p.data[2 * i + 1] = t === 1 || i % right === 0 ? 0.9 : 0.1));
      return oneVsRestRankings(
        p,
        [0, 1],
        truth.map((t) => Math.min(t, 1)),
        2,
      );
    };
    const n = truth.length;
    const options = { rng: new Rng(2) };
    const better = compareRocAuc(scores(3), scores(12), n, options)!;
    assert.ok(better.value > 0 && better.low > 0 && better.high < 0.5);
    const same = compareRocAuc(scores(3), scores(3), n, options)!;
    assert.deepEqual([same.value, same.low, same.high], [0, 0, 0]);
    assert.equal(compareRocAuc([], [], n, options), null);
  });
});
