import type { Matrix } from '../math/matrix.ts';

/**
 * One score a row out of its two largest probabilities p1 ≥ p2 (p2 = 0 when there is one class).
 * @param p n × c
 */
export function fromTopTwo(p: Matrix, score: (p1: number, p2: number) => number): Float32Array {
  const { rows, cols, data } = p;
  const scores = new Float32Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let p1 = 0;
    let p2 = 0;
    for (const end = at + cols; at < end; at++) {
      const value = data[at]!;
      if (value > p1) {
        p2 = p1;
        p1 = value;
      } else if (value > p2) {
        p2 = value;
      }
    }
    scores[i] = score(p1, p2);
  }
  return scores;
}
