import type { LabelLook } from './labelShade.ts';
import type { SpeedView } from './annotate.ts';
import type { UnavailableReason } from '../core/metrics/estimate.ts';
import type { HoldoutMetrics } from '../core/metrics/holdoutMetrics.ts';

export type { HoldoutMetrics };
export type { Confusion } from '../core/metrics/classification.ts';

/** What crosses between the extension host and the metrics page. */

export type MetricsHostMessage =
  /** The texts of the page: once, before the first state. */
  | { readonly type: 'strings'; readonly strings: MetricsStrings }
  | { readonly type: 'state'; readonly state: MetricsState };

export type MetricsPageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'choose'; readonly metric: CurveMetric }
  /** Without a second round: with the one that the host finds natural, the latest if it can be. */
  | { readonly type: 'compare'; readonly first: number; readonly second?: number }
  | { readonly type: 'endComparison' }
  | { readonly type: 'goToSource'; readonly recordId: string }
  | { readonly type: 'command'; readonly command: 'retrain' | 'export' | 'openPanel' }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string };

/** As `core/loop/learnerView` has it. */
export type ForecastView =
  | { readonly low: number; readonly high?: number }
  | { readonly aboutThere: true }
  | { readonly reason: string };

export type CurveMetric = 'macroF1' | 'accuracy' | 'rocAuc';

export interface MetricsState {
  readonly project: string;
  readonly metric: CurveMetric;
  readonly rounds: readonly RoundView[];
  /** Metrics of the last round, in full. */
  readonly latest?: HoldoutMetrics;
  readonly labels: readonly (LabelLook & { readonly name: string; readonly count: number })[];
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
  readonly forecast?: ForecastView;
  /** What the stopping rule says at present, in a sentence. */
  readonly stopping?: StoppingView;
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
  /** Labels given by accepting the suggestion, of those given where there may have been one. */
  readonly suggestions?: { readonly accepted: number; readonly asked: number };
  readonly busy?: { readonly what: string; readonly step: number; readonly steps?: number };
  /** Two rounds beside each other, while the user compares them. */
  readonly comparison?: ComparisonView;
  /** In place of the curve while there is no round. */
  readonly noRounds: string;
  /** In place of the tables while no answer of the hold-out is measured. */
  readonly noHoldout: string;
}

export interface StoppingView {
  readonly stop: boolean;
  readonly message: string;
  /** The message names κ, which not everybody knows. */
  readonly namesKappa: boolean;
  readonly rules: readonly StoppingRuleView[];
  /** Training labels at which it may be stopped, to be marked in the chart. */
  readonly at?: number;
}

/** How one rule stands, in words and numbers. */
export interface StoppingRuleView {
  readonly name: string;
  /** What it looks at, as a sentence. */
  readonly hint: string;
  /** "κ .985", "–" while it cannot be told. */
  readonly now: string;
  /** "at least .990" */
  readonly wanted: string;
  readonly met: boolean;
  /** The project goes by this rule. */
  readonly advises: boolean;
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
  /** Why it belongs to an earlier curve: "of an earlier embedding"; undefined for those of the present one. */
  readonly stale?: string;
  /** s of the label prior, where there was one. */
  readonly s?: number;
  /** Labels whose descriptions changed before it although the hold-out had answers, in a sentence. */
  readonly reworded?: string;
  /** It was fitted once more on today's vectors, whose numbers these are; `before`, `c`: what it had on those of its time. */
  readonly refitted?: { readonly message: string; readonly c: number; readonly before?: number };
}

/** Two rounds by their numbers, and what the comparison of them says so far. */
export type ComparisonView = { readonly first: number; readonly second: number } & (
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'told' } & ToldComparison)
);

export interface ToldComparison {
  /** What the paired test says, in a sentence. */
  readonly verdict: string;
  readonly outcome: 'better' | 'worse' | 'open';
  readonly metrics: readonly ComparedNumber[];
  /** F1 of labels. */
  readonly classes: readonly ComparedNumber[];
  /** Records that the second round is right about and the first was not. */
  readonly mended: ChangedRecords;
  /** The other way round. */
  readonly broken: ChangedRecords;
}

/** A number of both rounds, shares of 0 … 1; undefined where it cannot be told. */
export interface ComparedNumber {
  readonly name: string;
  /** Of a label. */
  readonly look?: LabelLook;
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
    /** The label that was given. */
    readonly truth: string;
    /** Of that label; undefined where the project has it no more. */
    readonly look?: LabelLook;
    /** What the rounds said. */
    readonly first: string;
    readonly second: string;
  }[];
}

/** One sentence each that says what a number means, for those who do not know its name. */
export interface MetricsHints {
  readonly accuracy: string;
  readonly macroF1: string;
  readonly rocAuc: string;
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
  /** Above the list of the worst confusions, and its columns of counts. */
  readonly worstConfusions: string;
  readonly records: string;
  readonly ofAnswers: string;
  readonly hints: MetricsHints;
  readonly uncertainty: string;
  readonly pool: string;
  readonly speed: string;
  /** Name of the share of suggestions that were accepted, and what it is a share of. */
  readonly accepted: string;
  readonly acceptedOf: string;
  readonly labelled: string;
  readonly holdout: string;
  readonly rounds: string;
  readonly round: string;
  readonly strategy: string;
  readonly forecast: string;
  /** Of a forecast without an upper end, with {0} for a number of labels. */
  readonly moreThan: string;
  readonly aboutThere: string;
  readonly stopping: string;
  readonly stoppingHint: string;
  /** Heads of the table of rules. */
  readonly rule: string;
  readonly now: string;
  readonly wanted: string;
  /** Of the rule that the project goes by. */
  readonly advises: string;
  readonly met: string;
  /** On the chart, at the round from which it may be stopped. */
  readonly mayStop: string;
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
  readonly fromDescription: string;
  /** Beside a round. */
  readonly reworded: string;
  /** In the chart, where rounds of other vectors end. */
  readonly vectorsChanged: string;
  /** Under the histogram: "sure" on the left, "unsure" on the right. */
  readonly sure: string;
  readonly unsure: string;
  readonly comparison: string;
  readonly comparisonHint: string;
  /** On a button, of the round that is looked at. */
  readonly compare: string;
  /** Names of the two choices of a round. */
  readonly firstRound: string;
  readonly secondRound: string;
  readonly swapRounds: string;
  readonly endComparison: string;
  readonly comparing: string;
  readonly difference: string;
  readonly mended: string;
  readonly broken: string;
  /** Where no record changed that way. */
  readonly noneChanged: string;
  /** With {0} for a number of records. */
  readonly moreRecords: string;
  /** What to say where a number cannot be computed, by its code. */
  readonly unavailable: Readonly<Record<UnavailableReason, string>>;
}
