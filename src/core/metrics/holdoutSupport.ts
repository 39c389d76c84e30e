import type { ClassScores } from './classification.ts';
import { macroF1Interval } from './macroF1Interval.ts';
import { unavailable, type Measured } from './estimate.ts';
import type { HoldoutMetrics } from './holdoutMetrics.ts';

/** Answered hold-out records that the median label must have before macro-F1 is told. */
export const FEWEST_PER_LABEL = 10;
/** Rows to hold out for each label, so that the median label of uneven ones has enough. */
const HELD_OUT_PER_LABEL = 15;
const USUAL_HOLDOUT = 200;

type Support = Pick<ClassScores, 'records' | 'absent'> & { readonly learnt: boolean };

/**
 * Answered hold-out records of the median label; 0 without labels. Labels that are neither in the
 * hold-out nor learnt do not count: nobody can say yet whether the pool has them.
 */
export function medianSupport(perClass: readonly Support[]): number {
  const counts = perClass
    .filter(({ absent, learnt }) => learnt || !absent)
    .map(({ records }) => records)
    .sort((a, b) => a - b);
  if (counts.length === 0) return 0;
  const middle = Math.floor(counts.length / 2);
  return counts.length % 2 === 1 ? counts[middle]! : (counts[middle - 1]! + counts[middle]!) / 2;
}

/** Whether macro-F1 can be told; below that it is biased low, and no interval around it holds. */
export function canTellMacroF1(perClass: readonly Support[]): boolean {
  return medianSupport(perClass) >= FEWEST_PER_LABEL;
}

/** Records to hold out for so many labels: 200, from 14 labels on more. */
export function proposedHoldoutSize(labels: number): number {
  return Math.max(USUAL_HOLDOUT, 50 * Math.ceil((HELD_OUT_PER_LABEL * labels) / 50));
}

const retold = new WeakMap<HoldoutMetrics, HoldoutMetrics>();

/**
 * Metrics stored by an earlier version as they are told today: macro-F1 with today's interval, or
 * with the reason why there is none. The point estimate stays.
 */
export function metricsToday(stored: HoldoutMetrics): HoldoutMetrics {
  if (stored.intervals !== undefined || stored.macroF1.value === null) return stored;
  let today = retold.get(stored);
  if (!today) {
    today = { ...stored, macroF1: macroF1Today(stored) };
    retold.set(stored, today);
  }
  return today;
}

function macroF1Today({ perClass, confusion, effectiveN, macroF1 }: HoldoutMetrics): Measured {
  if (!canTellMacroF1(perClass)) return unavailable('fewPerLabel');
  const learnt = new Set(perClass.filter((one) => one.learnt).map(({ label }) => label));
  const interval = macroF1Interval(confusion.weights, confusion.classes, { effectiveN, learnt });
  return interval ?? macroF1;
}
