import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { RecordId } from '../../core/record.ts';
import type { Holdout, HoldoutGrowth, HoldoutMember } from '../../core/store/store.ts';
import type { Database, Statement } from './driver.ts';
import type { NamedValues } from './namedValues.ts';

interface MemberRow {
  readonly record_id: string;
  readonly multiplicity: number;
  readonly hash: number | null;
  readonly kin: string | null;
  readonly joined: number;
}

const drawn = 'holdout';

/**
 * The hold-out: its members, how it is drawn, the records between it and the rest, and the records
 * seen.
 */
export class HoldoutTable {
  readonly #meta: NamedValues;
  readonly #all: Statement<[], MemberRow>;
  readonly #size: Statement<[], number>;
  readonly #insert: Statement<[string, number, number, number | null, string | null, number]>;
  readonly #excluded: Statement<[], string>;
  readonly #exclude: Statement<[string]>;
  readonly #seen: Statement<[], Uint8Array>;
  readonly #addSeen: Statement<[Uint8Array]>;

  constructor(db: Database, meta: NamedValues) {
    this.#meta = meta;
    this.#all = db.prepare('SELECT * FROM holdout ORDER BY place');
    this.#size = db.prepare<[], number>('SELECT coalesce(max(place) + 1, 0) FROM holdout').pluck();
    this.#insert = db.prepare(
      `INSERT OR IGNORE INTO holdout (record_id, place, multiplicity, hash, kin, joined)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#excluded = db
      .prepare<[], string>('SELECT record_id FROM holdout_between ORDER BY record_id')
      .pluck();
    this.#exclude = db.prepare('INSERT OR IGNORE INTO holdout_between VALUES (?)');
    this.#seen = db.prepare<[], Uint8Array>('SELECT records FROM seen ORDER BY part').pluck();
    this.#addSeen = db.prepare('INSERT INTO seen (records) VALUES (?)');
  }

  get(): Holdout | undefined {
    const how = this.#meta.get(drawn) as Omit<Holdout, 'members'> | undefined;
    return how && { members: this.#all.all().map(fromRow), ...how };
  }

  /** @throws UserError if it has been drawn before. */
  draw({ members, ...how }: Holdout, seen?: Uint8Array): void {
    if (this.#meta.get(drawn) !== undefined) {
      throw new UserError(message('store.holdoutDrawn', {}));
    }
    this.#meta.set(drawn, how);
    this.#add(members);
    if (seen) this.#addSeen.run(seen);
  }

  grow({ members, excluded, seen }: HoldoutGrowth): void {
    if (this.#meta.get(drawn) === undefined) throw new RangeError('The hold-out is not drawn yet.');
    this.#add(members);
    for (const id of excluded) this.#exclude.run(id);
    if (seen.length > 0) this.#addSeen.run(seen);
  }

  excluded(): RecordId[] {
    return this.#excluded.all();
  }

  seen(): Uint8Array[] {
    return this.#seen.all().map((records) => new Uint8Array(records));
  }

  #add(members: readonly HoldoutMember[]): void {
    let place = this.#size.get()!;
    for (const { recordId, multiplicity, hash = null, representative = null, joined } of members) {
      this.#insert.run(recordId, place++, multiplicity, hash, representative, joined ? 1 : 0);
    }
  }
}

function fromRow({ record_id, multiplicity, hash, kin, joined }: MemberRow): HoldoutMember {
  return {
    recordId: record_id,
    multiplicity,
    ...(hash !== null && { hash }),
    ...(kin !== null && { representative: kin }),
    ...(joined === 1 && { joined: true }),
  };
}
