import { unavailable } from '../metrics/estimate.ts';
import { measuredIn, type HoldoutMetric, type HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import { FEWEST_RECORDS, type Headline } from '../metrics/holdoutSupport.ts';
import type { ProjectFile } from './projectFile.ts';

/**
 * The metric that summarises a model where no learning curve is shown: undefined without metrics,
 * and unavailable on fewer than FEWEST_RECORDS records.
 */
export function headlineOf(
  project: Pick<ProjectFile, 'target' | 'task'>,
  metrics: HoldoutMetrics | undefined,
): Headline | undefined {
  const name = judgedBy(project, metrics);
  const measured = metrics && measuredIn(metrics, name);
  if (!measured) return undefined;
  const { n } = metrics;
  const isFew = n > 0 && n < FEWEST_RECORDS;
  return { name, measured: isFew ? unavailable('fewRecords') : measured, n };
}

/**
 * The metric that a project is judged by: the target's, else macro-F1, and accuracy while most
 * labels have too few hold-out records for it. With several labels per record, micro-F1 takes the
 * place of both.
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
