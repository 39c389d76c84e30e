import { writtenStrategy } from '../../store/strategyText.ts';
import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { Write } from '../journal/writeQueue.ts';
import { neverTrainedOn } from '../training/trainingSet.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { PlannedRecord } from './planned.ts';

/** A record to ask before the strategy's picks. */
export interface PrioritisedRecord {
  readonly id: RecordId;
  /** Higher = sooner; among equal priorities the latest list comes first, in its order. */
  readonly priority: number;
}

/** A stored priority with its source. */
interface StoredPriority extends PrioritisedRecord {
  /** For display: `search “refund”`, `urgent.csv`. */
  readonly from: string;
  /** Its answer was withdrawn to ask it again; earlier versions read this from `from`. */
  readonly again?: true;
}

/** How many records were prioritised, and how many of them remain. */
export interface PrioritiesView {
  readonly total: number;
  readonly remaining: number;
  /** Sources of the remaining records, soonest first. */
  readonly sources: readonly (Pick<StoredPriority, 'from' | 'again'> & {
    readonly remaining: number;
  })[];
}

export interface PrioritiesOptions {
  readonly store: Store;
  readonly answers: Pick<KnownAnswers, 'has'>;
  readonly write: Write;
  readonly events: Pick<LoopEvents, 'queueChanged'>;
}

const setting = 'priorities';

/**
 * "Ask these next": records prioritised by the user, such as search results. Stored with the project until
 * answered; hold-out records among them are asked only in their own turn, so that none is revealed.
 */
export class Priorities {
  readonly #store: Store;
  readonly #answers: PrioritiesOptions['answers'];
  readonly #write: Write;
  readonly #events: Pick<LoopEvents, 'queueChanged'>;
  #records: readonly StoredPriority[];
  /** Those of `#records` that may be asked; undefined until computed. */
  #open: Set<RecordId> | undefined;
  #version = 0;

  constructor({ store, answers, write, events }: PrioritiesOptions) {
    this.#store = store;
    this.#answers = answers;
    this.#write = write;
    this.#events = events;
    this.#records = storedPriorities(store);
  }

  /**
   * Adds records, or changes the priority of those already present.
   * @param from source of the list, for display
   * @returns how many of them have no answer yet; hold-out records count, so that none is revealed
   */
  put(records: readonly PrioritisedRecord[], from: string): Promise<number> {
    return this.#put(records, { from });
  }

  /** As `put`, for records whose answers were withdrawn. */
  putAgain(records: readonly PrioritisedRecord[]): Promise<number> {
    return this.#put(records, { from: 'asked again', again: true });
  }

  async #put(
    records: readonly PrioritisedRecord[],
    source: Pick<StoredPriority, 'from' | 'again'>,
  ): Promise<number> {
    const added = new Map<RecordId, StoredPriority>();
    for (const { id, priority } of records) {
      if (!added.has(id) && !this.#answers.has(id)) added.set(id, { id, priority, ...source });
    }
    await this.#keep((kept) => {
      const others = kept.filter(({ id }) => !added.has(id));
      return [...added.values(), ...others].sort((a, b) => b.priority - a.priority);
    });
    return added.size;
  }

  clear(): Promise<void> {
    return this.#keep(() => []);
  }

  /** Changes whenever the remaining records may have changed. */
  get version(): number {
    return this.#version;
  }

  get view(): PrioritiesView {
    const waiting = this.#waiting();
    const sources = new Map<string, StoredPriority[]>();
    for (const entry of waiting) {
      const before = sources.get(entry.from);
      if (before) before.push(entry);
      else sources.set(entry.from, [entry]);
    }
    return {
      total: this.#records.length,
      remaining: waiting.length,
      sources: Array.from(sources, ([from, records]) => ({
        from,
        ...(records.some(({ again }) => again) && { again: true as const }),
        remaining: records.length,
      })),
    };
  }

  /** Invalidates the remaining records if `ids` contains a prioritised one, or if omitted. */
  answersChanged(ids?: readonly RecordId[]): void {
    if (this.#records.length === 0) return;
    if (!ids || this.#records.some(({ id }) => ids.includes(id))) {
      this.#open = undefined;
      this.#version++;
    }
  }

  /** The first remaining record. @param taken whether a record is ahead, or missing from the pool */
  next(taken: (id: RecordId) => boolean, round: number): PlannedRecord | undefined {
    const found = this.#waiting().find(({ id }) => !taken(id));
    return found && planned(found, round);
  }

  /** The first `count` remaining records, in order. */
  ahead(count: number, round: number): PlannedRecord[] {
    return this.#waiting()
      .slice(0, count)
      .map((entry) => planned(entry, round));
  }

  /** @param change applied to the stored records at that time, since another window may have added some */
  async #keep(
    change: (kept: readonly StoredPriority[]) => readonly StoredPriority[],
  ): Promise<void> {
    this.#records = await this.#write((into) => {
      const records = change(storedPriorities(into));
      into.setSetting(setting, records.length > 0 ? records : undefined);
      return records;
    });
    this.#open = undefined;
    this.#version++;
    this.#events.queueChanged.emit();
  }

  #waiting(): readonly StoredPriority[] {
    if (this.#records.length === 0) return [];
    const open = (this.#open ??= this.#openNow());
    return this.#records.filter(({ id }) => open.has(id));
  }

  #openNow(): Set<RecordId> {
    const held = neverTrainedOn(this.#store);
    const open = this.#records.filter(({ id }) => !held.has(id) && !this.#answers.has(id));
    return new Set(open.map(({ id }) => id));
  }
}

function storedPriorities(store: Store): readonly StoredPriority[] {
  return (store.setting(setting) as StoredPriority[] | undefined) ?? [];
}

function planned({ id, priority, from, again }: StoredPriority, round: number): PlannedRecord {
  const reason = { kind: 'priority', value: priority, of: from, ...(again && { again }) };
  const query = { strategy: 'priority' };
  const strategy = writtenStrategy(query, 'query');
  return { id, ask: { kind: 'query', strategy, query, score: priority, reason, round } };
}
