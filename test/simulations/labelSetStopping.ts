// How often the target is reported as reached too early, and how much is still to gain when predictions are
// stable.
import { takeIndicators } from '../../src/core/heads/indicators.ts';
import { microF1Interval } from '../../src/core/metrics/multiLabelIntervals.ts';
import { compareSetsOnStopSet, type HeadAgreement } from '../../src/core/metrics/stopSet.ts';
import {
  DEFAULT_STOPPING,
  stoppingRules,
  targetReached,
  type StoppingRound,
} from '../../src/core/metrics/stopping.ts';
import { Rng } from '../../src/core/rng.ts';
import type { LabelSetCurve } from './labelSetCurves.ts';

export interface TargetRun {
  /** Whether the target was reported as reached, and whether micro-F1 was still below it then. */
  readonly said: boolean;
  readonly early: boolean;
}

/** A project with a hold-out from the population and a target that its curve may or may not reach. */
export function targetRun(
  { labels, outcomes, microF1, truth }: LabelSetCurve,
  records: number,
  seed: number,
): TargetRun {
  const rng = new Rng(seed);
  const rows = Array.from(rng.sample(truth.rows, records));
  const middle = microF1[Math.floor(labels.length * (0.2 + 0.7 * rng.uniform()))]!;
  const target = middle + 0.02 * rng.normal();
  const rounds = outcomes.map((own) => {
    const metric = microF1Interval({ outcomes: rows.map((row) => own[row]!) }, {});
    return { metric: metric ?? { value: null, reason: 'noPositive' as const } };
  });
  const at = rounds.findIndex((_, k) => targetReached(rounds.slice(0, k + 1), target).met === true);
  return { said: at >= 0, early: at >= 0 && microF1[at]! < target };
}

export interface StableRun {
  /** Training labels at which predictions were reported as stable; undefined if never. */
  readonly at: number | undefined;
  /** Gain in micro-F1 from there to twice the labels; undefined beyond the curve. */
  readonly gain: number | undefined;
  /** Micro-F1 there as a share of the curve's last value. */
  readonly share: number | undefined;
}

/** Applies the product's rule: stop when heads agree on a stop set of 2,000 unlabelled records. */
export function stableRun(
  { labels, predicted, microF1, truth }: LabelSetCurve,
  kappa: number,
  seed: number,
): StableRun {
  const stopSet = Array.from(new Rng(seed).sample(truth.rows, 2000));
  const said = predicted.map((own) => takeIndicators(own, stopSet));
  const agreements = said.map((own, k): HeadAgreement | null =>
    k === 0 ? null : compareSetsOnStopSet(said[k - 1]!, own),
  );
  const rounds = labels.map((n, k): StoppingRound => ({
    trainingLabels: n,
    agreement: agreements[k]!,
    comparedWith: k === 0 ? null : labels[k - 1]!,
    entropy: null,
    metric: { value: null, reason: 'noAnswers' },
  }));
  const settings = { ...DEFAULT_STOPPING, kappa };
  const at = rounds.findIndex(
    (_, k) =>
      stoppingRules(rounds.slice(0, k + 1), 0, settings).find(
        ({ rule }) => rule === 'stablePredictions',
      )?.met === true,
  );
  const later = at < 0 ? -1 : labels.findIndex((n) => n >= 2 * labels[at]!);
  return {
    at: at < 0 ? undefined : labels[at]!,
    gain: later < 0 ? undefined : microF1[later]! - microF1[at]!,
    share: at < 0 ? undefined : microF1[at]! / microF1.at(-1)!,
  };
}
