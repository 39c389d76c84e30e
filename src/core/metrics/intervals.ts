import type { Rng } from '../rng.ts';
import { normalCdf, normalQuantile, studentQuantile } from './distributions.ts';
import { checkConfidence, type Estimate } from './estimate.ts';
import { resampleGroups } from './multinomial.ts';
import { meanAuc, type OneVsRest } from './rocAuc.ts';

export interface BootstrapOptions {
  readonly rng: Rng;
  /** Number of resamples; default 1,000. */
  readonly resamples?: number | undefined;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

/** Options of a bootstrap with its number of units. */
export interface ResamplingOptions extends BootstrapOptions {
  /** Independent units, and draws per resample: records, or groups of near-duplicates. */
  readonly units: number;
}

/**
 * Wilson's score interval of a proportion (Wilson 1927).
 * @param n number of records, or Kish's effective number with weights, so possibly fractional
 * @throws RangeError unless 0 ≤ share ≤ 1 and n > 0
 */
export function wilson(share: number, n: number, confidence = 0.95): Estimate {
  checkConfidence(confidence);
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`wilson: share must lie in [0, 1], got ${share}`);
  if (!(n > 0)) throw new RangeError(`wilson: n must be positive, got ${n}`);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const shrink = 1 / (1 + (z * z) / n);
  const centre = (share + (z * z) / (2 * n)) * shrink;
  const reach = z * shrink * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return {
    value: share,
    // For a share of exactly 0 or 1, rounding would separate the bound from the value.
    low: share === 0 ? 0 : Math.max(0, centre - reach),
    high: share === 1 ? 1 : Math.min(1, centre + reach),
    approximate: false,
  };
}

/**
 * Kish's effective sample size (Σw)² / Σw² (Kish 1965); 0 without weight.
 * @param groups near-duplicates, which a head gets right or wrong together, count as one record
 */
export function effectiveSize(weights: ArrayLike<number>, groups?: ArrayLike<number>): number {
  const sums = new Map<number, number>();
  for (let i = 0; i < weights.length; i++) {
    const group = groups ? groups[i]! : i;
    sums.set(group, (sums.get(group) ?? 0) + weights[i]!);
  }
  let sum = 0;
  let squares = 0;
  for (const weight of sums.values()) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/**
 * The p-quantile, 0 ≤ p ≤ 1, of ascending values with linear interpolation (type 7; numpy's default).
 * @throws RangeError without values
 */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  if (ascending.length === 0) throw new RangeError('quantile: no values');
  const position = p * (ascending.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  // Infinities are not interpolated where that would give NaN: ∞ − ∞ between two, 0 · ∞ before one.
  if (position === below || ascending[below] === ascending[above]) return ascending[below]!;
  return ascending[below]! + (position - below) * (ascending[above]! - ascending[below]!);
}

/**
 * Expanded percentile bootstrap (Hesterberg 2015): quantiles of the resampled statistic, taken
 * farther out according to Student's t with `units`, because resamples vary less than samples.
 * Resamples with a null statistic are excluded.
 * @param value statistic of the records themselves
 * @param resample draws one resample and returns its statistic
 */
export function percentileInterval(
  value: number,
  resample: (rng: Rng) => number | null,
  { rng, units, resamples = 1000, confidence = 0.95 }: ResamplingOptions,
): Estimate {
  checkConfidence(confidence);
  const values = new Float64Array(resamples);
  let kept = 0;
  for (let b = 0; b < resamples; b++) {
    const statistic = resample(rng);
    if (statistic !== null) values[kept++] = statistic;
  }
  if (kept === 0) return { value, low: value, high: value, approximate: true };
  const sorted = values.subarray(0, kept).sort();
  const tail = expandedTail((1 - confidence) / 2, units);
  return {
    value,
    low: quantile(sorted, tail),
    high: quantile(sorted, 1 - tail),
    approximate: true,
  };
}

/** The expanded tail probability of a bootstrap with `units` units for a nominal `tail`. */
function expandedTail(tail: number, units: number): number {
  if (units < 2) return 0;
  return normalCdf(-Math.sqrt(units / (units - 1)) * studentQuantile(1 - tail, units - 1));
}

/**
 * Mean one-vs-rest ROC-AUC with a bootstrap interval; scores are sorted once, and resamples only
 * reweight them. For a perfect ranking the lower bound is Wilson's for the effective size of the
 * smallest kind.
 * @param n number of ranked records
 * @returns null if no class has both kinds
 */
export function bootstrapRocAuc(
  rankings: readonly OneVsRest[],
  n: number,
  options: BootstrapOptions,
  weights?: ArrayLike<number>,
  groups?: ArrayLike<number>,
): Estimate | null {
  const value = meanAuc(rankings, weights);
  if (value === null) return null;
  const counts = new Float64Array(n);
  const interval = percentileInterval(
    value,
    (rng) => {
      resampleGroups(n, rng, counts, groups);
      if (weights) for (let i = 0; i < n; i++) counts[i]! *= weights[i]!;
      return meanAuc(rankings, counts);
    },
    { ...options, units: groups ? new Set(Array.from(groups)).size : n },
  );
  return value === 1
    ? withFloorOf(interval, minPerClass(rankings, weights, groups), options)
    : interval;
}

/**
 * Resamples of records without errors have no errors either, so a bootstrap would give "1 to 1"
 * after three records. Wilson's bound for n successes reflects the sample size instead.
 */
function withFloorOf(interval: Estimate, n: number, { confidence }: BootstrapOptions): Estimate {
  return { ...interval, low: wilson(1, n, confidence).low };
}

/**
 * Effective size of the smallest kind, positive or negative, of any class. Classes with a kind
 * without weight have no ranking.
 */
function minPerClass(
  rankings: readonly OneVsRest[],
  weights?: ArrayLike<number>,
  groups?: ArrayLike<number>,
): number {
  let fewest = Infinity;
  for (const { positive } of rankings) {
    const [negatives, positives] = [0, 1].map((kind) => {
      const records = Array.from(positive.keys()).filter((i) => positive[i] === kind);
      return effectiveSize(
        records.map((i) => weights?.[i] ?? 1),
        groups && records.map((i) => groups[i]!),
      );
    });
    if (negatives! > 0 && positives! > 0) fewest = Math.min(fewest, negatives!, positives!);
  }
  return fewest;
}
