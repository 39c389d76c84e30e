import { matrix, takeRows, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { classWeights, type ClassWeight } from './classWeights.ts';
import { fitLogistic, type LogisticTask } from './fitLogistic.ts';
import { columnsOf } from './head.ts';
import { rowWeights, trainingRows, type LabelPrior } from './labelPrior.ts';
import { sideBySide } from './logisticHead.ts';
import { stratifiedFolds } from './stratifiedFolds.ts';

export interface CrossFitOptions {
  readonly rng: Rng;
  readonly folds?: number;
  readonly classWeight?: ClassWeight;
  readonly tolerance?: number;
  readonly signal?: AbortSignal | undefined;
  readonly prior?: LabelPrior | undefined;
}

export interface CrossFit {
  /** n × c, each row by a head that has not seen the record; zeros where there is none. */
  readonly probabilities: Matrix;
  /** c label-set indices: what the columns stand for. */
  readonly labels: Int32Array;
  /** n; ALWAYS_TRAINED for the only record of its label, which no head can be tested on. */
  readonly folds: Int32Array;
}

/**
 * Out-of-sample probabilities of all labelled records, for each value of C, by seeded stratified
 * cross-validation. Every fold of every C is fitted side by side.
 * @param x n × d
 * @param labels n label-set indices
 * @param cs values of C
 * @returns one result a value of C, on the same folds
 * @throws RangeError for fewer than two labels; CancelledError
 */
export async function crossFit(
  x: Matrix,
  labels: ArrayLike<number>,
  cs: readonly number[],
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<CrossFit[]> {
  const { rng, folds: count = 10, tolerance = 1e-2, signal } = options;
  const { columns, learnt } = columnsOf(labels);
  const answered = learnt.length;
  const folds = stratifiedFolds(columns, answered, count, rng);
  const rows = await trainingRows(x, labels, ops, options.prior);
  const { offset, mean } = rows;
  const classes = rows.labels.length;
  const tasks: LogisticTask[] = [];
  for (const c of cs) {
    for (let fold = 0; fold < count; fold++) {
      const own = trainingWeights(columns, answered, folds, fold, options.classWeight);
      tasks.push({ c, weights: rowWeights(own, rows.y.length), offset });
    }
  }
  const fits = await fitLogistic(rows.x, rows.y, classes, tasks, ops, { tolerance, signal });
  const heads = sideBySide(fits, x.cols, classes, mean);

  const rowsOf = Array.from({ length: count }, (_, fold) => rowsOfFold(folds, fold));
  const results = cs.map(() => matrix(x.rows, classes));
  for (let task = 0; task < tasks.length; task++) {
    const heldOut = rowsOf[task % count]!;
    const { weights, bias } = heads[task]!;
    const out = results[Math.floor(task / count)]!;
    const proba = await ops.scorePool(takeRows(x, heldOut), weights, bias);
    heldOut.forEach((row, i) =>
      out.data.set(proba.data.subarray(i * classes, (i + 1) * classes), row * classes),
    );
  }
  return results.map((probabilities) => ({ probabilities, labels: rows.labels, folds }));
}

function trainingWeights(
  y: Int32Array,
  classes: number,
  folds: Int32Array,
  fold: number,
  kind: ClassWeight | undefined,
): Float64Array {
  const weights = new Float64Array(y.length);
  const trained: number[] = [];
  for (let i = 0; i < y.length; i++) if (folds[i] !== fold) trained.push(i);
  const balanced = classWeights(
    Int32Array.from(trained, (i) => y[i]!),
    classes,
    kind,
  );
  trained.forEach((i, k) => (weights[i] = balanced[k]!));
  return weights;
}

function rowsOfFold(folds: Int32Array, fold: number): number[] {
  const rows: number[] = [];
  for (let i = 0; i < folds.length; i++) {
    if (folds[i] === fold) rows.push(i);
  }
  return rows;
}
