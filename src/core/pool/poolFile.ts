import { HumanError, throwIfAborted } from '../errors.ts';
import type { ByteSource } from './byteSource.ts';
import { unquotedRows, type QuotedRows } from './delimitedRows.ts';
import { columnGetter, objectGetter, pathsOf } from './fields.ts';
import { jsonLines } from './jsonLines.ts';
import type { PoolFormat, PoolSpec } from './poolSpec.ts';
import { rowFields, type RowFields } from './rowFields.ts';
import { decode, maximumRowBytes, type RowFault, type RowScanner } from './rowScanner.ts';

/** One row of a file, as it was found. */
export interface FoundRow {
  /** Undefined where `fault` says why. */
  readonly row: unknown;
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly fault?: RowFault;
  readonly damaged: boolean;
}

/** So many rows without the text field, and it is taken to be missing. */
const patience = 1000;
/** Rows from which the names of the fields are collected, for "which fields exist". */
const sampledRows = 100;

/** A file of a pool: its bytes, how rows are found in them, and what is wanted of a row. */
export class PoolFile {
  readonly source: ByteSource;
  readonly scanner: RowScanner;
  readonly #format: PoolFormat;
  readonly #spec: PoolSpec;
  readonly #known = new Set<string>();
  #columns: readonly string[] | undefined;
  #fields: RowFields | undefined;
  #headerDue: boolean;
  #rows = 0;

  constructor(source: ByteSource, format: PoolFormat, spec: PoolSpec, quotedRows: QuotedRows) {
    this.source = source;
    this.#format = format;
    this.#spec = spec;
    this.scanner = scannerOf(format, quotedRows);
    this.#headerDue =
      format.kind === 'delimited' && (format.header ?? format.columns === undefined);
    if (format.kind === 'jsonl') this.#fields = rowFields(spec, objectGetter);
  }

  /** Undefined before the first row of a delimited file. */
  get fields(): RowFields | undefined {
    return this.#fields;
  }

  /** Rows seen, broken ones not counted. */
  get rows(): number {
    return this.#rows;
  }

  /** "Its fields are: a, b, c." */
  get whatExists(): string {
    const names = [...this.#known].slice(0, 40).map((name) => `"${name}"`);
    return `Its ${this.#columns ? 'columns' : 'fields'} are: ${names.join(', ')}.`;
  }

  /**
   * Reads the file once. `onRow` is called for every row but the header; `onBlock` after each block
   * with the bytes used so far.
   * @throws HumanError if the file is not what the format says or lacks the text fields; CancelledError.
   */
  async index(
    onRow: (found: FoundRow) => void,
    onBlock: (bytes: number) => void,
    signal?: AbortSignal,
  ) {
    let offset = await this.#contentStart();
    let line = 1;
    let rest: Uint8Array = new Uint8Array(0);
    const work = (block: Uint8Array, atEnd: boolean): void => {
      const used = this.scanner.scan(
        block,
        atEnd,
        (row, start, end, before, fault, damaged = false) => {
          if (fault === undefined && this.#isHeader(row)) return;
          if (fault === undefined) this.#see(row);
          onRow({
            row,
            offset: offset + start,
            length: end - start,
            line: line + before,
            fault,
            damaged,
          });
        },
      );
      line += used.lines;
      offset += used.bytes;
      rest = block.subarray(used.bytes);
    };
    for await (const chunk of this.source.stream(offset, signal)) {
      work(rest.length === 0 ? chunk : concatenate(rest, chunk), false);
      if (rest.length > maximumRowBytes) {
        throw new HumanError(
          `${this.source.path}, line ${line}: this row is longer than ${maximumRowBytes / 2 ** 20} MiB. ` +
            'Is the file in the format that the project says? JSON Lines have one object on each line.',
        );
      }
      onBlock(offset);
      throwIfAborted(signal);
    }
    work(rest, true);
    onBlock(offset);
    if (this.#rows > 0) this.#requireText();
  }

  /** Skips a UTF-8 byte order mark and refuses what cannot be text in UTF-8. */
  async #contentStart(): Promise<number> {
    const { path } = this.source;
    const head = await this.source.read(0, 256);
    const [a, b, c] = head;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
      throw new HumanError(`${path} is written in UTF-16. Save it as UTF-8 and open it again.`);
    }
    if (a === 0x1f && b === 0x8b) {
      throw new HumanError(
        `${path} is compressed by gzip. Name it .gz, or set "gzip": true for it.`,
      );
    }
    const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
    if (this.#format.kind === 'jsonl' && /^\s*\[/.test(decode(head.subarray(start)))) {
      throw new HumanError(
        `${path} is one JSON list, not JSON Lines. Write one object on each line, ` +
          `for example with: jq -c '.[]' ${path}`,
      );
    }
    return start;
  }

  #isHeader(row: unknown): boolean {
    if (this.#columns !== undefined || this.#format.kind === 'jsonl') return false;
    const first = row as readonly string[];
    const { columns } = this.#format;
    const names = columns ?? (this.#headerDue ? first : first.map((_, i) => `column${i + 1}`));
    this.#columns = names.map((name) => name.trim());
    for (const name of this.#columns) this.#known.add(name);
    this.#fields = rowFields(this.#spec, (name) => columnGetter(this.#columns!, name));
    const absent = this.#spec.textFields.filter((name) => !this.#known.has(name));
    if (absent.length > 0) throw this.#lacks(absent);
    return this.#headerDue;
  }

  #see(row: unknown): void {
    this.#rows++;
    this.#fields!.look(row);
    if (this.#format.kind === 'jsonl' && this.#rows <= sampledRows) {
      for (const path of pathsOf(row)) this.#known.add(path);
    }
    if (this.#rows === patience) this.#requireText();
  }

  #requireText(): void {
    const { missing } = this.#fields!;
    if (this.#spec.textFields.every((name) => missing.has(name)))
      throw this.#lacks(this.#spec.textFields);
  }

  #lacks(names: readonly string[]): HumanError {
    const quoted = names.map((name) => `"${name}"`).join(' or ');
    const kind = this.#columns ? 'column' : 'field';
    return new HumanError(
      `${this.source.path} has no ${kind} ${quoted}. ${this.whatExists} Correct "text" in the project file.`,
    );
  }

  /** Why a delimited row does not fit the columns; undefined if it does. Surplus blank fields do no harm. */
  misfit(row: unknown): { message: string; usable: boolean } | undefined {
    if (this.#columns === undefined) return undefined;
    const fields = row as readonly string[];
    const expected = this.#columns.length;
    if (fields.length === expected) return undefined;
    const message = `This row has ${fields.length} fields where there are ${expected} columns.`;
    if (fields.length < expected) return { message, usable: true };
    return fields.slice(expected).some((field) => field.trim() !== '')
      ? { message, usable: false }
      : undefined;
  }
}

export function scannerOf(format: PoolFormat, quotedRows: QuotedRows): RowScanner {
  if (format.kind === 'jsonl') return jsonLines;
  const delimiter = format.delimiter ?? ',';
  return format.quotes === false ? unquotedRows(delimiter) : quotedRows(delimiter);
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
