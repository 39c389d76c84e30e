import { scoreStep } from './topK.ts';
import type { Pause } from '../pause.ts';

/** Positions between two pauses. */
const blockSize = 2 ** 15;

/**
 * All positions by descending score: the order of `topK` with k = n. Sorts scores into buckets of
 * 1e-4 and each bucket by `tie`, so that a million scores take a few hundred milliseconds, with
 * pauses.
 * @param scores n finite numbers
 * @param tie 32 unsigned bits per position
 */
export async function rankAll(
  scores: Float32Array,
  tie: (position: number) => number,
  pause: Pause = () => Promise.resolve(),
): Promise<Int32Array> {
  const n = scores.length;
  const sizes = new Map<number, number>();
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const key = Math.round(scores[i]! / scoreStep);
    keys[i] = key;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
    if (i % blockSize === blockSize - 1) await pause();
  }
  const order = Float64Array.from(sizes.keys()).sort().reverse();
  const starts = new Map<number, number>();
  let start = 0;
  for (const key of order) {
    starts.set(key, start);
    start += sizes.get(key)!;
  }
  // With the tie in the upper and the position in the lower half of 64 bits, the native number sort
  // applies.
  const halves = new Uint32Array(2 * n);
  const next = new Map(starts);
  for (let i = 0; i < n; i++) {
    const at = next.get(keys[i]!)!;
    next.set(keys[i]!, at + 1);
    halves[2 * at] = i;
    halves[2 * at + 1] = tie(i);
    if (i % blockSize === blockSize - 1) await pause();
  }
  const whole = new BigUint64Array(halves.buffer);
  let since = 0;
  for (const key of order) {
    const from = starts.get(key)!;
    const size = sizes.get(key)!;
    if (size > 1) whole.subarray(from, from + size).sort();
    since += size;
    if (since < blockSize) continue;
    since = 0;
    await pause();
  }
  const ranked = new Int32Array(n);
  for (let rank = 0; rank < n; rank++) ranked[rank] = halves[2 * rank]!;
  return ranked;
}
