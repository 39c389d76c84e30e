import type { Matrix } from '../math/matrix.ts';

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
