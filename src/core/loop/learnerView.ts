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
import type { ActiveVersusRandom } from './insights/activeVersusRandom.ts';
import type { UnjudgedLabel } from './labels/unjudgedLabels.ts';
import type { PoolRisk } from './insights/poolRisk.ts';
import type { PrioritiesView } from './queue/priorities.ts';
import type { EarlierBy } from './training/segment.ts';
import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import type { AskedRecord, Revisited } from './queue/askedRecord.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';

/** An answer that is in effect, for the history. */
export interface RecentAnswer {
  readonly record: PoolRecord;
  /** Undefined for a skipped record, and for one that may have several labels. */
  readonly label?: string;
  /** Of several labels what was judged; undefined for a skipped record. */
  readonly labels?: LabelJudgements;
  readonly flagged: boolean;
  readonly note?: string;
  readonly ask?: Ask;
  readonly at: number;
  /** Position of the answer in the journal. */
  readonly seq: number;
}

export interface RoundSummary {
  readonly round: number;
  readonly at: number;
  /** Training labels that the head was fitted on. */
  readonly labels: number;
  /** The strategy that chose records after the fit. */
  readonly query: AskedQuery;
  /** It is the start strategy; otherwise absent. */
  readonly start?: true;
  readonly c: number;
  /** s of the label prior, where there was one. */
  readonly s?: number;
  /** T of its probabilities, where they are calibrated. */
  readonly temperature?: number;
  /** Labels whose words were changed before it, when hold-out answers were there already. */
  readonly reworded?: readonly string[];
  readonly kernel: string;
  /** On the present hold-out; undefined while nothing of it is answered. */
  readonly metrics?: HoldoutMetrics;
  /** It belongs to an earlier segment of the curve; one of other vectors keeps the metrics that it had then. */
  readonly stale?: EarlierBy;
  /** It was refitted after a change of the vectors: what it had on those that it was fitted on. */
  readonly original?: { readonly c: number; readonly metrics?: HoldoutMetrics };
}

/** Whether labelling may stop, by the rule that the project chose; and how every rule stands. */
export interface StoppingView {
  readonly stop: boolean;
  readonly message: Message;
  readonly rules: readonly (RuleState & { readonly advises: boolean })[];
  /** Training labels of the round at which the advice is to stop. */
  readonly at?: number;
}

/** Labels still needed to reach the target: a range, which may have no upper end; or why it is unknown. */
export type ForecastView =
  | { readonly low: number; readonly high?: number }
  | { readonly aboutThere: true }
  | { readonly reason: Message };

/** Progress of an embedding in the background. */
export interface BackgroundProgress {
  readonly done: number;
  /** Records that are to have them. */
  readonly of: number;
  /** Both once some have been made. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  /** The user has stopped it until further notice. */
  readonly paused?: true;
}

/** A snapshot of everything that panels, status bar and trees draw. Never mutated. */
export interface LearnerView {
  readonly phase: LearnerPhase;
  /** The record on screen first; at most 4. */
  readonly ahead: readonly AskedRecord[];
  /** Latest first; at most 50. */
  readonly recent: readonly RecentAnswer[];
  readonly pool: { readonly size: number; readonly rowsRead: number };
  readonly counts: {
    readonly labelled: number;
    /** Of these the records to which none of several labels applies. Default 0. */
    readonly none?: number;
    readonly skipped: number;
    readonly flagged: number;
    /** By label name. */
    readonly byLabel: Readonly<Record<string, number>>;
  };
  readonly holdout: {
    /** Records to be asked in all. */
    readonly size: number;
    /** Those of them that metrics rest on. */
    readonly answered: number;
    readonly skipped: number;
    /** Records that were answered, but not blind in their turn, and are asked again; left out where there are none. */
    readonly waiting?: number;
    /** Answered records that count once those before them are asked; left out where there are none. */
    readonly behind?: number;
    /** Metrics cover this many records of the pool, until `toAsk` others are asked. */
    readonly part?: { readonly records: number; readonly of: number; readonly toAsk: number };
    /** Number of blind answers that differ from those given by hand before. */
    readonly conflicts?: number;
    /** Answers from before these labels existed. */
    readonly outdated?: { readonly records: number; readonly labels: readonly string[] };
  };
  /** Which unanswered records show nothing that a model thinks: the random picks, or all for now. */
  readonly blind?: 'picks' | 'all';
  /** The set of defaults in effect, where there is a newer one. */
  readonly olderDefaults?: DefaultSet;
  /** Answered records that are revisited; `remaining` includes those ahead. */
  readonly revisiting?: { readonly what: Revisited; readonly remaining: number } | undefined;
  /** Keys and colours of labels, kept since the first answer; see `looksOf`. */
  readonly styles?: StoredStyles;
  /** Labels of annotations that the label set does not have. */
  readonly orphanedLabels: readonly OrphanedLabel[];
  /** Of several labels those that came after some answers, which say nothing of them. */
  readonly unjudged: readonly UnjudgedLabel[];
  /** Records for which imports found other answers, to be decided; absent when there are none. */
  readonly conflicts?: number;
  /** How quickly answers were given lately. */
  readonly speed: LabellingSpeed;
  /** The start phase goes on: nothing has been trained yet. */
  readonly starting: boolean;
  readonly learnt: readonly string[];
  /** Labels without answers that the head knows from their description. */
  readonly described: readonly string[];
  readonly rounds: readonly RoundSummary[];
  readonly embedding?: string;
  /** Models have embedded this many records, and queries draw from these; absent where it is all of them. */
  readonly drawsFrom?: number;
  /** A model embeds the pool in the background; queries draw by its vectors once they are there. */
  readonly background?: BackgroundProgress;
  /** Whether records that are not blind show suggestions: by the head, the label column or the labels' words. */
  readonly suggests: boolean;
  /** Whether the words that explain a label can be shown. */
  readonly explains: boolean;
  /** What computes a dropout head; undefined for other heads, and before the first fit. */
  readonly backend?: HeadBackend;
  readonly uncertainty?: { readonly acquisition: string; readonly bins: readonly number[] };
  readonly forecast?: ForecastView;
  readonly stopping?: StoppingView;
  readonly targetReached: boolean;
  /** The banner that says so was closed, and the target was not crossed again since. */
  readonly targetClosed?: true;
  /** The error rate over the pool, corrected for how the answers were picked. */
  readonly risk?: PoolRisk;
  /** As of the last round. */
  readonly suggestions?: SuggestionsTaken;
  /** Whether asking by the strategy teaches more than asking at random, in a sentence. */
  readonly helping?: ActiveVersusRandom;
  /** Records prioritised by hand; absent when there are none. */
  readonly priorities?: PrioritiesView;
  /** To show beside metrics: which records they cover. */
  readonly population?: readonly Message[];
  readonly busy?: Progress;
  readonly notices: readonly Notice[];
  readonly problems: readonly PoolProblem[];
  readonly problemCount: number;
  readonly canUndo: boolean;
  /** Records that the next undo touches: an import or a search result is one step of many. */
  readonly nextUndoSize: number;
  /** The next undo takes back the step of a closed window, with other steps after it. */
  readonly nextUndoIsFar: boolean;
  readonly canRedo: boolean;
}
