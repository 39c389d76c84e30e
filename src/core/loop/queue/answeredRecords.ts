import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { changedRecords } from '../journal/changedRecords.ts';

/** Records that are answered or skipped, and how many of the answers took a turn; read once, then kept up. */
export class AnsweredRecords {
  readonly #store: Store;
  /** True where the answer took a turn. */
  #known: Map<RecordId, boolean> | undefined;
  /** Journal position up to which they are known. */
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
    // `answersChanged` comes a little after the journal has grown; a draw in between must know already.
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

/** Only records that were asked take a turn; those answered by hand or imported do not. */
function isPick({ ask }: StoredAnswer): boolean {
  return ask !== undefined && ask.kind !== 'manual';
}
