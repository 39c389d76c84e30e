import type { ProjectFile } from './projectFile.ts';
import { measuredIn, type HoldoutMetric, type HoldoutMetrics } from '../metrics/holdoutMetrics.ts';

/**
 * The metric that a project is judged by: the target's, else macro-F1, and accuracy while most
 * labels have too few hold-out records for it. Of several labels a record it is micro-F1 in both
 * places.
 */
export function judgedBy(
  project: Pick<ProjectFile, 'target' | 'task'> | undefined,
  metrics: HoldoutMetrics | undefined,
): HoldoutMetric {
  const metric = project?.target?.metric ?? (project?.task === 'multi' ? 'microF1' : 'macroF1');
  const measured = metrics && measuredIn(metrics, metric);
  if (measured?.value !== null) return metric;
  if (measured.reason === 'fewPositives') return 'microF1';
  return measured.reason === 'fewPerLabel' ? 'accuracy' : metric;
}
