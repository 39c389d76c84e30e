import type { BlockSource } from '../embed/blocks.ts';
import type { Label } from '../labels.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import type { RecordId } from '../record.ts';

/** Who did something, when, and under which id. */
export interface Stamp {
  /** Made by whoever asks for the change, unique for ever: the same id appended twice is one event. */
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly annotator: string;
  /** The window that did it, which alone takes it back while it is open; undefined: any. */
  readonly window?: string;
}

/** The settings of a strategy that had an effect, as they are in a project file's `query`. */
export interface AskedQuery {
  readonly strategy: string;
  readonly acquisition?: string;
  /** Share of random picks, 0 … 1. */
  readonly explore?: number;
  readonly poolLimit?: number;
  readonly clip?: number;
  readonly balance?: boolean;
  readonly anchors?: boolean;
  readonly cost?: boolean;
  readonly beta?: number;
  readonly alpha?: number;
  /** Some of the picks are like the seeds of labels without answers. */
  readonly seeds?: true;
}

/** Why a record was put before the annotator, recorded when it was drawn. */
export interface Ask {
  /** `manual`: the annotator went to the record on their own. */
  readonly kind: 'query' | 'explore' | 'holdout' | 'start' | 'manual';
  /** The strategy in words, e.g. `explore 10 % · margin`: written for earlier versions, and read by none since. */
  readonly strategy?: string;
  /** What asked, as code and numbers. Earlier versions wrote `strategy` only; see `withQuery`. */
  readonly query?: AskedQuery;
  /** Value of the acquisition function; higher = ask sooner. */
  readonly score?: number;
  /** Probability with which it was drawn given all earlier picks, where the strategy is stochastic. */
  readonly q?: number;
  readonly round?: number;
  /** It was asked again because its label looked wrong: whatever was answered then stands. */
  readonly check?: 'suspect';
  /** The reason in numbers; words are made of it where it is shown. */
  readonly reason?: {
    readonly kind: string;
    readonly value?: number;
    readonly between?: readonly [string, string];
    /** The label whose seeds or description the record is like; the search or file by which it was put first. */
    readonly of?: string;
    /** It was put first because its answer was withdrawn. */
    readonly again?: true;
  };
}

interface OnRecord extends Stamp {
  readonly recordId: RecordId;
  /** The record's id in the pool file, so that it can be found again when its text changes. */
  readonly sourceId?: string;
}

interface Given {
  readonly ask?: Ask;
  /** How long the record was on screen, in milliseconds. */
  readonly elapsedMs?: number;
}

/** A record is given a label; where it has one already, it is given another. */
export interface LabelEvent extends OnRecord, Given {
  readonly kind: 'label';
  readonly label: string;
  /** It was given by accepting what the model suggested; otherwise left out. */
  readonly accepted?: true;
}

/** Skipping is an answer: the record is not asked again by itself. */
export interface SkipEvent extends OnRecord, Given {
  readonly kind: 'skip';
}

/** Withdraws label or skip, so that the record is unlabelled again; flag and note stay. */
export interface ClearEvent extends OnRecord {
  readonly kind: 'clear';
}

export interface FlagEvent extends OnRecord {
  readonly kind: 'flag' | 'unflag';
}

/** An empty note removes it. */
export interface NoteEvent extends OnRecord {
  readonly kind: 'note';
  readonly note: string;
}

/** An annotation that comes from elsewhere: a label column, a mirror, another tool. */
export interface ImportEvent extends OnRecord {
  readonly kind: 'import';
  /** Undefined for a record that was skipped there. */
  readonly label?: string;
  readonly flagged?: boolean;
  readonly note?: string;
  /** Who answered there and when, where that is known; the stamp says who imported it. */
  readonly given?: { readonly at: number; readonly annotator: string };
  /** For people: `column sentiment`, `reviews.labels.jsonl`. */
  readonly from: string;
}

/**
 * A change of the label set. Annotations are stored under the label's *name*, as the project file,
 * the mirror and every export speak of it; the journal keeps the name that was given, and the view
 * of it applies the changes in order. So nothing is lost: undoing a merge gives each record back
 * the very label it had, and `Store.currentLabel` translates names of the past (a round's head).
 */
export type SchemaChange =
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  | { readonly type: 'merge'; readonly from: readonly string[]; readonly to: string }
  /**
   * Says that `from` is to be told apart as `into`. It changes no annotation by itself: a record
   * keeps `from`, which is no label of the set any more, until it is answered again.
   */
  | { readonly type: 'split'; readonly from: string; readonly into: readonly string[] }
  /** The label goes, and every record that carries it is unanswered; flags and notes stay. */
  | { readonly type: 'delete'; readonly label: string }
  /** The label set gains a label; `edit`: one of it gets another key, colour, description or group. */
  | { readonly type: 'add' | 'edit'; readonly label: Label }
  /** A file of the pool is read otherwise; the answers that move with their rows are events of the same step. */
  | { readonly type: 'read'; readonly path: string; readonly format: PoolFormat }
  /**
   * The project goes by another set of defaults from here on; its labels stay.
   * `rate`: the chance of a new group to be held out, where the hold-out was drawn once until then.
   */
  | {
      readonly type: 'defaults';
      readonly before: number;
      readonly set: number;
      readonly rate?: number;
    };

export interface SchemaEvent extends Stamp {
  readonly kind: 'schema';
  readonly change: SchemaChange;
  /** Text of the project file before and after, so that undo and redo take its edit along. */
  readonly projectFile?: { readonly before: string; readonly after: string };
}

/** What can be appended. Undo and redo are not: `Store.undo` and `Store.redo` write those. */
export type NewEvent =
  LabelEvent | SkipEvent | ClearEvent | FlagEvent | NoteEvent | ImportEvent | SchemaEvent;

/** `undoes`: the step that is taken back, or brought back; it need not be the last one. */
export interface UndoEvent extends Stamp {
  readonly kind: 'undo' | 'redo';
  readonly undoes: number;
}

/** One block of the vectors that records are drawn by. */
export interface VectorBlock {
  /** Its name in the project's `embedding`. */
  readonly use: string;
  readonly source?: BlockSource;
  readonly weight: number;
  /** Vectors of the same fingerprint are the same, whatever machine and pool they were made for. */
  readonly fingerprint: string;
  /** Of a block that is fitted on the pool: on so many of its first records. */
  readonly fittedOn?: number;
}

/**
 * From here on records are drawn by these vectors. It belongs to no step: nobody did it, so nobody takes it
 * back. The same pool, seed, answers and events of this kind give the same queue.
 */
export interface VectorsEvent extends Stamp {
  readonly kind: 'vectors';
  /** In the order in which they are joined. */
  readonly blocks: readonly VectorBlock[];
  /** Draws are from so many records, chosen by the project's seed; from all of the pool where it is left out. */
  readonly drawsFrom?: number;
}

/** An event's place: `seq` counts 1, 2, 3 …; `step` is the `seq` of the first event of its step. */
export interface Placed {
  readonly seq: number;
  readonly step: number;
}

/** A new event in its place in the journal. */
export type StepEvent = NewEvent & Placed;

/** An event of the journal, never changed and never removed. */
export type JournalEvent = StepEvent | (UndoEvent & Placed) | (VectorsEvent & Placed);
