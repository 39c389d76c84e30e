import type { Matrix } from '../math/matrix.ts';

/** A change of variables for the solver: centre the records, then weigh the features. */
export interface Scaling {
  /** d: what is subtracted from every record; the intercept takes it up. */
  readonly mean: Float64Array;
  /** d + 1: (W, b) = scale ⊙ u, the intercept's last. */
  readonly scale: Float64Array;
}

/** A typical p(1 − p) of a head that has learnt something; only speed depends on it. */
const typicalVariance = 0.1;

/** Records looked at for the moments: any sample serves, since they change the speed alone. */
const sampled = 512;

/** Mean and spread of every feature over the training records: what all problems on them share. */
export interface Moments {
  readonly mean: Float64Array;
  /** d: mean squared distance from the mean. */
  readonly variance: Float64Array;
}

/** Of up to 512 evenly spaced rows. @param x n × d, n ≥ 1 */
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
 * The scaling under which a problem's curvature is about the same in every feature: the inverse root
 * of the Hessian's diagonal, as far as it is known beforehand. Embeddings out of an SVD have nearly
 * uncorrelated features, so the diagonal says most of what there is to say.
 */
export function scalingOf({ mean, variance }: Moments, totalWeight: number, c: number): Scaling {
  const d = mean.length;
  const scale = new Float64Array(d + 1);
  const weight = typicalVariance * totalWeight;
  for (let k = 0; k < d; k++) scale[k] = 1 / Math.sqrt(weight * variance[k]! + 1 / c);
  scale[d] = 1 / Math.sqrt(weight);
  return { mean, scale };
}
