import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { changedRecords } from './changedRecords.ts';
import {
  DerivedAnswers,
  type ChangedAnswer,
  type Derivation,
  type Derived,
} from './derivedAnswers.ts';
import type { KnownAnswer } from './knownAnswer.ts';
import { OrderedList } from './orderedList.ts';

/** Yields to pending events. */
export type Turn = () => Promise<void>;

/** Answers read without yielding, which takes a few milliseconds. */
const pageSize = 1000;

/**
 * A copy of the store's answers that follows the journal, and lists derived from it. After a change of
 * more than a thousand answers, such as an import or its undo, all of them are read again in pages;
 * `catchUp` yields between pages. An answer given between two pages is in the copy and in the lists
 * when it ends.
 */
export class KnownAnswers {
  readonly #store: Store;
  readonly #turn: Turn;
  #answers: Map<RecordId, KnownAnswer> | undefined;
  #order = new OrderedList<KnownAnswer>();
  readonly #derived: DerivedAnswers<never, unknown>[] = [];
  readonly #answered = this.#derive(() => answeredOnes);
  /** Journal position up to which the copy is current. */
  #seq = 0;
  #picks = 0;
  #reading: Promise<void> | undefined;

  constructor(store: Store, turn: Turn) {
    this.#store = store;
    this.#turn = turn;
  }

  /**
   * Brings the copy and the derived lists up to date, yielding between pages. Code that does not
   * await it still gets current answers, but may block while all of them are read.
   * @returns undefined if it is up to date already, without a microtask in between
   */
  catchUp(): Promise<void> | undefined {
    if (this.#reading) return this.#reading;
    this.#keepUp();
    let reading: Reading | undefined;
    if (!this.#answers) {
      reading = this.#begin();
      if (reading.add(this.#page(reading))) this.#adopt(reading);
    }
    // Few answers need no turns.
    if (this.#answers && this.#order.size <= pageSize) return undefined;
    if (this.#answers && this.#derived.every((one) => one.isCurrent)) return undefined;
    this.#reading = this.#readOn(reading).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** All answers in `seq` order, with flags and notes that have no answer; a copy. */
  get inOrder(): readonly KnownAnswer[] {
    this.#all();
    return this.#order.items;
  }

  /** All answers, with flags and notes that have no answer. Do not store it: it changes. */
  get byRecord(): ReadonlyMap<RecordId, KnownAnswer> {
    return this.#all();
  }

  /** Whether a record is answered or skipped. */
  has(id: RecordId): boolean {
    return isAnswered(this.#all().get(id));
  }

  /** Ids of all answered or skipped records, in `seq` order; a copy. */
  answered(): RecordId[] {
    return this.#read(this.#answered).ids;
  }

  /** Those of the records that are neither answered nor skipped, each once. */
  unanswered(ids: Iterable<RecordId>): Set<RecordId> {
    const answers = this.#all();
    return new Set([...ids].filter((id) => !isAnswered(answers.get(id))));
  }

  /** Number of answers to records that were asked; not those given by hand or imported. */
  get picks(): number {
    this.#all();
    return this.#picks;
  }

  /**
   * Keeps a list of what is derived from each answer.
   * @param by the present derivation; `catchUp` visits all answers again when it has changed
   * @returns reads the list
   */
  derive<D extends Derivation<T>, T>(by: () => D): () => Derived<T> {
    const list = this.#derive<D, T>(by);
    return () => this.#read(list);
  }

  #derive<D extends Derivation<T>, T>(by: () => D): DerivedAnswers<D, T> {
    const list = new DerivedAnswers<D, T>(by);
    this.#derived.push(list as DerivedAnswers<never, unknown>);
    return list;
  }

  #read<D extends Derivation<T>, T>(list: DerivedAnswers<D, T>): Derived<T> {
    this.#all();
    return list.read(this.#inOrder);
  }

  readonly #inOrder = (): readonly KnownAnswer[] => this.#order.items;

  #all(): Map<RecordId, KnownAnswer> {
    this.#keepUp();
    if (!this.#answers) {
      const reading = this.#begin();
      while (!reading.add(this.#page(reading)));
      this.#adopt(reading);
    }
    return this.#answers!;
  }

  #keepUp(): void {
    const now = this.#store.lastSeq();
    if (!this.#answers || now === this.#seq) return;
    const changed = changedRecords(this.#store, this.#seq);
    this.#seq = now;
    if (changed !== 'all') this.#follow(this.#answers, changed);
    else {
      this.#answers = undefined;
      for (const list of this.#derived) list.clear();
    }
  }

  #begin(): Reading {
    return new Reading(this.#store.lastSeq());
  }

  #page({ last }: Reading): readonly StoredAnswer[] {
    return this.#store.answersAfter(last, pageSize);
  }

  async #readOn(begun: Reading | undefined): Promise<void> {
    for (let reading = begun; ;) {
      await this.#turn();
      this.#keepUp();
      if (this.#answers) {
        // Code that did not await it may have read all answers.
        reading = undefined;
        const stale = this.#derived.find((one) => !one.isCurrent);
        if (!stale) return;
        stale.buildPage(this.#inOrder);
        continue;
      }
      if (!reading || changedRecords(this.#store, reading.at) === 'all') reading = this.#begin();
      if (reading.add(this.#page(reading))) this.#adopt(reading);
    }
  }

  #adopt({ answers, order, at, picks }: Reading): void {
    this.#answers = answers;
    this.#order = order;
    this.#seq = at;
    this.#picks = picks;
    for (const list of this.#derived) list.clear();
    this.#keepUp();
  }

  #follow(answers: Map<RecordId, KnownAnswer>, ids: readonly RecordId[]): void {
    const changes = ids.map((id): ChangedAnswer => {
      const stored = this.#store.answer(id);
      return { before: answers.get(id), now: stored && known(stored) };
    });
    const isChange = ({ before, now }: ChangedAnswer): boolean => before !== now;
    const changed = changes.filter(isChange);
    for (const { before, now } of changed) {
      if (now) answers.set(now.recordId, now);
      else answers.delete(before!.recordId);
      if (before && isPick(before)) this.#picks--;
      if (now && isPick(now)) this.#picks++;
    }
    this.#order.change(
      changed.flatMap(({ before }) => before?.seq ?? []),
      changed.flatMap(({ now }) => (now ? { at: now.seq, item: now } : [])),
    );
    for (const list of this.#derived) list.follow(changed);
  }
}

/** The answered or skipped records. */
const answeredOnes: Derivation<true> = {
  of: (answer) => (isAnswered(answer) ? true : undefined),
  equals: () => true,
};

/** A reading in progress. */
class Reading {
  readonly answers = new Map<RecordId, KnownAnswer>();
  readonly order = new OrderedList<KnownAnswer>();
  /** Journal position at which it began. */
  readonly at: number;
  last = 0;
  picks = 0;
  /** One string per label or annotator, shared by all answers. */
  readonly #names = new Map<string, string>();

  constructor(at: number) {
    this.at = at;
  }

  /** @returns whether it was the last page */
  add(page: readonly StoredAnswer[]): boolean {
    for (const answer of page) {
      const { recordId, seq } = answer;
      const read = known(answer, this.#names);
      const before = this.answers.get(recordId);
      // It changed since its page was read.
      if (before) this.order.change([before.seq], []);
      if (before && isPick(before)) this.picks--;
      this.answers.set(recordId, read);
      this.order.push(seq, read);
      if (isPick(answer)) this.picks++;
      this.last = answer.seq;
    }
    return page.length < pageSize;
  }
}

function known(answer: StoredAnswer, names?: Map<string, string>): KnownAnswer {
  const { recordId, kind, label, labels, spans, ask, elapsedMs, seq } = answer;
  const { annotator, flagged, note } = answer;
  return {
    recordId,
    kind,
    ...(label !== undefined && { label: names ? once(label, names) : label }),
    ...(labels && { labels }),
    ...(spans && { spans }),
    ...(ask && { ask }),
    ...(elapsedMs !== undefined && { elapsedMs }),
    seq,
    annotator: names ? once(annotator, names) : annotator,
    ...(flagged && { flagged }),
    ...(note !== undefined && { noted: true }),
  };
}

function once(name: string, names: Map<string, string>): string {
  const there = names.get(name);
  if (there === undefined) names.set(name, name);
  return there ?? name;
}

/** Whether its record was asked, rather than answered by hand or imported. */
function isPick({ kind, ask }: Pick<StoredAnswer, 'kind' | 'ask'>): boolean {
  return kind !== 'none' && ask !== undefined && ask.kind !== 'manual';
}
