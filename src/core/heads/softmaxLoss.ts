import type { LinearLoss, LineValue } from './linearLoss.ts';

/** A typical p(1 − p) of a trained head. */
const typicalVariance = 0.1;

/**
 * The log-loss of single-label records. Two classes have one column of logits (class 1); more
 * classes have a column each and softmax probabilities.
 */
export class SoftmaxLoss implements LinearLoss {
  readonly m: number;
  readonly total: number;
  readonly spread: number;
  readonly #y: ArrayLike<number>;
  readonly #weights: Float64Array;
  readonly #perClass: Float64Array;

  /**
   * @param y n classes in [0, classes)
   * @param weights n; records of weight 0 are skipped
   * @param variance typical p(1 − p) of a column; affects only speed
   * @throws RangeError unless every class has weight (its intercept would diverge otherwise)
   */
  constructor(y: ArrayLike<number>, weights: Float64Array, classes: number, variance?: number) {
    this.m = classes === 2 ? 1 : classes;
    this.#y = y;
    this.#weights = weights;
    this.#perClass = checkedWeights(weights, y, classes);
    this.total = weights.reduce((sum, weight) => sum + weight, 0);
    this.spread = (variance ?? typicalVariance) * this.total;
  }

  get rows(): number {
    return this.#weights.length;
  }

  startingBias(): Float64Array {
    const [first, second] = this.#perClass;
    return this.m === 1
      ? Float64Array.of(Math.log(second! / first!))
      : this.#perClass.map(Math.log);
  }

  along(
    logits: Float64Array,
    change: Float64Array,
    step: number,
    residual: Float64Array,
  ): LineValue {
    return this.m === 1
      ? twoClasses(logits, change, step, this.#y, this.#weights, residual)
      : softmax(logits, change, step, this.#y, this.#weights, this.m, residual);
  }
}

/** @returns the weight of each class */
function checkedWeights(
  weights: Float64Array,
  y: ArrayLike<number>,
  classes: number,
): Float64Array {
  if (weights.length !== y.length) {
    throw new RangeError(`fitLogistic: ${y.length} records, ${weights.length} weights`);
  }
  const perClass = new Float64Array(classes);
  for (let i = 0; i < y.length; i++) {
    if (!(weights[i]! >= 0)) throw new RangeError(`fitLogistic: weight ${weights[i]} is not ≥ 0`);
    if (!(y[i]! >= 0 && y[i]! < classes)) throw new RangeError(`fitLogistic: no class ${y[i]}`);
    perClass[y[i]!]! += weights[i]!;
  }
  const empty = perClass.indexOf(0);
  if (empty >= 0) throw new RangeError(`fitLogistic: class ${empty} has no weight`);
  return perClass;
}

function twoClasses(
  logits: Float64Array,
  change: Float64Array,
  step: number,
  y: ArrayLike<number>,
  weights: Float64Array,
  residual: Float64Array,
): LineValue {
  let loss = 0;
  let slope = 0;
  let curvature = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const z = logits[i]! + step * change[i]!;
    // e = exp(−|z|) never overflows and gives both the loss and the probability.
    const e = Math.exp(z < 0 ? z : -z);
    const p = z < 0 ? e / (1 + e) : 1 / (1 + e);
    loss += weight * (Math.log1p(e) + (z > 0 ? z : 0) - (y[i] === 1 ? z : 0));
    const r = weight * (p - y[i]!);
    residual[i] = r;
    slope += r * change[i]!;
    curvature += weight * p * (1 - p) * change[i]! * change[i]!;
  }
  return { loss, slope, curvature };
}

function softmax(
  logits: Float64Array,
  change: Float64Array,
  step: number,
  y: ArrayLike<number>,
  weights: Float64Array,
  m: number,
  residual: Float64Array,
): LineValue {
  let loss = 0;
  let slope = 0;
  let curvature = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const from = i * m;
    const to = from + m;
    let top = -Infinity;
    for (let j = from; j < to; j++) {
      const z = logits[j]! + step * change[j]!;
      residual[j] = z;
      if (z > top) top = z;
    }
    const own = from + y[i]!;
    const ownLogit = residual[own]!;
    let sum = 0;
    for (let j = from; j < to; j++) {
      const e = Math.exp(residual[j]! - top);
      residual[j] = e;
      sum += e;
    }
    loss += weight * (Math.log(sum) + top - ownLogit);
    const scale = weight / sum;
    let first = 0;
    let second = 0;
    for (let j = from; j < to; j++) {
      const p = residual[j]! * scale;
      residual[j] = p;
      first += p * change[j]!;
      second += p * change[j]! * change[j]!;
    }
    residual[own]! -= weight;
    slope += first - weight * change[own]!;
    curvature += second - (first * first) / weight;
  }
  return { loss, slope, curvature };
}
