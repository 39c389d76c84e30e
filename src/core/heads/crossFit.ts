import { matrix, takeRows, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { trainingWeights, type ClassWeight } from './classWeights.ts';
import { CrossFitPath, isLarge } from './crossFitPath.ts';
import { fitOneVsRest, type OneVsRestFit } from './fitOneVsRest.ts';
import { fitLogistic, type LogisticTask } from './fitLogistic.ts';
import { columnsOf } from './head.ts';
import type { Indicators } from './indicators.ts';
import { meanRecord, rowWeights, trainingRows, type LabelPrior } from './labelPrior.ts';
import { joinFits } from './logisticHead.ts';
import { withPrior } from './oneVsRestHead.ts';
import { oneVsRestRows, sigmoidLossesOf } from './oneVsRestRows.ts';
import { multiLabelFolds, rowsOfFold, stratifiedFolds } from './stratifiedFolds.ts';

export interface CrossFitOptions {
  /** Seeds the folds. */
  readonly rng: Rng;
  /** Number of folds, at least 2; default 10. */
  readonly folds?: number;
  /** Single-label records only. */
  readonly classWeight?: ClassWeight;
  /** As in `FitOptions`; default 1e-2. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal | undefined;
  readonly prior?: LabelPrior | undefined;
  /**
   * Paths of large heads by their records, shared by cross-validations with the same answers, folds
   * and class weights.
   */
  readonly paths?: Map<Matrix, CrossFitPath> | undefined;
}

export interface CrossFit {
  /** n × c, each row by a head not trained on the record; zeros if there is none. */
  readonly probabilities: Matrix;
  /** c label-set indices of the columns. */
  readonly labels: Int32Array;
  /** n; ALWAYS_TRAINED for the only record of its label, which cannot be held out. */
  readonly folds: Int32Array;
}

/**
 * Out-of-sample probabilities of all labelled records for each value of C, by seeded stratified
 * cross-validation. Fits all folds of all values side by side; for large heads, one value after
 * another.
 * @param x n × d
 * @param labels n label-set indices
 * @param cs values of C
 * @returns one result per value of C, on the same folds
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
  const { prior } = options;
  if (isLarge(x.cols, prior && prior.strength > 0 ? prior.vectors.rows : answered)) {
    const { classWeight } = options;
    const path =
      options.paths?.get(x) ??
      (await CrossFitPath.of(x, labels, ops, {
        folds: stratifiedFolds(columns, answered, count, rng),
        count,
        classWeight,
      }));
    options.paths?.set(x, path);
    const { folds } = path;
    // A search that starts near the solution stops earlier, so it needs a smaller tolerance.
    const search = { tolerance: tolerance / 10, signal };
    const results: CrossFit[] = [];
    for (const c of cs) results.push({ ...(await path.at(c, prior, search)), folds });
    return results;
  }
  const folds = stratifiedFolds(columns, answered, count, rng);
  const rows = await trainingRows(x, labels, ops, prior);
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
  const heads = joinFits(fits, x.cols, classes, mean);

  const results = await heldOutProbabilities(x, folds, count, classes, heads, (part, head) =>
    ops.scorePool(part, head.weights, head.bias),
  );
  return results.map((probabilities) => ({ probabilities, labels: rows.labels, folds }));
}

/**
 * As `crossFit` for multi-label records: each row by heads not trained on the record, label by
 * label.
 * @param truth n × label set
 */
export async function crossFitOneVsRest(
  x: Matrix,
  truth: Indicators,
  c: number,
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<CrossFit> {
  return (await oneVsRestCrossFits(x, truth, ops, options))(c);
}

/**
 * As `crossFitOneVsRest` for one value of C after another on the same folds. Every search starts at
 * the solution for the nearest earlier value. Without a positive answer or a prior the result has no
 * columns.
 */
export async function oneVsRestCrossFits(
  x: Matrix,
  truth: Indicators,
  ops: MatrixOps,
  { rng, folds: count = 10, tolerance = 1e-2, signal, prior }: CrossFitOptions,
): Promise<(c: number) => Promise<CrossFit>> {
  const folds = multiLabelFolds(truth, count, rng);
  // Intercepts are unpenalised, so the prior's centre hardly matters.
  const centred = prior && { ...prior, centre: meanRecord(x) };
  const rows = await oneVsRestRows(x, truth, ops, centred);
  const { labels } = rows;
  const m = labels.length;
  const losses = Array.from({ length: count }, (_, fold) =>
    sigmoidLossesOf(
      rows,
      Array.from(folds, (own) => (own === fold ? 0 : 1)),
    ),
  );
  const solved: { readonly c: number; readonly fits: readonly OneVsRestFit[] }[] = [];
  return async (c) => {
    if (m === 0) return { probabilities: matrix(x.rows, 0), labels, folds };
    const ratio = (other: { readonly c: number }): number => Math.abs(Math.log(other.c / c));
    const [nearest] = solved.toSorted((a, b) => ratio(a) - ratio(b));
    const tasks = losses.map((own, fold) => ({ losses: own, c, start: nearest?.fits[fold] }));
    const fits = await fitOneVsRest(rows, tasks, ops, { tolerance, signal });
    solved.push({ c, fits });
    const heads = fits.map((fit) => withPrior(fit, m, rows.prior));
    const score = (part: Matrix, head: LinearParameters): Promise<Matrix> =>
      ops.scoreLabels(part, head.weights, head.bias);
    const [probabilities] = await heldOutProbabilities(x, folds, count, m, heads, score);
    return { probabilities: probabilities!, labels, folds };
  };
}

interface LinearParameters {
  readonly weights: Matrix;
  readonly bias: Float32Array;
}

/**
 * Each record's probabilities by the head not trained on it.
 * @param heads for each value of C those of all folds, consecutively
 * @returns n × classes for each value of C
 */
async function heldOutProbabilities(
  x: Matrix,
  folds: Int32Array,
  count: number,
  classes: number,
  heads: readonly LinearParameters[],
  score: (part: Matrix, head: LinearParameters) => Promise<Matrix>,
): Promise<Matrix[]> {
  const rowsOf = Array.from({ length: count }, (_, fold) => rowsOfFold(folds, fold));
  const results = Array.from({ length: heads.length / count }, () => matrix(x.rows, classes));
  for (const [task, head] of heads.entries()) {
    const heldOut = rowsOf[task % count]!;
    const out = results[Math.floor(task / count)]!;
    const proba = await score(takeRows(x, heldOut), head);
    heldOut.forEach((row, i) =>
      out.data.set(proba.data.subarray(i * classes, (i + 1) * classes), row * classes),
    );
  }
  return results;
}
