/** The log-loss along a line in logit space, and its first two derivatives by the step length. */
export interface LineValue {
  loss: number;
  slope: number;
  curvature: number;
}

/**
 * Σ weight · log-loss at `logits + step · change`, and the residuals there. One column of logits is
 * the two-class case (the logit of class 1); c columns are softmax. Everything is float64.
 * @param logits n × m
 * @param change n × m, the direction of the line
 * @param y n classes in [0, max(2, m))
 * @param weights n; records of weight 0 are not looked at
 * @param residual out, n × m: weight · (probability − one-hot), the loss's gradient by the logits
 */
export function lossAlongLine(
  logits: Float64Array,
  change: Float64Array,
  step: number,
  y: ArrayLike<number>,
  weights: Float64Array,
  m: number,
  residual: Float64Array,
): LineValue {
  return m === 1
    ? twoClasses(logits, change, step, y, weights, residual)
    : softmax(logits, change, step, y, weights, m, residual);
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
    // e = exp(−|z|) never overflows, and serves the loss and the probability alike.
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
