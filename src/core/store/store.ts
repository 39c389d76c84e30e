import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type {
  Ask,
  JournalEvent,
  NewEvent,
  JournalPosition,
  SchemaEvent,
  Stamp,
  StepEvent,
  VectorsEvent,
} from './events.ts';
import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';
import type { Span } from '../task/judgement.ts';
import type { LabelJudgements } from '../task/labelJudgements.ts';
import type { Counts, SuggestionsTaken } from './counts.ts';
import type { HoldoutVectors, WritableHoldoutVectors } from './holdoutVectors.ts';
import type { Conflict, ImportStep } from './importsFound.ts';
import type { NewRound, Refits, Round, RoundHead, WritableRefits } from './storedRounds.ts';

/**
 * A project's answers, read-only: an append-only journal of events, and its view. All calls are
 * synchronous.
 */
export interface Store {
  /** Stamped on every event appended through this handle; undefined: no stamp. */
  readonly window: string | undefined;
  /** Conditions to show to the user, as sentences: no write-ahead log on this disk, … */
  readonly notices: readonly Message[];

  /** The step that `undo` would revert. */
  nextUndo(): Step | undefined;
  /** The step that `redo` would restore. */
  nextRedo(): Step | undefined;
  /**
   * Number of records that `undo` would change, 0 for a change of the label set; undefined if there
   * is nothing to undo. Cheap for any step size: panels call it after every answer.
   */
  undoSize(): number | undefined;
  /** Whether `undo` would revert a closed window's step that is followed by other steps. */
  undoIsFar(): boolean;
  /** Whether there is a step to redo. */
  canRedo(): boolean;

  /** The current answer, flag and note of a record; undefined if it has none of the three. */
  answer(recordId: RecordId): StoredAnswer | undefined;
  /** The current state of all records that have one, in `seq` order. */
  answers(): StoredAnswer[];
  /** Those whose `seq` is greater than this one, in `seq` order; at most `count`. */
  answersAfter(seq: number, count: number): StoredAnswer[];
  /** The latest labels and skips, latest first. */
  recent(count: number): StoredAnswer[];
  counts(): Counts;
  /** Number of multi-label answers that do not judge this label. */
  unjudged(label: string): number;
  /** How often suggestions were accepted. Reads every answer, so call it once per round. */
  suggestions(): SuggestionsTaken;
  /** The current name of `label` as of journal position `seq`; see `currentName`. */
  currentLabel(label: string, seq: number): string;
  /**
   * The label set changes in effect or, with `step`, those of a step, in order. Cheap: panels call it
   * after every answer.
   */
  labelChanges(step?: number): (SchemaEvent & JournalPosition)[];

  /** Records with open conflicts, ordered by the latest conflict of each. */
  conflicts(): Conflict[];
  /** Number of these records. Cheap: panels call it after every answer. */
  conflictCount(): number;
  /** The imports in effect, in order. */
  imports(): ImportStep[];

  /** All vector changes, in order. Cheap: called for every batch. */
  vectorChanges(): readonly (VectorsEvent & JournalPosition)[];

  /** The journal in order, from position `from` (default 1). It may grow during iteration. */
  journal(from?: number): Iterable<JournalEvent>;
  /**
   * The events of steps, undos and redos since position `from`, step by step. Omits steps still being written
   * in parts and the undo that keeps them out of effect; a step in parts that began before `from` and is now
   * complete appears only as its redo.
   */
  news(from: number): Iterable<JournalEvent>;
  /** The events of a step, in order; not necessarily adjacent in the journal. */
  step(step: number): Iterable<StepEvent>;
  /** All events of one record, in order, including undone ones. */
  history(recordId: RecordId): HistoryEntry[];
  /** Position of the last event; 0 for an empty journal. */
  lastSeq(): number;

  /** Undefined before the draw. */
  holdout(): Holdout | undefined;
  /** Near-duplicates of members and of trainable records: neither asked nor trained on. */
  excludedRecords(): RecordId[];
  /** All records that the project has ever had; see `SeenRecords`. */
  seenRecords(): Uint8Array[];

  /** In order, without the heads' bytes. */
  rounds(): Round[];
  /** The head of a round; undefined if the round does not exist or was stored without one. */
  head(round: number): RoundHead | undefined;

  /** Rounds that were refitted. */
  readonly refits: Refits;
  /** Vectors of hold-out records under the embeddings of the rounds. */
  readonly holdoutVectors: HoldoutVectors;

  meta(): StoreMeta;
  /**
   * A small JSON value stored for the host under a name; undefined if there is none. A new database
   * contains the number of its set of defaults; see `defaultSets`.
   */
  setting(name: string): unknown;

  /** External changes to the store since the last call. Cheap: called before every answer. */
  poll(): StoreNews;
}

/**
 * The writable store. Returned calls are on disk: each `append`, `undo` or `redo` is one
 * transaction. Each method throws a `UserError` on failure (disk full, damaged; `StoreBusyError` if
 * another window has the lock; `StoreLostError` if the open file is no longer the one on disk), and
 * then nothing of the call is stored. An open project writes only through `WriteQueue`, which waits
 * for locks.
 */
export interface WritableStore extends Store {
  /**
   * Runs several calls in one transaction: nobody can write between the reads and writes of `work`.
   * If it throws, nothing is stored.
   */
  atomically<T>(work: () => T): T;
  /**
   * Appends the events as one step, undone as a whole. An event whose id is already in the journal
   * is not appended again; its stored event is returned. Drops the redo stack.
   * @returns the stored events, parallel to `events`
   * @throws RangeError if an event is malformed, or if only some of the ids are known
   */
  append(events: NewEvent | readonly NewEvent[]): StepEvent[];
  /**
   * Appends events to a step that takes several transactions. The step has no effect, and no window can redo
   * it, before `completeStep`; a step left incomplete never takes effect.
   * @param step undefined begins a step
   * @param events at least one; events of one record are adjacent
   * @param stamp of the undo that begins it
   * @returns the step
   * @throws RangeError if an event is malformed or changes the label set
   */
  appendPart(step: number | undefined, events: readonly NewEvent[], stamp: Stamp): number;
  /**
   * Appends the rest of a step written in parts, possibly nothing, and puts the whole step into effect. Drops
   * the redo stack.
   * @param events as for `appendPart`, and added labels
   * @param stamp of the redo that completes it
   * @throws RangeError if an event is malformed or changes the label set otherwise
   */
  completeStep(step: number, events: readonly NewEvent[], stamp: Stamp): void;
  /**
   * Undoes this window's last step in effect or, if it has none left, the last one not made by an
   * open window; undefined: there is none.
   */
  undo(stamp: Stamp): Reversal | undefined;
  /** Restores the step that this window last undid, unless it has appended something since. */
  redo(stamp: Stamp): Reversal | undefined;
  /**
   * Undoes one step, of any window; undefined if it is not in effect. Answers given since then stay.
   * @throws RangeError if it changed the label set
   */
  undoStep(step: number, stamp: Stamp): Reversal | undefined;
  /**
   * Records a vector change: records are drawn with these vectors from here on. Not a step; keeps the redo
   * stack. Returns the existing event if the latest has the same blocks, or if the id is known.
   * @throws RangeError if the event is malformed
   */
  changeVectors(event: VectorsEvent): VectorsEvent & JournalPosition;
  /** Rebuilds the view from the journal. A no-op unless the view was damaged. */
  rebuildView(): void;

  /**
   * @param seen the records present at the draw; see `SeenRecords`
   * @throws UserError if it was drawn before: a hold-out is drawn once
   */
  setHoldout(holdout: Holdout, seen?: Uint8Array): void;
  /** Adds the new records of a pool; existing members are unchanged. */
  growHoldout(growth: HoldoutGrowth): void;
  /** @throws RangeError unless `round.number` follows the last one */
  addRound(round: NewRound): void;
  /** Replaces a round's metrics after scoring its head on the current hold-out. */
  setRoundMetrics(number: number, metrics: HoldoutMetrics): void;
  readonly refits: WritableRefits;
  readonly holdoutVectors: WritableHoldoutVectors;

  /** Stores the fingerprint of the pool as last used. */
  setPoolFingerprint(fingerprint: string): void;
  /** @param value any JSON value; undefined removes it */
  setSetting(name: string, value: unknown): void;
  /** Marks this window as active; call it every few minutes. */
  present(): void;

  /** Writes everything back to the main file. The store is unusable afterwards. */
  close(): void;
}

export type StoreNews =
  | { readonly kind: 'same' }
  /** Another window or program wrote. */
  | { readonly kind: 'written' }
  /** The open file is no longer the one that the next opening would read; `why` is a sentence. */
  | { readonly kind: 'lost'; readonly why: Message };

/** The folded state of a record's events. */
export interface StoredAnswer {
  readonly recordId: RecordId;
  readonly sourceId?: string;
  /**
   * `none`: only flagged or noted, the answer was withdrawn, or only some of its labels were judged.
   */
  readonly kind: 'label' | 'labels' | 'spans' | 'skip' | 'none';
  /** Current name of the label; present exactly if `kind` is `label`. */
  readonly label?: string;
  /**
   * The judged labels of a multi-label answer, by current name. Present if `kind` is `labels`, or if only
   * some labels were judged of a record that is otherwise skipped or unanswered.
   */
  readonly labels?: LabelJudgements;
  /** Present if `kind` is `spans`, or if only a part of the text was judged. */
  readonly spans?: readonly Span[];
  /** The labels that were looked for, sorted; present exactly with `spans`. */
  readonly of?: readonly string[];
  readonly flagged: boolean;
  readonly note?: string;
  /** Position of the event that gave or withdrew the answer, or else of the first flag or note. */
  readonly seq: number;
  /** When and by whom the record was answered. */
  readonly at: number;
  readonly annotator: string;
  /** Why it was asked. A later answer without `ask` keeps it. */
  readonly ask?: Ask;
  readonly elapsedMs?: number;
  /** Source of the import, if imported. */
  readonly importedFrom?: string;
}

/** Events appended and undone together. */
export interface Step {
  /** `seq` of its first event. */
  readonly step: number;
  readonly events: readonly StepEvent[];
  /**
   * Written in parts; changes the label set at most by adding labels. Its events, and the records of its
   * reversal, may be numerous and are read on demand.
   */
  readonly inParts?: true;
}

export interface Reversal extends Step {
  /** The appended undo or redo event. */
  readonly event: JournalEvent;
  /** The records changed by the step, in event order. */
  readonly records: readonly RecordId[];
}

export interface HistoryEntry {
  readonly event: StepEvent;
  /** False if the step is undone. */
  readonly inEffect: boolean;
}

export interface Holdout {
  /** In order of joining. */
  readonly members: readonly HoldoutMember[];
  readonly seed: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** How later records are assigned; absent in projects that drew their hold-out only once. */
  readonly draw?: HoldoutRule;
}

/** Holds out a group of near-duplicates if its hash is below the rate. */
export interface HoldoutRule {
  readonly hashVersion: number;
  /** 0 … 1, fixed at the first draw. */
  readonly rate: number;
}

export interface HoldoutMember {
  readonly recordId: RecordId;
  /** Number of pool rows with this text. */
  readonly multiplicity: number;
  /** Sort key of its group, an integer in [0, 2^32); absent in a hold-out drawn only once. */
  readonly hash?: number;
  /** The representative of its group of near-duplicates, if known. */
  readonly representative?: RecordId;
  /** Joined later, as a near-duplicate of a member of a hold-out drawn only once. */
  readonly joined?: true;
}

export interface HoldoutGrowth {
  readonly members: readonly HoldoutMember[];
  /** See `Store.excludedRecords`. */
  readonly excluded: readonly RecordId[];
  /** See `SeenRecords`. */
  readonly seen: Uint8Array;
}

export interface StoreMeta {
  readonly project: string;
  /** Version of the record id hash. */
  readonly identityVersion: number;
  readonly poolFingerprint?: string;
}
