import type { Indicators } from '../heads/indicators.ts';
import { FEW_RECORDS } from './classification.ts';
import { normalCdf, normalQuantile } from './distributions.ts';
import { checkSameLength, type Estimate } from './estimate.ts';
import { percentileInterval, type BootstrapOptions } from './intervals.ts';
import {
  countOutcomes,
  f1PerLabel,
  isRight,
  meanOf,
  microF1Of,
  outcomesOf,
  type LabelCounts,
} from './labelOutcomes.ts';
import type { SampledRecords } from './multiLabelIntervals.ts';
import { resampleGroups } from './multinomial.ts';

/** `HeadComparison` of several labels a record. */
export interface LabelSetComparison {
  readonly records: number;
  /** Among records whose every label was judged: those whose set only that head predicts. */
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  /** Second minus first, with paired bootstrap intervals; null where one is undefined. */
  readonly microF1: Estimate | null;
  readonly macroF1: Estimate | null;
  readonly subsetAccuracy: Estimate | null;
}

/** Judged records and the labels that two heads say apply to them. */
export interface ComparedSets extends SampledRecords {
  readonly truth: Indicators;
  readonly first: Indicators;
  readonly second: Indicators;
}

/**
 * Compares two heads on the same records of several labels, which are resampled with all their
 * labels; both heads on the same resamples.
 * @throws RangeError without records, or for different shapes
 */
export function compareLabelSets(
  sets: ComparedSets,
  options: BootstrapOptions,
): LabelSetComparison {
  const { outcomes, difference } = pairedDifference(sets, options);
  const [first, second] = outcomes;
  let onlyFirstRight = 0;
  let onlySecondRight = 0;
  first.forEach((outcome, i) => {
    const [one, other] = [isRight(outcome), isRight(second[i]!)];
    if (outcome.whole && one && !other) onlyFirstRight++;
    if (outcome.whole && other && !one) onlySecondRight++;
  });
  return {
    records: sets.truth.rows,
    onlyFirstRight,
    onlySecondRight,
    microF1: difference(microF1Of),
    macroF1: difference((counts) => meanOf(f1PerLabel(counts))),
    subsetAccuracy: difference(({ right, whole }) => (whole > 0 ? right / whole : null)),
  };
}

/**
 * Difference of F1 per label, second minus first; null for a label with too few positives. The
 * intervals hold simultaneously, as those of `compareClasses`.
 * @returns one per label of the set
 * @throws RangeError as `compareLabelSets`
 */
export function compareLabels(sets: ComparedSets, options: BootstrapOptions): (Estimate | null)[] {
  // One standard error, from which the simultaneous intervals are extrapolated.
  const oneError = { ...options, confidence: 2 * normalCdf(1) - 1 };
  const { outcomes, difference } = pairedDifference(sets, oneError);
  const positives = new Int32Array(sets.truth.labels);
  for (const { hits, falseNegatives } of outcomes[0]) {
    for (const label of [...hits, ...falseNegatives]) positives[label]!++;
  }
  const told = positives.filter((count) => count >= FEW_RECORDS).length;
  const alpha = 1 - (options.confidence ?? 0.95);
  const z = normalQuantile(1 - alpha / (2 * Math.max(1, told)));
  return Array.from(positives, (count, label) => {
    if (count < FEW_RECORDS) return null;
    const one = difference((counts) => f1PerLabel(counts)[label]!);
    if (one === null) return null;
    const { value, low, high } = one;
    const reach = (z * (high - low)) / 2;
    return { value, low: value - reach, high: value + reach, approximate: true };
  });
}

type Statistic = (counts: LabelCounts) => number | null;

/** Draws the resamples once, for any number of statistics. */
function pairedDifference(
  { truth, first, second, weights, groups }: ComparedSets,
  { rng, resamples = 1000, confidence }: BootstrapOptions,
) {
  const n = truth.rows;
  if (n === 0) throw new RangeError('compareLabelSets: no records');
  if (weights) checkSameLength('weights', n, weights.length);
  if (groups) checkSameLength('groups', n, groups.length);
  const outcomes = [outcomesOf(truth, first), outcomesOf(truth, second)] as const;
  const both = (counts?: ArrayLike<number>): readonly LabelCounts[] =>
    outcomes.map((own) => countOutcomes(own, truth.labels, counts));
  const drawn: (readonly LabelCounts[])[] = [];
  const counts = new Float64Array(n);
  for (let b = 0; b < resamples; b++) {
    resampleGroups(n, rng, counts, groups);
    if (weights) for (let i = 0; i < n; i++) counts[i]! *= weights[i]!;
    drawn.push(both(counts));
  }
  const units = groups ? new Set(Array.from(groups)).size : n;
  const gained = (pair: readonly LabelCounts[], statistic: Statistic): number | null => {
    const [before, after] = pair.map(statistic);
    return before == null || after == null ? null : after - before;
  };
  const difference = (statistic: Statistic): Estimate | null => {
    const value = gained(both(weights), statistic);
    if (value === null) return null;
    let next = 0;
    const resample = (): number | null => gained(drawn[next++]!, statistic);
    return percentileInterval(value, resample, { rng, resamples, confidence, units });
  };
  return { outcomes, difference };
}
