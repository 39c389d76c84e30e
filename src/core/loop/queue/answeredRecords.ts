import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { changedRecords } from '../journal/changedRecords.ts';

/** Answered or skipped records, and the number of picks among them; read once, then updated. */
export class AnsweredRecords {
  readonly #store: Store;
  /** By answered record: whether it was a pick. */
  #known: Map<RecordId, boolean> | undefined;
  /** Journal position that `#known` reflects. */
  #seq = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Updates the answers of `ids`; reads all of them again when omitted. */
  answersChanged(ids?: readonly RecordId[]): void {
    if (!ids) this.#known = undefined;
    if (!ids || !this.#known) return;
    for (const id of ids) {
      const answer = this.#store.answer(id);
      if (isAnswered(answer)) this.#known.set(id, isPick(answer));
      else this.#known.delete(id);
    }
  }

  get ids(): Iterable<RecordId> {
    return this.#all().keys();
  }

  /** Picks answered so far. */
  get picks(): number {
    let turns = 0;
    for (const turn of this.#all().values()) if (turn) turns++;
    return turns;
  }

  #all(): Map<RecordId, boolean> {
    const now = this.#store.lastSeq();
    // `answersChanged` is called shortly after a commit; a draw in between must already see the new answers.
    const news = this.#known && now !== this.#seq ? changedRecords(this.#store, this.#seq) : [];
    this.#seq = now;
    if (news === 'all') this.#known = undefined;
    else this.answersChanged(news);
    if (!this.#known) {
      const answers = this.#store.answers().filter(isAnswered);
      this.#known = new Map(answers.map((answer) => [answer.recordId, isPick(answer)]));
    }
    return this.#known;
  }
}

/** Whether an answer counts as a pick: records answered by hand or imported do not. */
function isPick({ ask }: StoredAnswer): boolean {
  return ask !== undefined && ask.kind !== 'manual';
}
