import { UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import { sumOf } from '../math/sum.ts';
import { checkSameLength } from './estimate.ts';

/** The outcomes of a record's known labels: indices of labels by outcome. */
export interface RecordOutcome {
  readonly hits: readonly number[];
  /** Predicted, not true. */
  readonly falsePositives: readonly number[];
  /** True, not predicted. */
  readonly falseNegatives: readonly number[];
  /** Every label is known. */
  readonly whole: boolean;
}

/** The outcome of every record: unknown labels have none. */
export function outcomesOf(truth: Indicators, predicted: Indicators): RecordOutcome[] {
  const { rows, labels } = truth;
  checkSameLength('predicted', truth.data.length, predicted.data.length);
  return Array.from({ length: rows }, (_, i) => {
    const outcome = {
      hits: [] as number[],
      falsePositives: [] as number[],
      falseNegatives: [] as number[],
      whole: true,
    };
    for (let j = 0; j < labels; j++) {
      const own = truth.data[i * labels + j]!;
      const found = predicted.data[i * labels + j] === YES;
      if (own === UNKNOWN) outcome.whole = false;
      else if (own === YES) (found ? outcome.hits : outcome.falseNegatives).push(j);
      else if (found) outcome.falsePositives.push(j);
    }
    return outcome;
  });
}

/** Whether exactly the true labels are predicted, as far as they are known. */
export function isRight({ falsePositives, falseNegatives }: RecordOutcome): boolean {
  return falsePositives.length + falseNegatives.length === 0;
}

/** Sums of weights per label over known entries. */
export interface LabelCounts {
  /** True positives. */
  readonly hits: Float64Array;
  readonly predicted: Float64Array;
  /** Positives. */
  readonly support: Float64Array;
  /** Weight of records with the exact label set, among `whole` without unknown labels. */
  readonly right: number;
  readonly whole: number;
}

/**
 * @param labels c, the size of the label set
 * @param weights n; default 1
 */
export function countOutcomes(
  outcomes: readonly RecordOutcome[],
  labels: number,
  weights?: ArrayLike<number>,
): LabelCounts {
  const hits = new Float64Array(labels);
  const predicted = new Float64Array(labels);
  const support = new Float64Array(labels);
  let right = 0;
  let whole = 0;
  outcomes.forEach((outcome, i) => {
    const weight = weights ? weights[i]! : 1;
    if (weight === 0) return;
    for (const label of outcome.hits) {
      hits[label]! += weight;
      predicted[label]! += weight;
      support[label]! += weight;
    }
    for (const label of outcome.falsePositives) predicted[label]! += weight;
    for (const label of outcome.falseNegatives) support[label]! += weight;
    if (!outcome.whole) return;
    whole += weight;
    if (isRight(outcome)) right += weight;
  });
  return { hits, predicted, support, right, whole };
}

/** Null for 0/0: nothing true or predicted. */
export function f1Of(hits: number, predicted: number, support: number): number | null {
  return predicted + support > 0 ? (2 * hits) / (predicted + support) : null;
}

/** F1 of each label; null for those neither true nor predicted. */
export function f1PerLabel({ hits, predicted, support }: LabelCounts): (number | null)[] {
  return Array.from(hits, (own, j) => f1Of(own, predicted[j]!, support[j]!));
}

/** Parts of a ratio by record: its value is the sum of `numerators` divided by the sum of `denominators`. */
export interface RatioParts {
  readonly numerators: readonly number[];
  readonly denominators: readonly number[];
}

/** Micro-F1 as a ratio over records: twice the hits, over true and predicted labels. */
export function microF1Parts(truth: Indicators, predicted: Indicators): RatioParts {
  const outcomes = outcomesOf(truth, predicted);
  const numerators = outcomes.map(({ hits }) => 2 * hits.length);
  const denominators = outcomes.map(
    ({ falsePositives, falseNegatives }, i) =>
      numerators[i]! + falsePositives.length + falseNegatives.length,
  );
  return { numerators, denominators };
}

/** F1 over all decisions. */
export function microF1Of({ hits, predicted, support }: LabelCounts): number | null {
  return f1Of(sumOf(hits), sumOf(predicted), sumOf(support));
}

/** Mean of the non-null values; null if there are none. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}
