import { macroF1 } from './classification.ts';
import { checkSameLength, type Estimate } from './estimate.ts';
import { f1Differences, statesOf } from './f1Intervals.ts';
import { percentileInterval, type BootstrapOptions } from './intervals.ts';
import { multinomial, resampleGroups } from './multinomial.ts';
import { recordKinds } from './recordKinds.ts';
import { meanAuc, type OneVsRest } from './rocAuc.ts';

export interface HeadComparison {
  readonly records: number;
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  /** Second minus first, with a paired bootstrap interval. */
  readonly accuracy: Estimate;
  /** Second minus first, with a paired bootstrap interval. */
  readonly macroF1: Estimate;
}

/** Records to compare two heads on. */
export interface ComparedRecords {
  readonly truth: ArrayLike<number>;
  /** Multiplicities; default 1. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Near-duplicate groups, each resampled as one unit; default one group per record. */
  readonly groups?: ArrayLike<number> | undefined;
}

/**
 * Compares two heads on the same records. Pairing removes the sampling variation of the records, so
 * it detects differences that two separate intervals hide.
 * @param first, second predicted label-set indices of the same n ≥ 1 records
 * @throws RangeError without records, or for different lengths
 */
export function compareHeads(
  records: ComparedRecords,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  options: BootstrapOptions,
): HeadComparison {
  const { truth } = records;
  const n = truth.length;
  const difference = pairedDifference(records, first, second, classes, options);
  let onlyFirstRight = 0;
  let onlySecondRight = 0;
  for (let i = 0; i < n; i++) {
    if (first[i] === truth[i] && second[i] !== truth[i]) onlyFirstRight++;
    if (second[i] === truth[i] && first[i] !== truth[i]) onlySecondRight++;
  }
  return {
    records: n,
    onlyFirstRight,
    onlySecondRight,
    accuracy: difference((cells) => shareOnDiagonal(cells, classes)),
    macroF1: difference((cells) => macroF1(cells, classes)),
  };
}

/**
 * `f1Differences` of the classes.
 * @returns one per class of the label set; null for one with too few records
 * @throws RangeError as `compareHeads`
 */
export function compareClasses(
  { truth, weights, groups }: ComparedRecords,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  confidence?: number,
): (Estimate | null)[] {
  checkRecords({ truth, weights, groups }, first, second);
  return f1Differences(
    Array.from({ length: classes }, (_, label) => ({
      truth: statesOf(truth, label),
      first: statesOf(first, label),
      second: statesOf(second, label),
      weights,
      groups,
    })),
    confidence,
  );
}

/**
 * Mean one-vs-rest ROC-AUC of the same n records, second minus first, with a paired bootstrap
 * interval.
 * @returns null if no class has both kinds
 */
export function compareRocAuc(
  first: readonly OneVsRest[],
  second: readonly OneVsRest[],
  n: number,
  options: BootstrapOptions,
  { weights, groups }: Pick<ComparedRecords, 'weights' | 'groups'> = {},
): Estimate | null {
  const difference = (drawn?: ArrayLike<number>): number | null => {
    const before = meanAuc(first, drawn);
    const after = meanAuc(second, drawn);
    return before === null || after === null ? null : after - before;
  };
  const value = difference(weights);
  if (value === null) return null;
  const counts = new Float64Array(n);
  return percentileInterval(
    value,
    (rng) => {
      resampleGroups(n, rng, counts, groups);
      if (weights) for (let i = 0; i < n; i++) counts[i]! *= weights[i]!;
      return difference(counts);
    },
    { ...options, units: groups ? new Set(Array.from(groups)).size : n },
  );
}

type Statistic = (cells: Float64Array) => number | null;

/** Paired bootstrap of any statistic of a confusion matrix: both heads on the same resamples. */
function pairedDifference(
  { truth, weights, groups }: ComparedRecords,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  options: BootstrapOptions,
): (statistic: Statistic) => Estimate {
  const n = truth.length;
  checkRecords({ truth, weights, groups }, first, second);
  const kinds = recordKinds(
    n,
    (i) => (truth[i]! * classes + first[i]!) * classes + second[i]!,
    weights,
    groups,
  );
  const firstCells = new Float64Array(classes * classes);
  const secondCells = new Float64Array(classes * classes);
  const counts = new Float64Array(kinds.counts.length);
  const of = (drawn: ArrayLike<number>, statistic: Statistic): number | null => {
    firstCells.fill(0);
    secondCells.fill(0);
    kinds.parts.forEach((parts, k) => {
      if (drawn[k] === 0) return;
      for (const { code, weight } of parts) {
        const t = Math.floor(code / (classes * classes));
        const a = Math.floor(code / classes) % classes;
        firstCells[t * classes + a]! += drawn[k]! * weight;
        secondCells[t * classes + (code % classes)]! += drawn[k]! * weight;
      }
    });
    const before = statistic(firstCells);
    const after = statistic(secondCells);
    return before === null || after === null ? null : after - before;
  };
  return (statistic) =>
    percentileInterval(
      of(kinds.counts, statistic) ?? 0,
      (rng) => of(multinomial(kinds.draws, kinds.counts, rng, counts), statistic),
      { ...options, units: kinds.draws },
    );
}

function checkRecords(
  { truth, weights, groups }: ComparedRecords,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): void {
  const n = truth.length;
  if (n === 0) throw new RangeError('compareHeads: no records');
  checkSameLength('first', n, first.length);
  checkSameLength('second', n, second.length);
  if (weights) checkSameLength('weights', n, weights.length);
  if (groups) checkSameLength('groups', n, groups.length);
}

function shareOnDiagonal(cells: Float64Array, classes: number): number | null {
  let right = 0;
  for (let k = 0; k < classes; k++) right += cells[k * classes + k]!;
  const all = cells.reduce((sum, weight) => sum + weight, 0);
  return all > 0 ? right / all : null;
}
