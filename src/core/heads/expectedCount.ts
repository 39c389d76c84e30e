import type { Matrix } from '../math/matrix.ts';
import { indicators, YES, type Indicators } from './indicators.ts';

/**
 * How probabilities become labels. `global`: one threshold, chosen so that as many labels of the
 * unlabelled pool exceed it as its probabilities sum to; `perLabel`: the same for each label;
 * `half`: ½.
 */
export type Decide = 'global' | 'perLabel' | 'half';
export const decideNames: readonly Decide[] = ['global', 'perLabel', 'half'];

/** Histogram resolution: probabilities are rounded to 1 / 4,096. */
const bins = 2 ** 12;

/**
 * Accumulates the pool's probabilities block by block into a histogram and a sum per label, from
 * which the thresholds are computed in constant memory. Must not include the hold-out, whose
 * metrics the thresholds would then bias upwards.
 */
export class ExpectedCount {
  readonly #labels: number;
  /** c × bins */
  readonly #counts: Uint32Array;
  readonly #sums: Float64Array;

  /** @param labels c, the columns of the head */
  constructor(labels: number) {
    this.#labels = labels;
    this.#counts = new Uint32Array(labels * bins);
    this.#sums = new Float64Array(labels);
  }

  /**
   * @param p any number of rows × c probabilities
   * @throws RangeError for another number of columns
   */
  add({ rows, cols, data }: Matrix): void {
    if (cols !== this.#labels) {
      throw new RangeError(`ExpectedCount: ${cols} columns, expected ${this.#labels}`);
    }
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++, at++) {
        const p = data[at]!;
        this.#sums[j]! += p;
        this.#counts[j * bins + Math.min(bins - 1, Math.floor(p * bins))]!++;
      }
    }
  }

  /** c thresholds: label j is predicted if its probability is at least the j-th. */
  thresholds(decide: Decide): Float32Array {
    const labels = this.#labels;
    if (decide === 'half') return new Float32Array(labels).fill(0.5);
    if (decide === 'perLabel') {
      return Float32Array.from({ length: labels }, (_, j) =>
        thresholdOf(this.#counts.subarray(j * bins, (j + 1) * bins), this.#sums[j]!),
      );
    }
    const all = new Float64Array(bins);
    for (let p = 0; p < this.#counts.length; p++) all[p % bins]! += this.#counts[p]!;
    const expected = this.#sums.reduce((sum, own) => sum + own, 0);
    return new Float32Array(labels).fill(thresholdOf(all, expected));
  }
}

/**
 * Threshold of the k largest values, k being the expected number of labels; interpolates linearly
 * within a bin. 1 if fewer than half a label is expected.
 */
function thresholdOf(counts: Uint32Array | Float64Array, expected: number): number {
  const wanted = Math.round(expected);
  if (wanted === 0) return 1;
  let above = 0;
  for (let bin = bins - 1; bin >= 0; bin--) {
    const own = counts[bin]!;
    if (above + own >= wanted) return (bin + 1 - (wanted - above) / own) / bins;
    above += own;
  }
  return 0;
}

/**
 * The predicted labels: yes or no for every label of the set; no for those that the head has not
 * learnt.
 * @param p n × c
 * @param headLabels c label-set indices
 * @param thresholds c
 */
export function decide(
  { rows, cols, data }: Matrix,
  headLabels: ArrayLike<number>,
  thresholds: ArrayLike<number>,
  labelCount: number,
): Indicators {
  const predicted = indicators(rows, labelCount);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) {
      if (data[at]! >= thresholds[j]!) predicted.data[i * labelCount + headLabels[j]!] = YES;
    }
  }
  return predicted;
}
