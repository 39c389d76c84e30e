import { matrix, type Matrix } from '../math/matrix.ts';
import { SMALLEST_PROBABILITY } from '../math/softmax.ts';
import { UNKNOWN, YES, type Indicators } from './indicators.ts';

/** Range of T: beyond it, float32 no longer distinguishes probabilities. */
const hottest = 5;
const coldest = 1 / hottest;

/**
 * Standard deviation of the normal prior on 1/T, whose mean is 1. It outweighs a few dozen records,
 * which say little about T.
 */
const inverseSpread = 0.2;

export interface TemperatureOptions {
  /** Standard deviation of the prior on 1/T; Infinity for maximum likelihood. */
  readonly spread?: number;
}

/**
 * The temperature of `withTemperature` that minimises the log-loss (Guo et al., 2017; 1706.04599)
 * under a normal prior on 1/T. Use cross-validated probabilities of training records; the hold-out
 * must not be used for selection.
 * @param probabilities n × c
 * @param columns the column of each record's true label; records with −1 are excluded
 * @returns T in [0.2, 5]; 1 if no record has a true column
 * @throws RangeError unless there is one column per row
 */
export function fitTemperature(
  { rows, cols, data }: Matrix,
  columns: ArrayLike<number>,
  options: TemperatureOptions = {},
): number {
  if (columns.length !== rows) {
    throw new RangeError(`fitTemperature: ${rows} rows, but ${columns.length} columns`);
  }
  const counted = Array.from(columns, (_, i) => i).filter((i) => columns[i]! >= 0);
  const logs = new Float64Array(counted.length * cols);
  for (const [at, i] of counted.entries()) {
    for (let k = 0; k < cols; k++) {
      logs[at * cols + k] = Math.log(Math.max(data[i * cols + k]!, SMALLEST_PROBABILITY));
    }
  }
  const own = Int32Array.from(counted, (i) => columns[i]!);
  return temperatureOf((inverse) => softmaxSlope(logs, own, cols, inverse), own.length, options);
}

/**
 * As `fitTemperature` for multi-label records: one T for all labels, for `labelsWithTemperature`.
 * Unknown judgements are excluded.
 * @param probabilities n × c
 * @param columns label-set index of each column
 * @param truth n × label set
 * @param counts whether a record counts; default all
 * @throws RangeError if the sizes of the matrices differ
 */
export function fitLabelTemperature(
  { rows, cols, data }: Matrix,
  columns: ArrayLike<number>,
  truth: Indicators,
  counts: (row: number) => boolean = () => true,
  options: TemperatureOptions = {},
): number {
  if (truth.rows !== rows) {
    throw new RangeError(`fitLabelTemperature: ${rows} rows, but ${truth.rows} judged records`);
  }
  const margins: number[] = [];
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    for (let j = 0; j < cols; j++) {
      const own = truth.data[i * truth.labels + columns[j]!]!;
      if (own === UNKNOWN) continue;
      const p = data[i * cols + j]!;
      const yes = Math.log(Math.max(p, SMALLEST_PROBABILITY));
      const no = Math.log(Math.max(1 - p, SMALLEST_PROBABILITY));
      margins.push(own === YES ? yes - no : no - yes);
    }
  }
  return temperatureOf((inverse) => sigmoidSlope(margins, inverse), margins.length, options);
}

/**
 * Applies a head's temperature to its probabilities.
 * @param temperature T > 0; probabilities stay unchanged if undefined
 * @param isMultiLabel whether they are multi-label
 */
export function calibrated(
  probabilities: Matrix,
  temperature: number | undefined,
  isMultiLabel: boolean,
): Matrix {
  if (temperature === undefined || temperature === 1) return probabilities;
  const apply = isMultiLabel ? labelsWithTemperature : withTemperature;
  return apply(probabilities, temperature);
}

/**
 * softmax(ln p / T), row by row: T > 1 softens, T < 1 sharpens; the most probable label is
 * unchanged.
 * @throws RangeError unless T > 0
 */
export function withTemperature(probabilities: Matrix, temperature: number): Matrix {
  checkTemperature(temperature);
  const { rows, cols, data } = probabilities;
  const cooled = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    let largest = 0;
    for (let k = 0; k < cols; k++) largest = Math.max(largest, data[i * cols + k]!);
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += (data[i * cols + k]! / largest) ** (1 / temperature);
    for (let k = 0; k < cols; k++) {
      cooled.data[i * cols + k] = (data[i * cols + k]! / largest) ** (1 / temperature) / sum;
    }
  }
  return cooled;
}

/**
 * sigmoid(logit(p) / T) of each label's own probability.
 * @throws RangeError unless T > 0
 */
export function labelsWithTemperature({ rows, cols, data }: Matrix, temperature: number): Matrix {
  return matrix(rows, cols, thresholdsWithTemperature(data, temperature));
}

/**
 * Maps thresholds so that, after `labelsWithTemperature`, every label applies to the same records.
 * @throws RangeError unless T > 0
 */
export function thresholdsWithTemperature(
  thresholds: Float32Array,
  temperature: number,
): Float32Array<ArrayBuffer> {
  checkTemperature(temperature);
  return Float32Array.from(thresholds, (p) => {
    if (p <= 0 || p >= 1) return p;
    // Not rounded to 0 or 1: a threshold of 1 means that a label never applies.
    return Math.min(
      largestBelowOne,
      Math.max(smallestAboveZero, 1 / (1 + (1 / p - 1) ** (1 / temperature))),
    );
  });
}

const largestBelowOne = 1 - 2 ** -24;
const smallestAboveZero = 2 ** -149;

function checkTemperature(temperature: number): void {
  if (!(temperature > 0)) throw new RangeError(`temperature must be positive, got ${temperature}`);
}

/** First and second derivative by 1/T. */
interface Slope {
  readonly first: number;
  readonly second: number;
}

/**
 * The loss is convex in 1/T, so its slope has one root, found by Newton's method within a bracket
 * that only shrinks.
 */
function temperatureOf(
  slopeOf: (inverse: number) => Slope,
  count: number,
  { spread = inverseSpread }: TemperatureOptions,
): number {
  if (count === 0) return 1;
  const precision = 1 / spread ** 2;
  let low = coldest;
  let high = hottest;
  let inverse = 1;
  for (let step = 0; step < 200 && high - low > 1e-12 * inverse; step++) {
    const { first, second } = slopeOf(inverse);
    const slope = first + precision * (inverse - 1);
    if (slope === 0) break;
    if (slope > 0) high = inverse;
    else low = inverse;
    const next = inverse - slope / (second + precision);
    const inside = next > low && next < high;
    if (inside && Math.abs(next - inverse) < 1e-12) break;
    inverse = inside ? next : Math.sqrt(low * high);
  }
  return 1 / inverse;
}

/** @param logs n × cols, ln p @param columns n */
function softmaxSlope(
  logs: Float64Array,
  columns: Int32Array,
  cols: number,
  inverse: number,
): Slope {
  let first = 0;
  let second = 0;
  for (let i = 0; i < columns.length; i++) {
    let largest = -Infinity;
    for (let k = 0; k < cols; k++) largest = Math.max(largest, logs[i * cols + k]!);
    let sum = 0;
    let mean = 0;
    let square = 0;
    for (let k = 0; k < cols; k++) {
      const log = logs[i * cols + k]! - largest;
      const e = Math.exp(inverse * log);
      sum += e;
      mean += e * log;
      square += e * log * log;
    }
    mean /= sum;
    first += mean - (logs[i * cols + columns[i]!]! - largest);
    second += square / sum - mean * mean;
  }
  return { first, second };
}

/** @param margins log-odds of each known judgement */
function sigmoidSlope(margins: readonly number[], inverse: number): Slope {
  let first = 0;
  let second = 0;
  for (const margin of margins) {
    const wrong = 1 / (1 + Math.exp(inverse * margin));
    first -= margin * wrong;
    second += margin * margin * wrong * (1 - wrong);
  }
  return { first, second };
}
