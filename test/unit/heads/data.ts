import { indicators, type Indicators } from '../../../src/core/heads/indicators.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';

/** Records with several labels: each label is a direction in space, of length `shift`, with noise. */
export function mixture(
  n: number,
  {
    dimensions: d,
    labels: c,
    noise,
    shift,
  }: {
    readonly dimensions: number;
    readonly labels: number;
    /** Standard deviation in each dimension. */
    readonly noise: number;
    readonly shift: number;
  },
  seed: number,
): { x: Matrix; labels: Indicators } {
  const rng = new Rng(seed);
  const x = matrix(n, d);
  const labels = indicators(n, c);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) x.data[i * d + k] = noise * rng.normal();
    for (let j = 0; j < c; j++) {
      if (rng.uniform() > 0.1 + 0.1 * j) continue;
      labels.data[i * c + j] = 1;
      x.data[i * d + j]! += shift;
    }
  }
  return { x, labels };
}

/** The k-th largest probability by sorting in float64, with k the rounded sum; 1 if that is 0. */
export function exactThreshold(probabilities: Iterable<number>): number {
  const sorted = [...probabilities].sort((a, b) => a - b);
  const expected = Math.round(sorted.reduce((sum, value) => sum + value, 0));
  return expected === 0 ? 1 : sorted[sorted.length - expected]!;
}

/** Unit rows around c random directions; a smaller `spread` separates them better. */
export function blobs(
  n: number,
  d: number,
  c: number,
  spread: number,
  seed: number,
): { x: Matrix; y: Int32Array } {
  const rng = new Rng(seed);
  const centres = Float64Array.from({ length: c * d }, () => rng.normal());
  const x = matrix(n, d);
  const y = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    y[i] = i < 2 * c ? i % c : rng.integer(c);
    let square = 0;
    for (let k = 0; k < d; k++) {
      const value = centres[y[i]! * d + k]! + spread * rng.normal();
      x.data[i * d + k] = value;
      square += value * value;
    }
    for (let k = 0; k < d; k++) x.data[i * d + k]! /= Math.sqrt(square);
  }
  return { x, y };
}
