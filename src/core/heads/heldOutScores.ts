import type { CrossFit } from './crossFit.ts';
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
    // One record that a float32 head rules out must not decide alone.
    losses.push(-Math.log(Math.max(1e-7, own)));
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
