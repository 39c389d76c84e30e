import { tmpdir } from 'node:os';
import { recordIdBytes } from '../../core/record.ts';
import { loadDriver, type Database, type Statement } from './driver.ts';
import { withSqliteErrors } from './sqliteErrors.ts';

/** Pages in memory, in KiB. */
const cacheKiB = 4096;

/**
 * Finds the first row of each record among numbered rows, in a temporary database that SQLite deletes itself,
 * even if the process is killed: its memory does not grow with the number of records.
 */
export class FirstRows {
  readonly #db: Database;
  readonly #find: Statement<[Uint8Array], number>;
  readonly #add: Statement<[Uint8Array, number]>;
  #size = 0;

  /** @throws UserError if the driver cannot work */
  constructor() {
    // Without a name, the database is a file of the system's temporary folder that has none either.
    this.#db = new (loadDriver())('');
    this.#db.pragma('journal_mode = OFF');
    this.#db.pragma('synchronous = OFF');
    this.#db.pragma(`cache_size = -${cacheKiB}`);
    this.#db.exec('CREATE TABLE record (id BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID');
    this.#find = this.#db
      .prepare<[Uint8Array], number>('SELECT row FROM record WHERE id = ?')
      .pluck();
    this.#add = this.#db.prepare('INSERT INTO record VALUES (?, ?) ON CONFLICT DO NOTHING');
  }

  /** The number of different records so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds rows. Many at once are fastest: they are looked up in the order of their ids, so that each page of
   * the database is read once.
   * @param ids of the rows' records, 16 bytes each
   * @param from the number of the first of these rows
   * @returns the number of the first row of each row's record
   */
  add(ids: Uint8Array, from: number): Uint32Array<ArrayBuffer> {
    const order = orderOf(ids);
    const firsts = new Uint32Array(order.length);
    this.#inTransaction(() => {
      for (let at = 0; at < order.length;) {
        const row = order[at]!;
        const id = idAt(ids, row);
        const isNew = this.#add.run(id, from + row).changes > 0;
        if (isNew) this.#size++;
        const first = isNew ? from + row : this.#find.get(id)!;
        do firsts[order[at++]!] = first;
        while (at < order.length && compare(ids, row, order[at]!) === 0);
      }
    });
    return firsts;
  }

  /** The number of the first row of each of these records, 16 bytes each; −1 if there is none. */
  find(ids: Uint8Array): Int32Array<ArrayBuffer> {
    const rows = new Int32Array(ids.length / recordIdBytes);
    this.#inTransaction(() => {
      for (const i of orderOf(ids)) rows[i] = this.#find.get(idAt(ids, i)) ?? -1;
    });
    return rows;
  }

  close(): void {
    this.#db.close();
  }

  #inTransaction(work: () => void): void {
    withSqliteErrors(tmpdir(), this.#db.transaction(work));
  }
}

function idAt(ids: Uint8Array, row: number): Uint8Array {
  return ids.subarray(row * recordIdBytes, (row + 1) * recordIdBytes);
}

function compare(ids: Uint8Array, a: number, b: number): number {
  const [one, other] = [a * recordIdBytes, b * recordIdBytes];
  for (let i = 0; i < recordIdBytes; i++) {
    const difference = ids[one + i]! - ids[other + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The rows in the order of their ids, which is SQLite's; rows with the same id stay in their order. */
function orderOf(ids: Uint8Array): Uint32Array<ArrayBuffer> {
  const count = ids.length / recordIdBytes;
  const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
  const keys = Uint32Array.from({ length: count }, (_, row) => view.getUint32(row * recordIdBytes));
  return Uint32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => keys[a]! - keys[b]! || compare(ids, a, b) || a - b,
  );
}
