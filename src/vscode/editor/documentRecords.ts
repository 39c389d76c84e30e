import type { QuotedRows } from '../../core/pool/delimitedRows.ts';
import { columnsOf, hasHeader, linesAbove, repeatsHeader } from '../../core/pool/columns.ts';
import { columnGetter, objectGetter } from '../../core/pool/fields.ts';
import { firstRowIn } from '../../core/pool/firstRow.ts';
import { scannerOf } from '../../core/pool/poolFile.ts';
import type { PoolFormat, PoolSpec } from '../../core/pool/poolSpec.ts';
import { rowFields, type RowFields } from '../../core/pool/rowFields.ts';
import type { OnRow } from '../../core/pool/rowScanner.ts';
import { emitJson } from '../../core/pool/jsonRows.ts';
import { recordIdOf, type RecordId } from '../../core/record.ts';

/**
 * The lines of a document that is being edited, without line ends. Both members reflect the current
 * text.
 */
export interface TextLines {
  readonly lineCount: number;
  line(at: number): string;
}

/** A record at its place in the buffer. Lines are 0-based; a quoted field may span several. */
export interface BufferRow {
  readonly id: RecordId;
  readonly first: number;
  readonly last: number;
}

/** Lines `first` … `last` were replaced by `count` lines. */
export interface LineChange {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Characters scanned per step in a file with quotes (1–2 ms). */
const pieceLength = 32 * 1024;

/**
 * The records of a pool file as a text editor has it, saved or not, recognised by their text. Scans
 * in small steps, so that long files do not block; after an edit only the affected lines are read
 * again.
 */
export class DocumentRecords {
  readonly #lines: TextLines;
  readonly #spec: PoolSpec;
  readonly #format: PoolFormat;
  readonly #quotedRows: QuotedRows;
  /** By line: the record's id, null if the line has none, undefined if not scanned yet. */
  #ids: (RecordId | null | undefined)[] = [];
  /**
   * Lines since the start of the row; non-zero only in files with quotes, where a row may span
   * lines.
   */
  #depths: number[] = [];
  #fields: RowFields | undefined;
  #columns: readonly string[] | undefined;
  #header: readonly string[] | undefined;
  /** The header line; -1 until it is found, or if the file has none. */
  #headerLine = -1;
  /** The first line with an unclosed quote, which any edit below may close. */
  #broken = Infinity;
  /** The first line not scanned yet. */
  #next = 0;
  /** The first line of each record; computed on demand. */
  #firstLines: ReadonlyMap<RecordId, number> | undefined;

  constructor(spec: PoolSpec, format: PoolFormat, quotedRows: QuotedRows, lines: TextLines) {
    this.#spec = spec;
    this.#format = format;
    this.#quotedRows = quotedRows;
    this.#lines = lines;
    this.#reset();
  }

  /** Whether all lines are scanned. */
  get complete(): boolean {
    return this.#next >= this.#lines.lineCount;
  }

  get lineCount(): number {
    return this.#lines.lineCount;
  }

  /** Scans the remaining lines, one small step per yield. */
  *scan(): Generator<void> {
    while (!this.complete) {
      if (this.#isByLine) this.#look(this.#next++);
      else this.#scanPiece();
      while (this.#next < this.#ids.length && this.#ids[this.#next] !== undefined) this.#next++;
      yield;
    }
  }

  /** The record on a line; undefined if it has none or is not scanned yet. */
  rowAt(line: number): BufferRow | undefined {
    if (this.#isByLine && line < this.#lines.lineCount && this.#ids[line] === undefined) {
      this.#look(line);
    }
    const id = this.#ids[line];
    if (id === undefined || id === null) return undefined;
    const first = line - (this.#depths[line] ?? 0);
    let last = line;
    while ((this.#depths[last + 1] ?? 0) > last - first) last++;
    return { id, first, last };
  }

  /** The first line of a record; undefined if absent or not all lines are scanned. */
  lineOf(id: RecordId): number | undefined {
    if (!this.complete) return undefined;
    if (!this.#firstLines) {
      const lines = new Map<RecordId, number>();
      for (const row of this.rows()) if (!lines.has(row.id)) lines.set(row.id, row.first);
      this.#firstLines = lines;
    }
    return this.#firstLines.get(id);
  }

  /** All records found so far, by line. */
  *rows(): Generator<BufferRow> {
    for (let line = 0; line < this.#ids.length;) {
      const id = this.#ids[line];
      const row = id ? this.rowAt(line) : undefined;
      if (row) yield row;
      line = (row?.last ?? line) + 1;
    }
  }

  /**
   * Call after every edit, when the lines already contain it.
   * @param changes in order; each refers to the lines that the previous ones produced
   */
  edited(changes: readonly LineChange[]): void {
    this.#firstLines = undefined;
    if (this.#format.kind === 'json') return this.#reset();
    const untouched = this.#isJson || this.#columns !== undefined;
    if (!untouched || changes.some(({ first }) => first <= this.#headerLine)) return this.#reset();
    for (const change of changes) this.#replace(change);
    if (this.#ids.length !== this.#lines.lineCount) this.#reset();
  }

  #replace({ first, last, count }: LineChange): void {
    const row = this.#isByLine ? first : first - (this.#depths[first] ?? 0);
    const start = Math.min(row, this.#broken);
    this.#broken = Infinity;
    // A quote that was opened or closed may change every row below it.
    const end = this.#isByLine ? last + 1 : this.#ids.length;
    const newRows = end - start + count - (last - first + 1);
    this.#ids = splice(this.#ids, start, end, newRows, undefined);
    if (!this.#isByLine) this.#depths = splice(this.#depths, start, end, newRows, 0);
    this.#next = Math.min(this.#next, start);
  }

  get #isJson(): boolean {
    return this.#format.kind !== 'delimited';
  }

  /** Whether every physical line is a row. */
  get #isByLine(): boolean {
    const { kind, quotes } = this.#format;
    return kind === 'jsonl' || (kind === 'delimited' && quotes === false);
  }

  #reset(): void {
    const { lineCount } = this.#lines;
    this.#ids = new Array<undefined>(lineCount).fill(undefined);
    this.#depths = this.#isByLine ? [] : new Array<number>(lineCount).fill(0);
    this.#broken = Infinity;
    this.#headerLine = -1;
    this.#columns = undefined;
    this.#header = undefined;
    this.#fields = this.#isJson ? rowFields(this.#spec, objectGetter) : undefined;
    const above = Math.min(lineCount, linesAbove(this.#format, this.#lines.line(0)));
    this.#ids.fill(null, 0, above);
    this.#next = above;
    if (!this.#isByLine || this.#isJson) return;
    // Any line may be requested first, but the columns are named on the first one.
    for (let line = above; line < lineCount && this.#columns === undefined; line++)
      this.#look(line);
  }

  #look(line: number): void {
    const text = this.#lines.line(line);
    this.#ids[line] = null;
    if (text.trim() === '') return;
    if (this.#isJson) {
      const onRow: OnRow = (row, _start, _end, _line, _note, source) => {
        this.#ids[line] = this.#idOf(row, line, source);
      };
      emitJson(text, 0, 0, 0, false, onRow, this.#format.texts === true);
      return;
    }
    const single = this.#columns?.length === 1;
    this.#ids[line] = this.#idOf(single ? [text] : text.split(this.#format.delimiter ?? ','), line);
  }

  #scanPiece(): void {
    const first = this.#next;
    const { lineCount } = this.#lines;
    // Objects may start and end anywhere in a line, so a list is read as a whole.
    const isJson = this.#format.kind === 'json';
    for (let length = isJson ? Infinity : pieceLength; ; length *= 2) {
      const { bytes, lines } = this.#piece(first, length);
      const atEnd = first + lines >= lineCount;
      const start = isJson ? (firstRowIn(bytes, this.#format)?.offset ?? bytes.length) : 0;
      const above = newlines(bytes, 0, start);
      const content = bytes.subarray(start);
      const columns = (): number | undefined => this.#columns?.length;
      const scanner = scannerOf(this.#format, this.#quotedRows, columns, false);
      const used = scanner.scan(content, atEnd, (row, from, end, before, note, source) => {
        const line = first + above + before;
        if (note?.fault !== undefined) this.#broken = Math.min(this.#broken, line);
        const id = note?.fault === undefined ? this.#idOf(row, line, source) : null;
        const breaks = newlines(content, from, end);
        const last = line + Math.max(0, content[end - 1] === 10 ? breaks - 1 : breaks);
        for (let at = line; at <= last; at++) {
          this.#ids[at] = id;
          this.#depths[at] = at - line;
        }
      });
      const to = atEnd ? lineCount : first + used.lines;
      for (let line = first; line < to; line++) this.#ids[line] ??= null;
      this.#next = to;
      // The row is longer than the piece: retry with more lines.
      if (to > first || atEnd) return;
    }
  }

  /** Whole lines from `first` on, at least `length` characters. */
  #piece(first: number, length: number): { bytes: Uint8Array; lines: number } {
    const { lineCount } = this.#lines;
    const texts: string[] = [];
    let taken = 0;
    let line = first;
    while (line < lineCount && (taken < length || texts.length === 0)) {
      const text = this.#lines.line(line++);
      texts.push(text);
      taken += text.length + 1;
    }
    const end = line < lineCount ? '\n' : '';
    return { bytes: encoder.encode(texts.join('\n') + end), lines: line - first };
  }

  #idOf(row: unknown, line: number, source?: string): RecordId | null {
    if (row === undefined) return null;
    if (!this.#isJson) {
      const fields = row as readonly string[];
      const columns = this.#columnsFrom(fields, line);
      if (line === this.#headerLine) return null;
      if (this.#header && repeatsHeader(fields, this.#header)) return null;
      if (fields.slice(columns.length).some((field) => field.trim() !== '')) return null;
    }
    const fields = this.#fields!;
    if (!fields.passes(row, source)) return null;
    const found = fields.text(row, source);
    return typeof found === 'string' ? recordIdOf(found) : null;
  }

  #columnsFrom(row: readonly string[], line: number): readonly string[] {
    if (this.#columns) return this.#columns;
    const { names } = columnsOf(this.#format, row);
    this.#columns = names;
    if (hasHeader(this.#format)) {
      this.#headerLine = line;
      this.#header = row;
    }
    this.#fields = rowFields(this.#spec, (name) => columnGetter(names, name));
    return names;
  }
}

const encoder = new TextEncoder();

function newlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === 10) count++;
  return count;
}

/**
 * A copy in which start … end − 1 are replaced by `count` times `value`. `Array.splice` would pass
 * long arrays as arguments.
 */
function splice<T>(from: readonly T[], start: number, end: number, count: number, value: T): T[] {
  return [
    ...from.slice(0, start),
    ...new Array<T>(Math.max(0, count)).fill(value),
    ...from.slice(end),
  ];
}
