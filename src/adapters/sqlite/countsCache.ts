import type { Counts } from '../../core/store/counts.ts';
import type { AnswerTable } from './answerTable.ts';
import type { Database, Statement } from './driver.ts';
import type { JournalTable } from './journalTable.ts';

/** What a connection can cheaply detect about writes so far. */
interface WriteCounts {
  /** Rows written by this connection. */
  readonly own: number;
  /** Changes when other connections write. */
  readonly others: number;
  /** Number of records in the hold-out, and between it and the rest. */
  readonly held: number;
  /** End of the journal. */
  readonly last: number;
}

/**
 * Caches the counts of answers, which are read several times after each answer and are slow to
 * compute. Writes invalidate them, except for parts of an import that another process writes.
 */
export class CountsCache {
  readonly #db: Database;
  readonly #answers: AnswerTable;
  readonly #journal: JournalTable;
  readonly #written: Statement<[], Omit<WriteCounts, 'others' | 'last'>>;
  readonly #others: Statement<[], number>;
  #kept: { readonly at: WriteCounts; readonly counts: Counts } | undefined;

  constructor(db: Database, answers: AnswerTable, journal: JournalTable) {
    this.#db = db;
    this.#answers = answers;
    this.#journal = journal;
    this.#written = db.prepare(
      `SELECT total_changes() AS own, (SELECT count(*) FROM holdout)
         + (SELECT count(*) FROM holdout_between) AS held`,
    );
    this.#others = db.prepare<[], number>('PRAGMA data_version').pluck();
  }

  get(): Counts {
    // A transaction's writes may still be rolled back.
    if (this.#db.inTransaction) return this.#answers.counts();
    const others = this.#others.get()!;
    const at = { ...this.#written.get()!, others, last: this.#journal.lastSeq() };
    if (!this.#kept || this.#isOver(this.#kept.at, at)) {
      this.#kept = { at, counts: this.#answers.counts() };
    } else this.#kept = { ...this.#kept, at };
    return this.#kept.counts;
  }

  #isOver(before: WriteCounts, now: WriteCounts): boolean {
    if (now.own !== before.own || now.held !== before.held) return true;
    if (now.others === before.others) return false;
    for (const _ of this.#journal.news(before.last + 1)) return true;
    return false;
  }
}
