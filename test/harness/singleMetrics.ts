import assert from 'node:assert/strict';
import type { HoldoutMetrics, SingleMetrics } from '../../src/core/metrics/holdoutMetrics.ts';

/** Asserts that the metrics are those of one label per record. */
export function single(metrics: HoldoutMetrics | undefined): SingleMetrics {
  assert.ok(metrics && metrics.task === undefined);
  return metrics;
}
