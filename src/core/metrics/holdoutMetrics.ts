import type { Calibration } from './calibration.ts';
import type { ClassScores, Confusion } from './classification.ts';
import type { Measured } from './estimate.ts';
import type { LabelScores } from './multiLabel.ts';

/** Metrics of a head on the answered hold-out; single-label if there is no `task`. */
export type HoldoutMetrics = SingleMetrics | MultiMetrics;

export const singleMetricNames = ['macroF1', 'accuracy', 'rocAuc'] as const;
export const multiMetricNames = ['microF1', 'macroF1', 'macroAp', 'subsetAccuracy'] as const;
/** A metric by name, of either task. */
export type HoldoutMetric = (typeof singleMetricNames)[number] | (typeof multiMetricNames)[number];

/** Undefined for a metric of the other task. */
export function measuredIn(metrics: HoldoutMetrics, name: HoldoutMetric): Measured | undefined {
  const measured: { readonly [M in HoldoutMetric]?: Measured } = metrics;
  return measured[name];
}

interface Named {
  readonly name: string;
  /**
   * 95 % interval of its F1; absent if that reads "too few", and in rounds stored before intervals
   * existed.
   */
  readonly f1Interval?: { readonly low: number; readonly high: number };
  /** False: "not learnt yet"; all its records count as errors. */
  readonly learnt: boolean;
  /** Not learnt, but the head knows its description. */
  readonly described?: true;
}

export interface NamedClassScores extends ClassScores, Named {}
export interface NamedLabelScores extends LabelScores, Named {}

interface AnswerCounts {
  /** Answered hold-out records. */
  readonly n: number;
  readonly unanswered: number;
  /** Kish's effective n; n without weights and groups. */
  readonly effectiveN: number;
}

/** Metrics of a single-label head. */
export interface SingleMetrics extends AnswerCounts {
  /** Absent, as in rounds stored before multi-label tasks existed. */
  readonly task?: undefined;
  readonly accuracy: Measured;
  readonly macroF1: Measured;
  readonly rocAuc: Measured;
  readonly logLoss: number | null;
  readonly perClass: readonly NamedClassScores[];
  readonly confusion: Confusion;
  /** Null without answers. */
  readonly calibration: Calibration | null;
  /** Version of the interval methods; absent in rounds before 0.2, see `withCurrentMethods`. */
  readonly intervals?: 2;
}

/**
 * Metrics of a multi-label head. Labels that were not judged on a record are excluded throughout.
 */
export interface MultiMetrics extends AnswerCounts {
  readonly task: 'multi';
  /** F1 over all decisions about labels. */
  readonly microF1: Measured;
  readonly macroF1: Measured;
  /** Mean average precision of `labelsAveraged` labels. */
  readonly macroAp: Measured;
  readonly labelsAveraged: number;
  /** Share of records with the exact label set, among those whose every label was judged. */
  readonly subsetAccuracy: Measured;
  /** Mean number of labels of a record, judged and predicted; null without answers. */
  readonly cardinality: { readonly truth: number; readonly predicted: number } | null;
  readonly perLabel: readonly NamedLabelScores[];
}
