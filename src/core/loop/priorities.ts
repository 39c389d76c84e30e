import type { RecordId } from '../record.ts';
import type { Store } from '../store/store.ts';
import type { Planned } from './askQueue.ts';

/** A record to be asked before what the strategy would choose. */
export interface Prioritised {
  readonly id: RecordId;
  /** Higher = sooner; equals in the order given. */
  readonly priority: number;
}

const setting = 'priorities';

/**
 * "Ask these next": records put first by the user, such as the results of a search. Kept with the
 * project until they are answered; hold-out records among them keep their own turn, unseen.
 */
export class Priorities {
  readonly #store: Store;
  #records: readonly Prioritised[];

  constructor(store: Store) {
    this.#store = store;
    this.#records = (store.setting(setting) as Prioritised[] | undefined) ?? [];
  }

  /**
   * Replaces the list; an empty one ends it.
   * @returns how many of the records are still to be asked.
   */
  set(records: readonly Prioritised[]): number {
    const first = new Map<RecordId, Prioritised>();
    for (const record of records) if (!first.has(record.id)) first.set(record.id, record);
    const held = this.#held();
    this.#records = [...first.values()]
      .filter(({ id }) => this.#isOpen(id, held))
      .sort((a, b) => b.priority - a.priority);
    this.#store.setSetting(setting, this.#records.length > 0 ? this.#records : undefined);
    return this.#records.length;
  }

  /** Records that were put first, answered ones included. */
  get total(): number {
    return this.#records.length;
  }

  get left(): number {
    if (this.#records.length === 0) return 0;
    const held = this.#held();
    return this.#records.filter(({ id }) => this.#isOpen(id, held)).length;
  }

  /** The first that is not answered. @param taken on its way to the annotator already, or gone */
  next(taken: (id: RecordId) => boolean, round: number): Planned | undefined {
    if (this.#records.length === 0) return undefined;
    const held = this.#held();
    const found = this.#records.find(({ id }) => !taken(id) && this.#isOpen(id, held));
    if (!found) return undefined;
    const { id, priority } = found;
    const reason = { kind: 'priority', value: priority };
    return { id, ask: { kind: 'query', strategy: 'priority', score: priority, reason, round } };
  }

  #held(): ReadonlySet<RecordId> {
    return new Set(this.#store.holdout()?.members.map(({ recordId }) => recordId));
  }

  #isOpen(id: RecordId, held: ReadonlySet<RecordId>): boolean {
    return !held.has(id) && (this.#store.answer(id)?.kind ?? 'none') === 'none';
  }
}
