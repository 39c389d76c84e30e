import type { HoldoutMetric } from '../../../core/metrics/holdoutMetrics.ts';

/** Metrics as the command line names them. */
export const metricTitles: Readonly<Record<HoldoutMetric, string>> = {
  accuracy: 'accuracy',
  macroF1: 'macro-F1',
  rocAuc: 'ROC-AUC',
  microF1: 'micro-F1',
  macroAp: 'macro-AP',
  subsetAccuracy: 'subset accuracy',
};
