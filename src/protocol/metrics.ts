import type { SpeedView } from './annotate.ts';
import type { UnavailableReason } from '../core/metrics/estimate.ts';
import type { HoldoutMetrics } from '../core/metrics/evaluate.ts';

export type { HoldoutMetrics };
export type { Confusion } from '../core/metrics/classification.ts';

/** What crosses between the extension host and the metrics page. */

export type MetricsHostMessage = { readonly type: 'state'; readonly state: MetricsState };

export type MetricsPageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'choose'; readonly metric: CurveMetric }
  | { readonly type: 'command'; readonly command: 'retrain' | 'export' | 'openPanel' }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string };

export type CurveMetric = 'macroF1' | 'accuracy' | 'rocAuc';

export interface MetricsState {
  readonly project: string;
  readonly metric: CurveMetric;
  readonly rounds: readonly RoundView[];
  /** Metrics of the last round, in full. */
  readonly latest?: HoldoutMetrics;
  readonly labels: readonly {
    readonly name: string;
    readonly color: string;
    readonly count: number;
  }[];
  readonly holdout: { readonly answered: number; readonly size: number; readonly skipped: number };
  readonly pool: { readonly size: number; readonly labelled: number; readonly skipped: number };
  readonly target?: {
    readonly metric: CurveMetric;
    readonly value: number;
    readonly reached: boolean;
  };
  /** Counts of the acquisition score over the unlabelled pool, equal bins over [0, 1]. */
  readonly uncertainty?: { readonly acquisition: string; readonly bins: readonly number[] };
  /** Labels still needed to reach the target; or why it cannot be told. */
  readonly forecast?: { readonly low: number; readonly high: number } | { readonly reason: string };
  /** What the stopping rule says at present, in a sentence. */
  readonly stopping?: { readonly stop: boolean; readonly message: string };
  /** The error rate over the pool by answers drawn by chance, or why it cannot be told. */
  readonly risk?: RiskView | { readonly reason: string };
  /** Whether asking by the strategy teaches more than asking at random. */
  readonly helping?: {
    readonly verdict: 'helping' | 'noDifferenceSeen' | 'hurting' | 'cannotTell';
    readonly message: string;
  };
  /** Whom the metrics speak of, where that is not the whole file asked in the strategy's order. */
  readonly population?: readonly string[];
  /** How quickly is labelled; absent until it can be told. */
  readonly speed?: SpeedView;
  readonly busy?: { readonly what: string; readonly step: number; readonly steps?: number };
  readonly strings: MetricsStrings;
}

export interface RiskView {
  readonly error: number;
  readonly low: number;
  readonly high: number;
  /** How many answers it rests on, and what they are worth, as a sentence. */
  readonly basis: string;
}

export interface RoundView {
  readonly round: number;
  /** Training labels (hold-out excluded) that the head was fitted on. */
  readonly labels: number;
  readonly strategy: string;
  readonly c: number;
  /** Undefined where the metric cannot be told (see `reason`). */
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly reason?: string;
  /** Fitted on another embedding than today's, so it keeps the metrics it had then. */
  readonly stale: boolean;
}

export interface MetricsStrings {
  readonly title: string;
  readonly learningCurve: string;
  readonly labelsAxis: string;
  readonly accuracy: string;
  readonly macroF1: string;
  readonly rocAuc: string;
  readonly target: string;
  readonly band: string;
  readonly approximate: string;
  readonly perClass: string;
  readonly label: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly support: string;
  readonly tooFew: string;
  readonly confusion: string;
  readonly confusionHint: string;
  readonly uncertainty: string;
  readonly pool: string;
  readonly speed: string;
  readonly labelled: string;
  readonly holdout: string;
  readonly noRounds: string;
  readonly noHoldout: string;
  readonly rounds: string;
  readonly round: string;
  /** Of a round fitted on an earlier embedding. */
  readonly stale: string;
  readonly strategy: string;
  readonly forecast: string;
  readonly stopping: string;
  /** Name of the estimated error rate, and what it is. */
  readonly risk: string;
  readonly riskHint: string;
  readonly helping: string;
  readonly helpingHint: string;
  readonly retrain: string;
  readonly openPanel: string;
  /** Name of the choice between accuracy, macro-F1 and ROC-AUC. */
  readonly metric: string;
  readonly targetReached: string;
  readonly skipped: string;
  readonly unlabelled: string;
  readonly truth: string;
  readonly predicted: string;
  readonly notLearntYet: string;
  /** Under the histogram: "sure" on the left, "unsure" on the right. */
  readonly sure: string;
  readonly unsure: string;
  /** What to say where a number cannot be computed, by its code. */
  readonly unavailable: Readonly<Record<UnavailableReason, string>>;
}
