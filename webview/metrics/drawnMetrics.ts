import type { MetricsState, MetricsStrings } from '../../src/protocol/metrics.ts';

/** The host's state together with the texts of the page. */
export interface DrawnMetrics extends MetricsState {
  readonly strings: MetricsStrings;
}
