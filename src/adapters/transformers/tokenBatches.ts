/**
 * Texts of about the same length together, so that little is padding.
 *
 * @param lengths tokens of each text.
 * @param most a batch holds at most this many tokens, padding included, and at most `size` texts; a single
 *   longer text is a batch of its own.
 * @returns batches of indices, every index in exactly one; deterministic, as ties keep their order.
 */
export function tokenBatches(lengths: readonly number[], size: number, most: number): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    // In ascending order the newcomer is the longest: it decides the width of the whole batch.
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
