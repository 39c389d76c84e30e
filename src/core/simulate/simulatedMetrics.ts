/** The measures of a simulation with one label per record, in display order. */
export const metricNames = ['accuracy', 'macroF1', 'rocAuc'] as const;
export type MetricName = (typeof metricNames)[number];
