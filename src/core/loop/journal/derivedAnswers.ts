import type { RecordId } from '../../record.ts';
import type { CopyChange } from './answerCopy.ts';
import type { KnownAnswer } from './knownAnswer.ts';
import { OrderedList } from './orderedList.ts';

/** Derives a value from one answer, independently of the others. */
export interface Derivation<T> {
  /** Undefined: the answer is left out. */
  of(answer: KnownAnswer): T | undefined;
  /** Whether it derives the same as another, earlier one of the same kind. */
  equals(earlier: this): boolean;
}

type ChangedAnswer = CopyChange<KnownAnswer>;

/** The answers that some derivation keeps. */
export interface DerivedList<T> {
  /** Their records, in answer order; a copy. */
  readonly ids: RecordId[];
  /** What is derived from them, in the same order; a copy. */
  readonly values: T[];
}

/** Answers visited without yielding, which takes a few milliseconds. */
const pageSize = 2000;

interface PendingBuild<D extends Derivation<T>, T> {
  readonly by: D;
  /** All answers as of its beginning. */
  readonly from: readonly KnownAnswer[];
  next: number;
  /** What changed since. */
  readonly changes: ChangedAnswer[];
  readonly into: BuiltList<T>;
}

/** A list of what is derived from answers, which follows their changes. */
export class DerivedAnswers<D extends Derivation<T>, T> {
  readonly #now: () => D;
  #by: D | undefined;
  #built: BuiltList<T> | undefined;
  #building: PendingBuild<D, T> | undefined;

  /** @param now the present derivation: when it changes, every answer is visited again */
  constructor(now: () => D) {
    this.#now = now;
  }

  /** Discards the list: all answers may have changed. */
  clear(): void {
    this.#built = undefined;
    this.#building = undefined;
  }

  /** Whether it is up to date with the derivation, given that it followed all changes. */
  get isCurrent(): boolean {
    return this.#built !== undefined && this.#now().equals(this.#by!);
  }

  /**
   * Visits the next page of answers.
   * @param all all answers, in order; called if a visit of all of them begins
   * @returns whether it was the last page
   */
  buildPage(all: () => readonly KnownAnswer[]): boolean {
    const by = this.#now();
    if (!this.#building || !by.equals(this.#building.by)) {
      this.#building = { by, from: all(), next: 0, changes: [], into: new BuiltList() };
    }
    const { from, next, into, changes } = this.#building;
    const end = Math.min(next + pageSize, from.length);
    for (let i = next; i < end; i++) into.push(from[i]!, by.of(from[i]!));
    this.#building.next = end;
    if (end < from.length) return false;
    into.change(changes, by);
    this.#built = into;
    this.#by = by;
    this.#building = undefined;
    return true;
  }

  follow(changes: readonly ChangedAnswer[]): void {
    this.#built?.change(changes, this.#by!);
    this.#building?.changes.push(...changes);
  }

  /** @param all as for `buildPage`; visits all of them without yielding if it is not current */
  read(all: () => readonly KnownAnswer[]): DerivedList<T> {
    if (!this.isCurrent) while (!this.buildPage(all));
    const { ids, values } = this.#built!;
    return { ids: ids.items, values: values.items };
  }
}

class BuiltList<T> {
  readonly ids = new OrderedList<RecordId>();
  readonly values = new OrderedList<T>();

  push({ seq, recordId }: KnownAnswer, value: T | undefined): void {
    if (value === undefined) return;
    this.ids.push(seq, recordId);
    this.values.push(seq, value);
  }

  change(changes: readonly ChangedAnswer[], by: Derivation<T>): void {
    const gone: number[] = [];
    const ids = new Map<RecordId, { at: number; item: RecordId }>();
    const values = new Map<RecordId, { at: number; item: T }>();
    for (const { before, now } of changes) {
      const id = (before ?? now)!.recordId;
      if (before) gone.push(before.seq);
      // A record may have changed several times: the last answer counts.
      ids.delete(id);
      values.delete(id);
      const item = now && by.of(now);
      if (item === undefined) continue;
      ids.set(id, { at: now!.seq, item: id });
      values.set(id, { at: now!.seq, item });
    }
    this.ids.change(gone, [...ids.values()]);
    this.values.change(gone, [...values.values()]);
  }
}
