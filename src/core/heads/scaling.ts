import type { Matrix } from '../math/matrix.ts';

/** A change of variables for the solver: centres the records, then scales the features. */
export interface Scaling {
  /** d: subtracted from every record; absorbed by the intercept. */
  readonly mean: Float64Array;
  /** d + 1: (W, b) = scale ⊙ u, the intercept's last. */
  readonly scale: Float64Array;
}

/** Records sampled for the moments; any sample will do, since they affect only speed. */
const sampled = 512;

/** Mean and variance of every feature over the training records, shared by all problems on them. */
export interface Moments {
  readonly mean: Float64Array;
  /** d: mean squared deviation. */
  readonly variance: Float64Array;
}

/** Over up to 512 evenly spaced rows. @param x n × d, n ≥ 1 */
export function moments(x: Matrix): Moments {
  const { rows, cols, data } = x;
  const mean = new Float64Array(cols);
  const variance = new Float64Array(cols);
  const n = Math.min(rows, sampled);
  for (let i = 0; i < n; i++) {
    const from = Math.floor((i * rows) / n) * cols;
    for (let k = 0; k < cols; k++) {
      const value = data[from + k]!;
      mean[k]! += value;
      variance[k]! += value * value;
    }
  }
  for (let k = 0; k < cols; k++) {
    mean[k]! /= n;
    variance[k] = Math.max(0, variance[k]! / n - mean[k]! * mean[k]!);
  }
  return { mean, variance };
}

/**
 * The scaling that makes a problem's curvature about equal in all features: the inverse square root
 * of the Hessian's approximate diagonal. Embeddings from an SVD have nearly uncorrelated features,
 * so the diagonal captures most of the Hessian.
 * @param spread the problem's typical Σ weight · p(1 − p)
 */
export function scalingOf({ mean, variance }: Moments, spread: number, c: number): Scaling {
  const d = mean.length;
  const scale = new Float64Array(d + 1);
  for (let k = 0; k < d; k++) scale[k] = 1 / Math.sqrt(spread * variance[k]! + 1 / c);
  scale[d] = 1 / Math.sqrt(spread);
  return { mean, scale };
}
