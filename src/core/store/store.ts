import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type {
  Ask,
  JournalEvent,
  NewEvent,
  Placed,
  SchemaEvent,
  Stamp,
  StepEvent,
  VectorsEvent,
} from './events.ts';
import type { HoldoutMetrics } from '../metrics/holdoutMetrics.ts';

/**
 * Where a project's answers live, as they can be read: an append-only journal of events, and the view of
 * them. Everything is synchronous.
 */
export interface Store {
  /** Stamped on every event that this handle appends; undefined: on none. */
  readonly window: string | undefined;
  /** Conditions that the user should know of, as sentences: no write-ahead log on this disk, … */
  readonly notices: readonly Message[];

  /** What `undo` would take back, without doing it. */
  nextUndo(): Step | undefined;
  /** What `redo` would bring back, without doing it. */
  nextRedo(): Step | undefined;
  /**
   * How many records `undo` would touch, 0 for a change of the label set; undefined where there is
   * nothing to take back. Cheap, however large the step: panels ask after every answer.
   */
  undoSize(): number | undefined;
  /** Whether `undo` would take back the step of a closed window with other steps behind it. */
  undoIsFar(): boolean;
  /** Whether there is something to bring back. */
  canRedo(): boolean;

  /** The present answer, flag and note of a record; undefined where there is none of the three. */
  answer(recordId: RecordId): StoredAnswer | undefined;
  /** All of them as they are now, in the order of their `seq`. */
  answers(): StoredAnswer[];
  /** The latest labels and skips, latest first. */
  recent(count: number): StoredAnswer[];
  counts(): Counts;
  /** How often a suggestion was accepted. Reads every answer, so it is for once a round. */
  suggestions(): SuggestionsTaken;
  /** What is called today what was called `label` at journal position `seq`; see `labelToday`. */
  currentLabel(label: string, seq: number): string;
  /** The changes of the label set that are in effect, in order. Cheap: panels ask after every answer. */
  labelChanges(): (SchemaEvent & Placed)[];

  /** All changes of the vectors, in order. Cheap: asked for with every batch. */
  vectorChanges(): readonly (VectorsEvent & Placed)[];

  /** The journal in order, from position `from` (default 1) on. May be read while it grows. */
  journal(from?: number): Iterable<JournalEvent>;
  /** Everything that happened to one record, in order, with what was undone. */
  history(recordId: RecordId): HistoryEntry[];
  /** Position of the last event; 0 for an empty journal. */
  lastSeq(): number;

  /** Undefined until it was drawn. */
  holdout(): Holdout | undefined;
  /** Near-duplicates of members and of records that may be trained on: neither asked nor trained on. */
  betweenRecords(): RecordId[];
  /** The records that the project has ever had; see `SeenRecords`. */
  seenRecords(): Uint8Array[];

  /** In order, without the heads' bytes. */
  rounds(): Round[];
  /** The head of a round; undefined for a round that does not exist or was stored without one. */
  head(round: number): RoundHead | undefined;

  /** Rounds that were fitted once more. */
  readonly refits: Refits;

  meta(): StoreMeta;
  /**
   * A small JSON value kept for the host under a name; undefined where there is none. A new database
   * has the number of its set of defaults; see `defaultSets`.
   */
  setting(name: string): unknown;

  /** What happened to the store from elsewhere since this was last asked. Cheap: asked before every answer. */
  look(): StoreNews;
}

/**
 * The store as it is written to. What has returned is on disk: one call of `append`, `undo` or `redo` is
 * one transaction. Each method throws a `UserError` when that failed (disk full, damaged;
 * `StoreBusyError` where another window has the lock; `StoreLostError` where the file is not the one on
 * disk any more), and then nothing of the call was kept. An open project writes through `Commits` alone,
 * which waits for locks.
 */
export interface WritableStore extends Store {
  /**
   * One transaction around several calls: nobody writes between what `work` reads and what it writes.
   * Where it throws, nothing of it was kept.
   */
  atomically<T>(work: () => T): T;
  /**
   * Appends the events as one step, which is undone as a whole. An event whose id the journal holds
   * already is not appended again; the stored one is returned. Drops what could have been redone.
   * @returns the stored events, parallel to `events`.
   * @throws RangeError if an event is malformed, or if only some of the ids are known.
   */
  append(events: NewEvent | readonly NewEvent[]): StepEvent[];
  /**
   * Takes back the last step in effect of this window or, when it has none left, the last that no
   * open window made; undefined: there is none.
   */
  undo(stamp: Stamp): Reversal | undefined;
  /** Brings back the step that this window last took back, unless it has appended something since. */
  redo(stamp: Stamp): Reversal | undefined;
  /**
   * Notes that records are drawn by other vectors from here on. It is no step, and drops nothing that could
   * be redone. The latest such event is returned where it has the same blocks, or the same id was given before.
   * @throws RangeError if the event is malformed.
   */
  changeVectors(event: VectorsEvent): VectorsEvent & Placed;
  /** Derives the view from the journal anew. Changes nothing unless the view was damaged. */
  rebuildView(): void;

  /**
   * @param seen the records that were there when it was drawn; see `SeenRecords`
   * @throws UserError if it was drawn before: a hold-out is drawn once.
   */
  setHoldout(holdout: Holdout, seen?: Uint8Array): void;
  /** Adds what new records of the pool bring; members that are there already stay as they are. */
  growHoldout(growth: HoldoutGrowth): void;
  /** @throws RangeError unless `round.number` follows the last one's. */
  addRound(round: NewRound): void;
  /** Replaces a round's metrics, after its head was scored on the present hold-out. */
  setRoundMetrics(number: number, metrics: HoldoutMetrics): void;
  readonly refits: WritableRefits;

  /** Notes for which state of the pool the store was last used. */
  setPoolFingerprint(fingerprint: string): void;
  /** @param value anything that JSON can hold; undefined removes it. */
  setSetting(name: string, value: unknown): void;
  /** Notes that this window is still at work; to be called every few minutes. */
  present(): void;

  /** Settles everything in the main file. The store cannot be used afterwards. */
  close(): void;
}

export type StoreNews =
  | { readonly kind: 'same' }
  /** Another window or program wrote. */
  | { readonly kind: 'written' }
  /** What this handle has open is not what the next opening reads; `why` is a sentence. */
  | { readonly kind: 'lost'; readonly why: Message };

/** What a record's events amount to. */
export interface StoredAnswer {
  readonly recordId: RecordId;
  readonly sourceId?: string;
  /** `none`: only flagged or noted, or its answer was withdrawn. */
  readonly kind: 'label' | 'skip' | 'none';
  /** Today's name of the label; present exactly when `kind` is `label`. */
  readonly label?: string;
  readonly flagged: boolean;
  readonly note?: string;
  /** Position of the event that gave or withdrew the answer, else of the first flag or note. */
  readonly seq: number;
  /** When and by whom the answer was given. */
  readonly at: number;
  readonly annotator: string;
  /** Why it was asked. A later change of the answer that says nothing of it keeps it. */
  readonly ask?: Ask;
  readonly elapsedMs?: number;
  /** Where the answer was imported from, if it was. */
  readonly importedFrom?: string;
}

/** Events that were appended together and are undone together. */
export interface Step {
  /** `seq` of its first event. */
  readonly step: number;
  readonly events: readonly StepEvent[];
}

export interface Reversal extends Step {
  /** The undo or redo event that was appended. */
  readonly event: JournalEvent;
  /** The records whose state the step touched, in the order of its events. */
  readonly records: readonly RecordId[];
}

export interface HistoryEntry {
  readonly event: StepEvent;
  /** False when the step was undone, and not redone. */
  readonly inEffect: boolean;
}

export interface Counts {
  /** Records that carry a label, hold-out included. */
  readonly labelled: number;
  readonly byLabel: ReadonlyMap<string, number>;
  /** The same without the hold-out and what is between: what a head may be trained on. */
  readonly trainingByLabel: ReadonlyMap<string, number>;
  readonly skipped: number;
  readonly flagged: number;
  /** Records of the hold-out that carry a label, and that were skipped. */
  readonly holdoutAnswered: number;
  readonly holdoutSkipped: number;
}

export interface SuggestionsTaken {
  /** Labels in effect that the annotator gave by accepting what was suggested. */
  readonly accepted: number;
  /** Labels in effect that the annotator gave to records that the strategy asked, or by accepting. */
  readonly asked: number;
}

export interface Holdout {
  /** In the order in which they became members. */
  readonly members: readonly HoldoutMember[];
  readonly seed: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** How later records are told apart; absent in projects that drew their hold-out once and for all. */
  readonly draw?: HoldoutRule;
}

/** A group of near-duplicates is held out if its hash lies below the rate. */
export interface HoldoutRule {
  readonly hashVersion: number;
  /** 0 … 1, settled at the first draw. */
  readonly rate: number;
}

export interface HoldoutMember {
  readonly recordId: RecordId;
  /** Rows of the pool with this text. */
  readonly multiplicity: number;
  /** Its group's place in the order, an integer in [0, 2^32); absent in a hold-out drawn once. */
  readonly hash?: number;
  /** The record that stands for its group of near-duplicates, where that is known. */
  readonly kin?: RecordId;
  /** It came later, as a near-duplicate of a member of a hold-out drawn once. */
  readonly joined?: true;
}

export interface HoldoutGrowth {
  readonly members: readonly HoldoutMember[];
  /** See `Store.betweenRecords`. */
  readonly between: readonly RecordId[];
  /** See `SeenRecords`. */
  readonly seen: Uint8Array;
}

/** A refit that was recorded with metrics: the unit of the learning curve. */
export interface Round {
  /** 1, 2, 3 … */
  readonly number: number;
  readonly at: number;
  /** Training labels that the head was fitted on, hold-out excluded. */
  readonly labels: number;
  /** Journal position that it was fitted on. */
  readonly seq: number;
  /** Journal position from which it chose what to ask. */
  readonly inEffectFrom?: number;
  readonly strategy: string;
  readonly seed: number;
  /** Name of the products port that computed it. */
  readonly kernel: string;
  readonly c: number;
  /** Fingerprint of the embedding; a head only fits vectors of the same one. */
  readonly embedding: string;
  readonly metrics?: HoldoutMetrics;
  readonly choices?: RoundChoices;
}

/** What else was chosen for a round. */
export interface RoundChoices {
  /** Of the blocks of its vectors, in their order. */
  readonly weights?: readonly number[];
  /** The label prior that it was fitted under. */
  readonly prior?: RoundPrior;
  /** Labels whose words were changed since the round before, when hold-out answers were there already. */
  readonly reworded?: readonly string[];
}

export interface RoundPrior {
  /** s. */
  readonly strength: number;
  /** Stands for what the labels' names and descriptions were. */
  readonly wording: string;
  /** Labels, as they were called at `seq`, that nothing was answered with: the head knows their description only. */
  readonly described: readonly string[];
}

export interface NewRound extends Round {
  readonly head?: RoundHead;
}

/** A round's training set fitted once more, on later vectors, beside the original, which stays as it is. */
export interface RefittedRound {
  readonly number: number;
  readonly at: number;
  /** Journal position of that time: its labels are named as they were then. */
  readonly seq: number;
  /** Training labels; fewer than the round had where the pool does not hold them any more. */
  readonly labels: number;
  readonly c: number;
  /** Fingerprint of the embedding. */
  readonly embedding: string;
  readonly metrics?: HoldoutMetrics;
  readonly choices?: RoundChoices;
}

export interface NewRefit extends RefittedRound {
  readonly head: RoundHead;
}

/** See `RefittedRound`. */
export interface Refits {
  /** In the order of their rounds; of one round the earlier ones first. */
  all(): RefittedRound[];
  head(round: number, embedding: string): RoundHead | undefined;
}

export interface WritableRefits extends Refits {
  /** Keeps a round's refit, in the place of another one on the same vectors. */
  add(refit: NewRefit): void;
  /** @throws RangeError if there is no such refit. */
  setMetrics(round: number, embedding: string, metrics: HoldoutMetrics): void;
}

export interface RoundHead {
  readonly bytes: Uint8Array;
  /** Names, at the round's `seq`, of the labels that its columns stand for. */
  readonly labels: readonly string[];
}

export interface StoreMeta {
  readonly project: string;
  /** Version of the hash that record ids are made with. */
  readonly identityVersion: number;
  readonly poolFingerprint?: string;
}
