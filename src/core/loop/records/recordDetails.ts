import type { PoolRecord, RecordId } from '../../record.ts';
import type { Ask } from '../../store/events.ts';
import type { HistoryEntry, StoredAnswer } from '../../store/store.ts';
import type { Suspicion } from '../insights/suspicion.ts';
import type { HoldoutConflict } from '../holdout/holdoutReview.ts';
import type { RecordAnswer } from '../answers/answerInput.ts';
import type { Prediction } from '../../engine/modelApi.ts';

/** What is known of one record and may be shown. */
export interface RecordDetails {
  readonly id: RecordId;
  /** Undefined when the pool does not hold it, or the engine cannot be asked at the moment. */
  readonly record?: PoolRecord;
  readonly answer?: StoredAnswer;
  /** Nothing may be said that could sway an answer: there is neither prediction nor score here. */
  readonly blind: boolean;
  readonly prediction?: Prediction;
  /** By the acquisition function of this name; higher = ask sooner. */
  readonly score?: { readonly acquisition: string; readonly value: number };
  readonly history: readonly HistoryEntry[];
}

/** A record of the present queue. */
export interface RankedRecord {
  /** 1 is the record being asked. */
  readonly rank: number;
  readonly record: PoolRecord;
  /** It is on screen or sent ahead, so that its place is settled. */
  readonly ahead: boolean;
  readonly blind: boolean;
  /** Why it is asked, with its score; left out where blind. */
  readonly ask?: Ask;
  readonly prediction?: Prediction;
}

/** All records of the pool, apart from the one being asked: to read, and to answer by hand. */
export interface Records {
  /** Its present answer, flag and note; read from the store, so it is cheap. */
  answer(id: RecordId): StoredAnswer | undefined;
  /** Position of the journal: another number after every change of any answer. */
  readonly position: number;
  /** Which records' answers, flags and notes changed since a position; many count as all. */
  changedSince(position: number): readonly RecordId[] | 'all';
  /** In the order of `ids`. What only the engine knows is left out while it is away. */
  details(ids: readonly RecordId[]): Promise<RecordDetails[]>;
  /** Another number whenever the queue is another one. */
  readonly queueRevision: number;
  /** The queue as it stands, at most `count` of it. */
  ranked(count: number): Promise<RankedRecord[]>;
  /**
   * Answers several records by hand, as one step that is undone as a whole. Those whose answers are
   * withdrawn are asked before the strategy's picks, those of the hold-out in their turn.
   * @returns the records that were answered: those that the pool holds
   * @throws UserError if the label is not in the label set, or the engine is away.
   */
  annotate(ids: readonly RecordId[], answer: RecordAnswer): Promise<RecordId[]>;
  /**
   * Withdraws the hold-out answers from before some label was there, as one step: these records are
   * asked again, blind, in their turn.
   * @returns how many there were
   */
  askHoldoutAgain(): Promise<number>;
  /** Lets those answers stay as they are. */
  leaveHoldout(): Promise<void>;
  /** Hold-out records that were given another answer by hand before they were asked blind. */
  holdoutConflicts(): readonly HoldoutConflict[];
  /** Writes a note to a record, in place of the one that it has; an empty one removes it. */
  note(id: RecordId, note: string): Promise<void>;
  /** The record of each name, by id field or own id; null where the pool has none. @throws UserError */
  identify(names: readonly string[]): Promise<(RecordId | null)[]>;
  /** The record with those before and after it in its file, `count` on either side. */
  around(id: RecordId, count: number): Promise<PoolRecord[]>;
  /** Annotations that may be wrong, the likeliest first; those confirmed, changed or flagged left out. */
  suspicions(): readonly Suspicion[];
  /** Remembers that the record's present label is right after all. */
  confirm(id: RecordId): Promise<void>;
}
