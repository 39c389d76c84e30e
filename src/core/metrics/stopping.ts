import type { Measured } from './estimate.ts';
import { roundInterval } from './learningCurve.ts';
import type { HeadAgreement } from './stopSet.ts';

/** Inputs of the stopping rules for one round; rounds are ordered oldest first. */
export interface StoppingRound {
  /** Training labels of the round's head. */
  readonly trainingLabels: number;
  /** Agreement with an earlier round's head; null for the first round. */
  readonly agreement: HeadAgreement | null;
  /** Training labels of that earlier head. */
  readonly comparedWith: number | null;
  /** Mean normalised entropy over the pool or stop set. */
  readonly entropy: number | null;
  /** The project's target metric on the current hold-out. */
  readonly metric: Measured;
}

export interface StoppingSettings {
  /** Stable if the mean κ of the last `kappaWindow` comparisons is at least this. */
  readonly kappa: number;
  readonly kappaWindow: number;
  /** Maximum share of the stop set whose predicted class changed. */
  readonly classificationChange: number;
  /** Maximum mean normalised entropy. */
  readonly entropy: number;
  /** Maximum number of answers; null for no budget. */
  readonly budget: number | null;
  /** Metric value to reach; null for no target. */
  readonly target: number | null;
  /** Consecutive rounds whose interval's lower bound must be above the target. */
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

/** The mean of numbers that all equal the threshold may fall slightly below it by rounding. */
const ROUNDING = 1e-12;

export type StoppingRule =
  'stablePredictions' | 'classificationChange' | 'entropy' | 'budget' | 'targetReached';

/** The state of one rule, for display: stopping is advice, never enforced. */
export interface RuleState {
  readonly rule: StoppingRule;
  /** Null: unknown yet. */
  readonly met: boolean | null;
  /** The value compared with the threshold; null if unknown yet. */
  readonly value: number | null;
  readonly threshold: number;
}

/**
 * The state of every enabled rule.
 *
 * Comparisons of heads that are fewer than max(20, 5 %) new training labels apart are ignored:
 * neighbouring refits always agree, and would advise stopping far too early. A comparison whose κ
 * is 0/0 (both heads predict one class everywhere) counts as unknown, never as agreement.
 * @param answers all answers so far, including the hold-out
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

/** Whether the interval's lower bound was above the target in each of the last `running` rounds. */
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
 * Index of the round at which the target was reached in the run of rounds up to the latest;
 * undefined if it is not reached now.
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
