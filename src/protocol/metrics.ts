import type { LabelStyle } from './labelShade.ts';
import type { SpeedView } from './annotate.ts';
import type { Measured, UnavailableReason } from '../core/metrics/estimate.ts';
import type {
  HoldoutMetric,
  HoldoutMetrics,
  SingleMetrics,
  MultiMetrics,
} from '../core/metrics/holdoutMetrics.ts';

export type { HoldoutMetrics, SingleMetrics, MultiMetrics };
export type { Confusion } from '../core/metrics/classification.ts';

/** Messages between the extension host and the metrics page. */

export type MetricsHostMessage =
  /** The texts of the page; sent once, before the first state. */
  | { readonly type: 'strings'; readonly strings: MetricsStrings }
  | { readonly type: 'state'; readonly state: MetricsState };

export type MetricsPageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'choose'; readonly metric: CurveMetric }
  /** Without a second round, the host chooses one: the latest if possible. */
  | { readonly type: 'compare'; readonly first: number; readonly second?: number }
  | { readonly type: 'endComparison' }
  | { readonly type: 'goToSource'; readonly recordId: string }
  | { readonly type: 'command'; readonly command: 'retrain' | 'export' | 'openPanel' }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string };

/** As in `core/loop/learnerView`. */
export type ForecastView =
  | { readonly low: number; readonly high?: number }
  | { readonly aboutThere: true }
  | { readonly reason: string };

export type CurveMetric = HoldoutMetric;

export interface MetricsState {
  readonly project: string;
  readonly metric: CurveMetric;
  /** The metrics to choose from. */
  readonly metrics: readonly CurveMetric[];
  readonly rounds: readonly RoundView[];
  /** Metrics of the last round, in full. */
  readonly latest?: HoldoutMetrics;
  /** The drawn metric of the last round. */
  readonly measured?: Measured;
  readonly labels: readonly (LabelStyle & { readonly name: string; readonly count: number })[];
  readonly holdout: { readonly answered: number; readonly size: number; readonly skipped: number };
  readonly pool: { readonly size: number; readonly labelled: number; readonly skipped: number };
  readonly target?: {
    readonly metric: CurveMetric;
    readonly value: number;
    readonly reached: boolean;
  };
  /** Counts of the acquisition score over the unlabelled pool, equal bins over [0, 1]. */
  readonly uncertainty?: { readonly acquisition: string; readonly bins: readonly number[] };
  /** Labels still needed to reach the target; or why that is unknown. */
  readonly forecast?: ForecastView;
  /** The current state of the stopping rule, in a sentence. */
  readonly stopping?: StoppingView;
  /** The error rate over the pool estimated from random answers, or why it is unknown. */
  readonly risk?: RiskView | { readonly reason: string };
  /** Whether active selection teaches more than random selection. */
  readonly strategyComparison?: {
    readonly verdict: 'helping' | 'noDifferenceSeen' | 'hurting' | 'cannotTell';
    readonly message: string;
  };
  /** Population of the metrics, if it is not the whole file in the strategy's order. */
  readonly population?: readonly string[];
  /** Labelling speed; absent while unknown. */
  readonly speed?: SpeedView;
  /** Labels given by accepting the suggestion, out of those that could have had one. */
  readonly suggestions?: { readonly accepted: number; readonly asked: number };
  readonly busy?: { readonly what: string; readonly step: number; readonly steps?: number };
  /** Two rounds side by side, while the user compares them. */
  readonly comparison?: ComparisonView;
  /** Replaces the curve while there is no round. */
  readonly noRounds: string;
  /** Replaces the tables while no hold-out answer is evaluated. */
  readonly noHoldout: string;
}

export interface StoppingView {
  readonly stop: boolean;
  readonly message: string;
  /** The message mentions κ, which needs an explanation. */
  readonly namesKappa: boolean;
  readonly rules: readonly StoppingRuleView[];
  /** Number of training labels at which the rule allows stopping, to be marked in the chart. */
  readonly at?: number;
}

/** The state of one rule, in words and numbers. */
export interface StoppingRuleView {
  readonly name: string;
  /** What the rule examines, as a sentence. */
  readonly hint: string;
  /** "κ .985"; "–" while unknown. */
  readonly now: string;
  /** "at least .990" */
  readonly wanted: string;
  readonly met: boolean;
  /** The project uses this rule. */
  readonly advises: boolean;
}

export interface RiskView {
  readonly error: number;
  readonly low: number;
  readonly high: number;
  /** Number of answers it is based on and their reliability, as a sentence. */
  readonly basis: string;
}

export interface RoundView {
  readonly round: number;
  /** Training labels (hold-out excluded) that the head was fitted on. */
  readonly labels: number;
  readonly strategy: string;
  readonly c: number;
  /** Undefined if the metric cannot be computed (see `reason`). */
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly reason?: string;
  /** Why the round belongs to an earlier curve: "of an earlier embedding"; undefined for the current one. */
  readonly stale?: string;
  /** s of the label prior, if it had one. */
  readonly s?: number;
  /** "calibrated with T = 1.12", if the round's probabilities are calibrated. */
  readonly calibrated?: string;
  /**
   * Labels whose descriptions changed before this round although the hold-out had answers, in a
   * sentence.
   */
  readonly reworded?: string;
  /**
   * Set if the round was refitted on the current vectors and shows those numbers; `before` and `c` are the
   * original values.
   */
  readonly refitted?: { readonly message: string; readonly c: number; readonly before?: number };
}

/** Two rounds by number, and the state of their comparison. */
export type ComparisonView = { readonly first: number; readonly second: number } & (
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'compared' } & MeasuredComparison)
);

export interface MeasuredComparison {
  /** The result of the paired test, in a sentence. */
  readonly verdict: string;
  readonly outcome: 'better' | 'worse' | 'open';
  readonly metrics: readonly ComparedNumber[];
  /** F1 of labels. */
  readonly classes: readonly ComparedNumber[];
  /** Records that only the second round predicts correctly. */
  readonly corrected: ChangedRecords;
  /** Records that only the first round predicts correctly. */
  readonly broken: ChangedRecords;
}

/** A metric of both rounds, in 0 … 1; undefined if it cannot be computed. */
export interface ComparedNumber {
  readonly name: string;
  /** The label's look, if the number is that of a label. */
  readonly look?: LabelStyle;
  readonly first?: number;
  readonly second?: number;
  /** Second minus first, with the 95 % interval of the paired bootstrap; undefined: see `reason`. */
  readonly difference?: { readonly value: number; readonly low: number; readonly high: number };
  readonly reason?: string;
}

export interface ChangedRecords {
  readonly count: number;
  /** The first of them. */
  readonly shown: readonly {
    readonly id: string;
    /** The beginning of its text. */
    readonly text: string;
    /** "reviews.jsonl:1042" */
    readonly source: string;
    /** The true label or labels. */
    readonly truth: string;
    /** The look of that label; undefined if the project no longer has it. */
    readonly look?: LabelStyle;
    /** The rounds' predictions. */
    readonly first: string;
    readonly second: string;
  }[];
}

/** One explanatory sentence per metric, for users unfamiliar with its name. */
export interface MetricsHints {
  readonly accuracy: string;
  readonly macroF1: string;
  readonly rocAuc: string;
  readonly microF1: string;
  readonly macroAp: string;
  readonly subsetAccuracy: string;
  readonly cardinality: string;
  readonly holdout: string;
  readonly pool: string;
  readonly accepted: string;
  readonly target: string;
  readonly forecast: string;
  readonly c: string;
  readonly kappa: string;
}

export interface MetricsStrings {
  readonly title: string;
  readonly learningCurve: string;
  readonly labelsAxis: string;
  readonly accuracy: string;
  readonly macroF1: string;
  readonly rocAuc: string;
  readonly microF1: string;
  readonly macroAp: string;
  readonly subsetAccuracy: string;
  readonly target: string;
  readonly band: string;
  readonly approximate: string;
  readonly perClass: string;
  readonly label: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly support: string;
  /** Columns of multi-label projects: average precision, and numbers of records. */
  readonly ap: string;
  readonly positives: string;
  readonly falsePositives: string;
  readonly falseNegatives: string;
  readonly perLabelHint: string;
  readonly f1IntervalHint: string;
  /** Mean number of labels per hold-out record; the second with {0} for the predicted mean. */
  readonly cardinality: string;
  readonly cardinalityText: string;
  /** With {0} for the number of labels in the mean and {1} for all. */
  readonly labelsAveraged: string;
  readonly tooFew: string;
  readonly confusion: string;
  readonly confusionHint: string;
  /** Heading of the list of worst confusions, and of its count columns. */
  readonly worstConfusions: string;
  readonly records: string;
  readonly ofAnswers: string;
  readonly hints: MetricsHints;
  readonly uncertainty: string;
  readonly pool: string;
  readonly speed: string;
  /** Name and base of the share of accepted suggestions. */
  readonly accepted: string;
  readonly acceptedOf: string;
  readonly labelled: string;
  readonly holdout: string;
  readonly rounds: string;
  readonly round: string;
  readonly strategy: string;
  readonly forecast: string;
  /** For a forecast without an upper limit, with {0} for a number of labels. */
  readonly moreThan: string;
  readonly aboutThere: string;
  readonly stopping: string;
  readonly stoppingHint: string;
  /** Column headings of the table of rules. */
  readonly rule: string;
  readonly now: string;
  readonly wanted: string;
  /** Marks the rule that the project uses. */
  readonly advises: string;
  readonly met: string;
  /** In the chart, at the round from which stopping is allowed. */
  readonly mayStop: string;
  /** Name and explanation of the estimated error rate. */
  readonly risk: string;
  readonly riskHint: string;
  readonly strategyComparison: string;
  readonly strategyComparisonHint: string;
  readonly retrain: string;
  readonly openPanel: string;
  /** Name of the choice of the curve's metric. */
  readonly metric: string;
  readonly targetReached: string;
  readonly skipped: string;
  readonly unlabelled: string;
  readonly truth: string;
  readonly predicted: string;
  readonly notLearntYet: string;
  readonly fromDescription: string;
  /** Beside a round. */
  readonly reworded: string;
  /** In the chart, where the rounds on earlier vectors end. */
  readonly vectorsChanged: string;
  /** Under the histogram: "sure" on the left, "unsure" on the right. */
  readonly sure: string;
  readonly unsure: string;
  readonly comparison: string;
  readonly comparisonHint: string;
  /** Button to compare the selected round. */
  readonly compare: string;
  /** Names of the two round selectors. */
  readonly firstRound: string;
  readonly secondRound: string;
  readonly swapRounds: string;
  readonly endComparison: string;
  readonly comparing: string;
  readonly difference: string;
  readonly corrected: string;
  readonly broken: string;
  /** Shown if no record changed that way. */
  readonly noneChanged: string;
  /** With {0} for a number of records. */
  readonly moreRecords: string;
  /** Text for a metric that cannot be computed, by reason code. */
  readonly unavailable: Readonly<Record<UnavailableReason, string>>;
}
