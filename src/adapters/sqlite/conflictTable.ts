import type { RecordId } from '../../core/record.ts';
import type { Database, Statement } from './driver.ts';

/** The table `conflict`: positions of the events whose conflicts are open. */
export class ConflictTable {
  readonly #open: Statement<[number, string]>;
  readonly #close: Statement<[string]>;
  readonly #clear: Statement<[]>;
  readonly #isOpen: Statement<[string], number>;
  readonly #count: Statement<[], number>;

  constructor(db: Database) {
    this.#open = db.prepare('INSERT INTO conflict VALUES (?, ?)');
    this.#close = db.prepare('DELETE FROM conflict WHERE record_id = ?');
    this.#isOpen = db
      .prepare<[string], number>('SELECT 1 FROM conflict WHERE record_id = ? LIMIT 1')
      .pluck();
    this.#clear = db.prepare('DELETE FROM conflict');
    this.#count = db.prepare<[], number>('SELECT count(DISTINCT record_id) FROM conflict').pluck();
  }

  /** Number of records with open conflicts. */
  count(): number {
    return this.#count.get()!;
  }

  open(recordId: RecordId, seq: number): void {
    this.#open.run(seq, recordId);
  }

  isOpen(recordId: RecordId): boolean {
    return this.#isOpen.get(recordId) !== undefined;
  }

  /** Closes all conflicts of a record. */
  close(recordId: RecordId): void {
    this.#close.run(recordId);
  }

  /** Sets the open conflicts of a record. */
  set(recordId: RecordId, open: readonly { readonly seq: number }[]): void {
    this.close(recordId);
    for (const { seq } of open) this.open(recordId, seq);
  }

  clear(): void {
    this.#clear.run();
  }
}
