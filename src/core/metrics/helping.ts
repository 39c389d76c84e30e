import type { Rng } from '../rng.ts';
import { compareHeads, type HeadComparison } from './pairedTests.ts';

/** Below this many labels in the random arm the answer is "cannot tell yet". */
export const MINIMUM_RANDOM_LABELS = 100;

/** Record numbers are the caller's own; the three lists must not overlap. */
export interface HelpingInput {
  /** Answered picks of the random share (explore), in the order of picking. */
  readonly explore: ArrayLike<number>;
  /** Answered picks of the active strategy, in the order of picking. */
  readonly active: ArrayLike<number>;
  /** Answered hold-out records. */
  readonly holdout: ArrayLike<number>;
  readonly rng: Rng;
  /** MINIMUM_RANDOM_LABELS when left out. */
  readonly minimum?: number;
}

/** Fit one head on each arm, and let both predict `test`. */
export interface HelpingFold {
  readonly randomArm: Int32Array;
  readonly activeArm: Int32Array;
  readonly test: Int32Array;
}

export type HelpingPlan =
  | { readonly kind: 'plan'; readonly folds: readonly [HelpingFold, HelpingFold] }
  | { readonly kind: 'cannotTell'; readonly randomLabels: number; readonly needed: number };

/**
 * Plans "is active learning helping?". Replaying actively chosen labels cannot tell, so two arms of one size are
 * made from what there is: random = explore picks and half of the hold-out, active = the first as many active
 * picks; both are tested on the other half, and then the halves are swapped. The heads of this comparison are
 * thrown away: the working head still never sees the hold-out.
 */
export function planHelping({
  explore,
  active,
  holdout,
  rng,
  minimum = MINIMUM_RANDOM_LABELS,
}: HelpingInput): HelpingPlan {
  const shuffled = rng.shuffle(Int32Array.from(holdout));
  const middle = Math.floor(shuffled.length / 2);
  const halves = [shuffled.slice(0, middle), shuffled.slice(middle)];
  const size = Math.min(explore.length + middle, active.length);
  if (size < minimum || middle === 0) {
    return { kind: 'cannotTell', randomLabels: size, needed: minimum };
  }
  const fold = (own: Int32Array, test: Int32Array): HelpingFold => ({
    randomArm: rng.shuffle(Int32Array.from([...Array.from(explore), ...own])).slice(0, size),
    activeArm: Int32Array.from(active).slice(0, size),
    test,
  });
  return { kind: 'plan', folds: [fold(halves[0], halves[1]), fold(halves[1], halves[0])] };
}

/** What the two heads of a fold said of its test records. */
export interface HelpingResult {
  readonly truth: ArrayLike<number>;
  readonly randomPredicted: ArrayLike<number>;
  readonly activePredicted: ArrayLike<number>;
  /** Multiplicities of the test records; all 1 when left out. */
  readonly weights?: ArrayLike<number>;
}

export interface HelpingVerdict {
  /** By the interval of the macro-F1 difference; "noDifferenceSeen" is not "no difference". */
  readonly verdict: 'helping' | 'noDifferenceSeen' | 'hurting';
  /** Active minus random over both halves together, paired. */
  readonly comparison: HeadComparison;
}

/** @param results one a fold of the plan, in its order. */
export function judgeHelping(
  results: readonly HelpingResult[],
  classes: number,
  options: { readonly rng: Rng; readonly resamples?: number; readonly confidence?: number },
): HelpingVerdict {
  const joined = (part: (result: HelpingResult) => ArrayLike<number>): Int32Array =>
    Int32Array.from(results.flatMap((result) => Array.from(part(result))));
  const comparison = compareHeads(
    joined((r) => r.truth),
    joined((r) => r.randomPredicted),
    joined((r) => r.activePredicted),
    classes,
    options,
    results.flatMap(({ truth, weights }) => Array.from(weights ?? Array.from(truth, () => 1))),
  );
  const { low, high } = comparison.macroF1;
  return { verdict: low > 0 ? 'helping' : high < 0 ? 'hurting' : 'noDifferenceSeen', comparison };
}
