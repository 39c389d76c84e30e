import { chooseC } from '../heads/chooseC.ts';
import type { ClassWeight } from '../heads/classWeights.ts';
import { fitLogisticHead, type LogisticHead } from '../heads/logisticHead.ts';
import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { accuracy, confusionMatrix, macroF1 } from '../metrics/classification.ts';
import { predictedLabels } from '../metrics/evaluate.ts';
import { meanAuc, oneVsRestRankings } from '../metrics/rocAuc.ts';
import { Rng } from '../rng.ts';

/** Records with their true labels. */
export interface Labelled {
  /** n × d embeddings. */
  readonly x: Matrix;
  /** n label-set indices. */
  readonly labels: Int32Array;
}

/** How good a head is on a test set. */
export interface TestScores {
  readonly accuracy: number;
  readonly macroF1: number;
  /** Null where the test set holds one class only. */
  readonly rocAuc: number | null;
}

/** The metrics of a simulation, in the order in which they are shown. */
export const metricNames = ['accuracy', 'macroF1', 'rocAuc'] as const;
export type MetricName = (typeof metricNames)[number];

/** @param labelCount size of the label set */
export async function testHead(
  head: LogisticHead,
  test: Labelled,
  labelCount: number,
): Promise<TestScores> {
  const probabilities = await head.predictProba(test.x);
  const predicted = predictedLabels(probabilities, head.labels);
  const confusion = confusionMatrix(test.labels, predicted, labelCount);
  return {
    accuracy: accuracy(confusion) ?? 0,
    macroF1: macroF1(confusion.weights, labelCount) ?? 0,
    rocAuc: meanAuc(oneVsRestRankings(probabilities, head.labels, test.labels, labelCount)),
  };
}

export interface FullDataScores extends TestScores {
  /** Records trained on: the whole pool. */
  readonly labels: number;
  readonly c: number;
}

/**
 * What the same head reaches when every record of the pool is labelled; C by cross-validation. Without a label
 * prior, which says nothing beside so many answers, so that targets do not depend on it.
 */
export async function fullDataScores(
  pool: Labelled,
  test: Labelled,
  labelCount: number,
  options: {
    readonly ops: MatrixOps;
    readonly seed: number;
    readonly c: number | 'auto';
    readonly classWeight?: ClassWeight;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FullDataScores> {
  const { ops, seed, signal, classWeight } = options;
  const { x, labels } = pool;
  const shared = { signal, ...(classWeight && { classWeight }) };
  const c =
    options.c === 'auto'
      ? (await chooseC(x, labels, ops, { rng: new Rng(seed).fork('full data'), ...shared })).c
      : options.c;
  const { head } = await fitLogisticHead(x, labels, ops, { c, ...shared });
  return { labels: labels.length, c, ...(await testHead(head, test, labelCount)) };
}
