import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  incompleteBeta,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from '../../../src/core/metrics/distributions.ts';
import {
  bootstrapRocAuc,
  effectiveSize,
  percentileInterval,
  quantile,
  wilson,
} from '../../../src/core/metrics/intervals.ts';
import { binomial, multinomial } from '../../../src/core/metrics/multinomial.ts';
import { oneVsRestRankings } from '../../../src/core/metrics/rocAuc.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

interface Golden {
  wilson: { share: number; n: number; confidence: number; low: number; high: number }[];
  normalQuantile: [number, number][];
  normalCdf: [number, number][];
  studentQuantile: [number, number, number][];
  incompleteBeta: [number, number, number, number][];
}

const g = golden<Golden>('metrics', 'classification');

describe('distributions match scipy', () => {
  it('normal', () => {
    for (const [p, z] of g.normalQuantile) close(normalQuantile(p), z, 1e-11);
    for (const [z, p] of g.normalCdf) assert.ok(Math.abs(normalCdf(z) / p - 1) < 1e-12, `Φ(${z})`);
  });
  it('Student', () => {
    for (const [p, freedom, t] of g.studentQuantile) close(studentQuantile(p, freedom), t, 1e-9);
  });
  it('beta', () => {
    for (const [x, a, b, p] of g.incompleteBeta) close(incompleteBeta(x, a, b), p, 1e-11);
  });
});

describe('Wilson interval', () => {
  it('matches scipy, also for a fractional effective n', () => {
    for (const w of g.wilson) {
      const { low, high } = wilson(w.share, w.n, w.confidence);
      close(low, w.low);
      close(high, w.high);
    }
  });
  it('stays within [0, 1] and reaches both ends exactly', () => {
    assert.equal(wilson(0, 10).low, 0);
    assert.equal(wilson(1, 10).high, 1);
    assert.ok(wilson(1, 3).low < 0.5);
  });
  it('rejects invalid arguments', () => {
    assert.throws(() => wilson(1.1, 10), RangeError);
    assert.throws(() => wilson(0.5, 0), RangeError);
    assert.throws(() => wilson(0.5, 10, 1), RangeError);
  });
});

describe('effective sample size', () => {
  it('is n for equal weights and less for unequal ones', () => {
    close(effectiveSize([3, 3, 3]), 3);
    close(effectiveSize([1, 1, 2]), 16 / 6);
    assert.equal(effectiveSize([]), 0);
  });
});

describe('binomial and multinomial draws', () => {
  for (const [n, p] of [
    [20, 0.3],
    [20, 0.9],
    [1700, 0.5],
    [3, 0.01],
  ] as const) {
    it(`binomial(${n}, ${p}) has the correct mean and variance`, () => {
      const rng = new Rng(5);
      const draws = 20_000;
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < draws; i++) {
        const k = binomial(n, p, rng);
        sum += k;
        squares += (k - n * p) ** 2;
      }
      const variance = n * p * (1 - p);
      assert.ok(Math.abs(sum / draws - n * p) < 5 * Math.sqrt(variance / draws));
      assert.ok(Math.abs(squares / draws / variance - 1) < 0.08);
    });
  }
  it('multinomial counts sum to n, and zero cells stay zero', () => {
    const rng = new Rng(1);
    for (let i = 0; i < 100; i++) {
      const counts = multinomial(50, [10, 0, 30, 10], rng, new Float64Array(4));
      assert.equal(
        counts.reduce((a, b) => a + b),
        50,
      );
      assert.equal(counts[1], 0);
    }
  });
});

describe('bootstrap', () => {
  it('widens quantiles to Student’s t for the number of units (Hesterberg 2015)', () => {
    const told = (units: number) => {
      let at = 0;
      const options = { rng: new Rng(1), units, resamples: 100_001 };
      return percentileInterval(0.5, () => at++ / 100_000, options);
    };
    // scipy: norm.cdf(-sqrt(n / (n - 1)) * t.ppf(.975, n - 1)).
    for (const [units, tail] of [
      [10, 0.008550639],
      [30, 0.0187539],
      [1000, 0.0248043],
    ] as const) {
      close(told(units).low, tail, 1e-5);
      close(told(units).high, 1 - tail, 1e-5);
    }
    assert.deepEqual([told(1).low, told(1).high], [0, 1]);
  });

  it('of the ROC-AUC matches the width from Hanley and McNeil’s standard error', () => {
    const draw = new Rng(4);
    const n = 400;
    const t = Int32Array.from({ length: n }, (_, i) => i % 2);
    const p = matrix(n, 2);
    for (let i = 0; i < n; i++) {
      const score = 1 / (1 + Math.exp(-draw.normal() - t[i]! * 1.5));
      p.data[2 * i] = 1 - score;
      p.data[2 * i + 1] = score;
    }
    const interval = bootstrapRocAuc(oneVsRestRankings(p, [0, 1], t, 2), n, {
      rng: draw,
      resamples: 2000,
    });
    assert.ok(interval);
    const a = interval.value;
    const q1 = a / (2 - a);
    const q2 = (2 * a * a) / (1 + a);
    const m = n / 2 - 1;
    const se = Math.sqrt((a * (1 - a) + m * (q1 - a * a) + m * (q2 - a * a)) / (n / 2) ** 2);
    assert.ok(Math.abs((interval.high - interval.low) / (2 * 1.96 * se) - 1) < 0.15);
  });

  it('of the ROC-AUC is wide if a few heavy records dominate', () => {
    const draw = new Rng(11);
    const n = 200;
    const t = Int32Array.from({ length: n }, (_, i) => i % 2);
    const p = matrix(n, 2);
    for (let i = 0; i < n; i++) {
      p.data[2 * i + 1] = 1 / (1 + Math.exp(-draw.normal() - t[i]!));
      p.data[2 * i] = 1 - p.data[2 * i + 1]!;
    }
    const rankings = oneVsRestRankings(p, [0, 1], t, 2);
    const width = (weights?: number[]): number => {
      const interval = bootstrapRocAuc(rankings, n, { rng: new Rng(1) }, weights);
      assert.ok(interval);
      return interval.high - interval.low;
    };
    close(width(Array<number>(n).fill(3)), width());
    assert.ok(width(Array.from(t, (_, i) => (i < 10 ? 50 : 1))) > 1.8 * width());
  });

  it('is not certain after three correct records', () => {
    const p = matrix(3, 2, Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7));
    const auc = bootstrapRocAuc(oneVsRestRankings(p, [0, 1], [0, 0, 1], 2), 3, { rng: new Rng(1) });
    assert.ok(auc && auc.value === 1 && auc.low < 0.5);
  });

  it('counts near-duplicates and heavy records as few in the bound of a perfect ranking', () => {
    const n = 80;
    const t = Int32Array.from({ length: n }, (_, i) => i % 2);
    const p = matrix(n, 2);
    t.forEach((label, i) => (p.data[2 * i + label] = 1));
    const rankings = oneVsRestRankings(p, [0, 1], t, 2);
    const low = (weights?: number[], groups?: number[]): number =>
      bootstrapRocAuc(rankings, n, { rng: new Rng(1) }, weights, groups)!.low;
    assert.equal(low(), wilson(1, 40).low);
    const pairs = Array.from({ length: n }, (_, i) => (i >> 2) * 2 + (i % 2));
    assert.equal(low(undefined, pairs), wilson(1, 20).low);
    const weights = Array.from(t, (_, i) => (i === 0 ? 1000 : 1));
    const negatives = weights.filter((_, i) => t[i] === 0);
    assert.equal(low(weights), wilson(1, effectiveSize(negatives)).low);
  });
});

describe('quantile', () => {
  it('interpolates like numpy', () => {
    close(quantile([1, 2, 4, 8], 0.5), 3);
    close(quantile([1, 2, 4, 8], 0.025), 1.075);
    assert.equal(quantile([1, Infinity, Infinity], 0.75), Infinity);
    assert.equal(quantile([1, 2, Infinity], 0.5), 2);
    assert.throws(() => quantile([], 0.5), RangeError);
  });
});
