import type { Database, Statement } from './driver.ts';
import { checksumOf } from './eventChecksum.ts';

interface SetRow {
  readonly id: number;
  /** A JSON array, in code unit order. */
  readonly names: string;
  readonly checksum: Uint8Array;
}

/** The table `label_set`: the label sets that judgements reference. Append-only. */
export class LabelSetTable {
  readonly #add: Statement<[SetRow]>;
  readonly #byNames: Statement<[string], number>;
  readonly #byId: Statement<[number], SetRow>;
  readonly #next: Statement<[], number>;
  readonly #all: Statement<[], SetRow>;
  /** Sets never change, so those that were read stay valid. */
  readonly #names = new Map<number, readonly string[]>();

  constructor(db: Database) {
    this.#add = db.prepare('INSERT INTO label_set VALUES (@id, @names, @checksum)');
    this.#byNames = db
      .prepare<[string], number>('SELECT id FROM label_set WHERE names = ?')
      .pluck();
    this.#byId = db.prepare('SELECT * FROM label_set WHERE id = ?');
    this.#next = db.prepare<[], number>('SELECT coalesce(max(id), 0) + 1 FROM label_set').pluck();
    this.#all = db.prepare('SELECT * FROM label_set ORDER BY id');
  }

  /** The id of a set, added if it is new. @param of sorted, without duplicates */
  idOf(of: readonly string[]): number {
    const names = JSON.stringify(of);
    const known = this.#byNames.get(names);
    if (known !== undefined) return known;
    const id = this.#next.get()!;
    this.#add.run({ id, names, checksum: checksumOf([id, names]) });
    return id;
  }

  /** @throws RangeError for an unknown set */
  names(id: number): readonly string[] {
    const known = this.#names.get(id);
    if (known) return known;
    const row = this.#byId.get(id);
    if (!row) throw new RangeError(`There is no label set ${id}.`);
    const names = JSON.parse(row.names) as readonly string[];
    this.#names.set(id, names);
    return names;
  }

  /** Whether a set was altered on disk. */
  isDamaged(): boolean {
    return this.#all
      .all()
      .some(({ id, names, checksum }) => Buffer.compare(checksum, checksumOf([id, names])) !== 0);
  }
}
