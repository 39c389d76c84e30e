import type { MultiLabelMetric } from '../../../core/metrics/multiLabel.ts';
import type { MetricName } from '../../../core/simulate/simulatedMetrics.ts';

/** Metrics as the command line names them. */
export const metricTitles: Readonly<Record<MetricName | MultiLabelMetric, string>> = {
  accuracy: 'accuracy',
  macroF1: 'macro-F1',
  rocAuc: 'ROC-AUC',
  microF1: 'micro-F1',
  macroAp: 'macro-AP',
  subsetAccuracy: 'subset accuracy',
};
