import type { Rng } from '../../../src/core/rng.ts';

/** One of the items, all equally likely. */
export function pick<T>(rng: Rng, items: readonly T[]): T {
  return items[rng.integer(items.length)]!;
}

/** True with the given probability. */
export function chance(rng: Rng, probability: number): boolean {
  return rng.uniform() < probability;
}

/** One of the items, with probabilities in proportion to their weights. */
export function pickWeighted<T extends { readonly weight: number }>(
  rng: Rng,
  items: readonly T[],
): T {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  let left = rng.uniform() * total;
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items[items.length - 1]!;
}

/** Number of rows of a file: from a few to some hundreds, about 40 on average. */
export function drawRows(rng: Rng): number {
  const size = rng.uniform();
  if (size < 0.3) return 3 + rng.integer(10);
  if (size < 0.72) return 13 + rng.integer(28);
  if (size < 0.96) return 41 + rng.integer(60);
  return 101 + rng.integer(250);
}
