import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { changedRecords } from './changedRecords.ts';

/** Yields to pending events. */
export type Turn = () => Promise<void>;

/** The parts of an answer that the loop uses; there may be a million of them in memory. */
export type KnownAnswer = Pick<
  StoredAnswer,
  'recordId' | 'kind' | 'label' | 'labels' | 'ask' | 'elapsedMs' | 'seq'
>;

/** Answers read without yielding, which takes a few milliseconds. */
const pageSize = 1000;

/**
 * A copy of the store's answers that follows the journal. After a change of more than a thousand
 * answers, such as an import or its undo, all of them are read again in pages; `catchUp` yields
 * between pages.
 */
export class KnownAnswers {
  readonly #store: Store;
  readonly #turn: Turn;
  #answers: Map<RecordId, KnownAnswer> | undefined;
  /** Journal position up to which the copy is current. */
  #seq = 0;
  /** `seq` of the latest answer, and whether the map is in `seq` order. */
  #last = 0;
  #isSorted = true;
  #picks = 0;
  #reading: Promise<void> | undefined;

  constructor(store: Store, turn: Turn) {
    this.#store = store;
    this.#turn = turn;
  }

  /**
   * Brings the copy up to date, yielding between pages. Code that does not await it still gets
   * current answers, but may block while all of them are read.
   * @returns undefined if it is up to date already, without a microtask in between
   */
  catchUp(): Promise<void> | undefined {
    if (this.#reading) return this.#reading;
    this.#keepUp();
    if (this.#answers) return undefined;
    const reading = this.#begin();
    if (reading.add(this.#page(reading))) {
      this.#adopt(reading);
      return undefined;
    }
    this.#reading = this.#readOn(reading).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** All answers in `seq` order, with flags and notes that have no answer. */
  get inOrder(): Iterable<KnownAnswer> {
    const answers = this.#all();
    if (!this.#isSorted) {
      const sorted = [...answers.values()].sort((a, b) => a.seq - b.seq);
      this.#answers = new Map(sorted.map((answer) => [answer.recordId, answer]));
      this.#isSorted = true;
    }
    return this.#answers!.values();
  }

  /** Whether a record is answered or skipped. */
  has(id: RecordId): boolean {
    return isAnswered(this.#all().get(id));
  }

  /** Ids of all answered or skipped records. */
  *answered(): Iterable<RecordId> {
    for (const answer of this.#all().values()) if (isAnswered(answer)) yield answer.recordId;
  }

  /** Number of answers to records that were asked; not those given by hand or imported. */
  get picks(): number {
    this.#all();
    return this.#picks;
  }

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
    if (changed === 'all') this.#answers = undefined;
    else for (const id of changed) this.#set(id, this.#store.answer(id));
  }

  #begin(): Reading {
    return new Reading(this.#store.lastSeq());
  }

  #page({ last }: Reading): readonly StoredAnswer[] {
    return this.#store.answersAfter(last, pageSize);
  }

  async #readOn(begun: Reading): Promise<void> {
    for (let reading = begun; ;) {
      await this.#turn();
      // Code that did not await it has read all answers.
      if (this.#answers) return;
      if (changedRecords(this.#store, reading.at) === 'all') reading = this.#begin();
      if (!reading.add(this.#page(reading))) continue;
      this.#adopt(reading);
      this.#keepUp();
      if (this.#answers) return;
      reading = this.#begin();
    }
  }

  #adopt({ answers, at, last, picks }: Reading): void {
    this.#answers = answers;
    this.#seq = at;
    this.#isSorted = true;
    [this.#last, this.#picks] = [last, picks];
  }

  #set(id: RecordId, answer: StoredAnswer | undefined): void {
    const answers = this.#answers!;
    const before = answers.get(id);
    if (before && isPick(before)) this.#picks--;
    answers.delete(id);
    if (!answer) return;
    // An undo brings an earlier one back.
    if (answer.seq < this.#last) this.#isSorted = false;
    else this.#last = answer.seq;
    answers.set(id, known(answer));
    if (isPick(answer)) this.#picks++;
  }
}

/** A reading in progress. */
class Reading {
  readonly answers = new Map<RecordId, KnownAnswer>();
  /** Journal position at which it began. */
  readonly at: number;
  last = 0;
  picks = 0;
  /** One string per label, shared by all answers. */
  readonly #names = new Map<string, string>();

  constructor(at: number) {
    this.at = at;
  }

  /** @returns whether it was the last page */
  add(page: readonly StoredAnswer[]): boolean {
    for (const answer of page) {
      this.answers.set(answer.recordId, known(answer, this.#names));
      if (isPick(answer)) this.picks++;
      this.last = answer.seq;
    }
    return page.length < pageSize;
  }
}

function known(
  { recordId, kind, label, labels, ask, elapsedMs, seq }: StoredAnswer,
  names?: Map<string, string>,
): KnownAnswer {
  return {
    recordId,
    kind,
    ...(label !== undefined && { label: names ? once(label, names) : label }),
    ...(labels && { labels }),
    ...(ask && { ask }),
    ...(elapsedMs !== undefined && { elapsedMs }),
    seq,
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
