import type { RecordId } from '../../core/record.ts';
import type { Database, Statement } from './driver.ts';

/**
 * The tables `step_in_parts` and `record_apart`: steps that are shown and hidden as a whole, and
 * those of their records whose state also derives from other events.
 */
export class PartsTable {
  readonly #any: Statement<[], number>;
  readonly #begin: Statement<[number, number]>;
  readonly #row: Statement<[number], PartsRow>;
  readonly #addRecords: Statement<[number, number]>;
  readonly #hide: Statement<[number, number]>;
  readonly #markStale: Statement<[]>;
  readonly #addException: Statement<[number, string]>;
  readonly #isException: Statement<[number, string], number>;
  readonly #exceptions: Statement<[number], string>;
  readonly #forget: readonly Statement<[number]>[];
  readonly #clear: readonly Statement<[]>[];
  readonly #hidden: Statement<[], number>;
  readonly #shown: Statement<[], number>;

  constructor(db: Database) {
    this.#any = db.prepare<[], number>('SELECT 1 FROM step_in_parts LIMIT 1').pluck();
    this.#begin = db.prepare('INSERT OR IGNORE INTO step_in_parts VALUES (?, 0, 1, ?)');
    this.#row = db.prepare('SELECT records, hidden, stale FROM step_in_parts WHERE step = ?');
    this.#addRecords = db.prepare('UPDATE step_in_parts SET records = records + ? WHERE step = ?');
    this.#hide = db.prepare('UPDATE step_in_parts SET hidden = ? WHERE step = ?');
    this.#markStale = db.prepare('UPDATE step_in_parts SET stale = 1 WHERE hidden = 1');
    this.#addException = db.prepare('INSERT OR IGNORE INTO record_apart VALUES (?, ?)');
    this.#isException = db
      .prepare<[number, string], number>(
        'SELECT 1 FROM record_apart WHERE step = ? AND record_id = ?',
      )
      .pluck();
    this.#exceptions = db
      .prepare<[number], string>('SELECT record_id FROM record_apart WHERE step = ?')
      .pluck();
    this.#forget = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE step = ?`));
    this.#clear = tables.map((table) => db.prepare(`DELETE FROM ${table}`));
    const where = (hidden: 0 | 1): Statement<[], number> =>
      db
        .prepare<[], number>(
          `SELECT step FROM step_in_parts WHERE hidden = ${hidden} ORDER BY step`,
        )
        .pluck();
    this.#hidden = where(1);
    this.#shown = where(0);
  }

  get any(): boolean {
    return this.#any.get() !== undefined;
  }

  has(step: number): boolean {
    return this.#row.get(step) !== undefined;
  }

  /** Number of records of a step in parts; undefined for other steps. */
  records(step: number): number | undefined {
    return this.#row.get(step)?.records;
  }

  isHidden(step: number): boolean {
    return this.#row.get(step)?.hidden === 1;
  }

  /** Whether its states are missing, or were derived before a change of labels. */
  isStale(step: number): boolean {
    return this.#row.get(step)?.stale === 1;
  }

  /** The hidden steps, in order. */
  hidden(): number[] {
    return this.#hidden.all();
  }

  /** The shown steps, in order. */
  shown(): number[] {
    return this.#shown.all();
  }

  /** Begins a step, hidden. */
  begin(step: number, { stale }: { readonly stale: boolean }): void {
    this.#begin.run(step, stale ? 1 : 0);
  }

  addRecords(step: number, records: number): void {
    this.#addRecords.run(records, step);
  }

  setHidden(step: number, hidden: boolean): void {
    this.#hide.run(hidden ? 1 : 0, step);
  }

  /** Call when labels change: hidden states are not updated. */
  markHiddenStale(): void {
    this.#markStale.run();
  }

  addException(step: number, recordId: RecordId): void {
    this.#addException.run(step, recordId);
  }

  isException(step: number, recordId: RecordId): boolean {
    return this.#isException.get(step, recordId) !== undefined;
  }

  exceptions(step: number): RecordId[] {
    return this.#exceptions.all(step);
  }

  /** Makes it an ordinary step. */
  forget(step: number): void {
    for (const forget of this.#forget) forget.run(step);
  }

  clear(): void {
    for (const clear of this.#clear) clear.run();
  }
}

const tables = ['step_in_parts', 'record_apart'] as const;

interface PartsRow {
  readonly records: number;
  readonly hidden: number;
  readonly stale: number;
}
