import assert from 'node:assert/strict';
import type { HoldoutMetrics, SingleMetrics } from '../../src/core/metrics/holdoutMetrics.ts';

/** Metrics of one label a record, which a test expects. */
export function single(metrics: HoldoutMetrics | undefined): SingleMetrics {
  assert.ok(metrics && metrics.task === undefined);
  return metrics;
}
