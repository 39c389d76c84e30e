import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import { labelsOf } from '../../store/labelsOf.ts';
import type { Conflict } from '../../store/importsFound.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { Revisited } from './askedRecord.ts';
import type { PlannedRecord } from './planned.ts';

/** Answered records that are asked again, before anything else. */
export class Revisits {
  readonly #store: Store;
  #what: Revisited | undefined;
  #starts = 0;
  #planned: readonly PlannedRecord[] = [];
  /** While conflicts are decided, all that were open at the beginning. */
  #conflicts: ReadonlyMap<RecordId, Conflict> = new Map();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined while unanswered records are asked. */
  get what(): Revisited | undefined {
    return this.#what;
  }

  /** How often it was started or ended. */
  get starts(): number {
    return this.#starts;
  }

  /** Records that are still to come. */
  get remaining(): number {
    return this.#planned.length;
  }

  /** @param what undefined: no answered record comes any more */
  start(what: Revisited | undefined): void {
    const conflicts = what === 'conflicts' ? this.#store.conflicts() : [];
    this.#what = what;
    this.#starts++;
    this.#conflicts = new Map(conflicts.map((conflict) => [conflict.recordId, conflict]));
    this.#planned = what === undefined ? [] : planRevisit(this.#store, what);
  }

  /** The answers of imports to a record, while conflicts are decided. */
  candidates(id: RecordId): Conflict['candidates'] | undefined {
    return this.#conflicts.get(id)?.candidates;
  }

  next(count: number): PlannedRecord[] {
    return this.#planned.slice(0, count);
  }

  has(id: RecordId): boolean {
    return this.#planned.some((planned) => planned.id === id);
  }

  /** Whether all records are ahead of a pass, or of conflicts, in which records can be left for later. */
  get isDone(): boolean {
    const what = this.#what;
    const canDefer = what === 'conflicts' || (typeof what === 'object' && 'pass' in what);
    return canDefer && this.remaining === 0;
  }

  /** Puts a record at the end. */
  defer(record: PlannedRecord): void {
    this.#planned = [...this.#planned, record];
  }

  /** To be called when records were read: they are ahead, or gone from the pool. */
  drop(isRead: (id: RecordId) => boolean): void {
    this.#planned = this.#planned.filter(({ id }) => !isRead(id));
  }
}

/** The answered records to ask again, in order. */
function planRevisit(store: Store, what: Revisited): PlannedRecord[] {
  if (what === 'conflicts') {
    return store
      .conflicts()
      .map(({ recordId: id }) => ({ id, ask: askOf(store.answer(id) ?? {}) }));
  }
  if (typeof what === 'object' && 'suspects' in what) {
    return what.suspects.flatMap((id) => {
      const answer = store.answer(id);
      if (!isAnswered(answer) || answer.kind === 'skip') return [];
      return [{ id, ask: { ...askOf(answer), check: 'suspect' } }];
    });
  }
  return store
    .answers()
    .filter((answer) => isWanted(answer, what))
    .map((answer) => ({ id: answer.recordId, ask: askOf(answer) }));
}

function isWanted(
  answer: StoredAnswer,
  what: Exclude<Revisited, 'conflicts' | { suspects: readonly RecordId[] }>,
): boolean {
  const { kind, labels, flagged } = answer;
  if (what === 'skipped') return kind === 'skip';
  if (what === 'flagged') return flagged && isAnswered(answer);
  if ('split' in what) return labelsOf(answer).includes(what.split);
  return kind === 'labels' && !labels!.has(what.pass);
}

function askOf({ ask = { kind: 'manual' } }: Pick<StoredAnswer, 'ask'>): PlannedRecord['ask'] {
  return ask;
}
