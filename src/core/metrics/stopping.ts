import type { Measured } from './estimate.ts';
import { roundInterval } from './learningCurve.ts';
import type { HeadAgreement } from './stopSet.ts';

/** What stopping needs to know of a round, oldest first. */
export interface StoppingRound {
  /** Training labels of the round's head. */
  readonly trainingLabels: number;
  /** Against the head of an earlier round; null for the first. */
  readonly agreement: HeadAgreement | null;
  /** Training labels of that earlier head. */
  readonly comparedWith: number | null;
  /** Mean normalised entropy over the pool or stop set. */
  readonly entropy: number | null;
  /** The project's target metric on the present hold-out. */
  readonly metric: Measured;
}

export interface StoppingSettings {
  /** Mean κ of the last `kappaWindow` comparisons at least this: stable. */
  readonly kappa: number;
  readonly kappaWindow: number;
  /** Share of the stop set whose predicted class changed at most this. */
  readonly classificationChange: number;
  /** Mean normalised entropy at most this. */
  readonly entropy: number;
  /** Answers to give at most; null: no budget. */
  readonly budget: number | null;
  /** Value of the metric to reach; null: no target. */
  readonly target: number | null;
  /** Rounds running in which the interval's lower bound must be over the target. */
  readonly targetRounds: number;
}

export const DEFAULT_STOPPING: StoppingSettings = {
  kappa: 0.99,
  kappaWindow: 3,
  classificationChange: 0.005,
  entropy: 0.05,
  budget: null,
  target: null,
  targetRounds: 3,
};

/** A mean of numbers that are all at the threshold may come out a hair below it. */
const ROUNDING = 1e-12;

export type StoppingRule =
  'stablePredictions' | 'classificationChange' | 'entropy' | 'budget' | 'targetReached';

/** The state of one rule, for people to see and judge: stopping is advice, never a lock. */
export interface RuleState {
  readonly rule: StoppingRule;
  /** Null: cannot tell yet. */
  readonly met: boolean | null;
  /** What is compared with the threshold; null when it is not known yet. */
  readonly value: number | null;
  readonly threshold: number;
}

/**
 * The state of every rule that is switched on.
 *
 * Comparisons of heads that are fewer than max(20, 5 %) new training labels apart are ignored: neighbouring
 * refits always agree, and would advise stopping far too early. A comparison whose κ is 0/0 (both heads predict
 * one class everywhere) counts as "cannot tell", never as agreement.
 * @param answers all answers given so far, hold-out included.
 */
export function stoppingRules(
  rounds: readonly StoppingRound[],
  answers: number,
  settings: StoppingSettings = DEFAULT_STOPPING,
): RuleState[] {
  const far = rounds.filter(isFarEnough);
  const latest = rounds.at(-1);
  const rules = [
    stablePredictions(far, settings),
    atMost(
      'classificationChange',
      far.at(-1)?.agreement?.changed ?? null,
      settings.classificationChange,
    ),
    atMost('entropy', latest?.entropy ?? null, settings.entropy),
  ];
  if (settings.budget !== null) {
    rules.push({
      rule: 'budget',
      met: answers >= settings.budget,
      value: answers,
      threshold: settings.budget,
    });
  }
  if (settings.target !== null) {
    rules.push(targetReached(rounds, settings.target, settings.targetRounds));
  }
  return rules;
}

/** Met when the interval's lower bound was over the target in the last `running` rounds, every one of them. */
export function targetReached(
  rounds: readonly { readonly metric: Measured }[],
  target: number,
  running = DEFAULT_STOPPING.targetRounds,
): RuleState {
  const bounds = rounds
    .slice(-running)
    .map(({ metric }) => (metric.value === null ? null : metric.low));
  const value = bounds.at(-1) ?? null;
  const under = bounds.some((low) => low !== null && low <= target);
  const known = bounds.length === running && bounds.every((low) => low !== null);
  return {
    rule: 'targetReached',
    met: under ? false : known ? true : null,
    value,
    threshold: target,
  };
}

/**
 * Index of the round at which the target was reached, counting only the run of rounds that lasts to the
 * end; undefined where it is not reached now.
 */
export function crossedAt(
  rounds: readonly { readonly metric: Measured }[],
  target: number,
  running = DEFAULT_STOPPING.targetRounds,
): number | undefined {
  let at: number | undefined;
  for (let end = rounds.length; end > 0; end--) {
    if (targetReached(rounds.slice(0, end), target, running).met !== true) break;
    at = end - 1;
  }
  return at;
}

function stablePredictions(
  far: readonly StoppingRound[],
  { kappa, kappaWindow }: StoppingSettings,
): RuleState {
  const kappas = far.slice(-kappaWindow).map((round) => round.agreement?.kappa ?? null);
  const known = kappas.filter((k) => k !== null);
  if (known.length < kappaWindow) {
    return { rule: 'stablePredictions', met: null, value: null, threshold: kappa };
  }
  const mean = known.reduce((sum, k) => sum + k, 0) / known.length;
  return {
    rule: 'stablePredictions',
    met: mean >= kappa - ROUNDING,
    value: mean,
    threshold: kappa,
  };
}

function isFarEnough({ agreement, comparedWith, trainingLabels }: StoppingRound): boolean {
  if (agreement === null || comparedWith === null) return false;
  return trainingLabels - comparedWith >= roundInterval(comparedWith);
}

function atMost(rule: StoppingRule, value: number | null, threshold: number): RuleState {
  return { rule, met: value === null ? null : value <= threshold, value, threshold };
}
