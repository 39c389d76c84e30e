import type { Ask } from '../core/store/events.ts';
import type { LearnerPhase } from '../core/loop/learnerPhase.ts';
import type { RecordQuery } from '../core/loop/records/searchQuery.ts';
import type { AnnotateStrings } from './annotateStrings.ts';
import type { FoundMessage, RowsMessage } from './found.ts';

export type { AnnotateStrings } from './annotateStrings.ts';
export type { FoundMessage, FoundView, RowsMessage } from './found.ts';
export type { HistoryQuery, PoolQuery, RecordQuery } from '../core/loop/records/searchQuery.ts';

/**
 * What crosses between the extension host and the annotation page.
 *
 * The host sends the whole of `AnnotateState` whenever it changes; the page draws it and owns only
 * the answers that the host has not acknowledged yet (at most `maxPending`).
 */

/** Host → page, as notifications. */
export type AnnotateHostMessage =
  /** The texts of the page: once, before the first state. */
  | { readonly type: 'strings'; readonly strings: AnnotateStrings }
  | { readonly type: 'state'; readonly state: AnnotateState }
  /** The answer is committed to disk. */
  | { readonly type: 'ack'; readonly answerId: string }
  /** It is not: the page goes back to that record and says why. */
  | { readonly type: 'refused'; readonly answerId: string; readonly reason: string }
  /** A command or a rebindable key pressed outside the page; does what the key in the page does. */
  | { readonly type: 'act'; readonly action: PanelAction }
  | FoundMessage
  | RowsMessage
  /** The guidelines as HTML that is not to be trusted; without, the project names none. */
  | { readonly type: 'guidelines'; readonly html?: string };

/** Page → host. */
export type AnnotatePageMessage =
  /** The page has loaded and wants everything needed to draw. */
  | { readonly type: 'ready' }
  | AnswerMessage
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** Change an earlier answer in place. */
  | {
      readonly type: 'change';
      readonly recordId: string;
      readonly answer: Answer;
      /** Of the answer that the page showed; see `RecentView.seq`. */
      readonly shown?: number;
    }
  | { readonly type: 'goToSource'; readonly recordId: string }
  /** Looks for records; a new one ends the one before. */
  | { readonly type: 'find'; readonly findId: number; readonly query: RecordQuery }
  | {
      readonly type: 'rows';
      readonly findId: number;
      readonly from: number;
      readonly count: number;
    }
  /** Answers several records as one step. */
  | {
      readonly type: 'annotate';
      readonly recordIds: readonly string[];
      /** `clear`: their answers are withdrawn, and they are asked again. */
      readonly answer: Answer | { readonly kind: 'clear' };
    }
  /** A notice was closed. */
  | { readonly type: 'closeNotice'; readonly id: string }
  /** Puts found records first: those named, or all that the search has found. */
  | { readonly type: 'askNext'; readonly findId: number; readonly recordIds?: readonly string[] }
  /** An empty note removes the one that is there. */
  | { readonly type: 'note'; readonly recordId: string; readonly note: string }
  /** Goes through answered records again; without `what`, back to the others. */
  | { readonly type: 'revisit'; readonly what?: 'skipped' | 'flagged' }
  /** Whether the words that speak for suggestions are to be sent. */
  | { readonly type: 'explain'; readonly shown: boolean }
  | { readonly type: 'command'; readonly command: PanelCommand }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string };

export interface AnswerMessage {
  readonly type: 'answer';
  /** Made by the page; the same id sent twice is one answer. */
  readonly answerId: string;
  readonly recordId: string;
  readonly answer: Answer;
  /** Milliseconds for which the record was on screen and the page visible. */
  readonly elapsedMs: number;
  /** Why the record was asked, as the host told it: a host that was started again does not know. */
  readonly ask?: Ask;
}

export type Answer =
  /** `accepted`: given by accepting the suggestion. */
  | { readonly kind: 'label'; readonly label: string; readonly accepted?: true }
  | { readonly kind: 'skip' }
  /** Sets the record's flag aside from any label; the record stays on screen. */
  | { readonly kind: 'flag'; readonly flagged: boolean };

/** Everything that a key in the page does is also a command. */
export type PanelAction =
  | { readonly kind: 'label'; readonly index: number }
  | { readonly kind: 'skip' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'look'; readonly step: -1 | 1 }
  | { readonly kind: 'toggleKeys' }
  /** Gives the label that is suggested first, where one is shown. */
  | { readonly kind: 'accept' }
  | { readonly kind: 'toggleSuggestion' }
  | { readonly kind: 'toggleWords' }
  | { readonly kind: 'toggleGuidelines' }
  /** Shows many labels in groups by how their names begin, or no longer. */
  | { readonly kind: 'toggleGroups' }
  | { readonly kind: 'note' }
  | { readonly kind: 'history' }
  | { readonly kind: 'search' }
  | { readonly kind: 'similar' }
  /** Searches for records like a text, or like a label's description; without either, for the text to be typed. */
  | { readonly kind: 'like'; readonly text?: string; readonly label?: string }
  /** Looks for words inside the record. */
  | { readonly kind: 'find' }
  /** A label by typing its name. */
  | { readonly kind: 'filter' }
  | { readonly kind: 'focus' };

/** Commands that buttons of the page start; the host maps them to VS Code commands. */
export type PanelCommand =
  | 'retrain'
  | 'queryNext'
  | 'changeStrategy'
  | 'showMetrics'
  | 'export'
  | 'openProjectFile'
  | 'retry'
  | 'downloadModel'
  | 'downloadAgain'
  | 'allowServer'
  | 'chooseEmbedding'
  | 'embedAll'
  | 'setServerKey'
  | 'divideLabel'
  | 'mendLabel'
  | 'askHoldoutAgain'
  | 'holdoutConflicts'
  | 'checkSuspects'
  | 'showProblems'
  | 'restoreAnswers'
  | 'startEmpty'
  | 'takeAnswers';

/** Answers that the page may hold unacknowledged; then it waits. */
export const maxPending = 3;

export interface AnnotateState {
  readonly project: string;
  readonly phase: AnnotatePhase;
  readonly labels: readonly LabelView[];
  /** The record on screen first, then those sent ahead. */
  readonly ahead: readonly AskedView[];
  /** Latest first. */
  readonly recent: readonly RecentView[];
  readonly progress: ProgressView;
  /** Work in the background: "Embedding 1,200 of 7,200". */
  readonly busy?: BusyView;
  /** A condition that lasts and that the annotator should know of, with what can be done. */
  readonly notices: readonly NoticeView[];
  readonly showSuggestion: boolean;
  /** The words that speak for a suggestion can be told. */
  readonly canExplain: boolean;
  /** Whether records that are not blind show suggestions. */
  readonly suggests: boolean;
  /** Answered records are gone through again: "Skipped records once more: 12 left". */
  readonly revisiting?: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** The phase with its message as a text. */
export type AnnotatePhase =
  | Exclude<LearnerPhase, { message: unknown }>
  | (Omit<Extract<LearnerPhase, { kind: 'finished' }>, 'message'> & { readonly message: string })
  | (Omit<Extract<LearnerPhase, { kind: 'failed' }>, 'message'> & { readonly message: string });

export interface LabelView {
  readonly name: string;
  /** What to press, as shown: "1", "r"; undefined past the keys that there are. */
  readonly key?: string;
  /** Name of a theme colour, e.g. "charts.red". */
  readonly color: string;
  /** 0, 1, 2 … among the labels of one colour: what shade and shape its mark has. */
  readonly variant: number;
  /** Labels of one group stand together, under its name. */
  readonly group?: string;
  readonly description?: string;
  /** How many records carry it. */
  readonly count: number;
  /** False until the head has seen it. */
  readonly learnt: boolean;
  /** Not learnt yet, but the head knows its description. */
  readonly described?: true;
}

export interface AskedView {
  readonly recordId: string;
  readonly text: string;
  /** Chosen context fields, in the project's order. */
  readonly context: readonly { readonly field: string; readonly value: string }[];
  /** "margin 0.03 between Refund and Delivery"; absent where it is asked blind. */
  readonly reason?: string;
  /** In place of the reason: that it is asked blind, and why. Nothing of it depends on a model. */
  readonly blind?: string;
  /** Which part of the picks is asked for such reasons: "90 % of picks". */
  readonly share?: string;
  /** The head's probabilities, most probable first; absent for blind picks and before training. */
  readonly suggestion?: readonly { readonly label: string; readonly p: number }[];
  /** The suggestion rests on the labels' words alone. */
  readonly fromDescriptions?: true;
  /** Words that speak most for the label suggested first, in UTF-16 units of the text. */
  readonly words?: readonly WordView[];
  readonly flagged: boolean;
  readonly note?: string;
  /** The present answer, when the record is shown again after undo or for a change. */
  readonly answered?: string;
  /** It is gone through again: to skip it leaves its answer. */
  readonly revisited?: boolean;
  readonly source: string;
  /** To be sent back with the answer, and not to be shown. */
  readonly ask?: Ask;
}

export interface WordView {
  readonly from: number;
  readonly to: number;
  /** 0 … 1, relative to the word that says most. */
  readonly strength: number;
}

export interface RecentView {
  readonly recordId: string;
  readonly text: string;
  /** Label name, or undefined for a skipped record. */
  readonly label?: string;
  readonly flagged: boolean;
  readonly note?: string;
  /** Position of the answer in the journal, once it is saved: another window may give another one. */
  readonly seq?: number;
  /** Why it was asked; also for hold-out records, now that they are answered. */
  readonly reason?: string;
  readonly share?: string;
  readonly context: readonly { readonly field: string; readonly value: string }[];
  readonly source: string;
}

export interface ProgressView {
  readonly labelled: number;
  readonly skipped: number;
  readonly flagged: number;
  readonly pool: number;
  readonly round: number;
  readonly holdoutAnswered: number;
  readonly holdoutSize: number;
  /** "macro-F1 .84 ±.04", absent while it cannot be told. */
  readonly metric?: {
    readonly name: string;
    readonly value: number;
    readonly halfWidth: number;
    /** What the interval is, for the tooltip. */
    readonly interval?: string;
  };
  /** Metric by round, for the small curve. */
  readonly spark: readonly number[];
  /** Absent until it can be told. */
  readonly speed?: SpeedView;
}

export interface SpeedView {
  /** "14 a minute" */
  readonly short: string;
  /** "median 3.8 s · target in 25 min to 40 min" */
  readonly more: string;
  /** All of it in sentences. */
  readonly long: string;
}

export interface BusyView {
  readonly what: string;
  readonly step: number;
  readonly steps?: number;
}

export interface NoticeView {
  readonly id: string;
  /** `done`: something was achieved. */
  readonly severity: 'info' | 'warning' | 'error' | 'done';
  readonly message: string;
  readonly action?: { readonly label: string; readonly command: PanelCommand };
  /** Whether it can be closed; all others stay as long as what they tell of. */
  readonly closable?: true;
}
