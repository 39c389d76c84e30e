import { NO, UNKNOWN, YES } from './indicators.ts';
import type { LinearLoss, LineValue } from './linearLoss.ts';

/**
 * Number of factors 1 + eᵘ per logarithm, and the limit of u: below it their product does not
 * overflow, beyond it ln(1 + eᵘ) = u.
 */
const factorsPerLogarithm = 16;
const largestExponent = 40;

/** A typical p(1 − p) of a trained head, as a share of that of a head that knows only frequencies. */
const explained = 0.5;

/** The log-loss of one label's judgements: Σ over known ones of −ln p(y). */
export class SigmoidLoss implements LinearLoss {
  readonly m = 1;
  readonly total: number;
  readonly spread: number;
  readonly #truth: Int8Array;
  readonly #weights: Float64Array;
  readonly #odds: number;

  /**
   * @param truth n of YES, NO, UNKNOWN
   * @param weights n, ≥ 0
   * @throws RangeError unless there is weight on both sides (the intercept would diverge otherwise)
   */
  constructor(truth: Int8Array, weights: Float64Array) {
    if (weights.length !== truth.length) {
      throw new RangeError(`SigmoidLoss: ${truth.length} records, ${weights.length} weights`);
    }
    this.#truth = truth;
    this.#weights = weights;
    let yes = 0;
    let no = 0;
    for (let i = 0; i < truth.length; i++) {
      if (!(weights[i]! >= 0)) throw new RangeError(`SigmoidLoss: weight ${weights[i]} is not ≥ 0`);
      if (truth[i] === YES) yes += weights[i]!;
      else if (truth[i] === NO) no += weights[i]!;
    }
    if (!(yes > 0 && no > 0)) throw new RangeError('SigmoidLoss: weight on one side only');
    this.#odds = yes / no;
    this.total = yes + no;
    this.spread = (explained * yes * no) / (yes + no);
  }

  get rows(): number {
    return this.#truth.length;
  }

  startingBias(): Float64Array {
    return Float64Array.of(Math.log(this.#odds));
  }

  along(
    logits: Float64Array,
    change: Float64Array,
    step: number,
    residual: Float64Array,
  ): LineValue {
    const truth = this.#truth;
    const weights = this.#weights;
    let loss = 0;
    let slope = 0;
    let curvature = 0;
    // Weight and product of consecutive records of equal weight.
    let common = 0;
    let product = 1;
    let factors = 0;
    for (let i = 0; i < truth.length; i++) {
      const weight = weights[i]!;
      const y = truth[i]!;
      if (weight === 0 || y === UNKNOWN) continue;
      if (weight !== common || factors === factorsPerLogarithm) {
        if (factors > 0) loss += common * Math.log(product);
        common = weight;
        product = 1;
        factors = 0;
      }
      const d = change[i]!;
      // −ln p(y) = ln(1 + eᵘ), whose derivative is the probability of the other answer.
      const sign = 1 - 2 * y;
      const u = sign * (logits[i]! + step * d);
      let wrong = 1;
      if (u > largestExponent) loss += weight * u;
      else {
        const e = Math.exp(u);
        product *= 1 + e;
        factors++;
        wrong = e / (1 + e);
      }
      const r = weight * sign * wrong;
      residual[i] = r;
      slope += r * d;
      curvature += weight * wrong * (1 - wrong) * d * d;
    }
    if (factors > 0) loss += common * Math.log(product);
    return { loss, slope, curvature };
  }
}
