import { SMALLEST_PROBABILITY } from '../math/softmax.ts';
import { checkSameLength } from './estimate.ts';

/** With fewer hold-out records of a class, its F1 is unreliable. */
export const FEW_RECORDS = 20;

/**
 * Confusion matrix: cell (truth t, prediction p) is at `t * classes + p`; both are label-set
 * indices.
 */
export interface Confusion {
  readonly classes: number;
  /** classes × classes sums of weights (multiplicities); equal to `records` without weights. */
  readonly weights: Float64Array;
  /** classes × classes counts of records. */
  readonly records: Int32Array;
}

export interface ClassScores {
  /** Label-set index. */
  readonly label: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Sum of weights of records of this class. */
  readonly support: number;
  /** Number of records of this class. */
  readonly records: number;
  /** Fewer than FEW_RECORDS records: show "too few" instead of the F1. */
  readonly tooFew: boolean;
  /**
   * Whether the class is in neither truth nor predictions; it is then excluded from the macro mean.
   */
  readonly absent: boolean;
}

/**
 * @param truth, predicted label-set indices, one per record
 * @param weights multiplicities, one per record; default 1
 * @throws RangeError for different lengths, an index outside 0 … classes − 1, or a negative weight
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weights?: ArrayLike<number>,
): Confusion {
  checkSameLength('predicted', truth.length, predicted.length);
  if (weights) checkSameLength('weights', truth.length, weights.length);
  const sums = new Float64Array(classes * classes);
  const records = new Int32Array(classes * classes);
  for (let i = 0; i < truth.length; i++) {
    const cell = labelAt(truth, i, classes) * classes + labelAt(predicted, i, classes);
    const weight = weights ? weights[i]! : 1;
    if (!(weight >= 0)) throw new RangeError(`weights[${i}] must not be negative, got ${weight}`);
    sums[cell]! += weight;
    records[cell]!++;
  }
  return { classes, weights: sums, records };
}

/** Share of the weight on the diagonal; null without records. */
export function accuracy({ classes, weights }: Confusion): number | null {
  let right = 0;
  let all = 0;
  for (let t = 0; t < classes; t++) {
    for (let p = 0; p < classes; p++) all += weights[t * classes + p]!;
    right += weights[t * classes + t]!;
  }
  return all > 0 ? right / all : null;
}

/**
 * Precision, recall and F1 of every class of the label set. 0/0 is 0, as with scikit-learn's
 * `zero_division=0`: a class that is never predicted has precision 0, one that never occurs has
 * recall 0.
 */
export function classScores({ classes, weights, records }: Confusion): ClassScores[] {
  return Array.from({ length: classes }, (_, label) => {
    let support = 0;
    let asked = 0;
    let predicted = 0;
    for (let k = 0; k < classes; k++) {
      support += weights[label * classes + k]!;
      asked += records[label * classes + k]!;
      predicted += weights[k * classes + label]!;
    }
    const right = weights[label * classes + label]!;
    return {
      label,
      precision: predicted > 0 ? right / predicted : 0,
      recall: support > 0 ? right / support : 0,
      f1: support + predicted > 0 ? (2 * right) / (support + predicted) : 0,
      support,
      records: asked,
      tooFew: asked < FEW_RECORDS,
      absent: support + predicted === 0,
    };
  });
}

/**
 * Unweighted mean of F1 over the classes in truth or predictions, as scikit-learn's
 * `f1_score(average='macro')`; null if there are none.
 * @param cells classes × classes sums of weights, truth by row
 */
export function macroF1(cells: Float64Array, classes: number): number | null {
  let sum = 0;
  let present = 0;
  for (let label = 0; label < classes; label++) {
    let mass = 0;
    for (let k = 0; k < classes; k++)
      mass += cells[label * classes + k]! + cells[k * classes + label]!;
    if (mass === 0) continue;
    present++;
    sum += (2 * cells[label * classes + label]!) / mass;
  }
  return present > 0 ? sum / present : null;
}

/**
 * Mean of −ln p of the true labels, with p = 0 for labels that the head has not learnt, clipped at
 * SMALLEST_PROBABILITY; null without records.
 */
export function logLoss(
  probabilityOfTruth: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  if (weights) checkSameLength('weights', probabilityOfTruth.length, weights.length);
  let sum = 0;
  let all = 0;
  for (let i = 0; i < probabilityOfTruth.length; i++) {
    const weight = weights ? weights[i]! : 1;
    sum -= weight * Math.log(Math.max(probabilityOfTruth[i]!, SMALLEST_PROBABILITY));
    all += weight;
  }
  return all > 0 ? sum / all : null;
}

function labelAt(labels: ArrayLike<number>, i: number, classes: number): number {
  const label = labels[i]!;
  if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
    throw new RangeError(`record ${i}: label index ${label} is outside 0 … ${classes - 1}`);
  }
  return label;
}
