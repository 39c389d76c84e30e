import type { Rng } from '../rng.ts';
import { studentQuantile } from './distributions.ts';
import { checkSameLength } from './estimate.ts';
import type { RatioParts } from './labelOutcomes.ts';

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

/** What the two heads of a split get right: `labelParts`, or `microF1Parts`. */
interface ArmParts {
  readonly random: RatioParts;
  readonly active: RatioParts;
}

export interface HelpingResult extends ArmParts {
  /** The split's test records and their near-duplicate groups. */
  readonly test: ArrayLike<number>;
  readonly groups?: ArrayLike<number>;
  /** On the same pool records for every split, with the working head's predictions as truth. */
  readonly reference: ArmParts;
}

export interface HelpingVerdict {
  /** Decided by the interval; "noDifferenceSeen" does not mean "no difference". */
  readonly verdict: 'helping' | 'noDifferenceSeen' | 'hurting';
  /** Accuracy or micro-F1, active minus random. */
  readonly difference: number;
  /** Interval of the difference with confidence 1 − α of the test. */
  readonly low: number;
  readonly high: number;
}

/**
 * The difference in quality; each test record's parts are averaged over the splits that tested it.
 * The error has two sources: which records were tested (the spread of their linearised differences,
 * near-duplicates as one) and which were trained on. The latter is estimated from the spread over
 * the splits of the predictions on the reference records, which is independent of the test; for the
 * mean over splits it is at most the share that each split trains on (Hoeffding 1948). Accuracy and
 * micro-F1 rather than macro means, which a few test records of rare labels would dominate.
 * @param results one per split of the plan, in its order
 * @throws RangeError for mismatched lengths or fewer than two splits
 */
export function judgeHelping(
  results: readonly HelpingResult[],
  { alpha }: InterimLook,
): HelpingVerdict {
  if (results.length < 2) throw new RangeError('judgeHelping: at least two splits are needed');
  const { random, active, groups } = averagedRecords(results);
  const before = ratioOf(random);
  const after = ratioOf(active);
  // Without a true or predicted label there is nothing to be right about.
  if (!before || !after) return { verdict: 'noDifferenceSeen', difference: 0, low: -1, high: 1 };
  const difference = after.value - before.value;
  const sums = new Map<number, number>();
  groups.forEach((group, i) => {
    const own = influence(active, after, i) - influence(random, before, i);
    sums.set(group, (sums.get(group) ?? 0) + own);
  });
  const clusters = [...sums.values()];
  const spread =
    (clusters.reduce((sum, one) => sum + one * one, 0) * clusters.length) /
    Math.max(1, clusters.length - 1);
  // Heads that never differ are not certainly equal: one more record could have differed.
  const telling = active.below.filter((below) => below > 0).length;
  const tested = Math.max(spread, 1 / telling ** 2);
  const trained = variance(
    results.map(({ reference }) => {
      const [chance, choice] = [ratioOf(reference.random), ratioOf(reference.active)];
      return chance && choice ? choice.value - chance.value : 0;
    }),
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

/** Every test record's parts, averaged over the splits that tested it, and its group. */
function averagedRecords(results: readonly HelpingResult[]): ArmParts & {
  readonly groups: readonly number[];
} {
  const places = new Map<number, number>();
  const groups: number[] = [];
  const tests: number[] = [];
  const sums = [0, 1].map(() => ({ above: [] as number[], below: [] as number[] }));
  for (const { test, groups: given, random, active } of results) {
    for (const { above, below } of [random, active]) {
      checkSameLength('above', test.length, above.length);
      checkSameLength('below', test.length, below.length);
    }
    for (let i = 0; i < test.length; i++) {
      const place = places.get(test[i]!) ?? places.size;
      places.set(test[i]!, place);
      groups[place] = given?.[i] ?? test[i]!;
      tests[place] = (tests[place] ?? 0) + 1;
      [random, active].forEach((own, arm) => {
        const { above, below } = sums[arm]!;
        above[place] = (above[place] ?? 0) + own.above[i]!;
        below[place] = (below[place] ?? 0) + own.below[i]!;
      });
    }
  }
  const [random, active] = sums.map(({ above, below }) => ({
    above: above.map((sum, place) => sum / tests[place]!),
    below: below.map((sum, place) => sum / tests[place]!),
  }));
  return { groups, random: random!, active: active! };
}

interface Ratio {
  readonly value: number;
  readonly below: number;
}

/** Null for 0/0. */
function ratioOf({ above, below }: RatioParts): Ratio | null {
  const all = sumOf(below);
  return all > 0 ? { value: sumOf(above) / all, below: all } : null;
}

/** A record's part of the ratio's deviation from the population's, to first order. */
const influence = ({ above, below }: RatioParts, ratio: Ratio, i: number): number =>
  (above[i]! - ratio.value * below[i]!) / ratio.below;

/** Accuracy. */
export function labelParts(truth: ArrayLike<number>, predicted: ArrayLike<number>): RatioParts {
  checkSameLength('predicted', truth.length, predicted.length);
  const above = Array.from(truth, (label, i) => Number(predicted[i] === label));
  return { above, below: above.map(() => 1) };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function variance(values: readonly number[]): number {
  const middle = sumOf(values) / values.length;
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
