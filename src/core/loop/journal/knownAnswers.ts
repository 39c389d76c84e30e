import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { AnswerCopy, answersPerPage } from './answerCopy.ts';
import { DerivedAnswers, type Derivation, type DerivedList } from './derivedAnswers.ts';
import type { KnownAnswer } from './knownAnswer.ts';

/** Yields to pending events. */
export type Turn = () => Promise<void>;

/**
 * A copy of the store's answers that follows the journal, and lists derived from it. After a change of
 * more than a thousand answers, such as an import or its undo, all of them are read again in pages;
 * `catchUp` yields between pages. An answer given between two pages is in the copy and in the lists
 * when it ends.
 */
export class KnownAnswers {
  readonly #store: Store;
  readonly #turn: Turn;
  /** Complete; undefined before the first reading, and when all answers have to be read again. */
  #copy: AnswerCopy<KnownAnswer> | undefined;
  readonly #derived: DerivedAnswers<never, unknown>[] = [];
  readonly #answered = this.#derive(() => answeredRecords);
  /** One string per label or annotator, shared by all answers. */
  readonly #names = new Map<string, string>();
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
    let begun: AnswerCopy<KnownAnswer> | undefined;
    if (!this.#copy) {
      begun = this.#begin();
      if (begun.readPage()) this.#adopt(begun);
    }
    // Few answers need no turns.
    if (this.#copy && this.#copy.size <= answersPerPage) return undefined;
    if (this.#copy && this.#derived.every((list) => list.isCurrent)) return undefined;
    this.#reading = this.#readOn(begun).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** All answers in `seq` order, with flags and notes that have no answer; a copy. */
  get inOrder(): readonly KnownAnswer[] {
    return this.#all().items;
  }

  /** All answers, with flags and notes that have no answer. Do not store it: it changes. */
  get byRecord(): ReadonlyMap<RecordId, KnownAnswer> {
    return this.#all().byRecord;
  }

  /** Whether a record is answered or skipped. */
  has(id: RecordId): boolean {
    return isAnswered(this.#all().byRecord.get(id));
  }

  /** Ids of all answered or skipped records, in `seq` order; a copy. */
  answered(): RecordId[] {
    return this.#read(this.#answered).ids;
  }

  /** Those of the records that are neither answered nor skipped, each once. */
  unanswered(ids: Iterable<RecordId>): Set<RecordId> {
    const answers = this.#all().byRecord;
    return new Set([...ids].filter((id) => !isAnswered(answers.get(id))));
  }

  /** Number of answers to records that were asked; not those given by hand or imported. */
  get picks(): number {
    return this.#all().counted;
  }

  /**
   * Keeps a list of what is derived from each answer.
   * @param by the present derivation; `catchUp` visits all answers again when it has changed
   * @returns reads the list
   */
  derive<D extends Derivation<T>, T>(by: () => D): () => DerivedList<T> {
    const list = this.#derive<D, T>(by);
    return () => this.#read(list);
  }

  #derive<D extends Derivation<T>, T>(by: () => D): DerivedAnswers<D, T> {
    const list = new DerivedAnswers<D, T>(by);
    this.#derived.push(list as DerivedAnswers<never, unknown>);
    return list;
  }

  #read<D extends Derivation<T>, T>(list: DerivedAnswers<D, T>): DerivedList<T> {
    const copy = this.#all();
    return list.read(() => copy.items);
  }

  #all(): AnswerCopy<KnownAnswer> {
    this.#keepUp();
    // Meanwhile another program may write more than the copy can follow.
    while (!this.#copy) {
      const copy = this.#begin();
      while (!copy.readPage());
      this.#adopt(copy);
    }
    return this.#copy;
  }

  #keepUp(): void {
    const changes = this.#copy?.follow() ?? [];
    if (changes.length === 0) return;
    if (changes === 'all') this.#copy = undefined;
    for (const list of this.#derived) {
      if (changes === 'all') list.clear();
      else list.follow(changes);
    }
  }

  #begin(): AnswerCopy<KnownAnswer> {
    return new AnswerCopy({
      store: this.#store,
      of: (answer) => known(answer, this.#names),
      isCounted: isPick,
    });
  }

  async #readOn(begun: AnswerCopy<KnownAnswer> | undefined): Promise<void> {
    for (let copy = begun; ;) {
      await this.#turn();
      this.#keepUp();
      const complete = this.#copy;
      if (complete) {
        // Code that did not await it may have read all answers.
        copy = undefined;
        const stale = this.#derived.find((list) => !list.isCurrent);
        if (!stale) return;
        stale.buildPage(() => complete.items);
        continue;
      }
      if (!copy || copy.isOutdated) copy = this.#begin();
      if (copy.readPage()) this.#adopt(copy);
    }
  }

  #adopt(copy: AnswerCopy<KnownAnswer>): void {
    this.#copy = copy;
    for (const list of this.#derived) list.clear();
    this.#keepUp();
  }
}

/** The answered or skipped records. */
const answeredRecords: Derivation<true> = {
  of: (answer) => (isAnswered(answer) ? true : undefined),
  equals: () => true,
};

/** @param names the strings of labels and annotators that answers share */
function known(answer: StoredAnswer, names: Map<string, string>): KnownAnswer {
  const { recordId, kind, label, labels, spans, ask, elapsedMs, seq } = answer;
  const { annotator, flagged, note } = answer;
  return {
    recordId,
    kind,
    ...(label !== undefined && { label: shared(label, names) }),
    ...(labels && { labels }),
    ...(spans && { spans }),
    ...(ask && { ask }),
    ...(elapsedMs !== undefined && { elapsedMs }),
    seq,
    annotator: shared(annotator, names),
    ...(flagged && { flagged }),
    ...(note !== undefined && { noted: true }),
  };
}

function shared(name: string, names: Map<string, string>): string {
  const known = names.get(name);
  if (known === undefined) names.set(name, name);
  return known ?? name;
}

/** Whether its record was asked, rather than answered by hand or imported. */
function isPick({ kind, ask }: KnownAnswer): boolean {
  return kind !== 'none' && ask !== undefined && ask.kind !== 'manual';
}
