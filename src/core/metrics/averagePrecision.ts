import type { Ranking } from './rocAuc.ts';

/**
 * Average precision Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores in descending order, as
 * scikit-learn's `average_precision_score`: records with equal scores enter together, so that their
 * order does not matter. Null without a positive of positive weight.
 * @param positive one per record: 1 if it has the label
 * @param weights multiplicities, one per record; default 1
 */
export function averagePrecision(
  { order, tieEnds }: Ranking,
  positive: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  let positives = 0;
  let all = 0;
  let area = 0;
  for (let tie = tieEnds.length - 1; tie >= 0; tie--) {
    let gained = 0;
    for (let k = tie > 0 ? tieEnds[tie - 1]! : 0; k < tieEnds[tie]!; k++) {
      const i = order[k]!;
      const weight = weights ? weights[i]! : 1;
      all += weight;
      if (positive[i]) gained += weight;
    }
    positives += gained;
    if (gained > 0) area += (gained * positives) / all;
  }
  return positives > 0 ? area / positives : null;
}
