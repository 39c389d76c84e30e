import {
  recordIdBytes,
  recordIdFrom,
  recordIdToBytes,
  writeRecordId,
  type RecordId,
} from '../record.ts';
import { enlarged, growth } from './growingArray.ts';
import { HashSlots } from './hashSlots.ts';
import { RowList, type RowArrays } from './rowList.ts';
import { SourceIds } from './sourceIds.ts';

/** Position of a record's first row. */
export interface RowPlace {
  /** Index into the files of the pool. */
  readonly file: number;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** 1-based physical line. */
  readonly line: number;
}

const words = recordIdBytes / 4;

/**
 * All records of a pool by number: `row` runs over the unique texts, 0 … size − 1, in order of
 * first appearance. About 64 bytes per record in typed arrays, no strings and no texts.
 *
 * Only `openPool` adds to it; it can be read while it grows.
 */
export class PoolIndex {
  // Shared by all arrays: separate length checks are measurably slower at a million records.
  #size = 0;
  #capacity = 1024;
  #ids = new Uint32Array(words * this.#capacity);
  #offsets = new Float64Array(this.#capacity);
  #lengths = new Uint32Array(this.#capacity);
  #lines = new Uint32Array(this.#capacity);
  #files = new Uint32Array(this.#capacity);
  #counts = new Uint32Array(this.#capacity);
  #ordinals = new Uint32Array(this.#capacity);
  #firstSourceIds = new Int32Array(this.#capacity);
  readonly #sourceIds = new SourceIds();
  /** Ids as stored by earlier versions, which rounded numbers. */
  readonly #roundedIds = new SourceIds();
  readonly #sharedRoundedIds = new Set<string>();
  readonly #slots = new HashSlots((row) => this.#ids[words * row]!);
  readonly #probe = new Uint32Array(words);
  readonly #probeBytes = new Uint8Array(this.#probe.buffer);
  readonly #isProbe = (row: number): boolean => {
    const ids = this.#ids;
    const probe = this.#probe;
    const at = words * row;
    return (
      ids[at] === probe[0] &&
      ids[at + 1] === probe[1] &&
      ids[at + 2] === probe[2] &&
      ids[at + 3] === probe[3]
    );
  };
  #rowsRead = 0;
  /** Rows with a text seen before. */
  readonly #twins = new RowList();

  /** Records: unique normalised texts. */
  get size(): number {
    return this.#size;
  }

  /** Rows with a text, duplicates included. */
  get rowsRead(): number {
    return this.#rowsRead;
  }

  /**
   * The ids of all records, 16 bytes each in row order; further indexing may invalidate this view.
   */
  get idBytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#ids.buffer, 0, recordIdBytes * this.size);
  }

  id(row: number): RecordId {
    this.#check(row);
    return recordIdFrom(this.idBytes, recordIdBytes * row);
  }

  /** The row of a record, or undefined if it is not in the pool. */
  rowOf(id: RecordId): number | undefined {
    const bytes = recordIdToBytes(id);
    if (bytes === undefined) return undefined;
    this.#probeBytes.set(bytes);
    const row = this.#slots.find(this.#probe[0]!, this.#isProbe);
    return row < 0 ? undefined : row;
  }

  /** The row of each of these ids, 16 bytes each; -1 if it is not in the pool. */
  rowsOfIds(ids: Uint8Array): Int32Array {
    const rows = new Int32Array(ids.length / recordIdBytes);
    for (let i = 0; i < rows.length; i++) {
      this.#probeBytes.set(ids.subarray(recordIdBytes * i, recordIdBytes * (i + 1)));
      rows[i] = this.#slots.find(this.#probe[0]!, this.#isProbe);
    }
    return rows;
  }

  place(row: number): RowPlace {
    this.#check(row);
    return {
      file: this.#files[row]!,
      offset: this.#offsets[row]!,
      length: this.#lengths[row]!,
      line: this.#lines[row]!,
    };
  }

  /** 1-based physical line of the record's first row. */
  line(row: number): number {
    this.#check(row);
    return this.#lines[row]!;
  }

  /**
   * Number of rows in all files, usable or not, before the record's first one; see
   * `PoolAccounting.rows`.
   */
  ordinal(row: number): number {
    this.#check(row);
    return this.#ordinals[row]!;
  }

  /** Number of rows with this text. */
  multiplicity(row: number): number {
    this.#check(row);
    return this.#counts[row]!;
  }

  /** The value of the id field in the first of the record's rows that has one. */
  sourceId(row: number): string | undefined {
    this.#check(row);
    const entry = this.#firstSourceIds[row]!;
    return entry < 0 ? undefined : this.#sourceIds.at(entry);
  }

  /**
   * The record with this value of the id field; values of duplicate rows map to the record of their
   * text.
   */
  rowOfSourceId(sourceId: string): number | undefined {
    const row = this.#sourceIds.rowOf(sourceId);
    if (row >= 0) return row;
    const rounded = this.#sharedRoundedIds.has(sourceId) ? -1 : this.#roundedIds.rowOf(sourceId);
    return rounded < 0 ? undefined : rounded;
  }

  /**
   * The record with a value of the id field, or with this record id.
   * @returns undefined if there is none; `several` if records of different texts have the value
   */
  rowNamed(name: string): number | 'several' | undefined {
    if (this.#sourceIds.isShared(name)) return 'several';
    return this.rowOfSourceId(name) ?? this.rowOf(name);
  }

  /**
   * Reserves capacity for a total of `records` records, so that growing does not copy the arrays.
   */
  reserve(records: number): void {
    if (records > this.#capacity) this.#grow(records);
    this.#slots.reserve(records);
    if (this.#sourceIds.size > 0) this.#sourceIds.reserve(records);
  }

  /**
   * Adds one row of the pool.
   * @param ordinal number of rows in all files before it
   * @param apart makes the row a separate record even if other rows have the same text
   * @returns the row number of its new or existing record
   */
  add(
    text: string,
    file: number,
    { offset, length, line }: Omit<RowPlace, 'file'>,
    ordinal: number,
    apart = false,
  ): number {
    const probe = this.#probe;
    writeRecordId(text, probe);
    this.#rowsRead++;
    const hash = probe[0]!;
    const known = apart ? -1 : this.#slots.find(hash, this.#isProbe);
    if (known >= 0) {
      this.#counts[known]!++;
      this.#twins.add(known, file, offset, length, line);
      return known;
    }
    const row = this.#size++;
    if (row === this.#capacity) this.#grow(Math.ceil(this.#capacity * growth));
    const at = words * row;
    const ids = this.#ids;
    ids[at] = hash;
    ids[at + 1] = probe[1]!;
    ids[at + 2] = probe[2]!;
    ids[at + 3] = probe[3]!;
    this.#offsets[row] = offset;
    this.#lengths[row] = length;
    this.#lines[row] = line;
    this.#files[row] = file;
    this.#counts[row] = 1;
    this.#ordinals[row] = ordinal;
    this.#firstSourceIds[row] = -1;
    this.#slots.insert(hash, row);
    return row;
  }

  /** All rows of these records, including duplicates, in file order. */
  rowsOf(records: Iterable<number>): RowArrays {
    const wanted = new Uint8Array(this.size);
    const rows = new RowList();
    for (const record of records) {
      this.#check(record);
      if (wanted[record]) continue;
      wanted[record] = 1;
      const { file, offset, length, line } = this.place(record);
      rows.add(record, file, offset, length, line);
    }
    for (let i = 0; i < this.#twins.size; i++) {
      if (wanted[this.#twins.records[i]!]) rows.addFrom(this.#twins, i);
    }
    return rows.sorted();
  }

  /**
   * The rows of records in file order, duplicates included, at most `limit` at a time. The rows of
   * the pool are never in memory together.
   * @param isWanted called for a record at each of its rows
   */
  *rowsInOrder(limit: number, isWanted: (record: number) => boolean): Generator<RowArrays> {
    const twins = this.#twins;
    let some = new RowList();
    const taken = (): RowArrays => {
      const { rows } = some;
      some = new RowList();
      return rows;
    };
    // Both records and twins are in file order.
    for (let record = 0, twin = 0; record < this.#size || twin < twins.size;) {
      const [file, offset] = [this.#files[record]!, this.#offsets[record]!];
      if (record === this.#size || (twin < twins.size && twins.isBefore(twin, file, offset))) {
        if (isWanted(twins.records[twin]!)) some.addFrom(twins, twin);
        twin++;
      } else {
        if (isWanted(record)) {
          some.add(record, file, offset, this.#lengths[record]!, this.#lines[record]!);
        }
        record++;
      }
      if (some.size === limit) yield taken();
    }
    if (some.size > 0) yield taken();
  }

  #grow(capacity: number): void {
    const used = this.#size;
    this.#ids = enlarged(this.#ids, words * used, words * capacity);
    this.#offsets = enlarged(this.#offsets, used, capacity);
    this.#lengths = enlarged(this.#lengths, used, capacity);
    this.#lines = enlarged(this.#lines, used, capacity);
    this.#files = enlarged(this.#files, used, capacity);
    this.#counts = enlarged(this.#counts, used, capacity);
    this.#ordinals = enlarged(this.#ordinals, used, capacity);
    this.#firstSourceIds = enlarged(this.#firstSourceIds, used, capacity);
    this.#capacity = capacity;
  }

  /**
   * Adds the value of a row's id field.
   * @returns the other record that already has this value, or undefined
   */
  addSourceId(sourceId: string, row: number): number | undefined {
    const entry = this.#sourceIds.add(sourceId, row);
    if (entry >= 0) {
      if (this.#firstSourceIds[row]! < 0) this.#firstSourceIds[row] = entry;
      return undefined;
    }
    const other = this.#sourceIds.rowOf(sourceId);
    if (other === row) return undefined;
    this.#sourceIds.share(sourceId);
    return other;
  }

  /**
   * Adds an id rounded to a double, as stored by earlier versions; ambiguous ones match nothing.
   */
  addRoundedId(rounded: string, row: number): void {
    if (this.#roundedIds.add(rounded, row) >= 0) return;
    if (this.#roundedIds.rowOf(rounded) !== row) this.#sharedRoundedIds.add(rounded);
  }

  #check(row: number): void {
    if (!(row >= 0 && row < this.size))
      throw new RangeError(`row ${row} of a pool of ${this.size} records`);
  }
}
