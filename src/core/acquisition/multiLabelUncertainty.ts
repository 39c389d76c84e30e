import { YES } from '../heads/indicators.ts';
import type { AcquisitionFunction, LabelProbabilities } from './acquisition.ts';

/**
 * Probabilities are clipped this far from 0 and 1 for log-odds: about the spacing of float32 below 1.
 */
const closest = 1e-7;

/** Lower limit of the separation between decision values. */
const narrowest = 1e-6;

/** Scores multi-label records, each from its own probabilities. */
const byRecord =
  (
    score: (p: Float32Array, record: number, all: LabelProbabilities) => number,
  ): AcquisitionFunction<LabelProbabilities> =>
  (all) => {
    const { rows, cols, data } = all.probabilities;
    return Float32Array.from({ length: rows }, (_, i) =>
      score(data.subarray(i * cols, (i + 1) * cols), i, all),
    );
  };

/**
 * Maximum loss reduction with maximal confidence, MMC (Yang, Sun, Wang & Chen, KDD 2009): predicts
 * the number of labels of a record, takes that many of its most likely labels as its own, ŷ ∈ {−1,
 * 1}ᶜ, and scores the expected loss, Σⱼ (1 − ŷⱼ·fⱼ) / 2, with f = 2p − 1 in place of a support
 * vector machine's decision values: the expected number of wrong labels.
 * @returns n scores in [0, c]
 */
export const mmc: AcquisitionFunction<LabelProbabilities> = ({ probabilities, sizes }) => {
  const { rows, cols, data } = probabilities;
  const scores = new Float32Array(rows);
  const largest = new Float32Array(cols);
  for (let i = 0; i < rows; i++) {
    const size = Math.min(cols, sizes![i]!);
    // Σ p over all labels; for those taken, 1 − p in place of p.
    let loss = 0;
    let taken = 0;
    for (let at = i * cols; at < (i + 1) * cols; at++) {
      const p = data[at]!;
      loss += p;
      if (taken === size && !(size > 0 && p > largest[size - 1]!)) continue;
      let place = taken < size ? taken++ : size - 1;
      for (; place > 0 && largest[place - 1]! < p; place--) largest[place] = largest[place - 1]!;
      largest[place] = p;
    }
    for (let k = 0; k < size; k++) loss += 1 - 2 * largest[k]!;
    scores[i] = loss;
  }
  return scores;
};

/**
 * Margin of the least certain label, 1 − minⱼ |pⱼ − tⱼ|: binary minimum (Brinker 2006) around the
 * prediction thresholds tⱼ instead of ½.
 * @returns n scores in [0, 1]; 1 = a label is exactly at its threshold
 */
export const thresholdMargin = byRecord((p, _, { thresholds }) => {
  let least = 1;
  for (let j = 0; j < p.length; j++) least = Math.min(least, Math.abs(p[j]! - thresholds[j]!));
  return 1 - least;
});

/**
 * Max-margin uncertainty × label cardinality inconsistency (Li & Guo, IJCAI 2013): √(u·q), with the
 * separation margin u = 1 / (min fₖ of the predicted labels − max fₛ of the others) and q =
 * |predicted labels − mean labels of an answer|. Decision values f are log-odds minus those of the
 * threshold. If no label is predicted, or every label is, the threshold itself replaces the missing
 * side. Both exponents are fixed at ½: the paper's search for them trains a model per value and
 * record.
 * @returns n scores ≥ 0
 */
export const adaptive: AcquisitionFunction<LabelProbabilities> = (all, context) => {
  const mean = meanSize(all.answered);
  const edges = Float64Array.from(all.thresholds, logOdds);
  const score = byRecord((p) => {
    let lowest = Infinity;
    let highest = -Infinity;
    let size = 0;
    for (let j = 0; j < p.length; j++) {
      const f = logOdds(p[j]!) - edges[j]!;
      if (p[j]! >= all.thresholds[j]!) {
        size++;
        lowest = Math.min(lowest, f);
      } else highest = Math.max(highest, f);
    }
    const separation = (lowest === Infinity ? 0 : lowest) - (highest === -Infinity ? 0 : highest);
    return Math.sqrt(Math.abs(size - mean) / Math.max(narrowest, separation));
  });
  return score(all, context);
};

/** ln(p / (1 − p)), finite for 0 and 1. */
export function logOdds(p: number): number {
  const bounded = Math.min(1 - closest, Math.max(closest, p));
  return Math.log(bounded / (1 - bounded));
}

/** Mean number of labels of the training records; 0 if there are none. */
function meanSize({ rows, data }: LabelProbabilities['answered']): number {
  let yes = 0;
  for (const value of data) if (value === YES) yes++;
  return rows > 0 ? yes / rows : 0;
}
