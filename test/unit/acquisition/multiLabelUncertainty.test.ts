import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cvirs } from '../../../src/core/acquisition/cvirs.ts';
import {
  adaptive,
  mmc,
  thresholdMargin,
} from '../../../src/core/acquisition/multiLabelUncertainty.ts';
import { indicators, UNKNOWN } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';

const context = { rng: new Rng(1) };

/** 5 records × 4 labels, in sixteenths, so that equal margins stay equal in float32. */
const probabilities = matrix(
  5,
  4,
  Float32Array.of(
    ...[0.875, 0.25, 0.125, 0.375],
    ...[0.5, 0.5, 0.5, 0.5],
    ...[0.75, 0.625, 0.125, 0.0625],
    ...[0.125, 0.125, 0.125, 0.125],
    ...[0.625, 0.375, 0.25, 0.875],
  ),
);
/** With these thresholds the predicted label sets are {0}, {0, 1, 2}, {0, 1}, {} and {0, 3}. */
const thresholds = Float32Array.of(0.5, 0.4375, 0.3125, 0.625);
/** Two answered records, labelled {0} and {1, 2}. */
const answered = indicators(2, 4, Int8Array.of(1, 0, 0, 0, 0, 1, 1, 0));
const table = { probabilities, thresholds, answered };

function equal(scores: Float32Array, expected: readonly number[]): void {
  assert.equal(scores.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(scores[i]! - value) < 1e-5, `record ${i}: ${scores[i]} for ${value}`),
  );
}

describe('multi-label acquisition functions match hand-computed scores', () => {
  it('mmc: Yang et al. 2009, Σⱼ (1 − ŷⱼ fⱼ) / 2 with f = 2p − 1: 1 − p for predicted labels, p for others', () => {
    const sizes = Int32Array.of(1, 2, 2, 0, 3);
    equal(mmc({ ...table, sizes }, context), [
      1 - 0.875 + 0.25 + 0.125 + 0.375,
      0.5 + 0.5 + 0.5 + 0.5,
      1 - 0.75 + (1 - 0.625) + 0.125 + 0.0625,
      0.125 + 0.125 + 0.125 + 0.125,
      1 - 0.875 + (1 - 0.625) + (1 - 0.375) + 0.25,
    ]);
  });

  it('threshold-margin: Brinker 2006, minⱼ |pⱼ − tⱼ|, subtracted from 1', () => {
    // The labels closest to their thresholds are 1, 0, 1, 2 and 1.
    equal(thresholdMargin(table, context), [
      1 - (0.4375 - 0.25),
      1 - (0.5 - 0.5),
      1 - (0.625 - 0.4375),
      1 - (0.3125 - 0.125),
      1 - (0.4375 - 0.375),
    ]);
  });

  it('adaptive: Li & Guo 2013, u^½ · q^½ with u = 1 / (min f⁺ − max f⁻), q = | |Y| − mean |Y| |', () => {
    const f = (p: number, t: number): number => Math.log(p / (1 - p)) - Math.log(t / (1 - t));
    // The answers have 1 and 2 labels, 1.5 on average.
    const score = (lowest: number, highest: number, size: number): number =>
      Math.sqrt(Math.abs(size - 1.5) / (lowest - highest));
    equal(adaptive(table, context), [
      score(f(0.875, 0.5), f(0.25, 0.4375), 1),
      score(f(0.5, 0.5), f(0.5, 0.625), 3),
      score(f(0.625, 0.4375), f(0.125, 0.3125), 2),
      // No label is predicted, so the threshold replaces the lowest positive.
      score(0, f(0.125, 0.3125), 0),
      score(f(0.625, 0.5), f(0.375, 0.4375), 2),
    ]);
  });

  it('cvirs: Reyes et al. 2018, Borda ranks of |2p − 1| times mean entropy distance to the answers', () => {
    // Ranks by label: 0: 4.5 1 3 4.5 2; 1: 4 1 2.5 5 2.5; 2: 4 1 4 4 2; 3: 2 1 5 3.5 3.5.
    // s = Σ (5 − rank) / (4 labels · 4).
    const s = [5.5, 16, 5.5, 3, 10].map((sum) => sum / 16);
    const h = (...counts: number[]): number =>
      -counts.reduce((sum, n) => sum + (n > 0 ? (n / 4) * Math.log2(n / 4) : 0), 0);
    /**
     * Distance from the counts of labels in both sets, only the first, only the second and neither.
     */
    const d = (both: number, first: number, second: number, none: number): number => {
      const joint = h(both, first, second, none);
      return (2 * joint - h(both + first, second + none) - h(both + second, first + none)) / joint;
    };
    const v = [
      // Distances to {0}, which it equals, and to {1, 2}.
      [0, d(0, 1, 2, 1)],
      [d(1, 2, 0, 1), d(2, 1, 0, 1)],
      [d(1, 1, 0, 2), d(1, 1, 1, 1)],
      [d(0, 0, 1, 3), d(0, 0, 2, 2)],
      // {0, 3} differs from {1, 2} in every label.
      [d(1, 1, 0, 2), 1],
    ].map(([a, b]) => (a! + b!) / 2);
    equal(
      cvirs(table),
      s.map((score, i) => score * v[i]!),
    );
  });
});

describe('multi-label acquisition functions', () => {
  it('ignore the unknown labels of an answer', () => {
    const partly = { ...table, answered: indicators(1, 4, Int8Array.of(1, 0, UNKNOWN, UNKNOWN)) };
    // Over labels 0 and 1, the record {0, 1} shares one label and the other two equal the answer.
    const [first, , third] = cvirs(partly);
    assert.equal(first, 0);
    assert.ok(third! > 0);
    assert.ok(adaptive(partly, context).every(Number.isFinite));
  });

  it('return finite scores without answers, labels or candidates', () => {
    const bare = { probabilities, thresholds, answered: indicators(0, 4) };
    const sizes = new Int32Array(5);
    const noLabels = {
      probabilities: matrix(3, 0),
      thresholds: new Float32Array(),
      answered: indicators(2, 0),
      sizes: new Int32Array(3),
    };
    const noRecords = { ...table, probabilities: matrix(0, 4), sizes: new Int32Array() };
    for (const fn of [mmc, thresholdMargin, adaptive, cvirs] as const) {
      for (const given of [{ ...bare, sizes }, noLabels, noRecords]) {
        const scores = fn(given, context);
        assert.equal(scores.length, given.probabilities.rows);
        assert.ok(scores.every(Number.isFinite), `${fn.name}: ${scores.join()}`);
      }
    }
  });
});
