import { Rng } from '../rng.ts';
import { studentQuantile } from './distributions.ts';
import { checkConfidence, checkSameLength } from './estimate.ts';
import { percentileInterval } from './intervals.ts';

/** A round of a learning curve. */
export interface CurvePoint {
  /** Training labels of the head. */
  readonly labels: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export type Curve = readonly CurvePoint[];

/**
 * New training labels after which a refit becomes a round: 5 % of the last round's, at least 20.
 */
export function roundInterval(trainingLabels: number): number {
  return Math.max(20, Math.ceil(trainingLabels / 20));
}

/**
 * Area under the curve by the trapezoidal rule over [from, to], divided by its width: the mean
 * value while labelling. End points are interpolated; null if the curve does not span both or the
 * width is 0.
 */
export function normalisedArea(
  curve: Curve,
  from = curve[0]?.labels ?? 0,
  to = curve.at(-1)?.labels ?? 0,
): number | null {
  if (!(to > from) || curve.length < 2) return null;
  if (from < curve[0]!.labels || to > curve[curve.length - 1]!.labels) return null;
  let area = 0;
  for (let i = 1; i < curve.length; i++) {
    const left = Math.max(from, curve[i - 1]!.labels);
    const right = Math.min(to, curve[i]!.labels);
    if (right <= left) continue;
    const at = (labels: number): number =>
      curve[i - 1]!.value +
      ((curve[i]!.value - curve[i - 1]!.value) * (labels - curve[i - 1]!.labels)) /
        (curve[i]!.labels - curve[i - 1]!.labels);
    area += ((at(left) + at(right)) / 2) * (right - left);
  }
  return area / (to - from);
}

/** Mean over seeds at the label counts that all curves share. */
export function meanCurve(curves: readonly Curve[]): Curve {
  const sums = new Map<number, { sum: number; seeds: number }>();
  for (const curve of curves) {
    for (const { labels, value } of curve) {
      const known = sums.get(labels) ?? { sum: 0, seeds: 0 };
      sums.set(labels, { sum: known.sum + value, seeds: known.seeds + 1 });
    }
  }
  return [...sums]
    .filter(([, { seeds }]) => seeds === curves.length)
    .sort(([a], [b]) => a - b)
    .map(([labels, { sum }]) => ({ labels, value: sum / curves.length, low: null, high: null }));
}

/**
 * Labels at the first point from which the mean over seeds stays at or above `target` until the
 * end; null if it never does (report that; do not omit the row from a table).
 */
export function crossing(curves: readonly Curve[], target: number): number | null {
  const mean = meanCurve(curves);
  let crossed: number | null = null;
  for (let i = mean.length - 1; i >= 0 && mean[i]!.value >= target; i--) crossed = mean[i]!.labels;
  return crossed;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface PairedDifference {
  /** Number of pairs (seeds). */
  readonly n: number;
  /** Mean of a − b. */
  readonly mean: number;
  /** Student's t interval of the mean difference; null for fewer than two pairs. */
  readonly t: Interval | null;
  /** Expanded percentile bootstrap over pairs; null for fewer than two pairs. */
  readonly bootstrap: Interval | null;
}

/**
 * The mean of a − b over paired seeds with two intervals: Student's t, valid for few seeds with
 * normal differences, and a seeded bootstrap, which assumes no distribution.
 * @throws RangeError if the arrays differ in length or are empty
 */
export function pairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  {
    seed,
    resamples = 2000,
    confidence = 0.95,
  }: { seed: number; resamples?: number; confidence?: number },
): PairedDifference {
  checkSameLength('pairedDifference', a.length, b.length);
  checkConfidence(confidence);
  const n = a.length;
  if (n === 0) throw new RangeError('pairedDifference: no pairs');
  const differences = Float64Array.from({ length: n }, (_, i) => a[i]! - b[i]!);
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  if (n < 2) return { n, mean, t: null, bootstrap: null };
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  const reach = studentQuantile(1 - (1 - confidence) / 2, n - 1) * Math.sqrt(variance / n);
  const { low, high } = percentileInterval(
    mean,
    (rng) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += differences[rng.integer(n)]!;
      return sum / n;
    },
    { rng: new Rng(seed), units: n, resamples, confidence },
  );
  return { n, mean, t: { low: mean - reach, high: mean + reach }, bootstrap: { low, high } };
}
