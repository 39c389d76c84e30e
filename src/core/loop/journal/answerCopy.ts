import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { changedRecords } from './changedRecords.ts';
import { OrderedList } from './orderedList.ts';

/** Answers read without yielding, which takes a few milliseconds. */
export const answersPerPage = 1000;

export type CopiedStore = Pick<Store, 'answersAfter' | 'answer' | 'news' | 'step' | 'lastSeq'>;

/** What a copy holds of an answer. */
type Copied = Pick<StoredAnswer, 'recordId' | 'seq'>;

/** What a copy held of a record's answer, and what it holds now. */
export interface CopyChange<T> {
  readonly before: T | undefined;
  readonly now: T | undefined;
}

interface CopyOptions<T> {
  readonly store: CopiedStore;
  /** What is copied of an answer; undefined: nothing. */
  readonly of: (answer: StoredAnswer) => T | undefined;
  /** Which items `counted` counts. Default: none. */
  readonly isCounted?: (item: T) => boolean;
}

/**
 * A copy of the store's answers, or of parts of each, that is read in pages. Answers may be written and undone
 * between two pages: after the last page, `follow` brings the copy up to date, then and later.
 */
export class AnswerCopy<T extends Copied> {
  readonly #options: CopyOptions<T>;
  readonly #byRecord = new Map<RecordId, T>();
  readonly #inOrder = new OrderedList<T>();
  #counted = 0;
  /** Journal position that the copy follows from: of its beginning, or of the last call of `follow`. */
  #seq: number;
  /** `seq` of the last answer read in a page. */
  #last = 0;

  constructor(options: CopyOptions<T>) {
    this.#options = options;
    this.#seq = options.store.lastSeq();
  }

  get byRecord(): ReadonlyMap<RecordId, T> {
    return this.#byRecord;
  }

  /** The items in `seq` order; a copy. */
  get items(): T[] {
    return this.#inOrder.items;
  }

  get size(): number {
    return this.#byRecord.size;
  }

  /** Number of items with `isCounted`. */
  get counted(): number {
    return this.#counted;
  }

  /** Whether so much has changed that `follow` cannot bring it up to date. */
  get isOutdated(): boolean {
    return changedRecords(this.#options.store, this.#seq) === 'all';
  }

  /** Reads the next page. @returns whether it was the last one */
  readPage(): boolean {
    const { store, of } = this.#options;
    const page = store.answersAfter(this.#last, answersPerPage);
    for (const answer of page) {
      // The record's answer may have changed since its page was read, and come again.
      const before = this.#byRecord.get(answer.recordId);
      if (before) this.#inOrder.change([before.seq], []);
      const now = of(answer);
      this.#replace(answer.recordId, before, now);
      if (now) this.#inOrder.push(now.seq, now);
      this.#last = answer.seq;
    }
    return page.length < answersPerPage;
  }

  /**
   * Applies what was written since the copy was begun or last followed.
   * @returns the changed items; `all` if the copy is outdated
   */
  follow(): readonly CopyChange<T>[] | 'all' {
    const { store, of } = this.#options;
    const seq = store.lastSeq();
    if (seq === this.#seq) return [];
    const ids = changedRecords(store, this.#seq);
    if (ids === 'all') return 'all';
    this.#seq = seq;
    const changes = ids
      .map((id) => {
        const answer = store.answer(id);
        const change = { before: this.#byRecord.get(id), now: answer && of(answer) };
        this.#replace(id, change.before, change.now);
        return change;
      })
      .filter(({ before, now }) => before !== now);
    this.#inOrder.change(
      changes.flatMap(({ before }) => before?.seq ?? []),
      changes.flatMap(({ now }) => (now ? { at: now.seq, item: now } : [])),
    );
    return changes;
  }

  #replace(id: RecordId, before: T | undefined, now: T | undefined): void {
    const { isCounted } = this.#options;
    if (now) this.#byRecord.set(id, now);
    else this.#byRecord.delete(id);
    if (before && isCounted?.(before)) this.#counted--;
    if (now && isCounted?.(now)) this.#counted++;
  }
}
