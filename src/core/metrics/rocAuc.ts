import type { Matrix } from '../math/matrix.ts';
import { checkSameLength } from './estimate.ts';

/** Records in ascending order of a score, with ties. Computed once and used for every resample. */
export interface Ranking {
  /** Record indices by ascending score. */
  readonly order: Int32Array;
  /** For each run of equal scores the position in `order` after its end. */
  readonly tieEnds: Int32Array;
}

/** One class against the rest: the ranking by its probability, and its members. */
export interface OneVsRest {
  /** Label-set index. */
  readonly label: number;
  readonly ranking: Ranking;
  /** 1 if the record's true label is `label`. */
  readonly positive: Uint8Array;
}

/** @throws RangeError if a score is NaN. */
export function rankScores(scores: ArrayLike<number>): Ranking {
  const values = Float64Array.from(scores);
  const bad = values.findIndex(Number.isNaN);
  if (bad >= 0) throw new RangeError(`score of record ${bad} is NaN`);
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ends: number[] = [];
  for (let k = 1; k <= order.length; k++) {
    if (k === order.length || values[order[k]!] !== values[order[k - 1]!]) ends.push(k);
  }
  return { order, tieEnds: Int32Array.from(ends) };
}

/**
 * Area under the ROC curve = probability that a positive scores above a negative, with ties
 * counting half (midranks; Hanley & McNeil 1982). Null if a kind is missing or has no weight.
 */
export function binaryAuc(
  { order, tieEnds }: Ranking,
  positive: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  let negativesBelow = 0;
  let positives = 0;
  let area = 0;
  let from = 0;
  for (const end of tieEnds) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; from < end; from++) {
      const i = order[from]!;
      const weight = weights ? weights[i]! : 1;
      if (positive[i]) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    area += tiedPositives * (negativesBelow + tiedNegatives / 2);
    positives += tiedPositives;
    negativesBelow += tiedNegatives;
  }
  return positives > 0 && negativesBelow > 0 ? area / (positives * negativesBelow) : null;
}

/**
 * The rankings of a multi-class AUC. For two labels one ranking is enough, since both areas are
 * equal. A label that the head has not learnt ranks nothing: its scores are all 0 and its area is
 * ½.
 * @param probabilities n × head classes
 * @param headLabels label-set index of each column
 * @param truth n label-set indices
 * @param labelCount size of the label set
 */
export function oneVsRestRankings(
  probabilities: Matrix,
  headLabels: ArrayLike<number>,
  truth: ArrayLike<number>,
  labelCount: number,
): OneVsRest[] {
  checkSameLength('headLabels', probabilities.cols, headLabels.length);
  checkSameLength('truth', probabilities.rows, truth.length);
  const columnOf = new Map(Array.from(headLabels, (label, column) => [label, column]));
  const rankings: OneVsRest[] = [];
  for (let label = labelCount === 2 ? 1 : 0; label < labelCount; label++) {
    const positive = Uint8Array.from(truth, (t) => (t === label ? 1 : 0));
    if (positive.every((p) => p === 0) || positive.every((p) => p === 1)) continue;
    const scores = new Float32Array(probabilities.rows);
    const column = columnOf.get(label);
    if (column !== undefined) {
      for (let i = 0; i < scores.length; i++) {
        scores[i] = probabilities.data[i * probabilities.cols + column]!;
      }
    }
    rankings.push({ label, ranking: rankScores(scores), positive });
  }
  return rankings;
}

/**
 * Unweighted mean of the one-vs-rest areas over the classes with both kinds (with weight); null if
 * there are none.
 */
export function meanAuc(
  rankings: readonly OneVsRest[],
  weights?: ArrayLike<number>,
): number | null {
  let sum = 0;
  let counted = 0;
  for (const { ranking, positive } of rankings) {
    const area = binaryAuc(ranking, positive, weights);
    if (area === null) continue;
    sum += area;
    counted++;
  }
  return counted > 0 ? sum / counted : null;
}
