import type { AcquisitionFunction, LabelProbabilities } from './acquisition.ts';

/** Probabilities closer to 0 or 1 than this have the log-odds of this: float32 knows no closer ones to 1. */
const closest = 1e-7;

/** Decision values that lie no further apart than this count as so far apart. */
const narrowest = 1e-6;

/** Records that may have several labels, one score each out of its own probabilities. */
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
 * Maximum loss reduction with maximal confidence, MMC (Yang, Sun, Wang & Chen, KDD 2009): the number of labels of a
 * record is predicted, so many of its likeliest labels are taken for its own, ŷ ∈ {−1, 1}ᶜ, and the score is the loss that
 * is expected then, Σⱼ (1 − ŷⱼ·fⱼ) / 2, with f = 2p − 1 in place of a support vector machine's decision values: the
 * number of labels that are likely to be wrong.
 * @returns n scores in [0, c]
 */
export const mmc = byRecord((p, record, { sizes }) => {
  const size = sizes![record]!;
  // Σ p over all labels; of those taken, 1 − p in place of p.
  let loss = p.reduce((sum, value) => sum + value, 0);
  for (const value of p.toSorted().subarray(Math.max(0, p.length - size))) loss += 1 - 2 * value;
  return loss;
});

/**
 * Margin of the least certain label, 1 − minⱼ |pⱼ − tⱼ|: binary minimum (Brinker 2006) about the thresholds tⱼ by which
 * labels are predicted, in place of ½.
 * @returns n scores in [0, 1]; 1 = a label lies just on its threshold
 */
export const thresholdMargin = byRecord((p, _, { thresholds }) => {
  let least = 1;
  for (let j = 0; j < p.length; j++) least = Math.min(least, Math.abs(p[j]! - thresholds[j]!));
  return 1 - least;
});

/**
 * Max-margin uncertainty × label cardinality inconsistency (Li & Guo, IJCAI 2013): √(u·q), with the separation margin
 * u = 1 / (min fₖ of the labels predicted − max fₛ of the others) and q = |labels predicted − mean labels of an answer|.
 * Decision values f are log-odds less those of the threshold. Where no label is predicted, or every label is, the threshold
 * itself stands for the missing side. The exponent of both is ½ throughout: the paper's search for it trains a model for
 * every value tried, one record at a time.
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

function logOdds(p: number): number {
  const bounded = Math.min(1 - closest, Math.max(closest, p));
  return Math.log(bounded / (1 - bounded));
}

/** Mean number of labels of the records trained on; 0 without any. */
function meanSize({ rows, data }: LabelProbabilities['answered']): number {
  let yes = 0;
  for (const value of data) if (value === 1) yes++;
  return rows > 0 ? yes / rows : 0;
}
