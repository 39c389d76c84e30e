import { argMax } from '../math/argMax.ts';
import type { Matrix } from '../math/matrix.ts';
import { checkSameLength } from './estimate.ts';

/** Records whose confidence p1 is in (from, to]; the first bin includes 0. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Sum of weights. */
  readonly weight: number;
  /** Mean confidence of the bin's records; null if empty. */
  readonly confidence: number | null;
  /** Share of correct predictions in the bin; null if empty. */
  readonly accuracy: number | null;
}

export interface Calibration {
  /** Expected calibration error: Σ share of bin × |accuracy − confidence|. */
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Reliability of the most probable label in equal-width bins, and the expected calibration error
 * (Guo et al., 2017; 1706.04599).
 * @param probabilities n × head classes, n ≥ 1
 * @param headLabels label-set index of each column
 * @param truth n label-set indices; a label that the head has not learnt counts as a wrong
 * prediction
 * @param weights n multiplicities; default 1
 */
export function calibration(
  probabilities: Matrix,
  headLabels: ArrayLike<number>,
  truth: ArrayLike<number>,
  weights?: ArrayLike<number>,
  binCount = 10,
): Calibration {
  const { rows, cols, data } = probabilities;
  checkSameLength('truth', rows, truth.length);
  const records = new Int32Array(binCount);
  const weight = new Float64Array(binCount);
  const confidence = new Float64Array(binCount);
  const right = new Float64Array(binCount);
  let all = 0;
  for (let i = 0; i < rows; i++) {
    const best = argMax(data, i * cols, (i + 1) * cols);
    const p = data[best]!;
    const bin = Math.min(binCount - 1, Math.max(0, Math.ceil(p * binCount) - 1));
    const w = weights ? weights[i]! : 1;
    records[bin]!++;
    weight[bin]! += w;
    confidence[bin]! += w * p;
    if (headLabels[best - i * cols] === truth[i]) right[bin]! += w;
    all += w;
  }
  let ece = 0;
  const bins = Array.from({ length: binCount }, (_, b): ReliabilityBin => {
    const filled = weight[b]! > 0;
    if (filled) ece += Math.abs(right[b]! - confidence[b]!) / all;
    return {
      from: b / binCount,
      to: (b + 1) / binCount,
      records: records[b]!,
      weight: weight[b]!,
      confidence: filled ? confidence[b]! / weight[b]! : null,
      accuracy: filled ? right[b]! / weight[b]! : null,
    };
  });
  return { ece, bins };
}
