import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { sumOf } from '../math/sum.ts';
import { crossFit, oneVsRestCrossFits, type CrossFit, type CrossFitOptions } from './crossFit.ts';
import { columnsOf } from './head.ts';
import { NO, UNKNOWN, YES, type Indicators } from './indicators.ts';
import { ALWAYS_TRAINED } from './stratifiedFolds.ts';

/** Scores of heads on held-out training labels: for selection, never a metric. */
export interface HeldOutScores {
  /** Mean log-loss; NaN if no record is held out. */
  readonly loss: number;
  readonly right: number;
  /** Per held-out record, in order. */
  readonly losses: readonly number[];
  /** 1 if correct, else 0. */
  readonly hits: readonly number[];
}

/** The scores of one cross-validation, and the probabilities scored. */
export interface CrossValidated extends HeldOutScores {
  readonly fit: CrossFit;
}

/** Answers to records: one label-set index each, or multi-label judgements. */
export type Answers = ArrayLike<number> | Indicators;

/** Whether the answers are sets of labels, rather than one label each. */
export const isMultiLabel = (answers: Answers): answers is Indicators => 'labels' in answers;

/** Number of answered records. */
export const answerCount = (answers: Answers): number =>
  isMultiLabel(answers) ? answers.rows : answers.length;

/** Whether a head can be trained: at least two labels if records have a single one. */
export function canLearn(answers: Answers): boolean {
  if (!isMultiLabel(answers)) return columnsOf(answers).learnt.length >= 2;
  return answers.data.includes(YES) && answers.data.includes(NO);
}

/** Held-out scores for each C, on the same folds. */
export async function crossValidate(
  x: Matrix,
  answers: Answers,
  cs: readonly number[],
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<CrossValidated[]> {
  if (isMultiLabel(answers)) {
    const scoreAt = await crossValidation(x, answers, ops, options);
    const scores = [];
    for (const c of cs) scores.push(await scoreAt(c));
    return scores;
  }
  const fits = await crossFit(x, answers, cs, ops, options);
  return fits.map((fit) => ({ fit, ...heldOutScores(fit, answers) }));
}

/** As `crossValidate` for multi-label records and one C after another, on the same folds. */
export async function crossValidation(
  x: Matrix,
  truth: Indicators,
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<(c: number) => Promise<CrossValidated>> {
  // Full convergence changes the losses by about 1e-5 and takes twice as long.
  const tolerance = Math.min(0.1, 2e-4 * truth.rows);
  const fitAt = await oneVsRestCrossFits(x, truth, ops, { tolerance, ...options });
  return async (c) => {
    const fit = await fitAt(c);
    return { fit, ...heldOutLabelScores(fit, truth) };
  };
}

// Clipped, so that a single record with p = 0 in float32 does not dominate the mean.
const logLoss = (p: number): number => -Math.log(Math.max(1e-7, p));

/**
 * For multi-label records: log-loss is the mean over a record's known labels, and a record is
 * correct if its most likely known label is one of its own (one minus one-error, Schapire & Singer 2000).
 */
export function heldOutLabelScores(
  { probabilities: { data, cols }, labels: columns, folds }: CrossFit,
  { rows, labels, data: truth }: Indicators,
): HeldOutScores {
  const losses: number[] = [];
  const hits: number[] = [];
  for (let i = 0; i < rows; i++) {
    if (folds[i] === ALWAYS_TRAINED) continue;
    let loss = 0;
    let known = 0;
    let best = -1;
    for (let j = 0; j < cols; j++) {
      const p = data[i * cols + j]!;
      const own = truth[i * labels + columns[j]!];
      if (own === UNKNOWN) continue;
      loss += logLoss(own === YES ? p : 1 - p);
      known++;
      if (best < 0 || p > data[i * cols + best]!) best = j;
    }
    if (known === 0) continue;
    losses.push(loss / known);
    hits.push(truth[i * labels + columns[best]!] === YES ? 1 : 0);
  }
  return { loss: sumOf(losses) / losses.length, right: sumOf(hits), losses, hits };
}

/** @param labels n label-set indices, as cross-fitted */
export function heldOutScores(
  { probabilities: { data, cols }, labels: columns, folds }: CrossFit,
  labels: ArrayLike<number>,
): HeldOutScores {
  const columnOf = new Map(Array.from(columns, (label, column) => [label, column]));
  const losses: number[] = [];
  const hits: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (folds[i] === ALWAYS_TRAINED) continue;
    const row = data.subarray(i * cols, (i + 1) * cols);
    const own = row[columnOf.get(labels[i]!)!]!;
    losses.push(logLoss(own));
    hits.push(row.every((p) => p <= own) ? 1 : 0);
  }
  return { loss: sumOf(losses) / losses.length, right: sumOf(hits), losses, hits };
}

/**
 * Whether a choice is significantly better than another: the mean gain exceeds its standard error.
 * @param gains per record, on the same held-out records
 */
export function isGain(gains: readonly number[]): boolean {
  const n = gains.length;
  const mean = sumOf(gains) / n;
  const squares = sumOf(gains.map((gain) => (gain - mean) ** 2));
  // A single gained record is a mean of exactly one standard error.
  return mean > Math.sqrt(squares / (n - 1) / n) * (1 + 1e-9);
}
