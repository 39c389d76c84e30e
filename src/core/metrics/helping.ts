import type { Rng } from '../rng.ts';
import { studentQuantile } from './distributions.ts';
import { checkSameLength } from './estimate.ts';

/**
 * When the question is looked at: at so many random labels, and with so much of the 5 % for false verdicts over
 * a whole run (alpha spending; Lan & DeMets 1983). Each further look comes at half as many labels again, and
 * spends half of what is left.
 */
const FIRST_LOOKS: readonly Look[] = [
  { labels: 100, alpha: 0.01 },
  { labels: 140, alpha: 0.036 },
];
const ALPHA = 0.05;
const GROWTH = 1.5;

/** Random splits of the random labels into training and test: at most, and at least. */
const SPLITS = 60;
const FEWEST_SPLITS = 16;
/** Labels × classes of a look up to which all splits are made; beyond it a fit costs in proportion. */
const CHEAP_LOOK = 2000;
const TEST_SHARE = 0.2;

/**
 * Splits that a look can afford. With many classes they would occupy the engine for minutes; fewer splits widen
 * the interval, whose t quantile has a degree of freedom for each.
 */
export function splitsFor(labels: number, classes: number): number {
  const affordable = Math.floor((SPLITS * CHEAP_LOOK) / Math.max(1, labels * classes));
  return Math.max(FEWEST_SPLITS, Math.min(SPLITS, affordable));
}

/** One look at the question, on the first so many labels of each arm. */
export interface Look {
  readonly labels: number;
  /** Chance of a false verdict that this look may take. */
  readonly alpha: number;
}

/** The latest look that so many pairs of random and chosen labels allow; undefined before the first. */
export function lookAt(pairs: number): Look | undefined {
  let latest: Look | undefined;
  for (const look of looks()) {
    if (look.labels > pairs) return latest;
    latest = look;
  }
  return latest;
}

/** Labels of each arm at which the next look comes. */
export function nextLook(pairs: number): number {
  for (const { labels } of looks()) if (labels > pairs) return labels;
  return Infinity;
}

function* looks(): Generator<Look> {
  yield* FIRST_LOOKS;
  let { labels } = FIRST_LOOKS.at(-1)!;
  let left = ALPHA - FIRST_LOOKS.reduce((sum, { alpha }) => sum + alpha, 0);
  for (;;) {
    labels = Math.ceil(labels * GROWTH);
    left /= 2;
    yield { labels, alpha: left };
  }
}

/** Record numbers are the caller's own; the lists must not overlap, and are in the order of their answers. */
export interface HelpingInput {
  /** Asked before there was a strategy to choose: both arms begin with them. */
  readonly start: ArrayLike<number>;
  /** Drawn at random: explored and held-out records. */
  readonly random: ArrayLike<number>;
  /** Chosen by the strategy. */
  readonly active: ArrayLike<number>;
  /** The near-duplicate group of a record: its members are trained on together or tested on together. */
  readonly groupOf?: (record: number) => number;
  readonly rng: Rng;
  /** Labels of the project: with many of them there are fewer splits. 2 when left out. */
  readonly classes?: number;
  /** `splitsFor` the look when left out: each fits two heads. */
  readonly splits?: number;
}

/** Fit one head on each arm, and let both predict `test`. */
export interface HelpingSplit {
  readonly randomArm: Int32Array;
  readonly activeArm: Int32Array;
  readonly test: Int32Array;
}

export type HelpingPlan =
  | { readonly kind: 'plan'; readonly look: Look; readonly splits: readonly HelpingSplit[] }
  | { readonly kind: 'cannotTell'; readonly pairs: number; readonly needed: number };

/**
 * Plans "is active learning helping?". Replaying actively chosen labels cannot tell, so two arms of one size are
 * made from what there is: random = four fifths of the records that chance drew, active = as many of the chosen
 * ones, the rest of the random records being the test. Up to sixty random splits, each with other training records in both
 * arms. The heads of this comparison are thrown away: the working head still never sees the hold-out.
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
  const look = lookAt(pairs);
  if (!look) return { kind: 'cannotTell', pairs, needed: nextLook(pairs) };
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

/** What the two heads of a split said. */
export interface HelpingResult {
  /** The split's test records, and the near-duplicate group of each. */
  readonly test: ArrayLike<number>;
  readonly groups?: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  readonly randomPredicted: ArrayLike<number>;
  readonly activePredicted: ArrayLike<number>;
  /** The same records of the pool for every split, and what the working head says of them. */
  readonly reference: {
    readonly expected: ArrayLike<number>;
    readonly randomPredicted: ArrayLike<number>;
    readonly activePredicted: ArrayLike<number>;
  };
}

export interface HelpingVerdict {
  /** By the interval; "noDifferenceSeen" is not "no difference". */
  readonly verdict: 'helping' | 'noDifferenceSeen' | 'hurting';
  /** Accuracy, active minus random. */
  readonly difference: number;
  /** Its interval with confidence 1 − α of the look. */
  readonly low: number;
  readonly high: number;
}

/**
 * The mean difference in accuracy, each test record's being averaged over the splits that tested it. Two kinds of
 * luck make its error: which records were tested (their spread, near-duplicates as one), and which were trained on.
 * The latter is the spread over the splits of what the heads say of the reference records, where the test has no
 * part; of their mean it is at most the share that each split trains on (Hoeffding 1948). Accuracy, because a macro mean over rare labels is decided by a few records of the test.
 * @param results one a split of the plan, in its order.
 * @throws RangeError for lengths that differ or fewer than two splits.
 */
export function judgeHelping(results: readonly HelpingResult[], { alpha }: Look): HelpingVerdict {
  if (results.length < 2) throw new RangeError('judgeHelping: at least two splits are needed');
  const records = new Map<number, { group: number; gained: number; tests: number }>();
  for (const { test, groups, truth, randomPredicted, activePredicted } of results) {
    const gained = gains(truth, randomPredicted, activePredicted);
    for (let i = 0; i < test.length; i++) {
      const record = records.get(test[i]!) ?? {
        group: groups?.[i] ?? test[i]!,
        gained: 0,
        tests: 0,
      };
      record.gained += gained[i]!;
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
  // Heads that never differ are not certain to be alike: one record more could have told them apart.
  const tested = Math.max(spread, 1 / means.length ** 2);
  const trained = variance(
    results.map(({ reference }) =>
      mean(gains(reference.expected, reference.randomPredicted, reference.activePredicted)),
    ),
  );
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

/** 1 where only the active arm's head is right, −1 where only the random arm's is. */
function gains(
  truth: ArrayLike<number>,
  random: ArrayLike<number>,
  active: ArrayLike<number>,
): number[] {
  checkSameLength('randomPredicted', truth.length, random.length);
  checkSameLength('activePredicted', truth.length, active.length);
  return Array.from(truth, (label, i) => Number(active[i] === label) - Number(random[i] === label));
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
