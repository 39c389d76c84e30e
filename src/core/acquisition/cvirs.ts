import { UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { LabelProbabilities } from './acquisition.ts';
import { surprise } from './uncertainty.ts';

/** Records between two steps. */
const recordsPerStep = 2 ** 16;

/** Three digits hold the bits of a number up to 1. */
const digitBits = 10;
const digits = 2 ** digitBits;

/**
 * Category vector inconsistency and ranking of scores, CVIRS (Reyes, Morell & Ventura,
 * Neurocomputing 2018): s·v, where s is the record's rank among all candidates by its label
 * margins, and v the inconsistency of its predicted labels with those of the answered records.
 * @returns n scores in [0, 1]
 */
export function cvirs(all: LabelProbabilities): Float32Array {
  const steps = cvirsInSteps(all);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** As `cvirs`; yields after each label's ranks, and between blocks of records. */
export function* cvirsInSteps({
  probabilities,
  thresholds,
  answered,
}: LabelProbabilities): Generator<void, Float32Array> {
  const scores = yield* rankScores(probabilities);
  const inconsistencyOf = inconsistencies(answered);
  const { rows, cols, data } = probabilities;
  const predicted = new Int8Array(cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) predicted[j] = data[at]! >= thresholds[j]! ? YES : 0;
    scores[i]! *= inconsistencyOf(predicted);
    if (i % recordsPerStep === recordsPerStep - 1) yield;
  }
  return scores;
}

/**
 * Borda count over the labels: s(i) = Σⱼ (n − τⱼ(i)) / (c·(n − 1)), τⱼ(i) being the rank of record
 * i, from 1, by ascending margin |2pⱼ − 1|. Ties share their mean rank.
 */
function* rankScores({ rows, cols, data }: Matrix): Generator<void, Float32Array> {
  const sums = new Float64Array(rows);
  const margins = new Float32Array(rows);
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < rows; i++) margins[i] = Math.abs(2 * data[i * cols + j]! - 1);
    const order = ascendingOrder(margins);
    for (let from = 0, to = 0; from < rows; from = to) {
      const margin = margins[order[from]!]!;
      while (to < rows && margins[order[to]!] === margin) to++;
      for (let k = from; k < to; k++) sums[order[k]!]! += rows - (from + to + 1) / 2;
    }
    yield;
  }
  const maxSum = cols * (rows - 1);
  return Float32Array.from(sums, (sum) => (maxSum > 0 ? sum / maxSum : 1));
}

/**
 * Positions by ascending value: a radix sort, linear in their number.
 * @param values in [0, 1], whose bits are in the same order
 */
function ascendingOrder(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let order = Uint32Array.from(bits.keys());
  let next = new Uint32Array(order.length);
  for (let shift = 0; shift < 30; shift += digitBits) {
    const starts = new Uint32Array(digits + 1);
    for (const value of bits) starts[((value >> shift) & (digits - 1)) + 1]!++;
    for (let digit = 0; digit < digits; digit++) starts[digit + 1]! += starts[digit]!;
    for (const position of order) {
      next[starts[(bits[position]! >> shift) & (digits - 1)]!++] = position;
    }
    [order, next] = [next, order];
  }
  return order;
}

/**
 * v = mean over the answered records of f(predicted, answered): 1 if the two differ in every label,
 * else their entropy distance. Cached per distinct label set.
 */
function inconsistencies(answered: Indicators): (predicted: Int8Array) => number {
  const sets = distinctSets(answered);
  const known = new Map<string | number, number>();
  return (predicted) => {
    const key = keyOf(predicted);
    let mean = known.get(key);
    if (mean === undefined) {
      mean = 0;
      for (const { set, share } of sets.values()) mean += share * difference(predicted, set);
      known.set(key, mean);
    }
    return mean;
  };
}

/** A number for up to 52 labels, which is faster to look up. */
function keyOf(predicted: Int8Array): string | number {
  if (predicted.length > 52) return predicted.join('');
  let key = 0;
  for (const bit of predicted) key = 2 * key + bit;
  return key;
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
