import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';

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
