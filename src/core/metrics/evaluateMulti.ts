import { takeIndicators, UNKNOWN, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import { takeRows } from '../math/matrix.ts';
import { Rng } from '../rng.ts';
import {
  checkSameLength,
  unavailable,
  type Estimate,
  type Measured,
  type UnavailableReason,
} from './estimate.ts';
import type { MultiMetrics } from './holdoutMetrics.ts';
import { FEW_RECORDS } from './classification.ts';
import { f1IntervalOf } from './f1Intervals.ts';
import { FEWEST_PER_LABEL, medianOf } from './holdoutSupport.ts';
import { effectiveSize } from './intervals.ts';
import { MultiLabelTest } from './multiLabel.ts';
import { macroIntervals, microF1Interval, subsetAccuracyInterval } from './multiLabelIntervals.ts';

export interface MultiHoldoutInput {
  /** n × head columns. */
  readonly probabilities: Matrix;
  /** Label-set index of each column. */
  readonly headLabels: ArrayLike<number>;
  /** Labels that the head knows only from their descriptions, which do not count as learnt. */
  readonly described?: ArrayLike<number>;
  /** n × label set: the predicted labels. */
  readonly predicted: Indicators;
  /** n × label set. A record without a known label is not answered yet. */
  readonly truth: Indicators;
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

/**
 * `evaluateHoldout` for multi-label records. The mean average precision covers labels with at least
 * FEW_RECORDS positives: with fewer, it is far above the population's.
 * @throws RangeError for mismatched shapes
 */
export function evaluateMultiHoldout(input: MultiHoldoutInput): MultiMetrics {
  const { headLabels, labelNames, seed, resamples, confidence } = input;
  checkSameLength('truth', input.probabilities.rows, input.truth.rows);
  checkSameLength('predicted', input.truth.rows, input.predicted.rows);
  checkSameLength('labelNames', input.truth.labels, labelNames.length);
  if (input.weights) checkSameLength('weights', input.truth.rows, input.weights.length);
  if (input.groups) checkSameLength('groups', input.truth.rows, input.groups.length);
  const answered = answeredRows(input.truth);
  const n = answered.length;
  const weights = input.weights && Float64Array.from(answered, (i) => input.weights![i]!);
  const groups = input.groups && Int32Array.from(answered, (i) => input.groups![i]!);
  const predicted = takeIndicators(input.predicted, answered);
  const truth = takeIndicators(input.truth, answered);
  const test = new MultiLabelTest({
    probabilities: takeRows(input.probabilities, answered),
    headLabels,
    predicted,
    truth,
    ...(weights && { weights }),
    fewestForAp: FEW_RECORDS,
  });
  const described = new Set(Array.from(input.described ?? []));
  const columns = new Set(Array.from(headLabels));
  const sampled = { weights, groups };
  const column = ({ data, labels }: Indicators, label: number): Int8Array =>
    Int8Array.from({ length: n }, (_, i) => data[i * labels + label]!);
  const perLabel = test.perLabel().map((scores) => ({
    ...scores,
    name: labelNames[scores.label]!,
    ...(!scores.tooFew &&
      f1IntervalOf(
        { truth: column(truth, scores.label), ...sampled },
        column(predicted, scores.label),
        confidence,
      )),
    learnt: columns.has(scores.label) && !described.has(scores.label),
    ...(described.has(scores.label) && { described: true as const }),
  }));
  const positives = test.effectivePositives(groups);
  const support = perLabel
    .filter(({ absent, learnt }) => learnt || !absent)
    .map(({ label }) => positives[label]!);
  const hasEnough = medianOf(support) >= FEWEST_PER_LABEL;
  const rng = new Rng(seed).fork('macro means');
  const macro = n > 0 ? macroIntervals(test, sampled, { rng, resamples, confidence }) : undefined;
  const measured = (estimate: Estimate | null | undefined, reason: UnavailableReason): Measured =>
    estimate ?? unavailable(n === 0 ? 'noAnswers' : reason);
  return {
    task: 'multi',
    n,
    unanswered: input.truth.rows - n,
    effectiveN:
      weights || groups ? effectiveSize(weights ?? new Float64Array(n).fill(1), groups) : n,
    microF1: measured(microF1Interval(test, sampled, confidence), 'noPositive'),
    macroF1: measured(hasEnough ? macro?.macroF1 : null, 'fewPositives'),
    macroAp: measured(macro?.macroAp, 'fewPositives'),
    labelsAveraged: test.scores().labelsAveraged,
    subsetAccuracy: measured(subsetAccuracyInterval(test, sampled, confidence), 'partlyJudged'),
    cardinality: test.cardinality(),
    perLabel,
  };
}

/** Records with a known label. */
function answeredRows({ rows, labels, data }: Indicators): number[] {
  return Array.from({ length: rows }, (_, i) => i).filter((i) =>
    data.subarray(i * labels, (i + 1) * labels).some((value) => value !== UNKNOWN),
  );
}
