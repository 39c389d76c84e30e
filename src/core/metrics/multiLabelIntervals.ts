import { normalQuantile, studentQuantile } from './distributions.ts';
import { checkConfidence, type Estimate } from './estimate.ts';
import { clusteredF1Interval, type SampledRecords, type UnitOfDecisions } from './f1Intervals.ts';
import { effectiveSize, quantile, wilson, type BootstrapOptions } from './intervals.ts';
import { isRight, meanOf } from './labelOutcomes.ts';
import type { MultiLabelTest } from './multiLabel.ts';
import { resampleGroups } from './multinomial.ts';

/** Micro-F1 with its interval; null if no label is true or predicted. Records are the units. */
export function microF1Interval(
  { outcomes }: Pick<MultiLabelTest, 'outcomes'>,
  { weights, groups }: SampledRecords,
  confidence = 0.95,
): Estimate | null {
  const units = new Map<number, UnitOfDecisions>();
  outcomes.forEach((outcome, i) => {
    const weight = weights ? weights[i]! : 1;
    const right = weight * outcome.hits.length;
    const wrong = weight * (outcome.falsePositives.length + outcome.falseNegatives.length);
    const key = groups ? groups[i]! : i;
    const { hits, all } = units.get(key) ?? { hits: 0, all: 0 };
    units.set(key, { hits: hits + right, all: all + right + wrong });
  });
  return clusteredF1Interval([...units.values()], confidence);
}

/** Subset accuracy with Wilson's interval, over records whose every label is known; null if none. */
export function subsetAccuracyInterval(
  { outcomes }: Pick<MultiLabelTest, 'outcomes'>,
  { weights, groups }: SampledRecords,
  confidence = 0.95,
): Estimate | null {
  const whole = [...outcomes.keys()].filter((i) => outcomes[i]!.whole);
  const own = Float64Array.from(whole, (i) => weights?.[i] ?? 1);
  const all = own.reduce((sum, weight) => sum + weight, 0);
  if (!(all > 0)) return null;
  const right = whole.reduce((sum, i, k) => sum + (isRight(outcomes[i]!) ? own[k]! : 0), 0);
  const size = effectiveSize(own, groups && Float64Array.from(whole, (i) => groups[i]!));
  return wilson(Math.min(1, right / all), size, confidence);
}

/** Means over labels with their intervals; null if undefined. */
export interface MacroEstimates {
  readonly macroF1: Estimate | null;
  readonly macroAp: Estimate | null;
}

/**
 * Macro-F1 and mean average precision with intervals from resampling records, or groups of
 * near-duplicates, with all their labels. Means over labels with few positives are biased, and
 * those of resamples doubly (Efron & Tibshirani 1993, §10), so the resamples' spread about their
 * own mean is centred on the value. Student's t with Satterthwaite's degrees of freedom (1946),
 * from the labels' positives, widens it, and so does one more error per label, since labels without
 * errors do not vary.
 */
export function macroIntervals(
  test: MultiLabelTest,
  { weights, groups }: SampledRecords,
  { rng, resamples = 1000, confidence = 0.95 }: BootstrapOptions,
): MacroEstimates {
  checkConfidence(confidence);
  const own = test.measures(weights);
  const n = test.outcomes.length;
  const counts = new Float64Array(n);
  const f1 = new LabelSpread(own.f1, resamples);
  const ap = new LabelSpread(own.averagePrecision, resamples);
  for (let b = 0; b < resamples; b++) {
    resampleGroups(n, rng, counts, groups);
    if (weights) for (let i = 0; i < n; i++) counts[i]! *= weights[i]!;
    const drawn = test.measures(counts);
    f1.add(drawn.f1);
    ap.add(drawn.averagePrecision);
  }
  const positives = test.effectivePositives(groups);
  return {
    macroF1: f1.interval(positives, confidence),
    macroAp: ap.interval(positives, confidence),
  };
}

/** Resampled means over labels, and the variance of each label's part. */
class LabelSpread {
  readonly #own: readonly (number | null)[];
  readonly #means: Float64Array;
  #kept = 0;
  /** By label: number of resamples with a value, their sum and the sum of squares. */
  readonly #sums: { count: number; sum: number; squares: number }[];

  constructor(own: readonly (number | null)[], resamples: number) {
    this.#own = own;
    this.#means = new Float64Array(resamples);
    this.#sums = own.map(() => ({ count: 0, sum: 0, squares: 0 }));
  }

  add(values: readonly (number | null)[]): void {
    values.forEach((value, label) => {
      if (value === null) return;
      const sums = this.#sums[label]!;
      sums.count++;
      sums.sum += value;
      sums.squares += value * value;
    });
    const mean = meanOf(values);
    if (mean !== null) this.#means[this.#kept++] = mean;
  }

  interval(positives: Float64Array, confidence: number): Estimate | null {
    const value = meanOf(this.#own);
    if (value === null || this.#kept === 0) return null;
    const averaged = [...this.#own.keys()].filter((label) => this.#own[label] !== null);
    let all = 0;
    let uncertain = 0;
    let unseen = 0;
    for (const label of averaged) {
      const { count, sum, squares } = this.#sums[label]!;
      const variance = count > 1 ? Math.max(0, (squares - (sum * sum) / count) / (count - 1)) : 0;
      const records = Math.max(1, positives[label]!);
      const oneMore = (1 / (records + 1)) ** 2;
      const varianceBound = Math.max(variance, oneMore);
      all += varianceBound;
      uncertain += varianceBound ** 2 / records;
      unseen += varianceBound - variance;
    }
    const t = studentQuantile(1 - (1 - confidence) / 2, Math.max(1, all ** 2 / uncertain));
    const widened = t / normalQuantile(1 - (1 - confidence) / 2);
    const more = (t * t * unseen) / averaged.length ** 2;
    const means = this.#means.subarray(0, this.#kept).sort();
    const middle = means.reduce((sum, mean) => sum + mean, 0) / means.length;
    const tail = (1 - confidence) / 2;
    const below = widened * (middle - quantile(means, tail));
    const above = widened * (quantile(means, 1 - tail) - middle);
    return {
      value,
      low: Math.max(0, value - Math.sqrt(below ** 2 + more)),
      high: Math.min(1, value + Math.sqrt(above ** 2 + more)),
      approximate: true,
    };
  }
}
