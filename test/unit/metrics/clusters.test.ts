import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matrix } from '../../../src/core/math/matrix.ts';
import { evaluateHoldout, predictedLabels } from '../../../src/core/metrics/evaluate.ts';
import { bootstrapRocAuc, wilson } from '../../../src/core/metrics/intervals.ts';
import { compareHeads, compareRocAuc } from '../../../src/core/metrics/pairedTests.ts';
import { oneVsRestRankings } from '../../../src/core/metrics/rocAuc.ts';
import { Rng } from '../../../src/core/rng.ts';
import { clusterCoverage, clusterMetrics } from '../../simulations/clusterCoverage.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Case {
  readonly classes: number;
  readonly groups: number[];
  readonly truth: number[];
  readonly weights: number[];
  readonly first: number[][];
  readonly second: number[][];
  readonly intervals: Record<
    'accuracy' | 'accuracyDifference' | 'macroF1Difference' | 'rocAuc' | 'rocAucDifference',
    Interval
  >;
}

const { cases } = golden<{ cases: Case[] }>('metrics', 'clusters');

/**
 * Two bootstraps of this size differ by at most a tenth of a half-width, four times their standard
 * error.
 */
const options = (seed: number) => ({ rng: new Rng(seed), resamples: 4000 });

function sameInterval(own: Interval | null, expected: Interval, tolerance = 0.1): void {
  assert.ok(own);
  close(own.value, expected.value, 1e-6);
  const reach = (tolerance * (expected.high - expected.low)) / 2;
  for (const end of ['low', 'high'] as const) {
    assert.ok(Math.abs(own[end] - expected[end]) < reach, `${end}: ${own[end]}, ${expected[end]}`);
  }
}

describe('C13 intervals resample groups of near-duplicates like numpy', () => {
  for (const { classes, groups, truth, weights, first, second, intervals } of cases) {
    const headOf = (rows: number[][]) => {
      const p = matrix(rows.length, classes, Float32Array.from(rows.flat()));
      const labels = Array.from({ length: classes }, (_, label) => label);
      return {
        probabilities: p,
        labels,
        predicted: predictedLabels(p, labels),
        rankings: oneVsRestRankings(p, labels, truth, classes),
      };
    };
    const [one, other] = [headOf(first), headOf(second)];
    const n = truth.length;
    const records = { truth, weights, groups };

    test(`difference between two heads, ${classes} labels`, () => {
      const pair = compareHeads(records, one.predicted, other.predicted, classes, options(1));
      sameInterval(pair.accuracy, intervals.accuracyDifference);
      sameInterval(pair.macroF1, intervals.macroF1Difference);
    });

    test(`ROC-AUC of one head and difference of two, ${classes} labels`, () => {
      sameInterval(bootstrapRocAuc(one.rankings, n, options(2), weights, groups), intervals.rocAuc);
      const pair = compareRocAuc(one.rankings, other.rankings, n, options(3), records);
      sameInterval(pair, intervals.rocAucDifference);
    });

    test(`accuracy uses the effective sample size, ${classes} labels`, () => {
      const { accuracy, effectiveN } = evaluateHoldout({
        probabilities: one.probabilities,
        headLabels: one.labels,
        truth,
        weights,
        groups,
        labelNames: one.labels.map(String),
        seed: 1,
      });
      // By hand: (Σw)² over the sum of squared group weights.
      const sums = new Map<number, number>();
      groups.forEach((group, i) => sums.set(group, (sums.get(group) ?? 0) + weights[i]!));
      const all = weights.reduce((sum, weight) => sum + weight, 0);
      const squares = [...sums.values()].reduce((sum, weight) => sum + weight ** 2, 0);
      close(effectiveN, all ** 2 / squares);
      assert.ok(accuracy.value !== null);
      const told = wilson(accuracy.value, effectiveN);
      assert.deepEqual([accuracy.low, accuracy.high], [told.low, told.high]);
      // Treats near-duplicates as identical, so it is at least about as wide as the bootstrap, but
      // not much wider.
      const times =
        (accuracy.high - accuracy.low) / (intervals.accuracy.high - intervals.accuracy.low);
      assert.ok(times > 0.95 && times < 1.25, `${times}`);
    });
  }
});

/** Misses among 40 95 % intervals: a correct method exceeds this once in 10,000 runs (binomial). */
const mostMisses = 9;

test('C13 intervals of a grouped hold-out cover the pool values', () => {
  const covered = clusterCoverage(40, 1, true);
  for (const metric of clusterMetrics) {
    assert.ok(40 - covered[metric] <= mostMisses, `${metric}: ${covered[metric]} of 40`);
  }
  const ignoring = clusterCoverage(40, 1, false);
  assert.ok(40 - ignoring.rocAuc > mostMisses, 'and would not if records were resampled');
});
