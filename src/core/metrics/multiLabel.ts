import { UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import { sumOf } from '../math/sum.ts';
import { averagePrecision } from './averagePrecision.ts';
import { FEW_RECORDS } from './classification.ts';
import { checkSameLength } from './estimate.ts';
import { effectiveSize } from './intervals.ts';
import {
  countOutcomes,
  f1Of,
  f1PerLabel,
  meanOf,
  microF1Of,
  outcomesOf,
  type LabelCounts,
  type RecordOutcome,
} from './labelOutcomes.ts';
import { rankScores, type Ranking } from './rocAuc.ts';

export interface MultiLabelInput {
  /** n × head columns. */
  readonly probabilities: Matrix;
  /** Label-set index of each column. */
  readonly headLabels: ArrayLike<number>;
  /** n × label set: the predictions. */
  readonly predicted: Indicators;
  /** n × label set. Unknown entries are excluded from all measures. */
  readonly truth: Indicators;
  /** n multiplicities; default 1. */
  readonly weights?: ArrayLike<number>;
  /** Positives that a label needs to count in the mean average precision; default 1. */
  readonly fewestForAp?: number;
}

/** Measures of a whole test set; null if undefined. */
export interface MultiLabelScores {
  /** F1 over all label assignments. */
  readonly microF1: number | null;
  /** Mean F1 of the labels that occur in truth or predictions. */
  readonly macroF1: number | null;
  /** Mean average precision of the labels with at least `fewestForAp` positives. */
  readonly macroAp: number | null;
  /** Number of labels averaged. */
  readonly labelsAveraged: number;
  /** Share of records with the exact label set, among records without unknown labels. */
  readonly subsetAccuracy: number | null;
}

/** Scores of one label over the records on which it is known. */
export interface LabelScores {
  /** Label-set index. */
  readonly label: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Null without a positive. */
  readonly averagePrecision: number | null;
  /** Number of records on which the label is known. */
  readonly known: number;
  /** Number of those that it applies to. */
  readonly positives: number;
  /** Numbers of records for which it is wrongly predicted, and wrongly not. */
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** Fewer than FEW_RECORDS positives: show "too few" instead of the F1. */
  readonly tooFew: boolean;
  /** Neither true nor predicted; it is then excluded from the macro mean. */
  readonly absent: boolean;
}

/** F1 and average precision per label-set index; null if undefined. */
export interface LabelMeasures {
  readonly f1: readonly (number | null)[];
  /** Also null for labels with too few positives to count in the mean. */
  readonly averagePrecision: readonly (number | null)[];
}

/** Predictions and truth, prepared for any number of resamples: rankings are sorted once. */
export class MultiLabelTest {
  readonly #input: MultiLabelInput;
  readonly #rankings: readonly LabelRanking[];
  /** One per record. */
  readonly outcomes: readonly RecordOutcome[];

  /** @throws RangeError for mismatched shapes */
  constructor(input: MultiLabelInput) {
    const { probabilities, headLabels, predicted, truth, weights } = input;
    checkSameLength('headLabels', probabilities.cols, headLabels.length);
    checkSameLength('truth', probabilities.rows, truth.rows);
    checkSameLength('predicted', truth.data.length, predicted.data.length);
    if (weights) checkSameLength('weights', truth.rows, weights.length);
    this.#input = input;
    this.#rankings = rankingsOf(input);
    this.outcomes = outcomesOf(truth, predicted);
  }

  scores(weights: ArrayLike<number> | undefined = this.#input.weights): MultiLabelScores {
    const counts = this.#counts(weights);
    const { averagePrecision } = this.measures(weights);
    return {
      microF1: microF1Of(counts),
      macroF1: meanOf(f1PerLabel(counts)),
      macroAp: meanOf(averagePrecision),
      labelsAveraged: averagePrecision.filter((value) => value !== null).length,
      subsetAccuracy: counts.whole > 0 ? counts.right / counts.whole : null,
    };
  }

  /** F1 and average precision label by label. */
  measures(weights: ArrayLike<number> | undefined = this.#input.weights): LabelMeasures {
    const { fewestForAp = 1 } = this.#input;
    return {
      f1: f1PerLabel(this.#counts(weights)),
      averagePrecision: this.#rankings.map((ranking, label) =>
        ranking.positives < fewestForAp ? null : this.#averagePrecision(label, weights),
      ),
    };
  }

  /** All labels of the set, in order. */
  perLabel(): LabelScores[] {
    const { weights, truth } = this.#input;
    const { hits, predicted, support } = this.#counts(weights);
    const counted = (of: (outcome: RecordOutcome) => readonly number[]): Int32Array => {
      const records = new Int32Array(truth.labels);
      for (const outcome of this.outcomes) for (const label of of(outcome)) records[label]!++;
      return records;
    };
    const falsePositives = counted((outcome) => outcome.falsePositives);
    const falseNegatives = counted((outcome) => outcome.falseNegatives);
    return Array.from(hits, (own, label) => {
      const { known, positives } = this.#rankings[label]!;
      return {
        label,
        precision: predicted[label]! > 0 ? own / predicted[label]! : 0,
        recall: support[label]! > 0 ? own / support[label]! : 0,
        f1: f1Of(own, predicted[label]!, support[label]!) ?? 0,
        averagePrecision: this.#averagePrecision(label, weights),
        known: known.length,
        positives,
        falsePositives: falsePositives[label]!,
        falseNegatives: falseNegatives[label]!,
        tooFew: positives < FEW_RECORDS,
        absent: support[label]! + predicted[label]! === 0,
      };
    });
  }

  /**
   * Mean number of labels per record, true and predicted, over known entries; null without records.
   */
  cardinality(): { truth: number; predicted: number } | null {
    const { weights, truth } = this.#input;
    const { support, predicted } = this.#counts(weights);
    const all = weights ? sumOf(weights) : truth.rows;
    return all > 0 ? { truth: sumOf(support) / all, predicted: sumOf(predicted) / all } : null;
  }

  /** Kish's effective number of positives of each label; near-duplicates count as one. */
  effectivePositives(groups?: ArrayLike<number>): Float64Array {
    const { weights } = this.#input;
    return Float64Array.from(this.#rankings, ({ known, positive }) => {
      const rows = known.filter((_, k) => positive[k]);
      return effectiveSize(
        Float64Array.from(rows, (row) => weights?.[row] ?? 1),
        groups && Float64Array.from(rows, (row) => groups[row]!),
      );
    });
  }

  #counts(weights: ArrayLike<number> | undefined): LabelCounts {
    return countOutcomes(this.outcomes, this.#input.truth.labels, weights);
  }

  #averagePrecision(label: number, weights: ArrayLike<number> | undefined): number | null {
    const { ranking, positive, known } = this.#rankings[label]!;
    const { rows } = this.#input.truth;
    const own =
      weights && known.length < rows ? Float64Array.from(known, (i) => weights[i]!) : weights;
    return averagePrecision(ranking, positive, own);
  }
}

interface LabelRanking {
  /** Ranking of the known records. */
  readonly ranking: Ranking;
  /** Parallel to `known`. */
  readonly positive: Uint8Array;
  readonly positives: number;
  readonly known: Int32Array;
}

/** By label-set index. A label that the head has not learnt ranks nothing: all its scores are 0. */
function rankingsOf({ probabilities, headLabels, truth }: MultiLabelInput): LabelRanking[] {
  const { rows, labels, data } = truth;
  const columnOf = new Map(Array.from(headLabels, (label, column) => [label, column]));
  return Array.from({ length: labels }, (_, label) => {
    const known = Int32Array.from({ length: rows }, (_, i) => i).filter(
      (i) => data[i * labels + label] !== UNKNOWN,
    );
    const column = columnOf.get(label);
    const scores = Float32Array.from(known, (i) =>
      column === undefined ? 0 : probabilities.data[i * probabilities.cols + column]!,
    );
    const positive = Uint8Array.from(known, (i) => (data[i * labels + label] === YES ? 1 : 0));
    return {
      ranking: rankScores(scores),
      positive,
      positives: positive.reduce((sum, own) => sum + own, 0),
      known,
    };
  });
}
