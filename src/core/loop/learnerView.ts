import type { Message } from '../messages/message.ts';
import type { HeadBackend } from '../heads/headBackend.ts';
import type { LabellingSpeed } from '../metrics/speed.ts';
import type { StoredStyles } from '../labelSet/labelStyles.ts';
import type { RuleState } from '../metrics/stopping.ts';
import type { OrphanedLabel } from '../labelSet/orphans.ts';
import type { PoolProblem } from '../pool/poolSpec.ts';
import type { Progress } from '../progress.ts';
import type { DefaultSet } from '../projectFile/defaultSets.ts';
import type { LabelJudgements } from '../task/labelJudgements.ts';
import type { PoolRecord } from '../record.ts';
import type { SuggestionsTaken } from '../store/counts.ts';
import type { Ask, AskedQuery } from '../store/events.ts';
import type { StrategyComparisonView } from './insights/strategyComparer.ts';
import type { UnjudgedLabel } from './labels/unjudgedLabels.ts';
import type { PoolRisk } from './insights/poolRisk.ts';
import type { PrioritiesView } from './queue/priorities.ts';
import type { EarlierBy } from './training/segment.ts';
import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import type { AskedRecord, RevisitSelection } from './queue/askedRecord.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';

/** An answer in effect, for the history. */
export interface RecentAnswer {
  readonly record: PoolRecord;
  /** Undefined for skipped records and in multi-label projects. */
  readonly label?: string;
  /** Judgements in a multi-label project; undefined for a skipped record. */
  readonly labels?: LabelJudgements;
  readonly flagged: boolean;
  readonly note?: string;
  readonly ask?: Ask;
  readonly at: number;
  /** Journal position of the answer. */
  readonly seq: number;
}

export interface RoundSummary {
  readonly round: number;
  readonly at: number;
  /** Training labels that the head was fitted on. */
  readonly labels: number;
  /** The strategy that chose records after the fit. */
  readonly query: AskedQuery;
  /** Set if `query` is the start strategy. */
  readonly start?: true;
  readonly c: number;
  /** Strength s of the label prior, if there was one. */
  readonly s?: number;
  /** Calibration temperature T, if the probabilities are calibrated. */
  readonly temperature?: number;
  /** Labels reworded before the round while the hold-out had answers. */
  readonly reworded?: readonly string[];
  readonly kernel: string;
  /** On the current hold-out; undefined while none of it is answered. */
  readonly metrics?: HoldoutMetrics;
  /**
   * Set if it belongs to an earlier segment of the curve; a round on other vectors keeps its metrics from
   * then.
   */
  readonly stale?: EarlierBy;
  /** Set if it was refitted after a vector change: its values on the original vectors. */
  readonly original?: { readonly c: number; readonly metrics?: HoldoutMetrics };
}

/** Whether labelling may stop by the project's chosen rule, and the state of every rule. */
export interface StoppingView {
  readonly stop: boolean;
  readonly message: Message;
  readonly rules: readonly (RuleState & { readonly advises: boolean })[];
  /** Training labels of the round at which the rule advises stopping. */
  readonly at?: number;
}

/** Labels still needed to reach the target, as a range that may have no upper bound; or why it is unknown. */
export type ForecastView =
  | { readonly low: number; readonly high?: number }
  | { readonly aboutThere: true }
  | { readonly reason: Message };

/** Progress of a background embedding. */
export interface BackgroundProgress {
  readonly done: number;
  /** Total number of records to embed. */
  readonly of: number;
  /** This and `secondsLeft`: once some vectors are computed. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  /** The user has paused it. */
  readonly paused?: true;
}

/** A snapshot of everything that panels, status bar and trees display. Immutable. */
export interface LearnerView {
  readonly phase: LearnerPhase;
  /** The record on screen first; at most 4. */
  readonly ahead: readonly AskedRecord[];
  /** Latest first; at most 50. */
  readonly recent: readonly RecentAnswer[];
  readonly pool: { readonly size: number; readonly rowsRead: number };
  readonly counts: {
    readonly labelled: number;
    /** In multi-label projects, those of them to which no label applies. Default 0. */
    readonly none?: number;
    readonly skipped: number;
    readonly flagged: number;
    /** By label name. */
    readonly byLabel: Readonly<Record<string, number>>;
  };
  readonly holdout: {
    /** Number of members to ask in total. */
    readonly size: number;
    /** Members that metrics are computed on. */
    readonly answered: number;
    readonly skipped: number;
    /**
     * Members that were answered, but not blind in their turn, and are asked again; absent if there are none.
     */
    readonly waiting?: number;
    /** Answered members that count once the members before them are asked; absent if there are none. */
    readonly behind?: number;
    /** Metrics cover this many records of the pool, until `toAsk` others are asked. */
    readonly part?: { readonly records: number; readonly of: number; readonly toAsk: number };
    /** Number of blind answers that differ from those given by hand before. */
    readonly conflicts?: number;
    /** Answers from before these labels existed. */
    readonly outdated?: { readonly records: number; readonly labels: readonly string[] };
  };
  /** Which unanswered records are shown without predictions: the random picks, or all at present. */
  readonly blind?: 'picks' | 'all';
  /** The set of defaults in effect, if there is a newer one. */
  readonly olderDefaults?: DefaultSet;
  /** Answered records that are revisited; `remaining` includes those ahead. */
  readonly revisiting?:
    { readonly selection: RevisitSelection; readonly remaining: number } | undefined;
  /** Keys and colours of labels, fixed since the first answer; see `stylesOf`. */
  readonly styles?: StoredStyles;
  /** Labels in annotations that are missing from the label set. */
  readonly orphanedLabels: readonly OrphanedLabel[];
  /** In multi-label projects, labels added after some answers, which do not judge them. */
  readonly unjudged: readonly UnjudgedLabel[];
  /** Number of records whose imported answers conflict, to be resolved; absent if there are none. */
  readonly conflicts?: number;
  /** Recent labelling speed. */
  readonly speed: LabellingSpeed;
  /** Whether the start phase is still on: no head may be trained yet. */
  readonly starting: boolean;
  readonly learnt: readonly string[];
  /** Labels without answers that the head knows only from their description. */
  readonly described: readonly string[];
  readonly rounds: readonly RoundSummary[];
  readonly embedding?: string;
  /** Number of records that models have embedded and queries draw from; absent if it is all of them. */
  readonly drawsFrom?: number;
  /** A background embedding by a model; queries switch to its vectors when it is done. */
  readonly background?: BackgroundProgress;
  /**
   * Whether records that are not blind show suggestions: by the head, the label column or the label texts.
   */
  readonly suggests: boolean;
  /** Whether the words that explain a label can be shown. */
  readonly explains: boolean;
  /** The backend that computes a dropout head; absent for other heads and before the first fit. */
  readonly backend?: HeadBackend;
  readonly uncertainty?: { readonly acquisition: string; readonly bins: readonly number[] };
  readonly forecast?: ForecastView;
  readonly stopping?: StoppingView;
  readonly targetReached: boolean;
  /** The user closed the target banner, and the target was not crossed again since. */
  readonly targetClosed?: true;
  /** The error rate over the pool, corrected for how answers were picked. */
  readonly risk?: PoolRisk;
  /** As of the last round. */
  readonly suggestions?: SuggestionsTaken;
  /** Whether the strategy's picks train a better head than random picks, as a sentence. */
  readonly strategyComparison?: StrategyComparisonView;
  /** Records prioritised by hand; absent if there are none. */
  readonly priorities?: PrioritiesView;
  /** Sentences to show beside metrics: which records they cover. */
  readonly population?: readonly Message[];
  readonly busy?: Progress;
  readonly notices: readonly Notice[];
  readonly problems: readonly PoolProblem[];
  readonly problemCount: number;
  readonly canUndo: boolean;
  /** Number of records that the next undo touches: an import or a search result is a single step. */
  readonly nextUndoSize: number;
  /** Whether the next undo reverts a step of a closed window that other steps follow. */
  readonly nextUndoIsFar: boolean;
  readonly canRedo: boolean;
}
