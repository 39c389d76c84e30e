import type { Task } from '../task/judgement.ts';
import type { ClassScores } from './classification.ts';
import { macroF1Interval } from './macroF1Interval.ts';
import { unavailable, type Measured } from './estimate.ts';
import type { HoldoutMetric, HoldoutMetrics, SingleMetrics } from './holdoutMetrics.ts';

/** Minimum number of hold-out records for a figure of a model's quality. */
export const FEWEST_RECORDS = 10;

/** A model's quality in one figure. */
export interface Headline {
  readonly name: HoldoutMetric;
  readonly measured: Measured;
  /** Number of hold-out records that it is based on. */
  readonly n: number;
}

/** Answered hold-out records of the median label required for macro-F1. */
export const FEWEST_PER_LABEL = 10;
/**
 * Records to hold out per label, so that the median label has enough despite unequal frequencies.
 */
const HELD_OUT_PER_LABEL = 15;
const USUAL_HOLDOUT = 200;
const MANY_LABELS = 10;
const HOLDOUT_OF_MANY = 400;

type Support = Pick<ClassScores, 'records' | 'absent'> & { readonly learnt: boolean };

/**
 * Answered hold-out records of the median label; 0 without labels. Labels that are neither in the
 * hold-out nor learnt are excluded: the pool may not contain them.
 */
export function medianSupport(perClass: readonly Support[]): number {
  const counted = perClass.filter(({ absent, learnt }) => learnt || !absent);
  return medianOf(counted.map(({ records }) => records));
}

/** 0 without numbers. */
export function medianOf(numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Whether macro-F1 is available; with less support it is biased low and its interval invalid. */
export function isMacroF1Available(perClass: readonly Support[]): boolean {
  return medianSupport(perClass) >= FEWEST_PER_LABEL;
}

/**
 * Default hold-out size by number of labels: 200, more from 14 labels on. For multi-label tasks 400
 * from 10 labels on, since most labels apply to few records.
 */
export function proposedHoldoutSize(labels: number, task: Task = 'single'): number {
  if (task === 'multi') return labels < MANY_LABELS ? USUAL_HOLDOUT : HOLDOUT_OF_MANY;
  return Math.max(USUAL_HOLDOUT, 50 * Math.ceil((HELD_OUT_PER_LABEL * labels) / 50));
}

const currentByStored = new WeakMap<SingleMetrics, SingleMetrics>();

/**
 * Stored metrics of an earlier version under the current methods: macro-F1 with the current
 * interval, or the reason why it is unavailable. The point estimate is unchanged.
 */
export function withCurrentMethods(stored: SingleMetrics): SingleMetrics;
export function withCurrentMethods(stored: HoldoutMetrics): HoldoutMetrics;
export function withCurrentMethods(stored: HoldoutMetrics): HoldoutMetrics {
  if (stored.task === 'multi') return stored;
  if (stored.intervals !== undefined || stored.macroF1.value === null) return stored;
  let current = currentByStored.get(stored);
  if (!current) {
    current = { ...stored, macroF1: currentMacroF1(stored) };
    currentByStored.set(stored, current);
  }
  return current;
}

function currentMacroF1({ perClass, confusion, effectiveN, macroF1 }: SingleMetrics): Measured {
  if (!isMacroF1Available(perClass)) return unavailable('fewPerLabel');
  const learnt = new Set(perClass.filter((support) => support.learnt).map(({ label }) => label));
  const interval = macroF1Interval(confusion.weights, confusion.classes, { effectiveN, learnt });
  return interval ?? macroF1;
}
