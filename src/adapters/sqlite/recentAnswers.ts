import type { StoredAnswer } from '../../core/store/store.ts';
import type { AnswerTable } from './answerTable.ts';
import type { JournalTable } from './journalTable.ts';

/**
 * The latest answers, cached until the journal grows: they are read on every progress step, while answers
 * change only at typing speed.
 */
export class RecentAnswers {
  readonly #answers: AnswerTable;
  readonly #journal: JournalTable;
  /** `last`: the end of the journal that it is valid for. */
  #cached:
    | { readonly last: number; readonly asked: number; readonly list: readonly StoredAnswer[] }
    | undefined;

  constructor(answers: AnswerTable, journal: JournalTable) {
    this.#answers = answers;
    this.#journal = journal;
  }

  /** Latest first. */
  latest(count: number): StoredAnswer[] {
    const last = this.#journal.lastSeq();
    if (this.#cached?.last !== last || this.#cached.asked < count) {
      this.#cached = { last, asked: count, list: this.#answers.recent(count) };
    }
    return this.#cached.list.slice(0, count);
  }
}
