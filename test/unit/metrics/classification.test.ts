import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  accuracy,
  classScores,
  confusionMatrix,
  logLoss,
  macroF1,
} from '../../../src/core/metrics/classification.ts';
import { predictedLabels, probabilityOfTruth } from '../../../src/core/metrics/evaluate.ts';
import {
  meanAuc,
  binaryAuc,
  oneVsRestRankings,
  rankScores,
} from '../../../src/core/metrics/rocAuc.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { close, closeAll } from './close.ts';
import { golden } from './golden.ts';

interface Case {
  classes: number;
  truth: number[];
  probabilities: number[];
  weights: number[] | null;
  accuracy: number;
  confusion: number[];
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  macroF1: number;
  rocAuc: number;
  logLoss: number;
}

const { cases } = golden<{ cases: Case[] }>('metrics', 'classification');

describe('classification metrics match scikit-learn', () => {
  for (const [i, c] of cases.entries()) {
    const weights = c.weights ?? undefined;
    const heads = Array.from({ length: c.classes }, (_, k) => k);
    const p = matrix(c.truth.length, c.classes, Float32Array.from(c.probabilities));
    const confusion = confusionMatrix(c.truth, predictedLabels(p, heads), c.classes, weights);

    it(`case ${i}: confusion, accuracy, precision, recall, F1`, () => {
      closeAll(confusion.weights, c.confusion);
      close(accuracy(confusion), c.accuracy);
      const scores = classScores(confusion);
      closeAll(
        scores.map((s) => s.precision),
        c.precision,
      );
      closeAll(
        scores.map((s) => s.recall),
        c.recall,
      );
      closeAll(
        scores.map((s) => s.f1),
        c.f1,
      );
      closeAll(
        scores.map((s) => s.support),
        c.support,
      );
      close(macroF1(confusion.weights, c.classes), c.macroF1);
    });

    it(`case ${i}: ROC-AUC and log-loss`, () => {
      close(meanAuc(oneVsRestRankings(p, heads, c.truth, c.classes), weights), c.rocAuc);
      close(logLoss(probabilityOfTruth(p, heads, c.truth), weights), c.logLoss, 1e-7);
    });
  }
});

describe('hand-computed classification metrics', () => {
  it('macro-F1 ignores classes that are neither present nor predicted', () => {
    const confusion = confusionMatrix([0, 0, 1], [0, 1, 1], 4);
    close(macroF1(confusion.weights, 4), 2 / 3);
    const scores = classScores(confusion);
    assert.deepEqual(
      scores.map((s) => s.absent),
      [false, false, true, true],
    );
    assert.ok(scores.every((s) => Number.isFinite(s.f1)));
  });

  it('"too few" counts records, not weights', () => {
    const truth = [...Array<number>(20).fill(0), ...Array<number>(19).fill(1)];
    const confusion = confusionMatrix(
      truth,
      truth,
      2,
      truth.map(() => 5),
    );
    assert.deepEqual(
      classScores(confusion).map((s) => s.tooFew),
      [false, true],
    );
    assert.deepEqual(
      classScores(confusion).map((s) => s.support),
      [100, 95],
    );
  });

  it('returns null instead of NaN for empty input', () => {
    const confusion = confusionMatrix([], [], 3);
    assert.equal(accuracy(confusion), null);
    assert.equal(macroF1(confusion.weights, 3), null);
    assert.equal(logLoss([]), null);
  });

  it('rejects indices outside the label set, different lengths and negative weights', () => {
    assert.throws(() => confusionMatrix([3], [0], 3), says(/record 0: label index 3/));
    assert.throws(() => confusionMatrix([-1], [0], 3), RangeError);
    assert.throws(() => confusionMatrix([0], [], 3), says(/expected 1 values, got 0/));
    assert.throws(() => confusionMatrix([0], [0], 3, [-1]), says(/must not be negative/));
  });

  it('bounds the log-loss of an unlearnt label', () => {
    close(logLoss([0]), 23 * Math.LN2);
  });
});

describe('hand-computed ROC-AUC', () => {
  it('ties count half', () => {
    close(binaryAuc(rankScores([0.1, 0.4, 0.4, 0.9]), [0, 0, 1, 1]), 3.5 / 4);
    close(binaryAuc(rankScores([1, 1, 1]), [0, 1, 0]), 0.5);
  });

  it('a weight equals repeating the record', () => {
    const once = binaryAuc(rankScores([0.1, 0.5, 0.5, 0.3, 0.7]), [0, 1, 0, 1, 0], [1, 2, 1, 1, 2]);
    const written = binaryAuc(
      rankScores([0.1, 0.5, 0.5, 0.5, 0.3, 0.7, 0.7]),
      [0, 1, 1, 0, 1, 0, 0],
    );
    close(once, written ?? NaN);
  });

  it('is null with a single class', () => {
    assert.equal(binaryAuc(rankScores([0.2, 0.3]), [1, 1]), null);
    assert.equal(binaryAuc(rankScores([]), []), null);
    const p = matrix(2, 2, Float32Array.of(0.5, 0.5, 0.25, 0.75));
    assert.equal(meanAuc(oneVsRestRankings(p, [0, 1], [1, 1], 2)), null);
  });

  it('does not depend on which of two classes is positive', () => {
    const p = matrix(3, 2, Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.25, 0.75));
    const oneWay = meanAuc(oneVsRestRankings(p, [0, 1], [0, 1, 1], 2));
    const other = meanAuc(oneVsRestRankings(p, [1, 0], [1, 0, 0], 2));
    assert.equal(oneWay, other);
    assert.equal(oneWay, 1);
  });

  it('is ½ for an unlearnt label, and omits a label without records', () => {
    const p = matrix(4, 2, Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.2, 0.8, 0.6, 0.4));
    const rankings = oneVsRestRankings(p, [0, 1], [0, 0, 1, 2], 4);
    assert.deepEqual(
      rankings.map((r) => r.label),
      [0, 1, 2],
    );
    close(binaryAuc(rankings[2]!.ranking, rankings[2]!.positive), 0.5);
    close(meanAuc(rankings), (1 + 1 + 0.5) / 3);
  });

  it('rejects NaN', () => {
    assert.throws(() => rankScores([0.1, NaN]), says(/record 1 is NaN/));
  });
});
