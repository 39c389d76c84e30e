import type { ClassScores } from './classification.ts';
import { macroF1Interval } from './macroF1Interval.ts';
import { unavailable, type Measured } from './estimate.ts';
import type { HoldoutMetrics } from './holdoutMetrics.ts';

/** Answered hold-out records of the median label required for macro-F1. */
export const FEWEST_PER_LABEL = 10;
/**
 * Records to hold out per label, so that the median label has enough despite unequal frequencies.
 */
const HELD_OUT_PER_LABEL = 15;
const USUAL_HOLDOUT = 200;

type Support = Pick<ClassScores, 'records' | 'absent'> & { readonly learnt: boolean };

/**
 * Answered hold-out records of the median label; 0 without labels. Labels that are neither in the
 * hold-out nor learnt are excluded: the pool may not contain them.
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

/** Whether macro-F1 is available; with less support it is biased low and its interval invalid. */
export function canTellMacroF1(perClass: readonly Support[]): boolean {
  return medianSupport(perClass) >= FEWEST_PER_LABEL;
}

/** Default hold-out size by number of labels: 200, more from 14 labels on. */
export function proposedHoldoutSize(labels: number): number {
  return Math.max(USUAL_HOLDOUT, 50 * Math.ceil((HELD_OUT_PER_LABEL * labels) / 50));
}

const retold = new WeakMap<HoldoutMetrics, HoldoutMetrics>();

/**
 * Stored metrics of an earlier version under the current methods: macro-F1 with the current
 * interval, or the reason why it is unavailable. The point estimate is unchanged.
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
