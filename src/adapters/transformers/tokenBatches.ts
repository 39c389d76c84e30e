/**
 * Groups texts of similar length, so that little is padding.
 * @param lengths tokens of each text.
 * @param most maximum tokens per batch, padding included; a batch has at most `size` texts, and a
 * single longer text forms its own batch.
 * @returns batches of indices, every index in exactly one; deterministic, as ties keep their order.
 */
export function tokenBatches(lengths: readonly number[], size: number, most: number): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    // In ascending order the last text is the longest and determines the width of the batch.
    const full = batch.length === size || (batch.length + 1) * lengths[index]! > most;
    if (full && batch.length > 0) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
