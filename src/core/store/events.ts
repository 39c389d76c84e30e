import type { BlockSource } from '../embed/blocks.ts';
import type { StrategySettings } from '../strategySettings.ts';
import type { RecordId } from '../record.ts';
import type { Span } from '../task/judgement.ts';
import type { JudgedSet } from '../task/labelJudgements.ts';
import type { JudgedSpans } from '../task/spanSet.ts';
import type { SchemaChange } from './schemaChange.ts';

/** The author, time and id of an event. */
export interface Stamp {
  /** Created by the caller, globally unique: appending the same id twice yields one event. */
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly annotator: string;
  /** The window that appended it; while open, only it can undo it. Undefined: any window can. */
  readonly window?: string;
}

/** The strategy that chose a record, with its effective settings. */
export interface AskedQuery extends StrategySettings {
  /** Some picks resemble the seeds of unanswered labels. */
  readonly seeds?: true;
}

/** Why a record was shown to the annotator, recorded when it was drawn. */
export interface Ask {
  /** `manual`: the annotator navigated to the record. */
  readonly kind: 'query' | 'explore' | 'holdout' | 'start' | 'manual';
  /**
   * The strategy as text, e.g. `explore 10 % · margin`: written for earlier versions, no longer
   * read.
   */
  readonly strategy?: string;
  /** The strategy as data. Earlier versions wrote only `strategy`; see `withQuery`. */
  readonly query?: AskedQuery;
  /** Value of the acquisition function; higher = asked sooner. */
  readonly score?: number;
  /** Probability of drawing it given all earlier picks, if the strategy is stochastic. */
  readonly q?: number;
  readonly round?: number;
  /** It was asked in another project, from which its answer was imported. */
  readonly elsewhere?: true;
  /** Asked again because its label looked wrong: the new answer is final. */
  readonly check?: 'suspect';
  /** The reason as numbers, formatted for display later. */
  readonly reason?: {
    readonly kind: string;
    readonly value?: number;
    readonly between?: readonly [string, string];
    /**
     * The label whose seeds or description the record resembles, or the search or file that
     * prioritised it.
     */
    readonly of?: string;
    /** Prioritised because its answer was withdrawn. */
    readonly again?: true;
  };
}

interface OnRecord extends Stamp {
  readonly recordId: RecordId;
  /** The record's id in the pool file, for finding it again when its text changes. */
  readonly sourceId?: string;
}

interface AskContext {
  readonly ask?: Ask;
  /** Time the record was on screen, in milliseconds. */
  readonly elapsedMs?: number;
}

/** Labels a record, replacing any earlier label. */
export interface LabelEvent extends OnRecord, AskContext {
  readonly kind: 'label';
  readonly label: string;
  /** Given by accepting the model's suggestion; otherwise absent. */
  readonly accepted?: true;
}

/**
 * Judges several labels of a record. Without `judged` it replaces any earlier answer; with it, it
 * changes only these labels, and not whether the record as a whole is answered. Names in `of` are
 * sorted.
 */
export interface LabelsEvent extends OnRecord, AskContext, JudgedSet {
  readonly kind: 'labels';
  /** Given by accepting the model's suggestions; otherwise absent. */
  readonly accepted?: true;
}

/**
 * Labels parts of a record's normalised text, in UTF-16 units. Without `judged` it replaces any
 * earlier answer. Names in `of` are sorted.
 */
export interface SpansEvent extends OnRecord, AskContext, JudgedSpans {
  readonly kind: 'spans';
  readonly accepted?: true;
}

/** Skipping is an answer: the record is not asked again automatically. */
export interface SkipEvent extends OnRecord, AskContext {
  readonly kind: 'skip';
}

/** Withdraws label or skip, so that the record is unlabelled; keeps flag and note. */
export interface ClearEvent extends OnRecord {
  readonly kind: 'clear';
}

export interface FlagEvent extends OnRecord {
  readonly kind: 'flag' | 'unflag';
  /** The file it was imported from. */
  readonly from?: string;
}

/** An empty note removes it. */
export interface NoteEvent extends OnRecord {
  readonly kind: 'note';
  readonly note: string;
  /** The file it was imported from. */
  readonly from?: string;
}

/** An annotation from elsewhere: a label column, a mirror, another tool. */
export interface ImportEvent extends OnRecord {
  readonly kind: 'import';
  /** Without `label`, `yes` and `spans` the record was skipped there. */
  readonly label?: string;
  /** In multi-label projects, the labels that apply; a subset of `of`. */
  readonly yes?: readonly string[];
  readonly spans?: readonly Span[];
  /** The labels that were judged, sorted; given exactly with `yes` or `spans`. */
  readonly of?: readonly string[];
  /** The record's overall state there, if only some of its labels were judged. */
  readonly whole?: 'skipped' | 'unanswered';
  readonly flagged?: boolean;
  readonly note?: string;
  /** The original annotator and time, if known; the stamp identifies the importer. */
  readonly given?: { readonly at: number; readonly annotator: string };
  /**
   * Set if it was given there as an answer to a hold-out record in its turn, without seeing predictions. Such
   * an answer counts in this project's hold-out if the record is a member.
   */
  readonly blind?: true;
  /**
   * The file's metadata about the answer: why the record was asked, probabilities, … Exported again
   * unchanged; otherwise unused.
   */
  readonly origin?: Readonly<Record<string, unknown>>;
  /** For display: `column sentiment`, `reviews.labels.jsonl`. */
  readonly from: string;
}

/** One of several answers to a record: a label, judgements of several labels, spans, or a skip. */
export interface Candidate {
  readonly label?: string;
  /** In multi-label projects, the labels that apply; a subset of `of`. */
  readonly yes?: readonly string[];
  readonly spans?: readonly Span[];
  /** The labels that were judged, sorted; given exactly with `yes` or `spans`. */
  readonly of?: readonly string[];
  readonly skipped?: true;
  /** Annotator and time, if known. */
  readonly annotator?: string;
  readonly at?: number;
  readonly note?: string;
}

/**
 * An import found answers that differ from each other or from the record's answer, which stays as
 * it is. The conflict is open until a later answer to the record is in effect.
 */
export interface ConflictEvent extends OnRecord {
  readonly kind: 'conflict';
  /** At least one; each differs from the record's answer at the time. */
  readonly candidates: readonly Candidate[];
  /** As in `ImportEvent`. */
  readonly from: string;
}

export interface SchemaEvent extends Stamp {
  readonly kind: 'schema';
  readonly change: SchemaChange;
  /** Text of the project file before and after, so that undo and redo include its edit. */
  readonly projectFile?: { readonly before: string; readonly after: string };
}

/** Events that can be appended. `Store.undo` and `Store.redo` write the others. */
export type NewEvent =
  | LabelEvent
  | LabelsEvent
  | SpansEvent
  | SkipEvent
  | ClearEvent
  | FlagEvent
  | NoteEvent
  | ImportEvent
  | ConflictEvent
  | SchemaEvent;

/** `undoes`: the step that is undone or redone; not necessarily the last one. */
export interface UndoEvent extends Stamp {
  readonly kind: 'undo' | 'redo';
  readonly undoes: number;
}

/** One block of the vectors used for drawing records. */
export interface VectorBlock {
  /** Its name in the project's `embedding`. */
  readonly use: string;
  readonly source?: BlockSource;
  readonly weight: number;
  /** Equal fingerprints mean equal vectors, on any machine and pool. */
  readonly fingerprint: string;
  /** For a block fitted on the pool: the number of leading records it was fitted on. */
  readonly fittedOn?: number;
}

/**
 * Records are drawn with these vectors from here on. It belongs to no step and cannot be undone.
 * The same pool, seed, answers and events of this kind produce the same queue.
 */
export interface VectorsEvent extends Stamp {
  readonly kind: 'vectors';
  /** In the order of concatenation. */
  readonly blocks: readonly VectorBlock[];
  /**
   * Draws are from this many records, chosen by the project's seed; from the whole pool by default.
   */
  readonly drawsFrom?: number;
}

/**
 * An event's position: `seq` counts 1, 2, 3 …; `step` is the `seq` of the first event of its step.
 */
export interface JournalPosition {
  readonly seq: number;
  readonly step: number;
}

/** A new event with its journal position. */
export type StepEvent = NewEvent & JournalPosition;

/** A journal event, never changed and never removed. */
export type JournalEvent =
  StepEvent | (UndoEvent & JournalPosition) | (VectorsEvent & JournalPosition);
