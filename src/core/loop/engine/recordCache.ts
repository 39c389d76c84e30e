import type { PoolRecord, RecordId } from '../../record.ts';

/** The most recently used records, so that history and undo need no reads; evicts the oldest. */
export class RecordCache {
  readonly #records = new Map<RecordId, PoolRecord>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(record: PoolRecord): void {
    this.#records.delete(record.id);
    this.#records.set(record.id, record);
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= this.#capacity) break;
      this.#records.delete(oldest);
    }
  }

  get(id: RecordId): PoolRecord | undefined {
    return this.#records.get(id);
  }
}
