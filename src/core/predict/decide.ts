import { argMax } from '../math/argMax.ts';
import type { Predictor } from './predictor.ts';

/** The labels of one record. */
export type Decision =
  /** `label`: null if it is less probable than `threshold`; `p`: the highest probability. */
  | { readonly task: 'single'; readonly label: string | null; readonly p: number }
  | { readonly task: 'multi'; readonly labels: readonly string[] };

/** Rounds to nine digits: enough to identify a float32, and to keep the sum of many labels. */
export function roundProbability(p: number): number {
  return Number(p.toPrecision(9));
}

/**
 * Decides the labels of a record from its probabilities.
 * @param threshold minimum probability, as written, of a label; replaces the thresholds of several
 * labels
 * @returns a function of the c probabilities
 */
export function decider(
  { task, labels, thresholds }: Pick<Predictor, 'task' | 'labels' | 'thresholds'>,
  threshold?: number,
): (p: ArrayLike<number>) => Decision {
  if (task === 'single') {
    return (p) => {
      const best = argMax(p);
      const isSure = threshold === undefined || roundProbability(p[best]!) >= threshold;
      return { task, label: isSure ? labels[best]! : null, p: p[best]! };
    };
  }
  if (threshold !== undefined) {
    return (p) => ({ task, labels: labels.filter((_, j) => roundProbability(p[j]!) >= threshold) });
  }
  return (p) => ({
    task,
    labels: thresholds ? labels.filter((_, j) => p[j]! >= thresholds[j]!) : [labels[argMax(p)]!],
  });
}
