import type { LabelProbabilities } from '../acquisition/acquisition.ts';
import { UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import { fitLogisticHead } from '../heads/logisticHead.ts';
import { matrix, rowOf, type Matrix } from '../math/matrix.ts';
import type { QueryState } from './queryState.ts';

/** Inverse regularisation strength; scikit-learn's default. */
const c = 1;

/**
 * The predicted number of labels of each candidate, as in MMC (Yang et al. 2009): a logistic
 * regression of the number of labels on the label probabilities, sorted in descending order and
 * divided by their sum, trained on the answered records.
 * @returns n
 */
export async function predictedSizes(
  { probabilities, labelledRows, ops, signal }: QueryState,
  { probabilities: p, answered }: LabelProbabilities,
): Promise<Int32Array> {
  const judged = whollyJudged(answered);
  if (judged.length === 0 || p.cols === 0) return new Int32Array(p.rows);
  const rows = Int32Array.from(judged, (i) => labelledRows[i]!);
  const x = profiles(await probabilities!(rows));
  const sizes = Int32Array.from(judged, (i) => sizeOf(answered, i));
  const { head } = await fitLogisticHead(x, sizes, ops, { c, signal });
  const proba = await head.predictProba(profiles(p));
  return Int32Array.from({ length: p.rows }, (_, i) => {
    const row = rowOf(proba, i);
    return head.labels[row.indexOf(Math.max(...row))]!;
  });
}

/** Each row in descending order, divided by its sum. */
function profiles(p: Matrix): Matrix {
  const sorted = matrix(p.rows, p.cols, p.data.slice());
  for (let i = 0; i < p.rows; i++) {
    const row = rowOf(sorted, i).sort().reverse();
    const sum = row.reduce((total, value) => total + value, 0);
    if (sum > 0) for (let j = 0; j < row.length; j++) row[j]! /= sum;
  }
  return sorted;
}

function whollyJudged({ rows, labels, data }: Indicators): number[] {
  return Array.from({ length: rows }, (_, i) => i).filter(
    (i) => !data.subarray(i * labels, (i + 1) * labels).includes(UNKNOWN),
  );
}

function sizeOf({ labels, data }: Indicators, i: number): number {
  let size = 0;
  for (let j = i * labels; j < (i + 1) * labels; j++) if (data[j] === YES) size++;
  return size;
}
