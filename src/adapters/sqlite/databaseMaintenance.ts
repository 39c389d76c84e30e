import { rename, rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { RecordId } from '../../core/record.ts';
import { applyTo, foldAnswers } from '../../core/store/fold.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import { message } from '../../core/messages/messages.ts';
import { StoreDamagedError } from '../../core/store/storeErrors.ts';
import { isStepEvent, Timeline } from '../../core/store/timeline.ts';
import type { AnswerTable } from './answerTable.ts';
import type { DerivedView } from './derivedView.ts';
import type { Database } from './driver.ts';
import { withSqliteErrors } from './sqliteErrors.ts';
import type { JournalTable } from './journalTable.ts';
import type { LabelSetTable } from './labelSetTable.ts';
import type { PartsTable } from './partsTable.ts';
import type { StepTable } from './stepTable.ts';
import type { WindowTable } from './windowTable.ts';

/** Events checked between yields to the event loop. */
const sliceSize = 1000;

export interface DatabaseMaintenanceOptions {
  readonly db: Database;
  readonly file: string;
  readonly journal: JournalTable;
  readonly sets: LabelSetTable;
  readonly answers: AnswerTable;
  readonly view: DerivedView;
  readonly parts: PartsTable;
  readonly steps: StepTable;
  readonly windows: WindowTable;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly write: <T>(work: () => T) => T;
}

/** Checks and maintains a database, when it is opened and when idle. */
export class DatabaseMaintenance {
  readonly #options: DatabaseMaintenanceOptions;

  constructor(options: DatabaseMaintenanceOptions) {
    this.#options = options;
  }

  /**
   * Compares every event with its checksum, and the answers with the journal; rebuilds answers that
   * differ.
   * @returns whether it rebuilt them.
   * @throws StoreDamagedError if the journal was altered.
   */
  check(): boolean {
    const { db, view, write, file } = this.#options;
    // In one transaction: another window may be writing answers.
    const isRight = db.transaction(() => {
      for (let next = 1; next > 0;) next = this.#checkSlice(next);
      return this.#agrees(this.#folded());
    })();
    if (isRight) return false;
    write(() => {
      view.rebuild();
      if (!this.#agrees(this.#folded()))
        throw new StoreDamagedError(message('store.damaged', { file }));
    });
    return true;
  }

  /**
   * As `check`, in slices with other work in between.
   * @param turn resolves after a yield to the event loop
   * @param write runs a transaction, waiting for locks
   */
  async checkInTurns(
    turn: () => Promise<void>,
    write: <T>(work: () => T) => Promise<T>,
  ): Promise<boolean> {
    const { journal } = this.#options;
    for (let next = 1; next > 0; await turn()) next = this.#checkSlice(next);
    const timeline = new Timeline();
    let last = 0;
    for (const event of journal.from(1)) {
      timeline.add(event);
      if ((last = event.seq) % sliceSize === 0) await turn();
    }
    const answers = new Map<RecordId, StoredAnswer>();
    for (const event of journal.from(1)) {
      if (isStepEvent(event) && timeline.isDone(event.step)) applyTo(answers, event);
      if (event.seq % sliceSize === 0) await turn();
    }
    // Answers given since were derived from the same tables; the next opening checks them.
    return write(() => this.#checkView(answers, last));
  }

  /**
   * Fills checksums of old events.
   * @returns whether more may be missing.
   */
  fillChecksums(): boolean {
    const { journal, write } = this.#options;
    return write(() => journal.fillChecksums(sliceSize)) === sliceSize;
  }

  /**
   * Removes states that can never take effect: those of dropped steps, and of steps left incomplete
   * by a process that has ended.
   * @returns whether more may be left.
   */
  removeHidden(): boolean {
    const { parts, steps, answers, windows, now, write } = this.#options;
    if (parts.hidden().length === 0) return false;
    return write(() => {
      const open = new Set(windows.open(now()));
      const isOver = (step: number): boolean => {
        const writer = steps.writer(step);
        return writer === undefined ? steps.isDropped(step) : !open.has(writer);
      };
      const step = parts.hidden().find(isOver);
      if (step === undefined) return false;
      if (answers.removeHidden(step, sliceSize) < sliceSize) parts.forget(step);
      return true;
    });
  }

  /**
   * Moves the log into the main file, so that a copy of it is complete; as far as other connections
   * permit.
   */
  checkpoint(): void {
    const { db, file } = this.#options;
    withSqliteErrors(file, () => db.pragma('wal_checkpoint(TRUNCATE)'));
  }

  /** Copies the database while it is in use; replaces `to` only when the copy is complete. */
  async backUp(to: string): Promise<void> {
    const { db } = this.#options;
    const part = `${to}.part`;
    await rm(part, { force: true });
    await db.backup(part);
    await rename(part, to);
  }

  /**
   * Writes this connection's content, even if its file was deleted.
   * @param to a new file
   */
  rescue(to: string): void {
    const { db, file } = this.#options;
    withSqliteErrors(file, () => db.prepare('VACUUM INTO ?').run(to));
  }

  #checkSlice(from: number): number {
    const { journal, sets, file } = this.#options;
    const { damaged, next } = journal.damaged(from, sliceSize);
    const isDamaged = damaged.length > 0 || (next === 0 && sets.isDamaged());
    if (isDamaged) throw new StoreDamagedError(message('store.damaged', { file }));
    return next;
  }

  /** @param last journal position that the answers were derived from */
  #checkView(answers: ReadonlyMap<RecordId, StoredAnswer>, last: number): boolean {
    const { journal, view, write, file } = this.#options;
    return write(() => {
      if (journal.lastSeq() !== last || this.#agrees(answers)) return false;
      view.rebuild();
      if (!this.#agrees(answers)) throw new StoreDamagedError(message('store.damaged', { file }));
      return true;
    });
  }

  #folded(): ReadonlyMap<RecordId, StoredAnswer> {
    return foldAnswers(Timeline.inEffect([...this.#options.journal.from(1)]));
  }

  #agrees(answers: ReadonlyMap<RecordId, StoredAnswer>): boolean {
    const stored = this.#options.answers.all();
    return (
      this.#options.answers.isCounted &&
      stored.length === answers.size &&
      stored.every((answer) => isDeepStrictEqual(answer, answers.get(answer.recordId)))
    );
  }
}
