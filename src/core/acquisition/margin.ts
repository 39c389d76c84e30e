import type { Matrix } from '../math/matrix.ts';
import { fromTopTwo } from './topTwo.ts';

/**
 * Margin, or breaking ties: 1 − (p1 − p2) (Scheffer et al. 2001).
 * @param p n × c
 * @returns n scores in [0, 1]; 1 = the two best labels are equally probable
 */
export function margin(p: Matrix): Float32Array {
  return fromTopTwo(p, (p1, p2) => 1 - (p1 - p2));
}
