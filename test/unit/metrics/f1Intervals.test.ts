import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicators, type Indicators } from '../../../src/core/heads/indicators.ts';
import { evaluateHoldout } from '../../../src/core/metrics/evaluate.ts';
import { f1Differences, labelF1Interval } from '../../../src/core/metrics/f1Intervals.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { compareLabels } from '../../../src/core/metrics/pairedLabelTests.ts';
import { compareClasses } from '../../../src/core/metrics/pairedTests.ts';
import { labelCoverage, labelPools } from '../../simulations/labelF1Coverage.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Case {
  readonly name: string;
  readonly labels: number;
  readonly groups: number[];
  readonly weights: number[];
  readonly truth: number[];
  readonly first: number[];
  readonly second: number[];
  readonly expected: readonly { readonly single: Interval; readonly difference: Interval | null }[];
}

const bounds = ['value', 'low', 'high'] as const;

describe('F1 of one label matches scipy and scikit-learn', () => {
  for (const one of golden<Case[]>('metrics', 'f1_intervals')) {
    const { labels, groups, weights } = one;
    const n = groups.length;
    const column = (data: number[], label: number): Int8Array =>
      Int8Array.from({ length: n }, (_, i) => data[i * labels + label]!);
    const setsOf = (data: number[]): Indicators => indicators(n, labels, Int8Array.from(data));

    it(`intervals: ${one.name}`, () => {
      one.expected.forEach(({ single }, label) => {
        const known = { truth: column(one.truth, label), weights, groups };
        const told = labelF1Interval(known, column(one.first, label))!;
        for (const bound of bounds) close(told[bound], single[bound], 1e-9);
      });
    });

    it(`differences of two heads: ${one.name}`, () => {
      const [truth, first, second] = [one.truth, one.first, one.second].map(setsOf);
      const sets = { truth: truth!, first: first!, second: second!, weights, groups };
      const told = compareLabels(sets);
      one.expected.forEach(({ difference }, label) => {
        if (!difference) return assert.equal(told[label], null);
        for (const bound of bounds) close(told[label]![bound], difference[bound], 1e-6);
      });
    });
  }
});

describe('F1 of one label', () => {
  const truth = Int8Array.from({ length: 100 }, (_, i) => (i < 30 ? 1 : 0));

  it('has no interval where the label neither applies nor is predicted', () => {
    assert.equal(labelF1Interval({ truth: [0, -1, 0] }, [0, 1, 0]), null);
  });

  it('without an error is not certain, and copies of a record add nothing', () => {
    const right = labelF1Interval({ truth }, truth)!;
    assert.ok(right.high === 1 && right.low > 0.9 && right.low < 0.95, String(right.low));
    const [twice, groups] = [
      [...truth, ...truth],
      [...truth.keys(), ...truth.keys()],
    ];
    const copied = labelF1Interval({ truth: twice, groups }, twice)!;
    close(copied.low, right.low, 1e-12);
  });

  it('of two heads that agree on every record is not certainly the same', () => {
    const [told] = f1Differences([{ truth, first: truth, second: truth }]);
    assert.ok(told!.value === 0 && told!.low < -0.02 && told!.high > 0.02);
    close(told!.low, -told!.high, 1e-12);
  });

  it('of one class among several equals that of the class against the rest', () => {
    const [labels, said] = [
      Array.from({ length: 90 }, (_, i) => i % 3),
      Array.from({ length: 90 }, (_, i) => (i % 7 === 0 ? 0 : i % 3)),
    ];
    const p = matrix(90, 3);
    said.forEach((label, i) => (p.data[3 * i + label] = 1));
    const labelNames = ['a', 'b', 'c'];
    const input = { probabilities: p, headLabels: [0, 1, 2], truth: labels, labelNames, seed: 1 };
    const [own] = evaluateHoldout(input).perClass;
    const yes = (of: number[]): Int8Array => Int8Array.from(of, (label) => Number(label === 0));
    const { value, low, high } = labelF1Interval({ truth: yes(labels) }, yes(said))!;
    assert.deepEqual(own!.f1Interval, { low, high });
    close(own!.f1, value, 1e-12);
    const [difference] = compareClasses({ truth: labels }, said, labels, 3);
    close(difference!.value, 1 - value, 1e-12);
  });
});

describe('intervals of F1 label by label hold the truth', () => {
  for (const pool of labelPools) {
    it(pool.name, () => {
      const { single, differences } = labelCoverage(pool, 40, 5);
      const told = single.reduce((sum, own) => sum + own.told, 0);
      const covered = single.reduce((sum, own) => sum + own.covered, 0);
      // Labels of one hold-out are nearly independent: five standard errors below 95 %.
      assert.ok(
        covered / told > 0.95 - 5 * Math.sqrt((0.95 * 0.05) / told),
        `${covered} of ${told}`,
      );
      // 40 runs with 95 % each have fewer than 30 less than once in 10,000.
      assert.ok(differences.covered >= 30, `${differences.covered} of ${differences.told}`);
    });
  }
});
