import type { Indicators } from '../heads/indicators.ts';
import { Rng } from '../rng.ts';
import { macroF1 } from './classification.ts';
import { checkSameLength } from './estimate.ts';
import { quantile } from './intervals.ts';
import { countOutcomes, f1PerLabel, meanOf, microF1Parts, outcomesOf } from './labelOutcomes.ts';
import { resampleGroups } from './multinomial.ts';
import { fitPowerLaw, powerLawAt, powerLawReaches, type PowerLaw } from './powerLaw.ts';

/**
 * The metric of every round with hold-out record i counted `counts[i]` times; null for rounds
 * without a value.
 * @param counts one per record, including its multiplicity
 */
export type ResampledCurve = (counts: Float64Array) => (number | null)[];

export interface ForecastInput {
  /** Training labels of each round, ascending. */
  readonly labels: ArrayLike<number>;
  /** Number of answered hold-out records. */
  readonly records: number;
  /** Their multiplicities; default 1. */
  readonly weights?: ArrayLike<number>;
  /** Their near-duplicate groups, each resampled as one unit; default one group per record. */
  readonly groups?: ArrayLike<number>;
  readonly curve: ResampledCurve;
  readonly target: number;
  readonly seed: number;
  /** Default 200, because each resample refits the whole curve. */
  readonly resamples?: number;
}

export type CannotForecast =
  /**
   * Fewer than MINIMUM_ROUNDS rounds have the metric, or had it at the previous round, whose forecast
   * must agree.
   */
  | 'fewRounds'
  /** Fewer than MINIMUM_ANSWERS hold-out records are answered. */
  | 'fewAnswers'
  /** The fitted curve does not rise. */
  | 'notRising'
  /** The fitted curve and most resampled curves level out below the target. */
  | 'outOfReach'
  /** More than half of the resampled curves never reach the target, or the range is meaningless. */
  | 'tooUncertain'
  /** Even the lower end is more than FARTHEST times the current number of labels. */
  | 'tooFar'
  /** The previous round's forecast would contradict this one. */
  | 'disagree';

/**
 * Total training labels at which the target is reached; `high` null if no upper end can be given.
 */
export interface NeededLabels {
  readonly low: number;
  readonly high: number | null;
}

export type Forecast =
  /** The fitted curve is about at the target; weaker than the rule "target reached". */
  | { readonly kind: 'aboutThere'; readonly fit: PowerLaw; readonly labels: NeededLabels }
  | { readonly kind: 'forecast'; readonly fit: PowerLaw; readonly labels: NeededLabels }
  | { readonly kind: 'cannotTell'; readonly reason: CannotForecast };

const MINIMUM_ROUNDS = 5;
const MINIMUM_ANSWERS = 50;
const FARTHEST = 20;
/** Number of hold-out records from which the curve's shape dominates the uncertainty. */
const MANY_ANSWERS = 200;
/** Maximum share of the rounds, the earliest, that a resampled curve then leaves out. */
const EARLY = 1 / 8;
/** Shares of the resampled curves below and above the range. */
const LOW_TAIL = 0.03;
const HIGH_TAIL = 0.05;
/**
 * The lower tail if the range of a small hold-out has no upper end: "more than N" makes no other
 * claim, so N has to be reliable.
 */
const LOW_TAIL_ONE_SIDED = 0.01;

/**
 * Labels needed to reach a target, from fitting a − b·n^(−c) to the learning curve. The range comes
 * from resampling the hold-out records and refitting the whole curve: all rounds share one
 * hold-out, so their errors are correlated, and treating points as independent would make the range
 * far too narrow. Each resampled curve also gets noise per round, as large as the fit's residuals.
 * With many hold-out records the range would still be too narrow if the true curve is no power law,
 * so each resampled curve then begins at a random early round. A forecast is given only if the
 * previous round's range overlaps with this one's.
 */
export function forecast(input: ForecastInput): Forecast {
  const latest = lookAhead(input, input.labels.length);
  if (latest.forecast.kind === 'cannotTell') return latest.forecast;
  const before = lookAhead(input, input.labels.length - 1);
  if (!before.range) return before.forecast;
  return overlap(latest.forecast.labels, before.range) ? latest.forecast : noForecast('disagree');
}

/** The forecast from the first `rounds` rounds, and its range if there is one. */
function lookAhead(
  input: ForecastInput,
  rounds: number,
): { readonly forecast: Forecast; readonly range?: NeededLabels } {
  const { records, weights, target } = input;
  if (weights) checkSameLength('weights', records, weights.length);
  if (records < MINIMUM_ANSWERS) return { forecast: noForecast('fewAnswers') };
  const labels = Array.from(input.labels).slice(0, rounds);
  const curve = (counts: Float64Array) => input.curve(counts).slice(0, rounds);
  const once = Float64Array.from({ length: records }, (_, i) => (weights ? weights[i]! : 1));
  const values = curve(once);
  const fit = fitCurve(labels, values);
  if (fit === null) return { forecast: noForecast('fewRounds') };
  if (fit.b === 0) return { forecast: noForecast('notRising') };
  const now = labels[rounds - 1]!;
  const value = powerLawReaches(fit, target);
  const known = values.filter((own) => own !== null).length;
  const residualSd = Math.sqrt(fit.residual / Math.max(1, known - 3));
  const needed = resampledLabelsNeeded({ ...input, labels, curve }, residualSd);
  if (needed.length === 0) return { forecast: noForecast('fewRounds') };
  const upper = Math.ceil(Math.max(value, quantile(needed, 1 - HIGH_TAIL)));
  // Farther beyond the last round the extrapolation is a guess, so no upper end is given.
  const high = upper <= FARTHEST * now ? upper : null;
  const isOneSided = high === null && records < MANY_ANSWERS;
  const tail = isOneSided ? LOW_TAIL_ONE_SIDED : LOW_TAIL;
  const low = Math.ceil(Math.min(value, quantile(needed, tail)));
  const range = { low, high };
  const classify = (): Forecast => {
    if (quantile(needed, 0.5) === Infinity) {
      return noForecast(value === Infinity ? 'outOfReach' : 'tooUncertain');
    }
    if (low > FARTHEST * now) return noForecast('tooFar');
    if (powerLawAt(fit, now) >= target) return { kind: 'aboutThere', fit, labels: range };
    return range.high === null && low <= now
      ? noForecast('tooUncertain')
      : { kind: 'forecast', fit, labels: range };
  };
  return { forecast: classify(), range };
}

function overlap(a: NeededLabels, b: NeededLabels): boolean {
  return a.low <= (b.high ?? Infinity) && b.low <= (a.high ?? Infinity);
}

/** Accuracy or macro-F1 of every round from stored predictions. @param rounds n predictions each */
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
        cells[truth[i]! * classes + predicted[i]!]! += counts[i]!;
        all += counts[i]!;
        if (truth[i] === predicted[i]) right += counts[i]!;
      }
      if (metric === 'macroF1') return macroF1(cells, classes);
      return all > 0 ? right / all : null;
    });
}

/** Micro-F1 or macro-F1 of every round from stored multi-label predictions. */
export function curveOfLabelSets(
  metric: 'microF1' | 'macroF1',
  rounds: readonly Indicators[],
  truth: Indicators,
): ResampledCurve {
  if (metric === 'microF1') {
    const parts = rounds.map((predicted) => microF1Parts(truth, predicted));
    return (counts) =>
      parts.map(({ numerators, denominators }) =>
        ratio(weighted(numerators, counts), weighted(denominators, counts)),
      );
  }
  const outcomes = rounds.map((predicted) => outcomesOf(truth, predicted));
  return (counts) =>
    outcomes.map((own) => meanOf(f1PerLabel(countOutcomes(own, truth.labels, counts))));
}

const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null);

function weighted(values: readonly number[], weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weights[i]!;
  return sum;
}

/**
 * Labels needed in each resample, ascending; Infinity if the resampled curve never reaches the
 * target.
 */
function resampledLabelsNeeded(input: ForecastInput, residualSd: number): Float64Array {
  const { records, weights, groups, resamples = 200 } = input;
  const rng = new Rng(input.seed);
  const labels = Array.from(input.labels);
  const maxDropped = records < MANY_ANSWERS ? 0 : Math.floor(EARLY * labels.length);
  const counts = new Float64Array(records);
  const needed: number[] = [];
  for (let r = 0; r < resamples; r++) {
    resampleGroups(records, rng, counts, groups);
    if (weights) for (let i = 0; i < records; i++) counts[i]! *= weights[i]!;
    const curve = input
      .curve(counts)
      .map((value) => (value === null ? null : value + residualSd * rng.normal()));
    const first = maxDropped > 0 ? rng.integer(maxDropped + 1) : 0;
    const fit = fitCurve(labels.slice(first), curve.slice(first));
    if (fit !== null) needed.push(powerLawReaches(fit, input.target));
  }
  return Float64Array.from(needed).sort();
}

function fitCurve(labels: ArrayLike<number>, values: readonly (number | null)[]): PowerLaw | null {
  checkSameLength('curve', labels.length, values.length);
  const known = values.flatMap((value, i) => (value === null ? [] : [{ n: labels[i]!, value }]));
  if (known.length < MINIMUM_ROUNDS) return null;
  return fitPowerLaw(
    known.map((point) => point.n),
    known.map((point) => point.value),
  );
}

function noForecast(reason: CannotForecast): Forecast {
  return { kind: 'cannotTell', reason };
}
