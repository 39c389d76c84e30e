import type { Matrix } from '../math/matrix.ts';

/** In `given`: the head has not learnt the record's label. */
export const NOT_LEARNT = -1;

/**
 * Tolerance for the mean of equal float32 numbers, which may be slightly above them by rounding.
 */
const TOLERANCE = 1e-6;

export interface SuspectLabel {
  /** Row of the probabilities. */
  readonly row: number;
  /** Column of the given label. */
  readonly given: number;
  /** Column of the more likely label. */
  readonly likely: number;
  /** Probability of the given label. */
  readonly selfConfidence: number;
  /** p of the given label minus the largest p of another: −1 … 1; below 0 for a suspect. */
  readonly normalisedMargin: number;
}

export interface LabelErrors {
  /** t_j: mean p_j over the records labelled j; Infinity if there are none. */
  readonly thresholds: Float64Array;
  /**
   * c × c confident joint: records with the row's given label that confidently have the column's.
   */
  readonly counts: Int32Array;
  /** c × c estimate of the joint distribution of given and true labels; sums to 1. */
  readonly joint: Float64Array;
  /** Estimated number of wrong labels: the joint's off-diagonal mass, in records. */
  readonly estimatedErrors: number;
  /** Lowest self-confidence first. */
  readonly suspects: readonly SuspectLabel[];
}

/**
 * Confident learning (Northcutt, Jiang & Chuang 2021; 1911.00068). A record counts for class k if
 * its p_k reaches that class's own threshold (for several, the largest p_k), which adjusts for
 * classes on which the head is generally less confident. A record is suspect if it counts for a
 * class other than its given one and the head also gives another class the larger probability.
 * @param probabilities n × c, **out of sample** (cross-validated): a head agrees with the labels it
 * was fitted on
 * @param given the column of each record's label, or NOT_LEARNT (excluded)
 * @throws RangeError for different lengths or an invalid column
 */
export function findLabelErrors(probabilities: Matrix, given: ArrayLike<number>): LabelErrors {
  const { rows, cols, data } = probabilities;
  checkColumns(given, rows, cols);
  const thresholds = classThresholds(probabilities, given);
  const counts = new Int32Array(cols * cols);
  const suspects: SuspectLabel[] = [];
  for (let row = 0; row < rows; row++) {
    const label = given[row]!;
    if (label === NOT_LEARNT) continue;
    let likely = -1;
    let largestOther = -Infinity;
    for (let k = 0; k < cols; k++) {
      const p = data[row * cols + k]!;
      if (k !== label) largestOther = Math.max(largestOther, p);
      if (p < thresholds[k]! - TOLERANCE) continue;
      if (likely < 0 || p > data[row * cols + likely]!) likely = k;
    }
    if (likely < 0) continue;
    counts[label * cols + likely]!++;
    const selfConfidence = data[row * cols + label]!;
    const normalisedMargin = selfConfidence - largestOther;
    if (likely !== label && normalisedMargin < 0) {
      suspects.push({ row, given: label, likely, selfConfidence, normalisedMargin });
    }
  }
  // By self-confidence: with several classes it finds more wrong labels than the margin does.
  suspects.sort((a, b) => a.selfConfidence - b.selfConfidence || a.row - b.row);
  const joint = calibratedJoint(counts, given, cols);
  return {
    thresholds,
    counts,
    joint,
    estimatedErrors: massOffDiagonal(joint, given, cols),
    suspects,
  };
}

function classThresholds({ rows, cols, data }: Matrix, given: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(cols);
  const records = new Int32Array(cols);
  for (let row = 0; row < rows; row++) {
    if (given[row] === NOT_LEARNT) continue;
    sums[given[row]!]! += data[row * cols + given[row]!]!;
    records[given[row]!]!++;
  }
  return sums.map((sum, k) => (records[k]! > 0 ? sum / records[k]! : Infinity));
}

/**
 * The confident joint with rows scaled to the number of records given that label, normalised to sum
 * 1.
 */
function calibratedJoint(counts: Int32Array, given: ArrayLike<number>, cols: number): Float64Array {
  const labelled = new Float64Array(cols);
  let all = 0;
  for (let i = 0; i < given.length; i++) {
    if (given[i] === NOT_LEARNT) continue;
    labelled[given[i]!]!++;
    all++;
  }
  const joint = new Float64Array(cols * cols);
  for (let j = 0; j < cols && all > 0; j++) {
    const row = counts.subarray(j * cols, (j + 1) * cols);
    const confident = row.reduce((sum, count) => sum + count, 0);
    // No confident record in this row: keep the given labels.
    if (confident === 0) joint[j * cols + j] = labelled[j]! / all;
    else
      for (let k = 0; k < cols; k++)
        joint[j * cols + k] = ((row[k]! / confident) * labelled[j]!) / all;
  }
  return joint;
}

function massOffDiagonal(joint: Float64Array, given: ArrayLike<number>, cols: number): number {
  let off = 0;
  for (let j = 0; j < cols; j++) {
    for (let k = 0; k < cols; k++) if (j !== k) off += joint[j * cols + k]!;
  }
  return off * Array.from(given).filter((label) => label !== NOT_LEARNT).length;
}

function checkColumns(given: ArrayLike<number>, rows: number, cols: number): void {
  if (given.length !== rows) {
    throw new RangeError(`findLabelErrors: ${rows} rows of probabilities, ${given.length} labels`);
  }
  for (let i = 0; i < rows; i++) {
    if (given[i] === NOT_LEARNT) continue;
    if (!(Number.isInteger(given[i]) && given[i]! >= 0 && given[i]! < cols)) {
      throw new RangeError(
        `findLabelErrors: label ${given[i]} of row ${i} is no column of ${cols}`,
      );
    }
  }
}
