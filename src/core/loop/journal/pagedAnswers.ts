import type { Store, StoredAnswer } from '../../store/store.ts';
import { changedRecords } from './changedRecords.ts';
import type { Turn } from './knownAnswers.ts';
import { OrderedList } from './orderedList.ts';

/** Answers read without yielding, which takes a few milliseconds. */
const pageSize = 1000;

type ReadableStore = Pick<
  Store,
  'answersAfter' | 'answer' | 'history' | 'news' | 'step' | 'lastSeq'
>;

/**
 * What `of` takes from each of the store's answers, in `seq` order, read in pages with turns for others in
 * between. Answers written meanwhile are as in the store at the moment the promise resolves.
 * @param of undefined: the answer is left out
 * @returns no promise if one page has them all
 */
export function pagedAnswers<T>(
  store: ReadableStore,
  turn: Turn,
  of: (answer: StoredAnswer) => T | undefined,
): T[] | Promise<T[]> {
  const reading = new Reading(store, of);
  return reading.page() ? reading.items : readOn(store, turn, of, reading);
}

async function readOn<T>(
  store: ReadableStore,
  turn: Turn,
  of: (answer: StoredAnswer) => T | undefined,
  begun: Reading<T>,
): Promise<T[]> {
  for (let reading = begun; ;) {
    await turn();
    if (!reading.page()) continue;
    if (reading.catchUp()) return reading.items;
    reading = new Reading(store, of);
  }
}

class Reading<T> {
  readonly #store: ReadableStore;
  readonly #of: (answer: StoredAnswer) => T | undefined;
  /** Journal position at which it began. */
  readonly #at: number;
  readonly #list = new OrderedList<T>();
  #last = 0;

  constructor(store: ReadableStore, of: (answer: StoredAnswer) => T | undefined) {
    this.#store = store;
    this.#of = of;
    this.#at = store.lastSeq();
  }

  get items(): T[] {
    return this.#list.items;
  }

  /** @returns whether it was the last one */
  page(): boolean {
    const page = this.#store.answersAfter(this.#last, pageSize);
    for (const answer of page) {
      this.#last = answer.seq;
      const item = this.#of(answer);
      if (item !== undefined) this.#list.push(answer.seq, item);
    }
    return page.length < pageSize;
  }

  /**
   * Replaces what was taken from answers that have changed since the beginning.
   * @returns false if all may have changed
   */
  catchUp(): boolean {
    const store = this.#store;
    const changed = changedRecords(store, this.#at);
    if (changed === 'all') return false;
    // An answer stands at one of its record's events, before the change and after it.
    const gone = changed.flatMap((id) => store.history(id).map(({ event }) => event.seq));
    const added = changed.flatMap((id) => {
      const answer = store.answer(id);
      const item = answer && this.#of(answer);
      return item === undefined ? [] : [{ at: answer!.seq, item }];
    });
    this.#list.change(gone, added);
    return true;
  }
}
