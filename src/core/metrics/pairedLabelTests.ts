import type { Indicators } from '../heads/indicators.ts';
import { checkSameLength, type Estimate } from './estimate.ts';
import { f1Differences, type SampledRecords } from './f1Intervals.ts';
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
import { resampleGroups } from './multinomial.ts';

/** `HeadComparison` for multi-label records. */
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

/** Judged records and the labels that two heads predict for them. */
export interface ComparedSets extends SampledRecords {
  readonly truth: Indicators;
  readonly first: Indicators;
  readonly second: Indicators;
}

/**
 * Compares two heads on the same multi-label records. Resamples records with all their labels, the
 * same for both heads.
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
    const [isFirstRight, isSecondRight] = [isRight(outcome), isRight(second[i]!)];
    if (outcome.whole && isFirstRight && !isSecondRight) onlyFirstRight++;
    if (outcome.whole && isSecondRight && !isFirstRight) onlySecondRight++;
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
 * `f1Differences` for multi-label records.
 * @returns one per label of the set
 * @throws RangeError as `compareLabelSets`
 */
export function compareLabels(
  { weights, groups, ...sets }: ComparedSets,
  confidence?: number,
): (Estimate | null)[] {
  const { rows, labels } = sets.truth;
  checkRecords({ truth: sets.truth, weights, groups });
  const columnOf = ({ data }: Indicators, label: number): Int8Array =>
    Int8Array.from({ length: rows }, (_, i) => data[i * labels + label]!);
  return f1Differences(
    Array.from({ length: labels }, (_, label) => ({
      truth: columnOf(sets.truth, label),
      first: columnOf(sets.first, label),
      second: columnOf(sets.second, label),
      weights,
      groups,
    })),
    confidence,
  );
}

function checkRecords({ truth, weights, groups }: Omit<ComparedSets, 'first' | 'second'>): void {
  if (truth.rows === 0) throw new RangeError('compareLabelSets: no records');
  if (weights) checkSameLength('weights', truth.rows, weights.length);
  if (groups) checkSameLength('groups', truth.rows, groups.length);
}

type Statistic = (counts: LabelCounts) => number | null;

/** Draws the resamples once, for any number of statistics. */
function pairedDifference(
  { truth, first, second, weights, groups }: ComparedSets,
  { rng, resamples = 1000, confidence }: BootstrapOptions,
) {
  const n = truth.rows;
  checkRecords({ truth, weights, groups });
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
