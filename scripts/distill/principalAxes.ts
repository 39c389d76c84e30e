import { gram } from '../../src/core/math/dense.ts';
import { symmetricEigen } from '../../src/core/math/symmetricEigen.ts';

export interface PrincipalAxes {
  /** Subtracted from each vector. */
  readonly mean: Float64Array;
  /** width × count, row-major: one unit-length axis per column. */
  readonly axes: Float64Array;
  /** Variances along all axes (divided by n), in descending order. */
  readonly variances: Float64Array;
}

/**
 * The first principal components of vectors: the eigenvectors of their covariance.
 * @param vectors n × width, row-major
 * @param count number of axes to keep
 */
export function principalAxes(vectors: Float32Array, width: number, count: number): PrincipalAxes {
  const n = vectors.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < vectors.length; i++) mean[i % width]! += vectors[i]! / n;
  const scatter = new Float64Array(width * width);
  const buffers = Array.from({ length: 4 }, () => new Float64Array(width));
  const read = (row: number, into: Float64Array): void => {
    for (let j = 0; j < width; j++) into[j] = vectors[row * width + j]! - mean[j]!;
  };
  gram(read, buffers, 0, n, scatter);
  const { values, vectors: columns } = symmetricEigen(scatter, width);
  const axes = new Float64Array(width * count);
  for (let j = 0; j < width; j++) {
    for (let k = 0; k < count; k++) axes[j * count + k] = columns[j * width + k]!;
  }
  return { mean, axes, variances: values.map((value) => value / n) };
}

/**
 * @param vectors n × width, row-major
 * @param mean subtracted from each vector first
 * @param axes width × count, row-major
 * @returns n × count
 */
export function project(
  vectors: Float32Array,
  mean: Float64Array,
  axes: Float64Array,
): Float32Array {
  const width = mean.length;
  const count = axes.length / width;
  const n = vectors.length / width;
  const out = new Float32Array(n * count);
  const sum = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    sum.fill(0);
    for (let j = 0; j < width; j++) {
      const value = vectors[i * width + j]! - mean[j]!;
      for (let k = 0; k < count; k++) sum[k]! += value * axes[j * count + k]!;
    }
    out.set(sum, i * count);
  }
  return out;
}
