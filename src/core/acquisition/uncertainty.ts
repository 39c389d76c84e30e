import type { Matrix } from '../math/matrix.ts';
import type { AcquisitionContext } from './acquisition.ts';
import { fromTopTwo } from './topTwo.ts';

/** Least confidence, 1 − p1 (Lewis & Gale 1994). @param p n × c @returns n scores in [0, 1 − 1/c] */
export function leastConfidence(p: Matrix): Float32Array {
  return fromTopTwo(p, (p1) => 1 - p1);
}

/**
 * Margin, or breaking ties: 1 − (p1 − p2) (Scheffer et al. 2001).
 * @param p n × c
 * @returns n scores in [0, 1]; 1 = the two best labels are equally probable
 */
export function margin(p: Matrix): Float32Array {
  return fromTopTwo(p, (p1, p2) => 1 - (p1 - p2));
}

/** Ratio of confidence, p2 / p1. @param p n × c @returns n scores in [0, 1] */
export function ratio(p: Matrix): Float32Array {
  return fromTopTwo(p, (p1, p2) => (p1 > 0 ? p2 / p1 : 0));
}

/** −p ln p, and its limit 0 at p = 0. */
export const surprise = (p: number): number => (p > 0 ? -p * Math.log(p) : 0);

/** Entropy −Σ p ln p (Shannon 1948). @param p n × c @returns n scores in [0, ln c] */
export function entropy(p: Matrix): Float32Array {
  const { rows, cols, data } = p;
  const scores = new Float32Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (const end = at + cols; at < end; at++) sum += surprise(data[at]!);
    scores[i] = sum;
  }
  return scores;
}

/** Entropy ÷ ln c, comparable between label sets. @returns n scores in [0, 1]; 0 with one class */
export function normalisedEntropy(p: Matrix): Float32Array {
  const scores = entropy(p);
  const scale = p.cols > 1 ? 1 / Math.log(p.cols) : 0;
  for (let i = 0; i < scores.length; i++) scores[i]! *= scale;
  return scores;
}

/**
 * p(class): asks for the most likely records of one label, to find more of a rare one.
 * @param p n × c
 * @param context the wanted column; default the column with the smallest mean probability
 * @throws RangeError if there is no such column
 */
export function exploit(p: Matrix, context: AcquisitionContext): Float32Array {
  const { rows, cols, data } = p;
  if (cols === 0) return new Float32Array(rows);
  const target = context.target ?? rarest(p);
  if (!(target >= 0 && target < cols))
    throw new RangeError(`exploit: no column ${target} of ${cols}`);
  return Float32Array.from({ length: rows }, (_, i) => data[i * cols + target]!);
}

function rarest({ rows, cols, data }: Matrix): number {
  const mass = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++) mass[j]! += data[at++]!;
  return mass.indexOf(Math.min(...mass));
}

/** Uniform scores in [0, 1): the baseline for comparisons. */
export function random(p: Matrix, { rng }: AcquisitionContext): Float32Array {
  return Float32Array.from({ length: p.rows }, () => rng.uniform());
}
