import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicators } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { evaluateMultiHoldout } from '../../../src/core/metrics/evaluateMulti.ts';
import { multiMetricNames, type HoldoutMetrics } from '../../../src/core/metrics/holdoutMetrics.ts';
import { withCurrentMethods } from '../../../src/core/metrics/holdoutSupport.ts';
import { wilson } from '../../../src/core/metrics/intervals.ts';
import { Rng } from '../../../src/core/rng.ts';
import { fromJson, toJson } from '../../../src/core/store/json.ts';
import { multiLabelCoverage, multiLabelPools } from '../../simulations/multiLabelCoverage.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

interface Golden {
  name: string;
  rows: number;
  labels: number;
  p: number[];
  predicted: number[];
  truth: number[];
  weights: number[] | null;
  microF1: number;
  macroF1: number;
  subsetAccuracy: number;
  cardinality: [number, number];
  perLabel: {
    precision: number;
    recall: number;
    f1: number;
    ap: number | null;
    absent: boolean;
    known: number;
    positives: number;
    falsePositives: number;
    falseNegatives: number;
  }[];
}

const goldens = golden<Golden[]>('metrics', 'multi_label');

function evaluate({ rows, labels, p, predicted, truth, weights }: Golden) {
  return evaluateMultiHoldout({
    probabilities: matrix(rows, labels, Float32Array.from(p)),
    headLabels: Array.from({ length: labels }, (_, j) => j),
    predicted: indicators(rows, labels, Int8Array.from(predicted)),
    truth: indicators(rows, labels, Int8Array.from(truth)),
    ...(weights && { weights }),
    labelNames: Array.from({ length: labels }, (_, j) => `label ${j}`),
    seed: 1,
    resamples: 100,
  });
}

describe('hold-out metrics of several labels match scikit-learn', () => {
  for (const one of goldens) {
    it(one.name, () => {
      const metrics = evaluate(one);
      assert.equal(metrics.n, one.rows);
      for (const metric of ['microF1', 'macroF1', 'subsetAccuracy'] as const) {
        const told = metrics[metric];
        assert.ok(told.value !== null && told.low < told.value && told.value < told.high, metric);
        close(told.value, one[metric], 1e-12);
      }
      close(metrics.cardinality!.truth, one.cardinality[0], 1e-12);
      close(metrics.cardinality!.predicted, one.cardinality[1], 1e-12);
      // Average precision is reported for labels with at least 20 positives.
      const enough = one.perLabel.filter(({ positives }) => positives >= 20);
      assert.equal(metrics.labelsAveraged, enough.length);
      if (enough.length === 0) assert.equal(metrics.macroAp.value, null);
      else {
        const mean = enough.reduce((sum, { ap }) => sum + ap!, 0) / enough.length;
        close(metrics.macroAp.value, mean, 1e-12);
      }
      metrics.perLabel.forEach((own, j) => {
        const { ap, absent, ...expected } = one.perLabel[j]!;
        assert.equal(own.absent, absent);
        assert.equal(own.name, `label ${j}`);
        for (const [name, value] of Object.entries(expected)) {
          close(own[name as keyof typeof expected], value, 1e-12);
        }
        if (ap === null) assert.equal(own.averagePrecision, null);
        else close(own.averagePrecision, ap, 1e-12);
        assert.equal(own.tooFew, own.positives < 20);
      });
    });
  }
});

/** n records of c labels that a head predicts exactly. */
function exact(n: number, c: number) {
  const truth = indicators(n, c);
  for (let i = 0; i < n; i++) truth.data[i * c + (i % c)] = 1;
  return {
    probabilities: matrix(n, c, Float32Array.from(truth.data)),
    headLabels: Array.from({ length: c }, (_, j) => j),
    predicted: indicators(n, c, truth.data.slice()),
    truth,
    labelNames: Array.from({ length: c }, (_, j) => `label ${j}`),
    seed: 1,
    resamples: 100,
  };
}

describe('hold-out metrics of several labels', () => {
  it('say why there is no number', () => {
    const nothing = { ...exact(0, 2), truth: indicators(0, 2), predicted: indicators(0, 2) };
    const none = evaluateMultiHoldout(nothing);
    for (const name of multiMetricNames) {
      assert.deepEqual(none[name], { value: null, reason: 'noAnswers' });
    }
    assert.equal(none.cardinality, null);
    const blank = exact(30, 2);
    const empty = evaluateMultiHoldout({
      ...blank,
      truth: indicators(30, 2),
      predicted: indicators(30, 2),
    });
    assert.deepEqual(empty.microF1, { value: null, reason: 'noPositive' });
    assert.deepEqual(empty.macroAp, { value: null, reason: 'fewPositives' });
    assert.equal(empty.subsetAccuracy.value, 1, 'none of these is right too');
    assert.deepEqual(evaluateMultiHoldout(exact(27, 3)).macroF1, {
      value: null,
      reason: 'fewPositives',
    });
    assert.equal(evaluateMultiHoldout(exact(30, 3)).macroF1.value, 1);
  });

  it('mask labels that were not judged, and count unjudged records as unanswered', () => {
    const input = exact(40, 2);
    // The second label is unknown for the first half, and two records have no answer at all.
    for (let i = 0; i < 20; i++) input.truth.data[i * 2 + 1] = -1;
    for (let at = 0; at < 4; at++) input.truth.data[at] = -1;
    input.predicted.data.fill(1, 0, 40);
    const metrics = evaluateMultiHoldout(input);
    assert.equal(metrics.n, 38);
    assert.equal(metrics.unanswered, 2);
    const [first, second] = metrics.perLabel;
    assert.deepEqual([first!.known, second!.known], [38, 20]);
    assert.deepEqual([first!.falsePositives, second!.falsePositives], [9, 0]);
    // Subset accuracy uses only records whose labels are all known.
    assert.deepEqual(metrics.subsetAccuracy, wilson(1, 20));
    for (let i = 20; i < 40; i++) input.truth.data[i * 2] = -1;
    assert.deepEqual(evaluateMultiHoldout(input).subsetAccuracy, {
      value: null,
      reason: 'partlyJudged',
    });
  });

  it('have bounds below 1 without an error, and lower ones for near-duplicates', () => {
    const input = exact(60, 3);
    const groups = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 2));
    const [alone, grouped] = [
      evaluateMultiHoldout(input),
      evaluateMultiHoldout({ ...input, groups }),
    ];
    assert.equal(grouped.effectiveN, 30);
    for (const name of ['microF1', 'subsetAccuracy'] as const) {
      const [one, other] = [alone[name], grouped[name]];
      assert.ok(one.value === 1 && other.value === 1);
      assert.ok(one.high === 1 && other.low < one.low && one.low < 0.97, `${one.low} ${other.low}`);
    }
    assert.ok(alone.macroF1.value === 1 && alone.macroF1.low < 0.98);
  });

  it('name labels that are not learnt or known by description only', () => {
    const input = exact(30, 3);
    const [, second, third] = evaluateMultiHoldout({
      ...input,
      probabilities: matrix(30, 2),
      headLabels: [0, 1],
      described: [1],
    }).perLabel;
    assert.deepEqual([second!.learnt, second!.described], [false, true]);
    assert.deepEqual([third!.learnt, third!.described], [false, undefined]);
  });

  it('are the same in every run and after storage', () => {
    const metrics: HoldoutMetrics = evaluate(goldens[0]!);
    assert.deepEqual(evaluate(goldens[0]!), metrics);
    assert.deepEqual(fromJson(toJson(metrics)), metrics);
    assert.equal(withCurrentMethods(metrics), metrics);
  });
});

describe('intervals of several labels hold the population’s value', () => {
  const covered = (name: string, heldOut: number, grouped: boolean) => {
    const pool = multiLabelPools.find(
      (one) => one.name === name && one.heldOut === heldOut && one.grouped === grouped,
    )!;
    return multiLabelCoverage(pool, 40, 1, 150);
  };
  // Of 40 intervals of 95 %, fewer than 34 cover the value in 1.4 % of runs.
  for (const [name, heldOut, grouped] of [
    ['6 labels of 40 to 10 %', 100, false],
    ['12 labels of 30 to 3 %', 200, true],
    ['28 labels of 28 to .5 %', 200, false],
  ] as const) {
    it(`${heldOut} ${grouped ? 'groups' : 'records'}, ${name}`, () => {
      for (const [metric, { told, covered: held }] of Object.entries(
        covered(name, heldOut, grouped),
      )) {
        if (told > 0) assert.ok(held >= told * 0.85, `${metric}: ${held} of ${told}`);
      }
    });
  }

  it('fewer records have wider intervals', () => {
    const rng = new Rng(1);
    const half = (n: number): number => {
      const input = exact(n, 3);
      for (let at = 0; at < n * 3; at++) {
        if (rng.uniform() < 0.2) input.predicted.data[at] = input.predicted.data[at] ? 0 : 1;
      }
      const { microF1 } = evaluateMultiHoldout(input);
      assert.ok(microF1.value !== null);
      return microF1.high - microF1.low;
    };
    const ratio = half(100) / half(400);
    assert.ok(ratio > 1.6 && ratio < 2.4, `${ratio}`);
  });
});
