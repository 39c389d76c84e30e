import { fromJson, toJson } from '../../core/store/json.ts';
import type { Database, Statement } from './driver.ts';

/** A table of JSON values by name: `meta` and `setting`. */
export class NamedValues {
  readonly #get: Statement<[string], string>;
  readonly #set: Statement<[string, string]>;
  readonly #setFirst: Statement<[string, string]>;
  readonly #remove: Statement<[string]>;

  constructor(db: Database, table: 'meta' | 'setting') {
    this.#get = db.prepare<[string], string>(`SELECT value FROM ${table} WHERE name = ?`).pluck();
    this.#set = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`);
    this.#setFirst = db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (?, ?)`);
    this.#remove = db.prepare(`DELETE FROM ${table} WHERE name = ?`);
  }

  get(name: string): unknown {
    const text = this.#get.get(name);
    return text === undefined ? undefined : fromJson(text);
  }

  /** @param value undefined removes it. */
  set(name: string, value: unknown): void {
    if (value === undefined) this.#remove.run(name);
    else this.#set.run(name, toJson(value));
  }

  /** Sets a value unless it is already set. */
  setFirst(name: string, value: unknown): void {
    this.#setFirst.run(name, toJson(value));
  }
}
