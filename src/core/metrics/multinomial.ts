import type { Rng } from '../rng.ts';

/** With more trials (1 − p)^n could underflow float64. */
const TRIALS_AT_ONCE = 500;

/**
 * A binomial variate by inversion: one uniform number per 500 trials, about n·min(p, 1 − p) steps.
 * @param p probability of success, 0 ≤ p ≤ 1
 */
export function binomial(n: number, p: number, rng: Rng): number {
  if (p <= 0 || n <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, rng);
  let successes = 0;
  for (let left = n; left > 0; left -= TRIALS_AT_ONCE) {
    successes += invertBinomial(Math.min(left, TRIALS_AT_ONCE), p, rng.uniform());
  }
  return successes;
}

/**
 * Distributes `draws` draws with replacement over cells of the given sizes, equivalent to a
 * bootstrap of records grouped by cell, at a cost that grows with the cells instead of the draws.
 * @param sizes records per cell; a cell's probability is its share of their sum
 */
export function multinomial(
  draws: number,
  sizes: ArrayLike<number>,
  rng: Rng,
  out: Float64Array,
): Float64Array {
  let recordsLeft = 0;
  for (let i = 0; i < sizes.length; i++) recordsLeft += sizes[i]!;
  let drawsLeft = draws;
  for (let i = 0; i < sizes.length; i++) {
    out[i] = recordsLeft > 0 ? binomial(drawsLeft, sizes[i]! / recordsLeft, rng) : 0;
    drawsLeft -= out[i]!;
    recordsLeft -= sizes[i]!;
  }
  return out;
}

/**
 * Number of times each of n records is drawn in n draws with replacement. @param out length n,
 * overwritten
 */
function resampleCounts(n: number, rng: Rng, out: Float64Array): Float64Array {
  out.fill(0);
  for (let i = 0; i < n; i++) out[rng.integer(n)]!++;
  return out;
}

/**
 * As `resampleCounts` for whole groups: draws as many groups as there are, each with all its
 * records.
 * @param groups the group of each record; default one group per record
 */
export function resampleGroups(
  n: number,
  rng: Rng,
  out: Float64Array,
  groups?: ArrayLike<number>,
): Float64Array {
  if (!groups) return resampleCounts(n, rng, out);
  const drawn = new Map<number, number>();
  const all = [...new Set(Array.from(groups))];
  for (let i = 0; i < all.length; i++) {
    const group = all[rng.integer(all.length)]!;
    drawn.set(group, (drawn.get(group) ?? 0) + 1);
  }
  for (let i = 0; i < n; i++) out[i] = drawn.get(groups[i]!) ?? 0;
  return out;
}

function invertBinomial(n: number, p: number, uniform: number): number {
  const odds = p / (1 - p);
  let mass = (1 - p) ** n;
  let k = 0;
  let rest = uniform;
  while (rest >= mass && k < n) {
    rest -= mass;
    k++;
    mass *= (odds * (n - k + 1)) / k;
  }
  return k;
}
