import { NO, UNKNOWN, YES, type Indicators } from '../heads/indicators.ts';
import type { Matrix } from '../math/matrix.ts';
import type { Rng } from '../rng.ts';
import { averagePrecision } from './averagePrecision.ts';
import { FEW_RECORDS, type ClassScores } from './classification.ts';
import { checkSameLength, type Estimate } from './estimate.ts';
import { percentileInterval, type BootstrapOptions } from './intervals.ts';
import { resampleGroups } from './multinomial.ts';
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
}

/** Measures of a whole test set; null if undefined. */
export interface MultiLabelScores {
  /** F1 over all label assignments. */
  readonly microF1: number | null;
  /** Mean F1 of the labels that occur in truth or predictions. */
  readonly macroF1: number | null;
  /** Mean average precision of the labels with a positive. */
  readonly macroAp: number | null;
  /** Number of labels averaged. */
  readonly labelsAveraged: number;
  /** Share of records with the exact label set, among records without unknown labels. */
  readonly subsetAccuracy: number | null;
}

export type MultiLabelMetric = Exclude<keyof MultiLabelScores, 'labelsAveraged'>;
export const multiLabelMetrics: readonly MultiLabelMetric[] = [
  'microF1',
  'macroF1',
  'macroAp',
  'subsetAccuracy',
];

/** Class scores with average precision. */
export interface LabelScores extends ClassScores {
  /** Null without a positive. */
  readonly averagePrecision: number | null;
}

/** Predictions and truth, prepared for any number of resamples: rankings are sorted once. */
export class MultiLabelTest {
  readonly #input: MultiLabelInput;
  readonly #rankings: readonly LabelRanking[];

  /** @throws RangeError for mismatched shapes */
  constructor(input: MultiLabelInput) {
    const { probabilities, headLabels, predicted, truth, weights } = input;
    checkSameLength('headLabels', probabilities.cols, headLabels.length);
    checkSameLength('truth', probabilities.rows, truth.rows);
    checkSameLength('predicted', truth.data.length, predicted.data.length);
    if (weights) checkSameLength('weights', truth.rows, weights.length);
    this.#input = input;
    this.#rankings = rankingsOf(input);
  }

  scores(weights: ArrayLike<number> | undefined = this.#input.weights): MultiLabelScores {
    const counts = this.#counts(weights);
    const { macroAp, labelsAveraged } = this.#macroAp(weights);
    return {
      microF1: f1(sumOf(counts.hits), sumOf(counts.predicted), sumOf(counts.support)),
      macroF1: meanOf(
        Array.from(counts.hits, (hits, j) => f1(hits, counts.predicted[j]!, counts.support[j]!)),
      ),
      macroAp,
      labelsAveraged,
      subsetAccuracy: counts.whole > 0 ? counts.right / counts.whole : null,
    };
  }

  /** All labels of the set, in order. */
  perLabel(): LabelScores[] {
    const { weights } = this.#input;
    const { hits, predicted, support, records } = this.#counts(weights);
    return Array.from(hits, (own, label) => ({
      label,
      precision: predicted[label]! > 0 ? own / predicted[label]! : 0,
      recall: support[label]! > 0 ? own / support[label]! : 0,
      f1: f1(own, predicted[label]!, support[label]!) ?? 0,
      support: support[label]!,
      records: records[label]!,
      tooFew: records[label]! < FEW_RECORDS,
      absent: support[label]! + predicted[label]! === 0,
      averagePrecision: this.#averagePrecision(label, weights),
    }));
  }

  /**
   * Mean number of labels per record, true and predicted, over known entries; null without records.
   */
  cardinality(): { truth: number; predicted: number } | null {
    const { weights, truth } = this.#input;
    const { support, predicted } = this.#counts(weights);
    const all = weights ? sumOf(Float64Array.from(weights)) : truth.rows;
    return all > 0 ? { truth: sumOf(support) / all, predicted: sumOf(predicted) / all } : null;
  }

  /**
   * Bootstrap intervals that resample whole records with all their labels, or groups of
   * near-duplicates. Unavailable measures are omitted.
   */
  intervals(
    options: BootstrapOptions,
    groups?: ArrayLike<number>,
  ): Partial<Record<MultiLabelMetric, Estimate>> {
    const { weights, truth } = this.#input;
    const n = truth.rows;
    const own = this.scores();
    const units = groups ? new Set(Array.from(groups)).size : n;
    const { resamples = 1000, rng } = options;
    const resampled = Array.from({ length: resamples }, () => {
      const counts = new Float64Array(n);
      resampleGroups(n, rng, counts, groups);
      if (weights) for (let i = 0; i < n; i++) counts[i]! *= weights[i]!;
      return this.scores(counts);
    });
    const estimates: Partial<Record<MultiLabelMetric, Estimate>> = {};
    for (const metric of multiLabelMetrics) {
      const value = own[metric];
      if (value === null) continue;
      let next = 0;
      const drawn = (_: Rng): number | null => resampled[next++]![metric];
      estimates[metric] = percentileInterval(value, drawn, { ...options, resamples, units });
    }
    return estimates;
  }

  #averagePrecision(label: number, weights: ArrayLike<number> | undefined): number | null {
    const { ranking, positive, known } = this.#rankings[label]!;
    const own = weights && known ? Float64Array.from(known, (i) => weights[i]!) : weights;
    return averagePrecision(ranking, positive, own);
  }

  #macroAp(
    weights: ArrayLike<number> | undefined,
  ): Pick<MultiLabelScores, 'macroAp' | 'labelsAveraged'> {
    const each = this.#rankings.map((_, label) => this.#averagePrecision(label, weights));
    return {
      macroAp: meanOf(each),
      labelsAveraged: each.filter((value) => value !== null).length,
    };
  }

  #counts(weights: ArrayLike<number> | undefined): Counts {
    const { truth, predicted } = this.#input;
    const { rows, labels } = truth;
    const sums = {
      hits: new Float64Array(labels),
      predicted: new Float64Array(labels),
      support: new Float64Array(labels),
      records: new Int32Array(labels),
    };
    let right = 0;
    let whole = 0;
    for (let i = 0, at = 0; i < rows; i++) {
      const weight = weights ? weights[i]! : 1;
      let judged = true;
      let equal = true;
      for (let j = 0; j < labels; j++, at++) {
        const own = truth.data[at]!;
        if (own === UNKNOWN) {
          judged = false;
          continue;
        }
        const found = predicted.data[at]!;
        if (own !== found) equal = false;
        if (found === YES) sums.predicted[j]! += weight;
        if (own === NO) continue;
        sums.support[j]! += weight;
        sums.records[j]!++;
        if (found === YES) sums.hits[j]! += weight;
      }
      if (!judged) continue;
      whole += weight;
      if (equal) right += weight;
    }
    return { ...sums, right, whole };
  }
}

/** Sums of weights per label over known entries. */
interface Counts {
  /** True positives. */
  readonly hits: Float64Array;
  readonly predicted: Float64Array;
  /** Positives. */
  readonly support: Float64Array;
  /** Number of positive records. */
  readonly records: Int32Array;
  /** Weight of records with the exact label set, among `whole` without unknown labels. */
  readonly right: number;
  readonly whole: number;
}

interface LabelRanking {
  readonly ranking: Ranking;
  readonly positive: Uint8Array;
  /** The records ranked; default all. */
  readonly known?: Int32Array;
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
    return {
      ranking: rankScores(scores),
      positive: Uint8Array.from(known, (i) => (data[i * labels + label] === YES ? 1 : 0)),
      ...(known.length < rows && { known }),
    };
  });
}

/** Null for 0/0: nothing true or predicted. */
function f1(hits: number, predicted: number, support: number): number | null {
  return predicted + support > 0 ? (2 * hits) / (predicted + support) : null;
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Mean of the non-null values; null if there are none. */
function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length > 0 ? there.reduce((sum, value) => sum + value, 0) / there.length : null;
}
