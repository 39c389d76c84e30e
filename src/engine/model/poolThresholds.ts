import { ExpectedCount, type Decide } from '../../core/heads/expectedCount.ts';
import type { PoolPredictions } from './poolPredictions.ts';

/**
 * The probability threshold of each label, by the expected count over the given rows.
 * @param rows of the pool, neither answered nor held out
 * @returns one per column of the head
 * @throws CancelledError
 */
export async function poolThresholds(
  predictions: PoolPredictions,
  rows: Int32Array,
  rule: Decide,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const expectedCount = new ExpectedCount(predictions.head.classes);
  await predictions.visit(rows, (block) => expectedCount.add(block), signal);
  return expectedCount.thresholds(rule);
}
