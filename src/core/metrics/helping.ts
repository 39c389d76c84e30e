import type { Indicators } from '../heads/indicators.ts';
import type { Rng } from '../rng.ts';
import { studentQuantile } from './distributions.ts';
import { checkSameLength } from './estimate.ts';
import { outcomesOf, type RecordOutcome } from './labelOutcomes.ts';

/**
 * Sample sizes (random labels) of the interim tests, and the part of the 5 % error rate that each
 * spends (alpha spending; Lan & DeMets 1983). Each further test comes after 1.5 times as many
 * labels and spends half of the remaining rate.
 */
const FIRST_LOOKS: readonly InterimLook[] = [
  { labels: 100, alpha: 0.01 },
  { labels: 140, alpha: 0.036 },
];
const ALPHA = 0.05;
const GROWTH = 1.5;

/** Maximum and minimum number of random splits of the random labels into training and test. */
const SPLITS = 60;
const FEWEST_SPLITS = 16;
/**
 * Labels × classes up to which a test uses all splits; beyond it, the cost of a fit grows in
 * proportion.
 */
const CHEAP_LOOK = 2000;
const TEST_SHARE = 0.2;

/**
 * Number of splits that a test can afford. With many classes they would block the engine for
 * minutes; fewer splits widen the interval, whose t quantile has one degree of freedom per split.
 */
export function splitsFor(labels: number, classes: number): number {
  const affordable = Math.floor((SPLITS * CHEAP_LOOK) / Math.max(1, labels * classes));
  return Math.max(FEWEST_SPLITS, Math.min(SPLITS, affordable));
}

/** An interim test on the first `labels` labels of each arm. */
export interface InterimLook {
  readonly labels: number;
  /** Probability of a false verdict allotted to this test. */
  readonly alpha: number;
}

/**
 * The latest test possible with this many pairs of random and chosen labels; undefined before the
 * first.
 */
export function interimLookAt(pairs: number): InterimLook | undefined {
  let latest: InterimLook | undefined;
  for (const look of looks()) {
    if (look.labels > pairs) return latest;
    latest = look;
  }
  return latest;
}

/** Labels per arm at the next test. */
export function nextInterimLook(pairs: number): number {
  for (const { labels } of looks()) if (labels > pairs) return labels;
  return Infinity;
}

function* looks(): Generator<InterimLook> {
  yield* FIRST_LOOKS;
  let { labels } = FIRST_LOOKS.at(-1)!;
  let left = ALPHA - FIRST_LOOKS.reduce((sum, { alpha }) => sum + alpha, 0);
  for (;;) {
    labels = Math.ceil(labels * GROWTH);
    left /= 2;
    yield { labels, alpha: left };
  }
}

/** Record numbers are the caller's own; the lists must be disjoint and in answer order. */
export interface HelpingInput {
  /** Records of the start phase, before the strategy could choose; both arms include them. */
  readonly start: ArrayLike<number>;
  /** Random records: exploration and hold-out. */
  readonly random: ArrayLike<number>;
  /** Records chosen by the strategy. */
  readonly active: ArrayLike<number>;
  /** Near-duplicate group of a record; a group is either trained on or tested on as a whole. */
  readonly groupOf?: (record: number) => number;
  readonly rng: Rng;
  /** Number of labels; more labels mean fewer splits. Default 2. */
  readonly classes?: number;
  /** Default `splitsFor`; each split fits two heads. */
  readonly splits?: number;
}

/** Fit one head on each arm and let both predict `test`. */
export interface HelpingSplit {
  readonly randomArm: Int32Array;
  readonly activeArm: Int32Array;
  readonly test: Int32Array;
}

export type HelpingPlan =
  | { readonly kind: 'plan'; readonly look: InterimLook; readonly splits: readonly HelpingSplit[] }
  | { readonly kind: 'cannotTell'; readonly pairs: number; readonly needed: number };

/**
 * Plans the test "is active learning helping?". Actively chosen labels alone cannot answer it, so
 * two arms of equal size are built: random = four fifths of the random records, active = as many
 * chosen ones; the remaining random records are the test. Up to sixty random splits, each with
 * different training records in both arms. The heads are discarded afterwards: the working head
 * never sees the hold-out.
 */
export function planHelping({
  start,
  random,
  active,
  groupOf,
  rng,
  classes = 2,
  splits: wanted,
}: HelpingInput): HelpingPlan {
  const pairs = Math.min(random.length, active.length);
  const look = interimLookAt(pairs);
  if (!look) return { kind: 'cannotTell', pairs, needed: nextInterimLook(pairs) };
  const count = wanted ?? splitsFor(look.labels, classes);
  const drawn = Array.from(random).slice(0, look.labels);
  const chosen = Array.from(active).slice(0, look.labels);
  const groups = new Map<number, number[]>();
  for (const record of drawn) {
    const group = groupOf?.(record) ?? record;
    groups.set(group, [...(groups.get(group) ?? []), record]);
  }
  const splits = Array.from({ length: count }, (): HelpingSplit => {
    const test: number[] = [];
    const training: number[] = [];
    for (const group of rng.shuffle([...groups.values()])) {
      (test.length < TEST_SHARE * look.labels ? test : training).push(...group);
    }
    const arm = rng.shuffle([...chosen]).slice(0, training.length);
    return {
      randomArm: Int32Array.from([...Array.from(start), ...training]),
      activeArm: Int32Array.from([...Array.from(start), ...arm]),
      test: Int32Array.from(test),
    };
  });
  return { kind: 'plan', look, splits };
}

/** What the two heads of a split are worth. Gains are −1 … 1, active minus random. */
export interface HelpingResult {
  /** The split's test records and their near-duplicate groups. */
  readonly test: ArrayLike<number>;
  readonly groups?: ArrayLike<number>;
  /** On each test record; see `labelGains` and `setGains`. */
  readonly gains: readonly number[];
  /** On the same pool records for every split, with the working head's predictions as truth. */
  readonly reference: readonly number[];
}

export interface HelpingVerdict {
  /** Decided by the interval; "noDifferenceSeen" does not mean "no difference". */
  readonly verdict: 'helping' | 'noDifferenceSeen' | 'hurting';
  /** Mean gain: accuracy, active minus random; of several labels the mean F1 of a record. */
  readonly difference: number;
  /** Interval of the difference with confidence 1 − α of the test. */
  readonly low: number;
  readonly high: number;
}

/**
 * The mean difference in accuracy; each test record's difference is averaged over the splits that
 * tested it. The error has two sources: which records were tested (the spread of their differences,
 * near-duplicates as one) and which were trained on. The latter is estimated from the spread over
 * the splits of the predictions on the reference records, which is independent of the test; for the
 * mean over splits it is at most the share that each split trains on (Hoeffding 1948). Accuracy
 * rather than a macro mean, which a few test records of rare labels would dominate.
 * @param results one per split of the plan, in its order
 * @throws RangeError for mismatched lengths or fewer than two splits
 */
export function judgeHelping(
  results: readonly HelpingResult[],
  { alpha }: InterimLook,
): HelpingVerdict {
  if (results.length < 2) throw new RangeError('judgeHelping: at least two splits are needed');
  const records = new Map<number, { group: number; gained: number; tests: number }>();
  for (const { test, groups, gains } of results) {
    checkSameLength('gains', test.length, gains.length);
    for (let i = 0; i < test.length; i++) {
      const record = records.get(test[i]!) ?? {
        group: groups?.[i] ?? test[i]!,
        gained: 0,
        tests: 0,
      };
      record.gained += gains[i]!;
      record.tests++;
      records.set(test[i]!, record);
    }
  }
  const means = [...records.values()].map(({ group, gained, tests }) => ({
    group,
    gain: gained / tests,
  }));
  const difference = mean(means.map(({ gain }) => gain));
  const sums = new Map<number, number>();
  for (const { group, gain } of means) {
    sums.set(group, (sums.get(group) ?? 0) + gain - difference);
  }
  const clusters = [...sums.values()];
  const spread =
    (clusters.reduce((sum, one) => sum + one * one, 0) * clusters.length) /
    Math.max(1, clusters.length - 1) /
    means.length ** 2;
  // Heads that never differ are not certainly equal: one more record could have differed.
  const tested = Math.max(spread, 1 / means.length ** 2);
  const trained = variance(results.map(({ reference }) => mean(reference)));
  const reach =
    studentQuantile(1 - alpha / 2, results.length - 1) *
    Math.sqrt(tested + (1 - TEST_SHARE) * trained);
  const [low, high] = [difference - reach, difference + reach];
  return {
    verdict: low > 0 ? 'helping' : high < 0 ? 'hurting' : 'noDifferenceSeen',
    difference,
    low,
    high,
  };
}

/** 1 if only the active arm's head is right, −1 if only the random arm's is. */
export function labelGains(
  truth: ArrayLike<number>,
  random: ArrayLike<number>,
  active: ArrayLike<number>,
): number[] {
  checkSameLength('random', truth.length, random.length);
  checkSameLength('active', truth.length, active.length);
  return Array.from(truth, (label, i) => Number(active[i] === label) - Number(random[i] === label));
}

/**
 * Of several labels: the difference of the record's own F1 (example-based; Godbole & Sarawagi
 * 2004), over its known labels. Unlike micro-F1 a mean over records, as the comparison needs; of
 * one label a record it is `labelGains`. An empty set that is predicted as such has F1 1.
 */
export function setGains(truth: Indicators, random: Indicators, active: Indicators): number[] {
  const before = outcomesOf(truth, random);
  return outcomesOf(truth, active).map((outcome, i) => recordF1(outcome) - recordF1(before[i]!));
}

function recordF1({ hits, falsePositives, falseNegatives }: RecordOutcome): number {
  const wrong = falsePositives.length + falseNegatives.length;
  return wrong === 0 ? 1 : (2 * hits.length) / (2 * hits.length + wrong);
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
