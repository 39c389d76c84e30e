import { YES, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { Rng } from '../rng.ts';
import { cohenKappa } from './agreement.ts';
import { checkSameLength } from './estimate.ts';

/**
 * Size of the stop set: enough for κ to two digits, few enough to store every round's predictions.
 */
const STOP_SET_SIZE = 2000;

/**
 * Draws the fixed random stop set: up to 2,000 positions of a list of n records (hold-out
 * excluded), ascending.
 */
export function drawStopSet(n: number, rng: Rng): Int32Array {
  return rng.sample(n, STOP_SET_SIZE).sort();
}

export interface ClassAgreement {
  /** Label-set index. */
  readonly label: number;
  /** κ of "this class or not"; null for 0/0. */
  readonly kappa: number | null;
  /**
   * 1 − F1 of the later head's predictions against the earlier's; null if neither predicts the
   * class.
   */
  readonly predictedChange: number | null;
  /** Upper bound on the change of this class's F1 on the stop set; null if κ gives none. */
  readonly f1ChangeBound: number | null;
}

/** Agreement of two heads on the stop set, whose true labels are unknown. */
export interface HeadAgreement {
  /** Cohen's κ; null if both predict the same single class for every record. */
  readonly kappa: number | null;
  /** Share of records whose predicted class changed; null for an empty stop set. */
  readonly changed: number | null;
  readonly perClass: readonly ClassAgreement[];
}

/** @param earlier, later predicted label-set indices on the same stop set */
export function compareOnStopSet(
  earlier: ArrayLike<number>,
  later: ArrayLike<number>,
  labels: number,
): HeadAgreement {
  checkSameLength('compareOnStopSet', earlier.length, later.length);
  let changed = 0;
  for (let i = 0; i < earlier.length; i++) if (earlier[i] !== later[i]) changed++;
  const is = (predicted: ArrayLike<number>, label: number): Uint8Array =>
    Uint8Array.from(predicted, (p) => (p === label ? 1 : 0));
  return {
    kappa: cohenKappa(earlier, later, labels),
    changed: earlier.length > 0 ? changed / earlier.length : null,
    perClass: Array.from({ length: labels }, (_, label) => {
      const kappa = cohenKappa(is(earlier, label), is(later, label), 2);
      return {
        label,
        kappa,
        predictedChange: predictedF1Change(earlier, later, label),
        f1ChangeBound: f1ChangeBound(kappa),
      };
    }),
  };
}

/**
 * `compareOnStopSet` for multi-label records. κ pools all label decisions into one binary task,
 * whose F1 is micro-F1, so that its `f1ChangeBound` bounds the change of micro-F1. A mean over
 * labels would be undefined for those that neither head predicts. A record has changed if any of
 * its labels has.
 * @param earlier, later predicted labels on the same stop set
 */
export function compareSetsOnStopSet(earlier: Indicators, later: Indicators): HeadAgreement {
  checkSameLength('compareSetsOnStopSet', earlier.data.length, later.data.length);
  const { rows, labels } = earlier;
  const rowOf = ({ data }: Indicators, i: number): Int8Array =>
    data.subarray(i * labels, (i + 1) * labels);
  let changed = 0;
  for (let i = 0; i < rows; i++) {
    const after = rowOf(later, i);
    if (rowOf(earlier, i).some((value, j) => value !== after[j])) changed++;
  }
  const columnOf = ({ data }: Indicators, label: number): Int8Array =>
    Int8Array.from({ length: rows }, (_, i) => data[i * labels + label]!);
  return {
    kappa: cohenKappa(earlier.data, later.data, 2),
    changed: rows > 0 ? changed / rows : null,
    perClass: Array.from({ length: labels }, (_, label) => {
      const [before, after] = [columnOf(earlier, label), columnOf(later, label)];
      const kappa = cohenKappa(before, after, 2);
      return {
        label,
        kappa,
        predictedChange: predictedF1Change(before, after, YES),
        f1ChangeBound: f1ChangeBound(kappa),
      };
    }),
  };
}

/**
 * |ΔF| ≤ 4(1 − κ)/κ: upper bound on the difference of one class's F1 on the stop set, whatever the
 * truth, between two heads with that κ (Bloodgood & Grothendieck, CoNLL 2013). At most 1, as F1 is;
 * null where the theorem does not apply (κ null or not positive).
 */
export function f1ChangeBound(kappa: number | null): number | null {
  return kappa !== null && kappa > 0 ? Math.min(1, (4 * (1 - kappa)) / kappa) : null;
}

/**
 * 1 − 2a/(2a + b + c): the change of F1 estimated from predictions alone, with the earlier head's
 * as the truth (Altschuler & Bloodgood 2019). Null, not NaN, if neither head predicts the class.
 */
export function predictedF1Change(
  earlier: ArrayLike<number>,
  later: ArrayLike<number>,
  label: number,
): number | null {
  checkSameLength('predictedF1Change', earlier.length, later.length);
  let both = 0;
  let exactlyOne = 0;
  for (let i = 0; i < earlier.length; i++) {
    if (earlier[i] === label && later[i] === label) both++;
    else if (earlier[i] === label || later[i] === label) exactlyOne++;
  }
  return both + exactlyOne > 0 ? 1 - (2 * both) / (2 * both + exactlyOne) : null;
}

/**
 * Mean of −Σ p ln p / ln c over the records; 0 for a head with one class, null without records.
 * @param probabilities n × c.
 */
export function meanNormalisedEntropy({ rows, cols, data }: Matrix): number | null {
  if (rows === 0) return null;
  if (cols < 2) return 0;
  let sum = 0;
  for (let i = 0; i < rows * cols; i++) if (data[i]! > 0) sum -= data[i]! * Math.log(data[i]!);
  return sum / (rows * Math.log(cols));
}

/**
 * For independent labels: the mean Bernoulli entropy of the probabilities, divided by that of each
 * label's mean probability, so that rare labels, whose entropy is small in any case, do not look
 * certain. 0 means certain of all, 1 the same probability for every record; null without records.
 * @param probabilities n × c
 */
export function meanLabelEntropy({ rows, cols, data }: Matrix): number | null {
  if (rows === 0) return null;
  let own = 0;
  let maxEntropy = 0;
  for (let j = 0; j < cols; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      own += bernoulliEntropy(data[i * cols + j]!);
      sum += data[i * cols + j]!;
    }
    maxEntropy += rows * bernoulliEntropy(sum / rows);
  }
  return maxEntropy > 0 ? Math.min(1, own / maxEntropy) : 0;
}

function bernoulliEntropy(p: number): number {
  return p > 0 && p < 1 ? -p * Math.log(p) - (1 - p) * Math.log(1 - p) : 0;
}
