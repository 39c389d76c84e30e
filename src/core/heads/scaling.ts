import type { Matrix } from '../math/matrix.ts';

/** A change of variables for the solver: centres the records, then scales the features. */
export interface Scaling {
  /** d: subtracted from every record; absorbed by the intercept. */
  readonly mean: Float64Array;
  /** d + 1: (W, b) = scale ⊙ u, the intercept's last. */
  readonly scale: Float64Array;
  /** (d + 1) × m: one scale for every column, in place of `scale`, where their curvatures differ. */
  readonly columns?: Float64Array;
}

/** A typical p(1 − p) of a trained head; affects only speed. */
const typicalVariance = 0.1;

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
 */
export function scalingOf({ mean, variance }: Moments, totalWeight: number, c: number): Scaling {
  const d = mean.length;
  const scale = new Float64Array(d + 1);
  const weight = typicalVariance * totalWeight;
  for (let k = 0; k < d; k++) scale[k] = 1 / Math.sqrt(weight * variance[k]! + 1 / c);
  scale[d] = 1 / Math.sqrt(weight);
  return { mean, scale };
}

/**
 * As `scalingOf` for independent columns.
 * @param spread m: each column's typical Σ weight · p(1 − p)
 */
export function columnScalingOf(
  moments: Moments,
  totalWeight: number,
  spread: Float64Array,
  c: number,
): Scaling {
  const { mean, variance } = moments;
  const d = mean.length;
  const m = spread.length;
  const columns = new Float64Array((d + 1) * m);
  for (let k = 0, p = 0; k < d; k++) {
    for (let j = 0; j < m; j++, p++) columns[p] = 1 / Math.sqrt(spread[j]! * variance[k]! + 1 / c);
  }
  for (let j = 0; j < m; j++) columns[d * m + j] = 1 / Math.sqrt(spread[j]!);
  return { ...scalingOf(moments, totalWeight, c), columns };
}
