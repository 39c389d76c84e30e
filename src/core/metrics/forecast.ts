import { Rng } from '../rng.ts';
import { macroF1 } from './classification.ts';
import { checkSameLength } from './estimate.ts';
import { quantile } from './intervals.ts';
import { resampleGroups } from './multinomial.ts';
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
  /** Their near-duplicate groups, resampled as one; each its own when left out. */
  readonly groups?: ArrayLike<number>;
  readonly curve: ResampledCurve;
  readonly target: number;
  readonly seed: number;
  /** 200 when left out: each one refits the whole curve. */
  readonly resamples?: number;
}

export type CannotForecast =
  /** Fewer than MINIMUM_ROUNDS rounds have the metric. */
  | 'fewRounds'
  /** Fewer than MINIMUM_ANSWERS hold-out records are answered. */
  | 'fewAnswers'
  /** The fitted curve does not rise. */
  | 'notRising'
  /** The fitted curve levels out below the target, and so do most of the resampled ones. */
  | 'outOfReach'
  /** More than half of the resampled curves never reach the target, or the range says nothing. */
  | 'tooUncertain'
  /** Even the lower end lies more than FARTHEST times beyond the labels given so far. */
  | 'tooFar'
  /** The round before would have said something else. */
  | 'disagree';

/** Training labels in all at which the target is met; `high` null: no upper end can be given. */
export interface NeededLabels {
  readonly low: number;
  readonly high: number | null;
}

export type Forecast =
  /** The fitted curve is about at the target, which says less than the rule "target reached". */
  | { readonly kind: 'aboutThere'; readonly fit: PowerLaw; readonly labels: NeededLabels }
  | { readonly kind: 'forecast'; readonly fit: PowerLaw; readonly labels: NeededLabels }
  | { readonly kind: 'cannotTell'; readonly reason: CannotForecast };

const MINIMUM_ROUNDS = 5;
const MINIMUM_ANSWERS = 50;
const FARTHEST = 20;
/** Shares of the resampled curves that lie outside of the range, below and above. */
const LOW_TAIL = 0.03;
const HIGH_TAIL = 0.05;
/** The lower one where the range has no upper end: "more than N" says nothing else, so N has to be sure. */
const LOW_TAIL_ALONE = 0.01;

/**
 * Labels needed to reach a target, from a − b·n^(−c) fitted to the learning curve. The range comes from
 * resampling the hold-out records, computing the whole curve and fitting again: all rounds share one
 * hold-out, so their errors go together, and treating points as independent would make the range far too narrow.
 * Each resampled curve also gets the rounds' own luck, as large as the fit's residuals. Nothing is said unless the same would have been said a round before: the ranges overlap.
 */
export function forecast(input: ForecastInput): Forecast {
  const latest = lookAhead(input, input.labels.length);
  if (latest.told.kind === 'cannotTell') return latest.told;
  const before = lookAhead(input, input.labels.length - 1);
  if (!before.range) return before.told;
  return overlap(latest.told.labels, before.range) ? latest.told : cannot('disagree');
}

/** What the first `rounds` rounds say, and the range behind it, if there is one. */
function lookAhead(
  input: ForecastInput,
  rounds: number,
): { readonly told: Forecast; readonly range?: NeededLabels } {
  const { records, weights, target } = input;
  if (weights) checkSameLength('weights', records, weights.length);
  if (records < MINIMUM_ANSWERS) return { told: cannot('fewAnswers') };
  const labels = Array.from(input.labels).slice(0, rounds);
  const curve = (counts: Float64Array) => input.curve(counts).slice(0, rounds);
  const once = Float64Array.from({ length: records }, (_, i) => (weights ? weights[i]! : 1));
  const values = curve(once);
  const fit = fitCurve(labels, values);
  if (fit === null) return { told: cannot('fewRounds') };
  if (fit.b === 0) return { told: cannot('notRising') };
  const now = labels[rounds - 1]!;
  const value = powerLawReaches(fit, target);
  const luck = Math.sqrt(fit.residual / Math.max(1, values.length - 3));
  const needed = resampledNeeds({ ...input, labels, curve }, luck);
  if (needed.length === 0) return { told: cannot('fewRounds') };
  const upper = Math.ceil(Math.max(value, quantile(needed, 1 - HIGH_TAIL)));
  // Farther beyond the last round the fitted shape is a guess: no end is named there.
  const high = upper <= FARTHEST * now ? upper : null;
  const tail = high === null ? LOW_TAIL_ALONE : LOW_TAIL;
  const low = Math.ceil(Math.min(value, quantile(needed, tail)));
  const range = { low, high };
  const told = (): Forecast => {
    if (quantile(needed, 0.5) === Infinity) {
      return cannot(value === Infinity ? 'outOfReach' : 'tooUncertain');
    }
    if (low > FARTHEST * now) return cannot('tooFar');
    if (powerLawAt(fit, now) >= target) return { kind: 'aboutThere', fit, labels: range };
    return range.high === null && low <= now
      ? cannot('tooUncertain')
      : { kind: 'forecast', fit, labels: range };
  };
  return { told: told(), range };
}

function overlap(a: NeededLabels, b: NeededLabels): boolean {
  return a.low <= (b.high ?? Infinity) && b.low <= (a.high ?? Infinity);
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
        cells[truth[i]! * classes + predicted[i]!]! += counts[i]!;
        all += counts[i]!;
        if (truth[i] === predicted[i]) right += counts[i]!;
      }
      if (metric === 'macroF1') return macroF1(cells, classes);
      return all > 0 ? right / all : null;
    });
}

/** Ascending labels needed in each resample; Infinity where the resampled curve never gets there. */
function resampledNeeds(input: ForecastInput, luck: number): Float64Array {
  const { records, weights, groups, resamples = 200 } = input;
  const rng = new Rng(input.seed);
  const counts = new Float64Array(records);
  const needed: number[] = [];
  for (let r = 0; r < resamples; r++) {
    resampleGroups(records, rng, counts, groups);
    if (weights) for (let i = 0; i < records; i++) counts[i]! *= weights[i]!;
    const curve = input
      .curve(counts)
      .map((value) => (value === null ? null : value + luck * rng.normal()));
    const fit = fitCurve(input.labels, curve);
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

function cannot(reason: CannotForecast): Forecast {
  return { kind: 'cannotTell', reason };
}
