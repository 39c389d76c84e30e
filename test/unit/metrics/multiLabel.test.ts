import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicators } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { multiMetricNames } from '../../../src/core/metrics/holdoutMetrics.ts';
import { MultiLabelTest } from '../../../src/core/metrics/multiLabel.ts';
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
  macroAp: number;
  labelsAveraged: number;
  subsetAccuracy: number;
  cardinality: [number, number];
  perLabel: { precision: number; recall: number; f1: number; ap: number | null; absent: boolean }[];
}

const goldens = golden<Golden[]>('metrics', 'multi_label');

function testOf({ rows, labels, p, predicted, truth, weights }: Golden): MultiLabelTest {
  return new MultiLabelTest({
    probabilities: matrix(rows, labels, Float32Array.from(p)),
    headLabels: Array.from({ length: labels }, (_, j) => j),
    predicted: indicators(rows, labels, Int8Array.from(predicted)),
    truth: indicators(rows, labels, Int8Array.from(truth)),
    ...(weights && { weights }),
  });
}

const close = (actual: number | null, expected: number | null, what: string): void => {
  if (expected === null) return assert.equal(actual, null, what);
  assert.ok(Math.abs(actual! - expected) < 1e-12, `${what}: ${actual} for ${expected}`);
};

describe('multi-label metrics match scikit-learn', () => {
  for (const one of goldens) {
    it(one.name, () => {
      const test = testOf(one);
      const scores = test.scores();
      for (const metric of multiMetricNames) close(scores[metric], one[metric], metric);
      assert.equal(scores.labelsAveraged, one.labelsAveraged);
      const { truth, predicted } = test.cardinality()!;
      close(truth, one.cardinality[0], 'cardinality');
      close(predicted, one.cardinality[1], 'predicted cardinality');
      test.perLabel().forEach((own, j) => {
        const expected = one.perLabel[j]!;
        close(own.precision, expected.precision, `precision of label ${j}`);
        close(own.recall, expected.recall, `recall of label ${j}`);
        close(own.f1, expected.f1, `F1 of label ${j}`);
        close(own.averagePrecision, expected.ap, `average precision of label ${j}`);
        assert.equal(own.absent, expected.absent);
        assert.equal(own.tooFew, own.positives < 20);
      });
    });
  }
});

describe('multi-label metrics', () => {
  it('the average precision of an unlearnt label is its share', () => {
    const truth = indicators(4, 2, Int8Array.of(1, 0, 1, 1, 0, 0, 1, 0));
    const test = new MultiLabelTest({
      probabilities: matrix(4, 1, Float32Array.of(0.9, 0.8, 0.1, 0.7)),
      headLabels: [0],
      predicted: indicators(4, 2),
      truth,
    });
    assert.deepEqual(
      test.perLabel().map(({ averagePrecision }) => averagePrecision),
      [1, 0.25],
    );
  });

  it('are null without records', () => {
    const input = { probabilities: matrix(0, 1), headLabels: [0] };
    const none = new MultiLabelTest({
      ...input,
      predicted: indicators(0, 1),
      truth: indicators(0, 1),
    });
    const nothing = { microF1: null, macroF1: null, macroAp: null, subsetAccuracy: null };
    assert.deepEqual(none.scores(), { ...nothing, labelsAveraged: 0 });
    assert.equal(none.cardinality(), null);
  });
});
