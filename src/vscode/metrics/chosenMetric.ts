import type { HoldoutMetrics } from '../../core/metrics/evaluate.ts';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { CurveMetric } from '../../protocol/metrics.ts';
import type { Localize } from '../localize.ts';

/** The metric that a project is judged by: its target's, else macro-F1. */
export function metricOf(project: ProjectFile | undefined): CurveMetric {
  return project?.target?.metric ?? 'macroF1';
}

export function metricName(metric: CurveMetric, l10n: Localize): string {
  switch (metric) {
    case 'macroF1':
      return l10n.t('macro-F1');
    case 'accuracy':
      return l10n.t('accuracy');
    case 'rocAuc':
      return l10n.t('ROC-AUC');
  }
}

export interface MetricNow {
  readonly value: number;
  /** Half of the 95 % interval's width. */
  readonly halfWidth: number;
}

/** The metric with its interval; undefined where it cannot be told. */
export function metricNow(
  metrics: HoldoutMetrics | undefined,
  metric: CurveMetric,
): MetricNow | undefined {
  const measured = metrics?.[metric];
  if (!measured || measured.value === null) return undefined;
  return { value: measured.value, halfWidth: (measured.high - measured.low) / 2 };
}

/** The metric of the latest round. */
export function latestMetric(view: LearnerView, metric: CurveMetric): MetricNow | undefined {
  return metricNow(view.rounds.at(-1)?.metrics, metric);
}
