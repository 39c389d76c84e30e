import { enlarged, growth } from './growingArray.ts';

/**
 * Rows of the pool's files with their record numbers, in arrays that are cheap to transfer between
 * processes.
 */
export interface RowArrays {
  readonly records: Uint32Array<ArrayBuffer>;
  /** Index into the files of the pool. */
  readonly files: Uint32Array<ArrayBuffer>;
  /** Bytes from the start of the file, and length in bytes. */
  readonly offsets: Float64Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** 1-based physical lines. */
  readonly lines: Uint32Array<ArrayBuffer>;
}

/** A slice of the rows, as views of the same arrays. */
export function partOf(rows: RowArrays, from: number, to: number): RowArrays {
  return {
    records: rows.records.subarray(from, to),
    files: rows.files.subarray(from, to),
    offsets: rows.offsets.subarray(from, to),
    lengths: rows.lengths.subarray(from, to),
    lines: rows.lines.subarray(from, to),
  };
}

/** A growable list of rows: 24 bytes each. */
export class RowList {
  #size = 0;
  #rows: RowArrays = arraysFor(0);

  get size(): number {
    return this.#size;
  }

  get records(): Uint32Array {
    return this.#rows.records;
  }

  /** The rows in the order in which they were added. */
  get rows(): RowArrays {
    return partOf(this.#rows, 0, this.#size);
  }

  /** Whether the row at `i` is before a place in the files. */
  isBefore(i: number, file: number, offset: number): boolean {
    const at = this.#rows.files[i]!;
    return at === file ? this.#rows.offsets[i]! < offset : at < file;
  }

  add(record: number, file: number, offset: number, length: number, line: number): void {
    const i = this.#size++;
    if (i === this.#rows.records.length) this.#grow(i, Math.max(64, Math.ceil(i * growth)));
    const rows = this.#rows;
    rows.records[i] = record;
    rows.files[i] = file;
    rows.offsets[i] = offset;
    rows.lengths[i] = length;
    rows.lines[i] = line;
  }

  /** Adds a row of another list. */
  addFrom(other: RowList, i: number): void {
    const { records, files, offsets, lengths, lines } = other.#rows;
    this.add(records[i]!, files[i]!, offsets[i]!, lengths[i]!, lines[i]!);
  }

  /** The rows in file order. */
  sorted(): RowArrays {
    const { records, files, offsets, lengths, lines } = this.#rows;
    const order = Uint32Array.from({ length: this.#size }, (_, i) => i);
    order.sort((a, b) => files[a]! - files[b]! || offsets[a]! - offsets[b]!);
    const out = arraysFor(this.#size);
    for (let i = 0; i < this.#size; i++) {
      const at = order[i]!;
      out.records[i] = records[at]!;
      out.files[i] = files[at]!;
      out.offsets[i] = offsets[at]!;
      out.lengths[i] = lengths[at]!;
      out.lines[i] = lines[at]!;
    }
    return out;
  }

  #grow(used: number, capacity: number): void {
    const { records, files, offsets, lengths, lines } = this.#rows;
    this.#rows = {
      records: enlarged(records, used, capacity),
      files: enlarged(files, used, capacity),
      offsets: enlarged(offsets, used, capacity),
      lengths: enlarged(lengths, used, capacity),
      lines: enlarged(lines, used, capacity),
    };
  }
}

function arraysFor(length: number): RowArrays {
  return {
    records: new Uint32Array(length),
    files: new Uint32Array(length),
    offsets: new Float64Array(length),
    lengths: new Uint32Array(length),
    lines: new Uint32Array(length),
  };
}
