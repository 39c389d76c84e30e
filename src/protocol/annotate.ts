import type { Ask } from '../core/store/events.ts';
import type { LearnerPhase } from '../core/loop/learnerPhase.ts';
import type { RecordQuery } from '../core/loop/records/searchQuery.ts';
import type { AnnotateStrings } from './annotateStrings.ts';
import type { FoundMessage, JudgedView, RowsMessage } from './found.ts';

export type { AnnotateStrings } from './annotateStrings.ts';
export type { FoundMessage, FoundView, JudgedView, RowsMessage } from './found.ts';
export type { HistoryQuery, PoolQuery, RecordQuery } from '../core/loop/records/searchQuery.ts';

/**
 * Messages between the extension host and the annotation page. The host sends the whole of
 * `AnnotateState` whenever it changes; the page renders it and owns only the answers that the host
 * has not acknowledged yet (at most `maxPending`).
 */

/** Host → page, as notifications. */
export type AnnotateHostMessage =
  /** The texts of the page; sent once, before the first state. */
  | { readonly type: 'strings'; readonly strings: AnnotateStrings }
  | { readonly type: 'state'; readonly state: AnnotateState }
  /** The answer is saved to disk. */
  | { readonly type: 'ack'; readonly answerId: string }
  /** The answer could not be saved: the page returns to that record and shows the reason. */
  | { readonly type: 'refused'; readonly answerId: string; readonly reason: string }
  /** The changed answer could not be saved: the page shows the change again, with the reason. */
  | { readonly type: 'notChanged'; readonly recordId: string; readonly reason: string }
  /** A command or a rebindable key pressed outside the page; same effect as the key in the page. */
  | { readonly type: 'act'; readonly action: PanelAction }
  | FoundMessage
  | RowsMessage
  /** The guidelines as untrusted HTML; omitted if the project has none. */
  | { readonly type: 'guidelines'; readonly html?: string };

/** Page → host. */
export type AnnotatePageMessage =
  /** The page has loaded and requests the strings and the state. */
  | { readonly type: 'ready' }
  | AnswerMessage
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | ChangeMessage
  | { readonly type: 'goToSource'; readonly recordId: string }
  /** Searches records; a new search replaces the previous one. */
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
      /** `clear` withdraws their answers and asks them again. */
      readonly answer: Answer | { readonly kind: 'clear' };
    }
  /** The user closed a notice. */
  | { readonly type: 'closeNotice'; readonly id: string }
  /** Prioritizes found records: the given ones, or all results of the search. */
  | { readonly type: 'askNext'; readonly findId: number; readonly recordIds?: readonly string[] }
  /** In a pass, or while conflicts are decided: moves the record to the end without writing anything. */
  | { readonly type: 'defer'; readonly recordId: string }
  /** An empty note removes the existing one. */
  | { readonly type: 'note'; readonly recordId: string; readonly note: string }
  /** Reviews answered records; without `what`, returns to the queue. */
  | { readonly type: 'revisit'; readonly what?: 'skipped' | 'flagged' }
  /** Whether to send the words that support suggestions. */
  | { readonly type: 'explain'; readonly shown: boolean }
  | { readonly type: 'command'; readonly command: PanelCommand }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string };

export interface AnswerMessage {
  readonly type: 'answer';
  /** Chosen by the page; a repeated id counts as the same answer. */
  readonly answerId: string;
  readonly recordId: string;
  readonly answer: Answer;
  /** Milliseconds during which the record was on screen and the page visible. */
  readonly elapsedMs: number;
  /** Why the record was asked, as sent by the host, which loses this in a restart. */
  readonly ask?: Ask;
}

/** Changes an earlier answer in place. */
export interface ChangeMessage {
  readonly type: 'change';
  readonly recordId: string;
  readonly answer: Answer;
  /** Version of the answer shown in the page; see `RecentView.seq`. */
  readonly shown?: number;
}

export type Answer =
  /** `accepted`: given by accepting the suggestion. */
  | { readonly kind: 'label'; readonly label: string; readonly accepted?: true }
  | LabelsAnswer
  | { readonly kind: 'skip' }
  /** Sets the record's flag independently of its label; the record stays on screen. */
  | { readonly kind: 'flag'; readonly flagged: boolean };

/** The labels that apply, in a multi-label project. */
export interface LabelsAnswer {
  readonly kind: 'labels';
  /** In the order of `of`; empty: "none of these". */
  readonly yes: readonly string[];
  /** Names of all labels that the page showed. */
  readonly of: readonly string[];
  /** The judged labels; earlier judgements of others stay. Omitted: all of `of`. */
  readonly judged?: readonly string[];
  /** Given by accepting the suggestions. */
  readonly accepted?: true;
}

/** Actions of keys in the page, all available as commands. */
export type PanelAction =
  /** Gives the label, or marks it in a multi-label project. */
  | { readonly kind: 'label'; readonly index: number }
  | { readonly kind: 'skip' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'look'; readonly step: -1 | 1 }
  | { readonly kind: 'toggleKeys' }
  /** Answers with the first suggestion, or the suggested set, if one is shown. */
  | { readonly kind: 'accept' }
  /** Saves the marked labels of a multi-label project. */
  | { readonly kind: 'save' }
  | { readonly kind: 'toggleSuggestion' }
  | { readonly kind: 'toggleWords' }
  | { readonly kind: 'toggleGuidelines' }
  /** Toggles grouping of labels by the prefix of their names. */
  | { readonly kind: 'toggleGroups' }
  | { readonly kind: 'note' }
  | { readonly kind: 'history' }
  | { readonly kind: 'search' }
  | { readonly kind: 'similar' }
  /**
   * Searches records similar to a text or to a label's description; without either, opens an input
   * for the text.
   */
  | { readonly kind: 'like'; readonly text?: string; readonly label?: string }
  /** Finds words inside the record. */
  | { readonly kind: 'find' }
  /** Selects a label by typing its name. */
  | { readonly kind: 'filter' }
  | { readonly kind: 'focus' };

/** Commands of the page's buttons; the host maps them to VS Code commands. */
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
  | 'askForLabel'
  | 'holdoutConflicts'
  | 'decideConflicts'
  | 'checkSuspects'
  | 'showProblems'
  | 'restoreAnswers'
  | 'startEmpty'
  | 'takeAnswers';

/** Maximum number of unacknowledged answers in the page; beyond it, the page waits. */
export const maxPending = 3;

export interface AnnotateState {
  readonly project: string;
  /** Single-label or multi-label. */
  readonly task: 'single' | 'multi';
  /** Set during a pass, which asks yes-or-no questions about one label; only with `multi`. */
  readonly pass?: PassView;
  /** Set while the user decides import conflicts. */
  readonly deciding?: true;
  readonly phase: AnnotatePhase;
  readonly labels: readonly LabelView[];
  /** The record on screen first, then those prefetched. */
  readonly ahead: readonly AskedView[];
  /** Latest first. */
  readonly recent: readonly RecentView[];
  readonly progress: ProgressView;
  /** Progress of background work: "Embedding 1,200 of 7,200". */
  readonly busy?: BusyView;
  /** Persistent conditions that concern the annotator, with possible actions. */
  readonly notices: readonly NoticeView[];
  readonly showSuggestion: boolean;
  /** Whether the words that support a suggestion are available. */
  readonly canExplain: boolean;
  /** Whether non-blind records show suggestions. */
  readonly suggests: boolean;
  /** Set while answered records are reviewed: "Skipped records once more: 12 left". */
  readonly revisiting?: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface PassView {
  /** Name of one of `labels`. */
  readonly label: string;
  /** Records of the pass without an answer, including the one on screen. */
  readonly left: number;
}

/** The phase with its message as text. */
export type AnnotatePhase =
  | Exclude<LearnerPhase, { message: unknown }>
  | (Omit<Extract<LearnerPhase, { kind: 'finished' }>, 'message'> & { readonly message: string })
  | (Omit<Extract<LearnerPhase, { kind: 'failed' }>, 'message'> & { readonly message: string });

export interface LabelView {
  readonly name: string;
  /** Key as displayed: "1", "r"; undefined if there are more labels than keys. */
  readonly key?: string;
  /** Name of a theme colour, e.g. "charts.red". */
  readonly color: string;
  /** 0, 1, 2 … among the labels of one colour; determines the shade and shape of its mark. */
  readonly variant: number;
  /** Labels of one group are listed together, under its name. */
  readonly group?: string;
  readonly description?: string;
  /** Number of records with it. */
  readonly count: number;
  /** False until the head has been trained on it. */
  readonly learnt: boolean;
  /** No training examples, but the head knows the label by its description. */
  readonly described?: true;
}

export interface AskedView {
  readonly recordId: string;
  readonly text: string;
  /** Chosen context fields, in the project's order. */
  readonly context: readonly { readonly field: string; readonly value: string }[];
  /** "margin 0.03 between Refund and Delivery"; absent for blind picks. */
  readonly reason?: string;
  /** Replaces the reason for blind picks: explains why the record is blind. Independent of any model. */
  readonly blind?: string;
  /** Share of picks with such a reason: "90 % of picks". */
  readonly share?: string;
  /** The head's probabilities, most probable first; absent for blind picks and before training. */
  readonly suggestion?: readonly SuggestedLabel[];
  /** The suggestion is based on the labels' descriptions alone. */
  readonly fromDescriptions?: true;
  /** Words that contribute most to the first suggestion, in UTF-16 units of the text. */
  readonly words?: readonly WordView[];
  readonly flagged: boolean;
  readonly note?: string;
  /** The current answer, if the record is shown again after undo or for a change. */
  readonly answered?: string;
  /** The current answer with `multi`; labels in neither list were not judged. */
  readonly judged?: { readonly yes: readonly string[]; readonly no: readonly string[] };
  /** Conflicting answers to choose from, at most `maxCandidates`; absent for blind records. */
  readonly candidates?: readonly CandidateView[];
  /** Set in a review: skipping the record keeps its answer. */
  readonly revisited?: boolean;
  readonly source: string;
  /** Returned with the answer; not displayed. */
  readonly ask?: Ask;
}

/** One of a record's conflicting answers. */
export interface CandidateView {
  /** The answer that the record gets if the user chooses it. */
  readonly answer: Exclude<Answer, { kind: 'flag' }>;
  /** Its label or labels; neither: the record was skipped. */
  readonly label?: string;
  readonly labels?: JudgedView;
  /** Who gave it and when, and in which file: "ada · 3 May, 14:05 · reviews.jsonl". */
  readonly by: string;
  readonly note?: string;
}

/** Candidates have the keys 1 to 9. */
export const maxCandidates = 9;

export interface SuggestedLabel {
  readonly label: string;
  readonly p: number;
  /** Whether the model predicts that the label applies; with `multi`. */
  readonly applies?: boolean;
}

export interface WordView {
  readonly from: number;
  readonly to: number;
  /** 0 … 1, relative to the word that contributes most. */
  readonly strength: number;
}

export interface RecentView {
  readonly recordId: string;
  readonly text: string;
  /** Label name; undefined for a skipped record, and with `multi`. */
  readonly label?: string;
  /** With `multi`; undefined for a skipped record. */
  readonly labels?: JudgedView;
  readonly flagged: boolean;
  readonly note?: string;
  /** Journal position of the answer once saved; detects changes by another window. */
  readonly seq?: number;
  /** Why it was asked; included for hold-out records once they are answered. */
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
  /** "macro-F1 .84 ±.04"; absent while unknown. */
  readonly metric?: {
    readonly name: string;
    readonly value: number;
    readonly halfWidth: number;
    /** Explanation of the interval, for the tooltip. */
    readonly interval?: string;
  };
  /** Metric by round, for the sparkline. */
  readonly spark: readonly number[];
  /** Absent while unknown. */
  readonly speed?: SpeedView;
}

export interface SpeedView {
  /** "14/min" */
  readonly short: string;
  /** "median 3.8 s · target in 25 min to 40 min" */
  readonly more: string;
  /** As `short` and `more`, in full sentences. */
  readonly long: string;
}

export interface BusyView {
  readonly what: string;
  readonly step: number;
  readonly steps?: number;
}

export interface NoticeView {
  readonly id: string;
  /** `done`: a goal has been reached. */
  readonly severity: 'info' | 'warning' | 'error' | 'done';
  readonly message: string;
  readonly action?: { readonly label: string; readonly command: PanelCommand };
  /** Whether the user can close it; other notices stay until their cause is gone. */
  readonly closable?: true;
}
