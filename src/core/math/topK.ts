/**
 * Resolution of score comparisons: kernels agree only to about this, so the order must not depend
 * on less.
 */
export const scoreStep = 1e-4;

/**
 * Positions of the k highest scores, best first. Scores are rounded to 1e-4; ties go to the smaller
 * `tie`, then to the smaller position. One pass with a heap of k: O(n + k log k) for large n.
 * @param scores n finite numbers
 * @param tie a seeded hash of the record at a position; only called for ties
 */
export function topK(
  scores: Float32Array,
  k: number,
  tie: (position: number) => number,
): Int32Array {
  const size = Math.min(k, scores.length);
  if (!(size > 0)) return new Int32Array(0);
  const heap = new Int32Array(size);
  const keys = new Float64Array(size);

  /** Whether candidate (key, position) comes after the entry at `slot`. */
  const isAfter = (key: number, position: number, slot: number): boolean => {
    if (key !== keys[slot]!) return key < keys[slot]!;
    const own = tie(position);
    const other = tie(heap[slot]!);
    return own === other ? position > heap[slot]! : own > other;
  };
  /** Sifts (key, position) down from `slot`; the root is the entry that comes last. */
  const sink = (key: number, position: number, slot: number, end: number): void => {
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= end) break;
      if (child + 1 < end && isAfter(keys[child + 1]!, heap[child + 1]!, child)) child++;
      if (isAfter(key, position, child)) break;
      keys[slot] = keys[child]!;
      heap[slot] = heap[child]!;
      slot = child;
    }
    keys[slot] = key;
    heap[slot] = position;
  };

  for (let i = 0; i < size; i++) {
    heap[i] = i;
    keys[i] = Math.round(scores[i]! / scoreStep);
  }
  for (let slot = (size >> 1) - 1; slot >= 0; slot--) sink(keys[slot]!, heap[slot]!, slot, size);
  // Nearly every score fails this comparison, so only the few that pass are rounded.
  let threshold = (keys[0]! - 0.5) * scoreStep - 1e-6 * Math.abs(keys[0]! * scoreStep);
  for (let i = size; i < scores.length; i++) {
    if (scores[i]! < threshold) continue;
    const key = Math.round(scores[i]! / scoreStep);
    if (isAfter(key, i, 0)) continue;
    sink(key, i, 0, size);
    threshold = (keys[0]! - 0.5) * scoreStep - 1e-6 * Math.abs(keys[0]! * scoreStep);
  }
  for (let end = size - 1; end > 0; end--) {
    const key = keys[end]!;
    const position = heap[end]!;
    keys[end] = keys[0]!;
    heap[end] = heap[0]!;
    sink(key, position, 0, end);
  }
  return heap;
}

/** A score as compared: the nearest multiple of 1e-4. */
export function roundScore(score: number): number {
  return Math.round(score / scoreStep) * scoreStep;
}
