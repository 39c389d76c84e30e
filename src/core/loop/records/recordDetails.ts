import type { PoolRecord, RecordId } from '../../record.ts';
import type { Ask } from '../../store/events.ts';
import type { HistoryEntry, StoredAnswer } from '../../store/store.ts';
import type { Suspicion } from '../insights/suspicion.ts';
import type { HoldoutConflict } from '../holdout/holdoutReview.ts';
import type { RecordAnswer } from '../answers/answerInput.ts';
import type { Prediction } from '../../engine/modelApi.ts';

/** Everything about one record that may be shown. */
export interface RecordDetails {
  readonly id: RecordId;
  /** Undefined if the pool does not contain it, or the engine is unavailable. */
  readonly record?: PoolRecord;
  readonly answer?: StoredAnswer;
  /** Whether prediction and score are omitted because they could sway an answer. */
  readonly blind: boolean;
  readonly prediction?: Prediction;
  /** By the acquisition function of this name; higher = ask sooner. */
  readonly score?: { readonly acquisition: string; readonly value: number };
  readonly history: readonly HistoryEntry[];
}

/** A record in the current queue. */
export interface RankedRecord {
  /** 1 is the record being asked. */
  readonly rank: number;
  readonly record: PoolRecord;
  /** Whether it is on screen or ahead, so that its place is fixed. */
  readonly ahead: boolean;
  readonly blind: boolean;
  /** Why it is asked, with its score; omitted if blind. */
  readonly ask?: Ask;
  readonly prediction?: Prediction;
}

/** All records of the pool, apart from the one being asked, for reading and for answering by hand. */
export interface Records {
  /** The current answer, flag and note; read from the store, so it is cheap. */
  answer(id: RecordId): StoredAnswer | undefined;
  /** Journal position; changes with every change of an answer. */
  readonly position: number;
  /** Records whose answer, flag or note changed since a position; `all` if there are too many. */
  changedSince(position: number): readonly RecordId[] | 'all';
  /** In the order of `ids`. Engine data is omitted while the engine is unavailable. */
  details(ids: readonly RecordId[]): Promise<RecordDetails[]>;
  /** Changes whenever the queue changes. */
  readonly queueRevision: number;
  /** The first `count` records of the current queue. */
  ranked(count: number): Promise<RankedRecord[]>;
  /**
   * Answers several records by hand, as one step that is undone as a whole. Records whose answers are
   * withdrawn are asked before the strategy's picks, hold-out records in their turn.
   * @returns the records that were answered: those that the pool contains
   * @throws UserError if the label is not in the label set, if another window answered some of them, or if
   * the engine is unavailable
   */
  annotate(ids: readonly RecordId[], answer: RecordAnswer): Promise<RecordId[]>;
  /**
   * Withdraws the hold-out answers given before some label existed, as one step: these records are asked
   * again, blind, in their turn.
   * @returns how many there were
   */
  askHoldoutAgain(): Promise<number>;
  /** Accepts those answers as they are. */
  leaveHoldout(): Promise<void>;
  /** Hold-out records whose blind answer differs from an answer given by hand before. */
  holdoutConflicts(): readonly HoldoutConflict[];
  /** Sets the note of a record; an empty one removes it. */
  note(id: RecordId, note: string): Promise<void>;
  /** The record for each name, by id field or record id; null if the pool has none. @throws UserError */
  identify(names: readonly string[]): Promise<(RecordId | null)[]>;
  /** The record with its neighbours in its file, `count` on either side. */
  around(id: RecordId, count: number): Promise<PoolRecord[]>;
  /** Annotations that may be wrong, likeliest first, except those confirmed, changed or flagged. */
  suspicions(): readonly Suspicion[];
  /** Stores that the record's current label is right. */
  confirm(id: RecordId): Promise<void>;
}
