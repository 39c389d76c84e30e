import { UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { LabelProbabilities } from './acquisition.ts';
import { surprise } from './uncertainty.ts';

/**
 * Category vector inconsistency and ranking of scores, CVIRS (Reyes, Morell & Ventura,
 * Neurocomputing 2018): s·v, where s is the record's rank among all candidates by its label
 * margins, and v the inconsistency of its predicted labels with those of the answered records.
 * @returns n scores in [0, 1]
 */
export function cvirs({ probabilities, thresholds, answered }: LabelProbabilities): Float32Array {
  const scores = rankScores(probabilities);
  const inconsistencyOf = inconsistencies(answered);
  const { rows, cols, data } = probabilities;
  const predicted = new Int8Array(cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) predicted[j] = data[at]! >= thresholds[j]! ? YES : 0;
    scores[i]! *= inconsistencyOf(predicted);
  }
  return scores;
}

/**
 * Borda count over the labels: s(i) = Σⱼ (n − τⱼ(i)) / (c·(n − 1)), τⱼ(i) being the rank of record
 * i, from 1, by ascending margin |2pⱼ − 1|. Ties share their mean rank.
 */
function rankScores({ rows, cols, data }: Matrix): Float32Array {
  const sums = new Float64Array(rows);
  const margins = new Float32Array(rows);
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) margins[i] = Math.abs(2 * data[i * cols + j]! - 1);
    const ascending = margins.slice().sort();
    for (let i = 0; i < rows; i++) {
      const before = firstFrom(ascending, margins[i]!, false);
      const upTo = firstFrom(ascending, margins[i]!, true);
      sums[i]! += rows - (before + upTo + 1) / 2;
    }
  }
  const most = cols * (rows - 1);
  return Float32Array.from(sums, (sum) => (most > 0 ? sum / most : 1));
}

/**
 * Index of the first element of an ascending array that is at least `value`, or, with `beyond`,
 * greater than it.
 */
function firstFrom(ascending: Float32Array, value: number, beyond: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value || (beyond && ascending[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * v = mean over the answered records of f(predicted, answered): 1 if the two differ in every label,
 * else their entropy distance. Cached per distinct label set.
 */
function inconsistencies(answered: Indicators): (predicted: Int8Array) => number {
  const sets = distinctSets(answered);
  const known = new Map<string, number>();
  return (predicted) => {
    const key = predicted.join('');
    let mean = known.get(key);
    if (mean === undefined) {
      mean = 0;
      for (const { set, share } of sets.values()) mean += share * difference(predicted, set);
      known.set(key, mean);
    }
    return mean;
  };
}

function distinctSets({
  rows,
  labels,
  data,
}: Indicators): Map<string, { set: Int8Array; share: number }> {
  const sets = new Map<string, { set: Int8Array; share: number }>();
  for (let i = 0; i < rows; i++) {
    const set = data.subarray(i * labels, (i + 1) * labels);
    const key = set.join();
    const own = sets.get(key) ?? { set, share: 0 };
    own.share += 1 / rows;
    sets.set(key, own);
  }
  return sets;
}

/**
 * f of two label vectors: from the shares of labels in both, in only one, in only the other and in
 * neither, the normalised entropy distance (2·H(X, Y) − H(X) − H(Y)) / H(X, Y); 1 if the vectors
 * agree on no label. Unknown entries are excluded; equal constant vectors, whose entropy is 0, have
 * distance 0.
 */
function difference(predicted: Int8Array, answered: Int8Array): number {
  let both = 0;
  let first = 0;
  let second = 0;
  let none = 0;
  for (let j = 0; j < predicted.length; j++) {
    if (answered[j] === UNKNOWN) continue;
    const isOwn = answered[j] === YES;
    if (predicted[j] === YES) {
      if (isOwn) both++;
      else first++;
    } else if (isOwn) second++;
    else none++;
  }
  const known = both + first + second + none;
  if (known === 0) return 0;
  if (both + none === 0) return 1;
  const entropy = (...counts: number[]): number =>
    counts.reduce((sum, count) => sum + surprise(count / known), 0);
  const joint = entropy(both, first, second, none);
  if (joint === 0) return 0;
  const own = entropy(both + first, second + none) + entropy(both + second, first + none);
  return (2 * joint - own) / joint;
}
