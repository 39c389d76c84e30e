import type { LabelProbabilities } from '../acquisition/acquisition.ts';
import { UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import { fitLogisticHead } from '../heads/logisticHead.ts';
import { argMax } from '../math/argMax.ts';
import { matrix, rowOf, type Matrix } from '../math/matrix.ts';
import type { QueryState } from './queryState.ts';

/** Inverse regularisation strength; scikit-learn's default. */
const c = 1;

/** Probabilities between two pauses: some tens of milliseconds. */
const valuesPerBlock = 2 ** 20;

/** Longest row for which an insertion sort beats the native one. */
const sortedByInsertion = 64;

/**
 * The predicted number of labels of each candidate, as in MMC (Yang et al. 2009): a logistic
 * regression of the number of labels on the label probabilities, sorted in descending order and
 * divided by their sum, trained on the answered records.
 * @returns n
 */
export async function predictedSizes(
  { probabilities, labelledRows, ops, signal, pause }: QueryState,
  { probabilities: p, answered }: LabelProbabilities,
): Promise<Int32Array> {
  const judged = whollyJudged(answered);
  if (judged.length === 0 || p.cols === 0) return new Int32Array(p.rows);
  const rows = Int32Array.from(judged, (i) => labelledRows[i]!);
  const x = profiles(await probabilities!(rows));
  const sizes = Int32Array.from(judged, (i) => sizeOf(answered, i));
  const { head } = await fitLogisticHead(x, sizes, ops, { c, signal });
  const predicted = new Int32Array(p.rows);
  const step = Math.max(1, Math.floor(valuesPerBlock / p.cols));
  for (let from = 0; from < p.rows; from += step) {
    await pause?.();
    const to = Math.min(p.rows, from + step);
    const data = p.data.subarray(from * p.cols, to * p.cols);
    const proba = await head.predictProba(profiles({ rows: to - from, cols: p.cols, data }));
    for (let i = from; i < to; i++) predicted[i] = head.labels[argMax(rowOf(proba, i - from))]!;
  }
  return predicted;
}

/** Each row in descending order, divided by its sum. */
function profiles(p: Matrix): Matrix {
  const { rows, cols, data } = p;
  const sorted = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    const from = i * cols;
    const row = sorted.data.subarray(from, from + cols);
    if (cols > sortedByInsertion) {
      row.set(data.subarray(from, from + cols));
      row.sort().reverse();
    } else {
      for (let j = 0; j < cols; j++) {
        const value = data[from + j]!;
        let place = j;
        for (; place > 0 && row[place - 1]! < value; place--) row[place] = row[place - 1]!;
        row[place] = value;
      }
    }
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += row[j]!;
    if (sum > 0) for (let j = 0; j < cols; j++) row[j]! /= sum;
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
