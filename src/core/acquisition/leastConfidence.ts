import type { Matrix } from '../math/matrix.ts';
import { fromTopTwo } from './topTwo.ts';

/** Least confidence, 1 − p1 (Lewis & Gale 1994). @param p n × c @returns n scores in [0, 1 − 1/c] */
export function leastConfidence(p: Matrix): Float32Array {
  return fromTopTwo(p, (p1) => 1 - p1);
}
