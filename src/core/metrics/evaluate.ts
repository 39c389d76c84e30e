import { argMax } from '../math/argMax.ts';
import type { Matrix } from '../math/matrix.ts';
import { takeRows } from '../math/matrix.ts';
import { Rng } from '../rng.ts';
import { calibration } from './calibration.ts';
import { accuracy, classScores, confusionMatrix, logLoss } from './classification.ts';
import { checkSameLength, unavailable } from './estimate.ts';
import { f1IntervalOf, statesOf } from './f1Intervals.ts';
import { isMacroF1Available } from './holdoutSupport.ts';
import { bootstrapRocAuc, effectiveSize, wilson } from './intervals.ts';
import { macroF1EffectiveSize, macroF1Interval } from './macroF1Interval.ts';
import { oneVsRestRankings } from './rocAuc.ts';
import type { SingleMetrics } from './holdoutMetrics.ts';

/** In `truth`: a hold-out record that was skipped or not asked yet. */
export const UNANSWERED = -1;

export interface HoldoutInput {
  /** n × head classes. */
  readonly probabilities: Matrix;
  /** n × head classes, calibrated, for log-loss and calibration; default: `probabilities`. */
  readonly shown?: Matrix | undefined;
  /** Label-set index of each column. */
  readonly headLabels: ArrayLike<number>;
  /** Labels that the head knows only from their descriptions, which do not count as learnt. */
  readonly described?: ArrayLike<number>;
  /** n label-set indices, or UNANSWERED. */
  readonly truth: ArrayLike<number>;
  /** n multiplicities (number of rows of each record); default 1. */
  readonly weights?: ArrayLike<number>;
  /** Near-duplicate group of each record; a group counts little more than one record. */
  readonly groups?: ArrayLike<number>;
  /** The whole label set, in order. */
  readonly labelNames: readonly string[];
  readonly seed: number;
  /** Bootstrap resamples; default 1,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** Label-set index of the largest probability in each row; the first one for ties. */
export function predictedLabels(probabilities: Matrix, headLabels: ArrayLike<number>): Int32Array {
  checkSameLength('headLabels', probabilities.cols, headLabels.length);
  const { rows, cols, data } = probabilities;
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    labels[i] = headLabels[argMax(data, i * cols, (i + 1) * cols) - i * cols]!;
  }
  return labels;
}

/**
 * Scores a head on the hold-out. The results must not be used for selection (of C, strategy,
 * embedding, "best" head); they are for the annotator only. Records of labels that the head has not
 * learnt count as errors, and such a label's ROC-AUC as ½.
 * @throws RangeError for mismatched lengths, or a label index outside the label set
 */
export function evaluateHoldout(input: HoldoutInput): SingleMetrics {
  checkSameLength('truth', input.probabilities.rows, input.truth.length);
  if (input.weights) checkSameLength('weights', input.truth.length, input.weights.length);
  if (input.groups) checkSameLength('groups', input.truth.length, input.groups.length);
  const answered = Array.from(input.truth, (_, i) => i).filter(
    (i) => input.truth[i] !== UNANSWERED,
  );
  const probabilities = takeRows(input.probabilities, answered);
  const truth = Int32Array.from(answered, (i) => input.truth[i]!);
  const weights = input.weights && Float64Array.from(answered, (i) => input.weights![i]!);
  const predicted = predictedLabels(probabilities, input.headLabels);
  const labels = input.labelNames.length;
  const confusion = confusionMatrix(truth, predicted, labels, weights);
  const shown = input.shown ? takeRows(input.shown, answered) : probabilities;
  const truthProbability = probabilityOfTruth(shown, input.headLabels, truth);
  const described = new Set(Array.from(input.described ?? []));
  const learnt = new Set(Array.from(input.headLabels).filter((label) => !described.has(label)));
  const n = answered.length;
  const groups = input.groups && Int32Array.from(answered, (i) => input.groups![i]!);
  const effectiveN =
    weights || groups ? effectiveSize(weights ?? new Float64Array(n).fill(1), groups) : n;
  const random = new Rng(input.seed);
  const share = accuracy(confusion);
  const perClass = classScores(confusion).map((scores) => ({
    ...scores,
    name: input.labelNames[scores.label]!,
    ...(!scores.tooFew &&
      f1IntervalOf(
        { truth: statesOf(truth, scores.label), weights, groups },
        statesOf(predicted, scores.label),
        input.confidence,
      )),
    learnt: learnt.has(scores.label),
    ...(described.has(scores.label) && { described: true as const }),
  }));
  const none = unavailable(n === 0 ? 'noAnswers' : 'oneClass');
  return {
    intervals: 2,
    n,
    unanswered: input.truth.length - n,
    effectiveN,
    accuracy:
      share === null ? unavailable('noAnswers') : wilson(share, effectiveN, input.confidence),
    macroF1: isMacroF1Available(perClass)
      ? (macroF1Interval(confusion.weights, labels, {
          effectiveN: macroF1EffectiveSize(truth, predicted, labels, weights, groups),
          learnt,
          confidence: input.confidence,
        }) ?? unavailable('noAnswers'))
      : unavailable(n === 0 ? 'noAnswers' : 'fewPerLabel'),
    rocAuc:
      bootstrapRocAuc(
        oneVsRestRankings(probabilities, input.headLabels, truth, labels),
        n,
        {
          rng: random.fork('rocAuc'),
          resamples: input.resamples,
          confidence: input.confidence,
        },
        weights,
        groups,
      ) ?? none,
    logLoss: logLoss(truthProbability, weights),
    perClass,
    confusion,
    calibration: n === 0 ? null : calibration(shown, input.headLabels, truth, weights),
  };
}

/** The probability of each record's true label; 0 if the head has not learnt it. */
export function probabilityOfTruth(
  { rows, cols, data }: Matrix,
  headLabels: ArrayLike<number>,
  truth: ArrayLike<number>,
): Float64Array {
  const columnOf = new Map(Array.from(headLabels, (label, column) => [label, column]));
  const probabilities = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const column = columnOf.get(truth[i]!);
    if (column !== undefined) probabilities[i] = data[i * cols + column]!;
  }
  return probabilities;
}
