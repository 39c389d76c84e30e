import { ScratchFile } from '../adapters/files/scratchFile.ts';
import { FirstRows } from '../adapters/sqlite/firstRows.ts';
import type { RowPlace } from '../core/pool/poolIndex.ts';
import type { RowIndex } from '../core/pool/poolScan.ts';
import type { IdentifiedRows } from '../core/pool/readRows.ts';
import { recordIdBytes, recordIdFrom, writeRecordId, type RecordId } from '../core/record.ts';

/** Rows whose records are found together, by default. */
const usualRowsAtOnce = 2 ** 15;
/** Rows read together. */
const rowsPerRead = 1024;

/** Rows of a pool. */
export interface RowsInOrder extends IdentifiedRows {
  /** Whether each is the first of its record. */
  readonly isFirst: Uint8Array;
  /** The number of rows before these, wanted or not. */
  readonly before: number;
}

/**
 * The rows of a pool on disk, numbered in file order, with the number of the first row of each one's record:
 * temporary files that nothing refers to, which vanish when they are closed. In memory are a few rows at a
 * time.
 */
export class RowsOnDisk implements RowIndex {
  readonly #rowsAtOnce: number;
  readonly #pending: Rows;
  readonly #records = new FirstRows();
  readonly #rows: ScratchFile;
  /** The numbers of the rows that are the first of their record. */
  readonly #firsts: ScratchFile;
  #pendingCount = 0;
  /** Rows in the file. */
  #settled = 0;

  /**
   * @param folder for temporary files
   * @throws UserError if they cannot be created
   */
  constructor(folder: string, rowsAtOnce = usualRowsAtOnce) {
    this.#rowsAtOnce = rowsAtOnce;
    this.#pending = newRows(rowsAtOnce);
    this.#rows = new ScratchFile(folder);
    this.#firsts = new ScratchFile(folder);
  }

  /** The number of records; counts all rows that came after the last `settle` as records of their own. */
  get size(): number {
    return this.#records.size + this.#pendingCount;
  }

  get rowsRead(): number {
    return this.#settled + this.#pendingCount;
  }

  /** @returns 0: records are found later, many at once */
  add(text: string, file: number, { offset, length, line }: Omit<RowPlace, 'file'>): number {
    const { ids, files, offsets, lengths, lines } = this.#pending;
    const i = this.#pendingCount++;
    writeRecordId(text, new Uint32Array(ids.buffer, i * recordIdBytes, recordIdBytes / 4));
    files[i] = file;
    offsets[i] = offset;
    lengths[i] = length;
    lines[i] = line;
    if (this.#pendingCount === this.#rowsAtOnce) this.settle();
    return 0;
  }

  reserve(): void {
    // Nothing grows.
  }

  line(): number {
    throw new Error('RowsOnDisk: the lines of records are not known');
  }

  addSourceId(): undefined {
    throw new Error('RowsOnDisk: records are not found by ids of the file');
  }

  addRoundedId(): void {
    this.addSourceId();
  }

  /** Finds the records of the latest rows. Call it after the last row. */
  settle(): void {
    const rows = sliceOf(this.#pending, 0, this.#pendingCount);
    const from = this.#settled;
    const before = this.#records.size;
    rows.records.set(this.#records.add(rows.ids, from));
    this.#rows.write(bytesOf(rows), from * rowBytes);
    const firsts = rows.records.filter((first, i) => first === from + i);
    this.#firsts.write(new Uint8Array(firsts.buffer), 4 * before);
    this.#settled += this.#pendingCount;
    this.#pendingCount = 0;
  }

  /**
   * The rows of wanted records in file order, at most `most` at a time. `records` are the numbers of the first
   * rows of their records.
   * @param isWanted default: all are
   */
  *inOrder(most: number, isWanted?: (id: RecordId) => boolean): Generator<RowsInOrder> {
    let rows = newRows(most);
    let isFirst = new Uint8Array(most);
    let [count, before] = [0, 0];
    const taken = (): RowsInOrder => ({
      ...sliceOf(rows, 0, count),
      isFirst: isFirst.subarray(0, count),
      before,
    });
    for (let from = 0; from < this.#settled; from += rowsPerRead) {
      const read = this.#read(from, Math.min(rowsPerRead, this.#settled - from));
      for (let i = 0; i < read.records.length; i++) {
        if (isWanted && !isWanted(recordIdFrom(read.ids, i * recordIdBytes))) continue;
        copyRow(read, i, rows, count);
        isFirst[count++] = read.records[i] === from + i ? 1 : 0;
        if (count < most) continue;
        yield taken();
        [rows, isFirst, count, before] = [newRows(most), new Uint8Array(most), 0, from + i + 1];
      }
    }
    if (count > 0) yield taken();
  }

  /** The rows with these numbers, in this order. */
  rowsAt(numbers: ArrayLike<number>): IdentifiedRows {
    const rows = newRows(numbers.length);
    for (let from = 0; from < numbers.length;) {
      let to = from + 1;
      while (to < numbers.length && numbers[to] === numbers[from]! + to - from) to++;
      const read = this.#read(numbers[from]!, to - from);
      for (let i = from; i < to; i++) copyRow(read, i - from, rows, i);
      from = to;
    }
    return rows;
  }

  /** The numbers of the first rows of records from ≤ record < to, which are counted in file order. */
  firstRows(from: number, to: number): Uint32Array {
    return new Uint32Array(this.#firsts.read(4 * from, 4 * (to - from)).buffer);
  }

  /** The ids of the records in file order, 16 bytes each, some at a time. */
  *idBlocks(): Generator<Uint8Array> {
    for (const { ids, isFirst } of this.inOrder(rowsPerRead)) {
      yield ids.filter((_, byte) => isFirst[Math.floor(byte / recordIdBytes)] === 1);
    }
  }

  /** The number of the first row of each of these records, 16 bytes each; −1 if it is not in the pool. */
  rowsOfIds(ids: Uint8Array): Int32Array {
    return this.#records.find(ids);
  }

  close(): void {
    this.#rows.close();
    this.#firsts.close();
    this.#records.close();
  }

  #read(from: number, count: number): Rows {
    return rowsIn(this.#rows.read(from * rowBytes, count * rowBytes));
  }
}

interface Rows extends IdentifiedRows {
  readonly ids: Uint8Array<ArrayBuffer>;
}

function newRows(count: number): Rows {
  return {
    ids: new Uint8Array(count * recordIdBytes),
    records: new Uint32Array(count),
    files: new Uint32Array(count),
    offsets: new Float64Array(count),
    lengths: new Uint32Array(count),
    lines: new Uint32Array(count),
  };
}

function sliceOf(rows: Rows, from: number, to: number): Rows {
  return {
    ids: rows.ids.subarray(from * recordIdBytes, to * recordIdBytes),
    records: rows.records.subarray(from, to),
    files: rows.files.subarray(from, to),
    offsets: rows.offsets.subarray(from, to),
    lengths: rows.lengths.subarray(from, to),
    lines: rows.lines.subarray(from, to),
  };
}

function copyRow(rows: IdentifiedRows, i: number, target: IdentifiedRows, at: number): void {
  for (let byte = 0; byte < recordIdBytes; byte++) {
    target.ids[at * recordIdBytes + byte] = rows.ids[i * recordIdBytes + byte]!;
  }
  target.records[at] = rows.records[i]!;
  target.files[at] = rows.files[i]!;
  target.offsets[at] = rows.offsets[i]!;
  target.lengths[at] = rows.lengths[i]!;
  target.lines[at] = rows.lines[i]!;
}

/** Id, number of the record's first row, file, length, line, offset. */
const rowBytes = recordIdBytes + 4 * 4 + 8;

function bytesOf({ ids, records, files, offsets, lengths, lines }: IdentifiedRows): Uint8Array {
  const bytes = new Uint8Array(records.length * rowBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < records.length; i++) {
    const at = i * rowBytes;
    bytes.set(ids.subarray(i * recordIdBytes, (i + 1) * recordIdBytes), at);
    view.setUint32(at + 16, records[i]!);
    view.setUint32(at + 20, files[i]!);
    view.setUint32(at + 24, lengths[i]!);
    view.setUint32(at + 28, lines[i]!);
    view.setFloat64(at + 32, offsets[i]!);
  }
  return bytes;
}

function rowsIn(bytes: Uint8Array<ArrayBuffer>): Rows {
  const rows = newRows(bytes.length / rowBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < rows.records.length; i++) {
    const at = i * rowBytes;
    rows.ids.set(bytes.subarray(at, at + recordIdBytes), i * recordIdBytes);
    rows.records[i] = view.getUint32(at + 16);
    rows.files[i] = view.getUint32(at + 20);
    rows.lengths[i] = view.getUint32(at + 24);
    rows.lines[i] = view.getUint32(at + 28);
    rows.offsets[i] = view.getFloat64(at + 32);
  }
  return rows;
}
