import { Rng } from '../rng.ts';
import { macroF1 } from './classification.ts';
import { checkConfidence, checkSameLength } from './estimate.ts';
import { quantile } from './intervals.ts';
import { resampleCounts } from './multinomial.ts';
import { fitPowerLaw, powerLawAt, powerLawReaches, type PowerLaw } from './powerLaw.ts';

/**
 * The metric of every round when hold-out record i counts `counts[i]` times; null where a round has none.
 * @param counts one a record, times its multiplicity.
 */
export type ResampledCurve = (counts: Float64Array) => (number | null)[];

export interface ForecastInput {
  /** Training labels of each round, ascending. */
  readonly labels: ArrayLike<number>;
  /** Answered hold-out records. */
  readonly records: number;
  /** Their multiplicities; all 1 when left out. */
  readonly weights?: ArrayLike<number>;
  readonly curve: ResampledCurve;
  readonly target: number;
  readonly seed: number;
  /** 200 when left out: each one refits the whole curve. */
  readonly resamples?: number;
  readonly confidence?: number;
}

export type CannotForecast =
  /** Fewer than MINIMUM_ROUNDS rounds have the metric. */
  | 'fewRounds'
  /** Fewer than MINIMUM_ANSWERS hold-out records are answered. */
  | 'fewAnswers'
  /** The fitted curve does not rise. */
  | 'notRising'
  /** The fitted curve levels out below the target. */
  | 'outOfReach'
  /** More than half of the resampled curves never reach the target. */
  | 'tooUncertain'
  /** The answer lies more than FARTHEST times beyond the labels given so far. */
  | 'tooFar';

export type Forecast =
  /** The fitted curve is already at the target (which says less than the rule "target reached"). */
  | { readonly kind: 'reached'; readonly fit: PowerLaw }
  | {
      readonly kind: 'forecast';
      readonly fit: PowerLaw;
      /** Training labels in all at which the target is met; `high` null: no upper limit can be given. */
      readonly labels: {
        readonly value: number;
        readonly low: number;
        readonly high: number | null;
      };
    }
  | { readonly kind: 'cannotTell'; readonly reason: CannotForecast };

export const MINIMUM_ROUNDS = 5;
export const MINIMUM_ANSWERS = 50;
export const FARTHEST = 10;

/**
 * Labels needed to reach a target, from a − b·n^(−c) fitted to the learning curve. The range comes from
 * resampling the hold-out records, computing the whole curve anew and fitting again: all rounds share one
 * hold-out, so their errors go together, and treating points as independent would make the range far too narrow.
 * It covers the luck of the hold-out, not that of the training labels nor a curve of another shape.
 */
export function forecast(input: ForecastInput): Forecast {
  const { records, weights, curve, target, confidence = 0.95 } = input;
  checkConfidence(confidence);
  if (weights) checkSameLength('weights', records, weights.length);
  if (records < MINIMUM_ANSWERS) return cannot('fewAnswers');
  const once = Float64Array.from({ length: records }, (_, i) => (weights ? weights[i] : 1));
  const fit = fitCurve(input.labels, curve(once));
  if (fit === null) return cannot('fewRounds');
  if (fit.b === 0) return cannot('notRising');
  const now = input.labels[input.labels.length - 1];
  if (powerLawAt(fit, now) >= target) return { kind: 'reached', fit };
  const value = powerLawReaches(fit, target);
  if (value === Infinity) return cannot('outOfReach');
  const needed = resampledNeeds(input);
  if (needed.length === 0 || quantile(needed, 0.5) === Infinity) return cannot('tooUncertain');
  if (value > FARTHEST * now) return cannot('tooFar');
  const tail = (1 - confidence) / 2;
  const high = quantile(needed, 1 - tail);
  return {
    kind: 'forecast',
    fit,
    labels: {
      value: Math.ceil(value),
      low: Math.min(Math.ceil(value), Math.ceil(quantile(needed, tail))),
      high: Number.isFinite(high) ? Math.max(Math.ceil(value), Math.ceil(high)) : null,
    },
  };
}

/** Accuracy or macro-F1 of every round from stored predictions. @param rounds predictions of n records each. */
export function curveOfPredictions(
  metric: 'accuracy' | 'macroF1',
  rounds: readonly ArrayLike<number>[],
  truth: ArrayLike<number>,
  classes: number,
): ResampledCurve {
  for (const predicted of rounds) checkSameLength('predicted', truth.length, predicted.length);
  const cells = new Float64Array(classes * classes);
  return (counts) =>
    rounds.map((predicted) => {
      cells.fill(0);
      let all = 0;
      let right = 0;
      for (let i = 0; i < truth.length; i++) {
        cells[truth[i] * classes + predicted[i]] += counts[i];
        all += counts[i];
        if (truth[i] === predicted[i]) right += counts[i];
      }
      if (metric === 'macroF1') return macroF1(cells, classes);
      return all > 0 ? right / all : null;
    });
}

/** Ascending labels needed in each resample; Infinity where the resampled curve never gets there. */
function resampledNeeds(input: ForecastInput): Float64Array {
  const { records, weights, resamples = 200 } = input;
  const rng = new Rng(input.seed);
  const counts = new Float64Array(records);
  const needed: number[] = [];
  for (let r = 0; r < resamples; r++) {
    resampleCounts(records, rng, counts);
    if (weights) for (let i = 0; i < records; i++) counts[i] *= weights[i];
    const fit = fitCurve(input.labels, input.curve(counts));
    if (fit !== null) needed.push(powerLawReaches(fit, input.target));
  }
  return Float64Array.from(needed).sort();
}

function fitCurve(labels: ArrayLike<number>, values: readonly (number | null)[]): PowerLaw | null {
  checkSameLength('curve', labels.length, values.length);
  const known = values.flatMap((value, i) => (value === null ? [] : [{ n: labels[i], value }]));
  if (known.length < MINIMUM_ROUNDS) return null;
  return fitPowerLaw(
    known.map((point) => point.n),
    known.map((point) => point.value),
  );
}

function cannot(reason: CannotForecast): Forecast {
  return { kind: 'cannotTell', reason };
}
