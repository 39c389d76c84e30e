import type { Matrix } from '../math/matrix.ts';
import { fromTopTwo } from './topTwo.ts';

/** Ratio of confidence, p2 / p1. @param p n × c @returns n scores in [0, 1] */
export function ratio(p: Matrix): Float32Array {
  return fromTopTwo(p, (p1, p2) => (p1 > 0 ? p2 / p1 : 0));
}
