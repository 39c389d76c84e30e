/** Lower clip of probabilities in log-losses: float32's epsilon, as the heads return float32. */
export const SMALLEST_PROBABILITY = 2 ** -23;

/**
 * Turns every run of `c` scores into probabilities, in place.
 * @param scores any number of consecutive runs of c finite values
 */
export function softmaxGroups(scores: Float32Array | Float64Array, c: number): void {
  for (let from = 0; from < scores.length; from += c) {
    const to = from + c;
    let top = scores[from]!;
    for (let i = from + 1; i < to; i++) if (scores[i]! > top) top = scores[i]!;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const e = Math.exp(scores[i]! - top);
      scores[i] = e;
      sum += e;
    }
    for (let i = from; i < to; i++) scores[i]! /= sum;
  }
}
