import { NO, UNKNOWN, YES, type Indicators } from './indicators.ts';
import type { LinearLoss, LineValue } from './linearLoss.ts';

/**
 * Factors 1 + eᵘ multiplied before one logarithm is taken of their product, with u below a limit at
 * which the product does not overflow and beyond which ln(1 + eᵘ) = u.
 */
const factorsPerLogarithm = 16;
const largestExponent = 40;

/** A typical p(1 − p) of a trained head, as a share of that of a head that knows only frequencies. */
const explained = 0.5;

/**
 * The log-loss of multi-label records under c logistic regressions, one per label: Σ over known
 * entries of −ln p(y). The columns share only the records and are fitted in one search (binary
 * relevance).
 */
export class SigmoidLoss implements LinearLoss {
  readonly total: number;
  readonly spread: Float64Array;
  readonly #truth: Indicators;
  readonly #weights: Float64Array;
  readonly #yes: Float64Array;
  readonly #no: Float64Array;

  /**
   * @param truth n × c
   * @param weights n, ≥ 0
   * @throws RangeError unless every label has weight on both sides (its intercept would diverge
   * otherwise)
   */
  constructor(truth: Indicators, weights: Float64Array) {
    const { rows, labels, data } = truth;
    if (weights.length !== rows) {
      throw new RangeError(`SigmoidLoss: ${rows} records, ${weights.length} weights`);
    }
    this.#truth = truth;
    this.#weights = weights;
    this.#yes = new Float64Array(labels);
    this.#no = new Float64Array(labels);
    for (let i = 0, at = 0; i < rows; i++) {
      if (!(weights[i]! >= 0)) throw new RangeError(`SigmoidLoss: weight ${weights[i]} is not ≥ 0`);
      for (let j = 0; j < labels; j++, at++) {
        if (data[at] === YES) this.#yes[j]! += weights[i]!;
        else if (data[at] === NO) this.#no[j]! += weights[i]!;
      }
    }
    const bare = this.#yes.findIndex((yes, j) => !(yes > 0 && this.#no[j]! > 0));
    if (bare >= 0) throw new RangeError(`SigmoidLoss: label ${bare} has weight on one side only`);
    this.spread = this.#yes.map((yes, j) => {
      const no = this.#no[j]!;
      return (explained * yes * no) / (yes + no);
    });
    this.total = this.#yes.reduce((sum, yes, j) => sum + yes + this.#no[j]!, 0) / labels;
  }

  get rows(): number {
    return this.#truth.rows;
  }

  get m(): number {
    return this.#truth.labels;
  }

  startingBias(): Float64Array {
    return this.#yes.map((yes, j) => Math.log(yes / this.#no[j]!));
  }

  along(
    logits: Float64Array,
    change: Float64Array,
    step: number,
    residual: Float64Array,
  ): LineValue {
    const { rows, labels, data } = this.#truth;
    let loss = 0;
    let slope = 0;
    let curvature = 0;
    for (let i = 0, at = 0; i < rows; i++) {
      const weight = this.#weights[i]!;
      if (weight === 0) {
        at += labels;
        continue;
      }
      let own = 0;
      let product = 1;
      let factors = 0;
      for (const end = at + labels; at < end; at++) {
        const y = data[at]!;
        if (y === UNKNOWN) continue;
        const d = change[at]!;
        // −ln p(y) = ln(1 + eᵘ), whose derivative is the probability of the other answer.
        const sign = 1 - 2 * y;
        const u = sign * (logits[at]! + step * d);
        let wrong = 1;
        if (u > largestExponent) own += u;
        else {
          const e = Math.exp(u);
          product *= 1 + e;
          if (++factors % factorsPerLogarithm === 0) {
            own += Math.log(product);
            product = 1;
          }
          wrong = e / (1 + e);
        }
        const r = weight * sign * wrong;
        residual[at] = r;
        slope += r * d;
        curvature += weight * wrong * (1 - wrong) * d * d;
      }
      loss += weight * (own + Math.log(product));
    }
    return { loss, slope, curvature };
  }
}
