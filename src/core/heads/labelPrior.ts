import { createHash } from 'node:crypto';
import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { columnsOf } from './head.ts';

/** A prior on the head from the labels' own words: W has the mean s·Pᵀ instead of 0. */
export interface LabelPrior {
  /** P, label set × d: row k is label k's description, embedded like the records (`labelRows`). */
  readonly vectors: Matrix;
  /** s ≥ 0; 0 disables the prior. */
  readonly strength: number;
}

/** The prior's part of a stored head. */
export interface StoredPrior {
  readonly strength: number;
  /** Hash of P: 16 hexadecimal digits. */
  readonly hash: string;
}

/** What a round stores of its prior: the strength, and a hash of the label vectors. */
export function storedPrior({ vectors: { data }, strength }: LabelPrior): StoredPrior {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { strength, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}

/**
 * Weight of the mean record as an answer where a label has none: Jeffreys' prior of a frequency.
 */
export const halfCount = 0.5;

/** Labelled records in the form of `fitLogistic`. */
export interface TrainingRows {
  /** The n records, then one row for each label without answers. */
  readonly x: Matrix;
  /** Head column of each row. */
  readonly y: Int32Array;
  /** Label-set indices of the columns. */
  readonly labels: Int32Array;
  /** The prior's part of the logits: rows × m, m = 1 for two labels. */
  readonly offset?: Float32Array;
  /** d × m: added by the prior to the fitted weights. */
  readonly mean?: Matrix;
}

/**
 * The training rows under a prior. The head then has a column for every label of the set. The
 * unpenalised intercept of a label without answers would diverge to −∞, so the mean record counts
 * as half an answer with that label.
 * @param x n × d, n ≥ 1
 * @param labels n label-set indices
 * @param prior if omitted or of strength 0, the head covers only the labels answered
 * @throws RangeError if the dimensions of `x` and of the label vectors differ
 */
export async function trainingRows(
  x: Matrix,
  labels: ArrayLike<number>,
  ops: MatrixOps,
  prior: LabelPrior | undefined,
): Promise<TrainingRows> {
  const { columns, learnt } = columnsOf(labels);
  if (!prior || prior.strength === 0) return { x, y: columns, labels: learnt };
  const { vectors } = prior;
  if (vectors.cols !== x.cols) {
    throw new RangeError(`trainingRows: labels of ${vectors.cols} and records of ${x.cols} values`);
  }
  const all = Int32Array.from({ length: vectors.rows }, (_, label) => label);
  const answered = new Set(learnt);
  const unanswered = all.filter((label) => !answered.has(label));
  const y = Int32Array.from([...Array.from(labels), ...unanswered]);
  const extended = withMeanRows(x, unanswered.length);
  const mean = meanWeights(prior);
  if (all.length < 2) return { x: extended, y, labels: all };
  const { data: offset } = await ops.gemm(extended, mean);
  return { x: extended, y, labels: all, offset, mean };
}

/** Extends the weights of the records to all rows. */
export function rowWeights(records: Float64Array, rows: number): Float64Array {
  const weights = new Float64Array(rows).fill(halfCount);
  weights.set(records);
  return weights;
}

function withMeanRows(x: Matrix, count: number): Matrix {
  if (count === 0) return x;
  const { rows, cols } = x;
  const mean = meanRecord(x);
  const extended = matrix(rows + count, cols);
  extended.data.set(x.data);
  for (let i = rows; i < extended.rows; i++) extended.data.set(mean, i * cols);
  return extended;
}

/** The mean row. @param x n × d, n ≥ 1 @returns d */
export function meanRecord({ rows, cols, data }: Matrix): Float32Array {
  const sum = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let k = 0; k < cols; k++, p++) sum[k]! += data[p]!;
  }
  return Float32Array.from(sum, (value) => value / rows);
}

/** s·Pᵀ; for two labels the second minus the first. */
function meanWeights({ vectors: { rows: c, cols: d, data }, strength }: LabelPrior): Matrix {
  const m = c === 2 ? 1 : c;
  const mean = matrix(d, m);
  for (let k = 0; k < d; k++) {
    if (m === 1) mean.data[k] = strength * (data[d + k]! - data[k]!);
    else for (let j = 0; j < m; j++) mean.data[k * m + j] = strength * data[j * d + k]!;
  }
  return mean;
}
