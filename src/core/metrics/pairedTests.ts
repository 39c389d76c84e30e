import { FEW_RECORDS, macroF1 } from './classification.ts';
import { incompleteBeta } from './distributions.ts';
import { checkSameLength, type Estimate } from './estimate.ts';
import { percentileInterval, type BootstrapOptions } from './intervals.ts';
import { multinomial, resampleCounts } from './multinomial.ts';
import { recordKinds } from './recordKinds.ts';
import { meanAuc, type OneVsRest } from './rocAuc.ts';

/**
 * McNemar's exact test (two-sided): the chance of so uneven a split of the records on which just one of two
 * heads is right, if either were as likely. 1 when the heads never differ.
 */
export function mcnemarExact(onlyFirstRight: number, onlySecondRight: number): number {
  const fewer = Math.min(onlyFirstRight, onlySecondRight);
  const all = onlyFirstRight + onlySecondRight;
  if (all === 0) return 1;
  // P(X ≤ k) for X ~ Binomial(all, ½), as an incomplete beta function.
  return Math.min(1, 2 * incompleteBeta(0.5, all - fewer, fewer + 1));
}

export interface HeadComparison {
  readonly records: number;
  readonly onlyFirstRight: number;
  readonly onlySecondRight: number;
  /** McNemar's exact p, on records (not on weights). */
  readonly p: number;
  /** Second minus first, with a paired bootstrap interval. */
  readonly accuracy: Estimate;
  /** Second minus first, with a paired bootstrap interval. */
  readonly macroF1: Estimate;
}

/**
 * Compares two heads on the same records: pairing removes the luck of which records were drawn, so it sees
 * differences that two separate intervals hide.
 * @param truth, first, second label-set indices of the same n ≥ 1 records.
 * @throws RangeError without records, or for lengths that differ.
 */
export function compareHeads(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  options: BootstrapOptions,
  weights?: ArrayLike<number>,
): HeadComparison {
  const n = truth.length;
  const difference = pairedDifference(truth, first, second, classes, options, weights);
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
    p: mcnemarExact(onlyFirstRight, onlySecondRight),
    accuracy: difference((cells) => shareOnDiagonal(cells, classes)),
    macroF1: difference((cells) => macroF1(cells, classes)),
  };
}

/**
 * F1 of each class, second minus first, with a paired bootstrap interval; null where the class has too few
 * records for its F1 to be a number to rely on.
 * @returns one a class of the label set.
 * @throws RangeError as `compareHeads`.
 */
export function compareClasses(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  options: BootstrapOptions,
  weights?: ArrayLike<number>,
): (Estimate | null)[] {
  const difference = pairedDifference(truth, first, second, classes, options, weights);
  const records = new Int32Array(classes);
  for (let i = 0; i < truth.length; i++) records[truth[i]]++;
  return Array.from(records, (count, label) =>
    count < FEW_RECORDS ? null : difference((cells) => f1Of(cells, classes, label)),
  );
}

/**
 * Mean one-vs-rest ROC-AUC of the same n records, second minus first, with a paired bootstrap interval.
 * @returns null when no class has both kinds.
 */
export function compareRocAuc(
  first: readonly OneVsRest[],
  second: readonly OneVsRest[],
  n: number,
  options: BootstrapOptions,
  weights?: ArrayLike<number>,
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
      resampleCounts(n, rng, counts);
      if (weights) for (let i = 0; i < n; i++) counts[i] *= weights[i];
      return difference(counts);
    },
    options,
  );
}

type Statistic = (cells: Float64Array) => number | null;

/** Makes the paired bootstrap of any statistic of a confusion matrix: both heads on the same resamples. */
function pairedDifference(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  options: BootstrapOptions,
  weights?: ArrayLike<number>,
): (statistic: Statistic) => Estimate {
  const n = truth.length;
  if (n === 0) throw new RangeError('compareHeads: no records');
  checkSameLength('first', n, first.length);
  checkSameLength('second', n, second.length);
  if (weights) checkSameLength('weights', n, weights.length);
  const kinds = recordKinds(
    n,
    (i) => (truth[i] * classes + first[i]) * classes + second[i],
    weights,
  );
  const firstCells = new Float64Array(classes * classes);
  const secondCells = new Float64Array(classes * classes);
  const counts = new Float64Array(kinds.code.length);
  return (statistic) => {
    const of = (drawn: ArrayLike<number>): number | null => {
      firstCells.fill(0);
      secondCells.fill(0);
      for (let k = 0; k < kinds.code.length; k++) {
        const t = Math.floor(kinds.code[k] / (classes * classes));
        const a = Math.floor(kinds.code[k] / classes) % classes;
        const b = kinds.code[k] % classes;
        firstCells[t * classes + a] += drawn[k] * kinds.weight[k];
        secondCells[t * classes + b] += drawn[k] * kinds.weight[k];
      }
      const before = statistic(firstCells);
      const after = statistic(secondCells);
      return before === null || after === null ? null : after - before;
    };
    return percentileInterval(
      of(kinds.records) ?? 0,
      (rng) => of(multinomial(n, kinds.records, rng, counts)),
      options,
    );
  };
}

/** Null where the class is neither in the truth nor among the predictions. */
function f1Of(cells: Float64Array, classes: number, label: number): number | null {
  let both = 0;
  for (let k = 0; k < classes; k++) both += cells[label * classes + k] + cells[k * classes + label];
  return both > 0 ? (2 * cells[label * classes + label]) / both : null;
}

function shareOnDiagonal(cells: Float64Array, classes: number): number | null {
  let right = 0;
  for (let k = 0; k < classes; k++) right += cells[k * classes + k];
  const all = cells.reduce((sum, weight) => sum + weight, 0);
  return all > 0 ? right / all : null;
}
