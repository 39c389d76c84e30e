import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { Revisited } from './askedRecord.ts';
import type { PlannedRecord } from './planned.ts';

/** Answered records that are asked again, before anything else. */
export class Revisits {
  readonly #store: Store;
  #what: Revisited | undefined;
  #planned: readonly PlannedRecord[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined while unanswered records are asked. */
  get what(): Revisited | undefined {
    return this.#what;
  }

  /** Records that are still to come. */
  get remaining(): number {
    return this.#planned.length;
  }

  /** @param what undefined: no answered record comes any more */
  start(what: Revisited | undefined): void {
    this.#what = what;
    this.#planned = what === undefined ? [] : planRevisit(this.#store, what);
  }

  next(count: number): PlannedRecord[] {
    return this.#planned.slice(0, count);
  }

  has(id: RecordId): boolean {
    return this.#planned.some((planned) => planned.id === id);
  }

  /** To be called when records were read: they are ahead, or gone from the pool. */
  drop(isRead: (id: RecordId) => boolean): void {
    this.#planned = this.#planned.filter(({ id }) => !isRead(id));
  }
}

/** The answered records to ask again, in order. */
function planRevisit(store: Store, what: Revisited): PlannedRecord[] {
  if (typeof what === 'object' && 'suspects' in what) {
    return what.suspects.flatMap((id) => {
      const answer = store.answer(id);
      if (answer?.label === undefined) return [];
      return [{ id, ask: { ...askOf(answer), check: 'suspect' } }];
    });
  }
  return store.answers().flatMap((answer) => {
    const { recordId: id, kind, label, flagged } = answer;
    const wanted =
      typeof what === 'object'
        ? label === what.split
        : what === 'skipped'
          ? kind === 'skip'
          : flagged && isAnswered(answer);
    return wanted ? [{ id, ask: askOf(answer) }] : [];
  });
}

function askOf({ ask = { kind: 'manual' } }: StoredAnswer): PlannedRecord['ask'] {
  return ask;
}
