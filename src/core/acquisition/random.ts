import type { Matrix } from '../math/matrix.ts';
import type { AcquisitionContext } from './acquisition.ts';

/** Uniform scores in [0, 1): the baseline that everything else is compared with. */
export function random(p: Matrix, { rng }: AcquisitionContext): Float32Array {
  return Float32Array.from({ length: p.rows }, () => rng.uniform());
}
