import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { countIndicators, NO, takeLabels, UNKNOWN, YES, type Indicators } from './indicators.ts';
import { halfCount, meanRecord, type LabelPrior } from './labelPrior.ts';
import { SigmoidLoss } from './sigmoidLoss.ts';

/** The prior of one-vs-rest heads from the labels' words. */
export interface CentredPrior extends LabelPrior {
  /** d: the pool's mean record, whose logits the prior does not change. */
  readonly centre: Float32Array;
}

/** Labelled records in the form of one-vs-rest fits. */
export interface OneVsRestRows {
  /**
   * The n records, then their mean twice: as a positive and as a negative for labels without one.
   */
  readonly x: Matrix;
  /** Label-set indices of the m columns. */
  readonly labels: Int32Array;
  /** n × m: the judgements of the columns. */
  readonly truth: Indicators;
  /** The prior's part of the logits: (n + 2) × m. */
  readonly offset?: Float32Array;
  /** Added by the prior to the fitted parameters: d × m weights and m biases. */
  readonly prior?: { readonly weights: Matrix; readonly bias: Float32Array };
}

/**
 * The training rows for the labels with a positive answer; under a prior, for all labels.
 * @param x n × d, n ≥ 1
 * @param truth n × label set
 * @param prior adds s·(x·pⱼ − centre·pⱼ) to column j, unpenalised
 */
export async function oneVsRestRows(
  x: Matrix,
  truth: Indicators,
  ops: MatrixOps,
  prior: CentredPrior | undefined,
): Promise<OneVsRestRows> {
  const extended = matrix(x.rows + 2, x.cols);
  extended.data.set(x.data);
  const mean = meanRecord(x);
  extended.data.set(mean, x.rows * x.cols);
  extended.data.set(mean, (x.rows + 1) * x.cols);
  if (!prior || prior.strength === 0) {
    const { yes } = countIndicators(truth);
    const labels = Int32Array.from(yes.keys()).filter((label) => yes[label]! > 0);
    return { x: extended, labels, truth: takeLabels(truth, labels) };
  }
  const labels = Int32Array.from({ length: truth.labels }, (_, label) => label);
  const own = priorColumns(prior, truth.labels, x.cols);
  const { data: offset } = await ops.gemm(extended, own.weights);
  for (let p = 0; p < offset.length; p++) offset[p]! += own.bias[p % truth.labels]!;
  return { x: extended, labels, truth, offset, prior: own };
}

/** s·Pᵀ, and biases that make the centre's logits 0. */
function priorColumns(
  { vectors, strength, centre }: CentredPrior,
  c: number,
  d: number,
): { weights: Matrix; bias: Float32Array } {
  if (vectors.rows !== c || vectors.cols !== d || centre.length !== d) {
    throw new RangeError(
      `oneVsRestRows: ${c} labels and records of ${d} values do not fit a prior of ${vectors.rows} × ${vectors.cols}`,
    );
  }
  const weights = matrix(d, c);
  const bias = new Float32Array(c);
  for (let j = 0; j < c; j++) {
    let atCentre = 0;
    for (let k = 0; k < d; k++) {
      const value = strength * vectors.data[j * d + k]!;
      weights.data[k * c + j] = value;
      atCentre += value * centre[k]!;
    }
    bias[j] = -atCentre;
  }
  return { weights, bias };
}

/**
 * The loss of every column over the given records. A label without a positive or a negative among
 * them gets half of one from the mean record, as its intercept would diverge otherwise.
 * @param recordWeights n, ≥ 0; 0 excludes a record
 */
export function sigmoidLossesOf(
  { truth: { rows, labels, data } }: Pick<OneVsRestRows, 'truth'>,
  recordWeights: ArrayLike<number>,
): SigmoidLoss[] {
  const weights = new Float64Array(rows + 2).fill(halfCount);
  weights.set(recordWeights);
  return Array.from({ length: labels }, (_, label) => {
    const own = new Int8Array(rows + 2);
    own[rows] = YES;
    own[rows + 1] = NO;
    for (let i = 0, at = label; i < rows; i++, at += labels) {
      own[i] = data[at]!;
      if (weights[i] === 0) continue;
      if (own[i] === YES) own[rows] = UNKNOWN;
      else if (own[i] === NO) own[rows + 1] = UNKNOWN;
    }
    return new SigmoidLoss(own, weights);
  });
}
