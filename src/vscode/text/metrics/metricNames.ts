import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { ProjectFile } from '../../../core/projectFile/projectFile.ts';
import type { CurveMetric } from '../../../protocol/metrics.ts';
import type { Localize } from '../../../core/localize.ts';
import { range } from '../numbers.ts';
import { largerHoldout } from './holdoutAdvice.ts';
import { judgedBy } from '../../../core/projectFile/judgedBy.ts';
import { measuredIn, type HoldoutMetrics } from '../../../core/metrics/holdoutMetrics.ts';
import { whyUnavailable } from '../messages/whyUnavailable.ts';

/** See `judgedBy`. */
export function metricOf(project: ProjectFile | undefined, view: LearnerView): CurveMetric {
  return judgedBy(project, view.rounds.at(-1)?.metrics);
}

/**
 * Why accuracy replaces macro-F1, and the hold-out size that would change that; undefined if it
 * does not.
 */
export function whyAccuracy(
  project: ProjectFile | undefined,
  view: LearnerView,
  localize: Localize,
): string | undefined {
  const measured = view.rounds.at(-1)?.metrics?.macroF1;
  if (!project || measured?.value !== null || measured.reason !== 'fewPerLabel') return undefined;
  const why = whyUnavailable('fewPerLabel', localize);
  const labels = project.labels.length;
  const proposed = largerHoldout(project, view);
  if (proposed === undefined) return localize('macro-F1: {0}', why);
  return localize(
    'macro-F1: {0} With {1} labels a hold-out of about {2} records would be enough: set the “size” of “holdout” in a new project.',
    why,
    labels,
    proposed,
  );
}

export function metricName(metric: CurveMetric, localize: Localize): string {
  switch (metric) {
    case 'macroF1':
      return localize('macro-F1');
    case 'accuracy':
      return localize('accuracy');
    case 'rocAuc':
      return localize('ROC-AUC');
    case 'microF1':
      return localize('micro-F1');
    case 'macroAp':
      return localize('average precision');
    case 'subsetAccuracy':
      return localize('subset accuracy');
  }
}

export interface MetricNow {
  readonly value: number;
  /** Half the width of the 95 % interval. */
  readonly halfWidth: number;
  /** The 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** The metric with its interval; undefined if unavailable. */
export function metricNow(
  metrics: HoldoutMetrics | undefined,
  metric: CurveMetric,
): MetricNow | undefined {
  const measured = metrics && measuredIn(metrics, metric);
  if (!measured || measured.value === null) return undefined;
  const { value, low, high } = measured;
  return { value, halfWidth: (high - low) / 2, low, high };
}

/** Distance of the value from the interval's centre beyond which ± would mislead. */
const lopsided = 0.005;

/** The interval for a tooltip; by its ends if the value, near 0 or 1, is off-centre. */
export function formatInterval({ value, low, high }: MetricNow, localize: Localize): string {
  return Math.abs((low + high) / 2 - value) < lopsided
    ? localize('± is half of the 95 % interval on the hold-out')
    : localize('95 % interval on the hold-out: {0}', range(low, high));
}

/** The latest round's metric. */
export function latestMetric(view: LearnerView, metric: CurveMetric): MetricNow | undefined {
  return metricNow(view.rounds.at(-1)?.metrics, metric);
}
