import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { crossFit, crossFitOneVsRest, type CrossFit, type CrossFitOptions } from './crossFit.ts';
import { columnsOf } from './head.ts';
import { NO, UNKNOWN, YES, type Indicators } from './indicators.ts';
import { ALWAYS_TRAINED } from './stratifiedFolds.ts';

/** How heads do on the training labels that they have not seen: to choose by, never a metric. */
export interface HeldOutScores {
  /** Mean log-loss; NaN where no record is held out. */
  readonly loss: number;
  readonly right: number;
  /** Of each record that is held out, in order. */
  readonly losses: readonly number[];
  /** 1 where it is right, 0 where it is not. */
  readonly hits: readonly number[];
}

/** What records are answered with: label-set indices, one a record, or judgements of several labels. */
export type Answers = ArrayLike<number> | Indicators;

const isSeveral = (answers: Answers): answers is Indicators => 'labels' in answers;

/** Records answered. */
export const answerCount = (answers: Answers): number =>
  isSeveral(answers) ? answers.rows : answers.length;

/** Whether a head could tell anything apart: labels of which a record has one are two at least. */
export function canLearn(answers: Answers): boolean {
  if (!isSeveral(answers)) return columnsOf(answers).learnt.length >= 2;
  return answers.data.includes(YES) && answers.data.includes(NO);
}

/** Of each C, on the same folds: how heads do on the answers that they have not seen. */
export async function crossValidate(
  x: Matrix,
  answers: Answers,
  cs: readonly number[],
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<HeldOutScores[]> {
  if (isSeveral(answers)) {
    const fits = await crossFitOneVsRest(x, answers, cs, ops, options);
    return fits.map((fit) => heldOutLabelScores(fit, answers));
  }
  const fits = await crossFit(x, answers, cs, ops, options);
  return fits.map((fit) => heldOutScores(fit, answers));
}

// One record that a float32 head rules out must not decide alone.
const logLoss = (p: number): number => -Math.log(Math.max(1e-7, p));

/**
 * Of records that may have several labels: log-loss is the mean over a record's known labels, and a record is right whose
 * likeliest label is one of its own (one minus one-error, Schapire & Singer 2000).
 */
function heldOutLabelScores(
  { probabilities: { data, cols }, labels: columns, folds }: CrossFit,
  { rows, labels, data: truth }: Indicators,
): HeldOutScores {
  const losses: number[] = [];
  const hits: number[] = [];
  for (let i = 0; i < rows; i++) {
    if (folds[i] === ALWAYS_TRAINED) continue;
    let loss = 0;
    let known = 0;
    let best = 0;
    for (let j = 0; j < cols; j++) {
      const p = data[i * cols + j]!;
      const own = truth[i * labels + columns[j]!];
      if (own === UNKNOWN) continue;
      loss += logLoss(own === YES ? p : 1 - p);
      known++;
      if (p > data[i * cols + best]!) best = j;
    }
    if (known === 0) continue;
    losses.push(loss / known);
    hits.push(truth[i * labels + columns[best]!] === YES ? 1 : 0);
  }
  return { loss: sumOf(losses) / losses.length, right: sumOf(hits), losses, hits };
}

/** @param labels n label-set indices, as they were cross-fitted */
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
 * Whether one choice is better than another beyond chance: the records gain by more than the standard error of their mean gain.
 * @param gains record by record, on the same held-out records
 */
export function isGain(gains: readonly number[]): boolean {
  const n = gains.length;
  const mean = sumOf(gains) / n;
  const squares = sumOf(gains.map((gain) => (gain - mean) ** 2));
  // One record more is a mean of exactly one standard error.
  return mean > Math.sqrt(squares / (n - 1) / n) * (1 + 1e-9);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);
