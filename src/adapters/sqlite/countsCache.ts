import type { Counts } from '../../core/store/counts.ts';
import type { AnswerTable } from './answerTable.ts';
import type { Database, Statement } from './driver.ts';
import type { JournalTable } from './journalTable.ts';

/** What a connection can tell cheaply of the writing so far. */
interface Written {
  /** Rows that it has written itself. */
  readonly own: number;
  /** Differs after others have written. */
  readonly others: number;
  /** Records of the hold-out, and between it and the rest. */
  readonly held: number;
  /** End of the journal. */
  readonly last: number;
}

/**
 * The counts of answers. They are drawn several times after each answer and go through all of them,
 * so they are kept until something is written that changes them: parts of an import that another
 * process writes do not.
 */
export class CountsCache {
  readonly #db: Database;
  readonly #answers: AnswerTable;
  readonly #journal: JournalTable;
  readonly #written: Statement<[], Omit<Written, 'others' | 'last'>>;
  readonly #others: Statement<[], number>;
  #kept: { readonly at: Written; readonly counts: Counts } | undefined;

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
    // What a transaction has written may still be rolled back.
    if (this.#db.inTransaction) return this.#answers.counts();
    const others = this.#others.get()!;
    const at = { ...this.#written.get()!, others, last: this.#journal.lastSeq() };
    if (!this.#kept || this.#isOver(this.#kept.at, at)) {
      this.#kept = { at, counts: this.#answers.counts() };
    } else this.#kept = { ...this.#kept, at };
    return this.#kept.counts;
  }

  #isOver(before: Written, now: Written): boolean {
    if (now.own !== before.own || now.held !== before.held) return true;
    if (now.others === before.others) return false;
    for (const _ of this.#journal.news(before.last + 1)) return true;
    return false;
  }
}
