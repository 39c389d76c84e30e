import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import type { ExistingFields } from '../messages/rowMessages.ts';
import { UserError, throwIfAborted } from '../errors.ts';
import type { ByteSource } from './byteSource.ts';
import { cellLines } from './cellLines.ts';
import { columnsOf, hasHeader, repeatsHeader, type Columns } from './columns.ts';
import { unquotedRows, type QuotedRows } from './delimitedRows.ts';
import { columnGetter, objectGetter, pathsOf, type Getter } from './fields.ts';
import { findFirstRow, type FirstRow } from './firstRow.ts';
import { jsonElements } from './jsonElements.ts';
import { jsonLines } from './jsonLines.ts';
import { hasColumns, type PoolFormat, type PoolProblemCode, type PoolSpec } from './poolSpec.ts';
import { rowFields, type RowFields } from './rowFields.ts';
import { boundedRows, decode, type RowNote, type RowScanner } from './rowScanner.ts';

/** One row found in a file. */
export interface FoundRow {
  /** Undefined if the note has a fault. */
  readonly row: unknown;
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly note: RowNote | undefined;
  /** The row's JSON. */
  readonly source: string | undefined;
}

/** A line that is not a row, with its position. */
export interface SkippedLine {
  readonly line: number;
  readonly code: PoolProblemCode;
  readonly message: Message;
}

/** After this many rows without the text field, the field counts as missing. */
const maxRowsWithoutText = 1000;
/** Rows sampled for the names of existing fields. */
const sampledRows = 100;
/** Maximum number of fields listed when one is missing. */
const fieldsNamed = 40;

/** A pool file: its bytes, its row scanner and the fields to read from a row. */
export class PoolFile {
  readonly source: ByteSource;
  readonly #format: PoolFormat;
  readonly #spec: PoolSpec;
  readonly #quotedRows: QuotedRows;
  readonly #known = new Set<string>();
  #columns: Columns | undefined;
  #header: readonly string[] | undefined;
  #fields: RowFields | undefined;
  #rows = 0;

  constructor(source: ByteSource, format: PoolFormat, spec: PoolSpec, quotedRows: QuotedRows) {
    this.source = source;
    this.#format = format;
    this.#spec = spec;
    this.#quotedRows = quotedRows;
    if (!hasColumns(format)) this.#fields = rowFields(spec, this.getterOf);
  }

  /** Finds a field in rows of this file; call it only once the columns are known. */
  readonly getterOf = (name: string): Getter =>
    this.#columns ? columnGetter(this.#columns.names, name) : objectGetter(name);

  /** A scanner for one span of rows. */
  spanScanner(): RowScanner {
    return scannerOf(this.#format, this.#quotedRows, () => this.#columns?.names.length, true);
  }

  /** Undefined before the first row of a delimited file. */
  get fields(): RowFields | undefined {
    return this.#fields;
  }

  /** Rows read, without broken ones. */
  get rows(): number {
    return this.#rows;
  }

  /** The fields of the first rows. */
  get existing(): ExistingFields {
    return {
      are: this.#columns ? 'columns' : 'fields',
      names: [...this.#known].slice(0, fieldsNamed),
    };
  }

  /**
   * Reads the file once. Calls `onRow` for every row but the header, `onSkippedLine` for reportable lines
   * that are not rows, and `onBlock` after each block with the bytes used so far.
   * @throws UserError if the file does not match the format or lacks the text fields
   * @throws CancelledError
   */
  async index(
    onRow: (found: FoundRow) => void,
    onSkippedLine: (line: SkippedLine) => void,
    onBlock: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    for await (const bytes of this.blocks(onRow, onSkippedLine, signal)) onBlock(bytes);
  }

  /** Like `index`; yields the bytes used so far after each block, and reads on when asked. */
  async *blocks(
    onRow: (found: FoundRow) => void,
    onSkippedLine: (line: SkippedLine) => void,
    signal?: AbortSignal,
  ): AsyncGenerator<number> {
    let { offset, line } = await this.#firstRow(signal);
    let rest: Uint8Array = new Uint8Array(0);
    const columns = (): number | undefined => this.#columns?.names.length;
    const scanner = scannerOf(this.#format, this.#quotedRows, columns, false);
    const work = (block: Uint8Array, atEnd: boolean): void => {
      const used = scanner.scan(block, atEnd, (row, start, end, before, note, source) => {
        if (note?.fault === undefined) {
          if (this.#isHeader(row, line + before, onSkippedLine)) return;
          this.#countRow(row);
        }
        onRow({
          row,
          offset: offset + start,
          length: end - start,
          line: line + before,
          note,
          source,
        });
      });
      line += used.lines;
      offset += used.bytes;
      rest = block.subarray(used.bytes);
    };
    for await (const chunk of this.source.stream(offset, signal)) {
      work(rest.length === 0 ? chunk : concatenate(rest, chunk), false);
      yield offset;
      throwIfAborted(signal);
    }
    work(rest, true);
    yield offset;
    if (this.#rows > 0) this.#requireText();
  }

  /** @throws UserError if the format evidently does not fit */
  async #firstRow(signal?: AbortSignal): Promise<FirstRow> {
    const { path } = this.source;
    const head = await this.source.read(0, 256);
    if (head[0] === 0x1f && head[1] === 0x8b) {
      throw new UserError(message('pool.compressed', { path }));
    }
    if (this.#format.kind === 'jsonl' && /^\ufeff?\s*\[\s*\{/.test(decode(head))) {
      throw new UserError(message('pool.isJsonList', { path }));
    }
    const first = await findFirstRow(this.source, this.#format, signal);
    if (first) return first;
    throw new UserError(message('pool.noList', { path, list: this.#format.path! }));
  }

  /** Whether a row is the header, at the top or repeated in concatenated files. */
  #isHeader(row: unknown, line: number, onSkippedLine: (line: SkippedLine) => void): boolean {
    if (!hasColumns(this.#format)) return false;
    const fields = row as readonly string[];
    if (this.#columns === undefined) return this.#readColumns(fields, line, onSkippedLine);
    if (!this.#header || !repeatsHeader(fields, this.#header)) return false;
    onSkippedLine({ line, code: 'repeated-header', message: message('row.repeatedHeader', {}) });
    return true;
  }

  /** @returns whether the first row is the header. */
  #readColumns(
    first: readonly string[],
    line: number,
    onSkippedLine: (line: SkippedLine) => void,
  ): boolean {
    const columns = columnsOf(this.#format, first);
    this.#columns = columns;
    if (hasHeader(this.#format)) this.#header = first;
    if (columns.made.length > 0) {
      const { made } = columns;
      onSkippedLine({ line, code: 'column-names', message: message('columns.named', { made }) });
    }
    for (const name of columns.names) this.#known.add(name);
    this.#fields = rowFields(this.#spec, this.getterOf);
    const absent = this.#spec.textFields.filter((name) => !this.#known.has(name));
    if (absent.length > 0) throw this.#lacks(absent);
    return this.#header !== undefined;
  }

  #countRow(row: unknown): void {
    this.#rows++;
    this.#fields!.look(row);
    if (!hasColumns(this.#format) && this.#rows <= sampledRows) {
      for (const path of pathsOf(row)) this.#known.add(path);
    }
    if (this.#rows === maxRowsWithoutText) this.#requireText();
  }

  #requireText(): void {
    const { missing } = this.#fields!;
    // A pass over the values of a single field needs no text.
    if (this.#spec.textFields.length === 0) return;
    if (this.#spec.textFields.every((name) => missing.has(name)))
      throw this.#lacks(this.#spec.textFields);
  }

  #lacks(names: readonly string[]): UserError {
    const { path } = this.source;
    return new UserError(
      message('pool.lacksText', { path, fields: names, existing: this.existing }),
    );
  }

  /**
   * Why a delimited row does not fit the columns; undefined if it does. Surplus blank fields are
   * ignored.
   */
  misfit(row: unknown): Misfit | undefined {
    if (this.#columns === undefined) return undefined;
    const fields = row as readonly string[];
    const expected = this.#columns.names.length;
    if (fields.length === expected) return undefined;
    const counts = { fields: fields.length, columns: expected };
    // The row of a sheet ends at its last filled cell.
    if (fields.length < expected && this.#format.kind === 'xlsx') return undefined;
    if (fields.length < expected) {
      return { message: message('row.tooFewFields', counts), usable: true };
    }
    return fields.slice(expected).some((field) => field.trim() !== '')
      ? { message: message('row.tooManyFields', counts), usable: false }
      : undefined;
  }
}

/** Why a delimited row does not fit the columns. */
interface Misfit {
  readonly message: Message;
  readonly usable: boolean;
}

/**
 * The scanner for one pass over a file or, if `within`, over a span of its rows.
 * @param columns the number of columns, once known
 */
export function scannerOf(
  format: PoolFormat,
  quotedRows: QuotedRows,
  columns: () => number | undefined,
  within: boolean,
): RowScanner {
  const mayBeTexts = format.texts === true;
  if (format.kind === 'json') {
    return jsonElements(within || format.path !== undefined, mayBeTexts);
  }
  if (format.kind === 'xlsx') return boundedRows(cellLines);
  if (format.kind !== 'delimited') return boundedRows(jsonLines(mayBeTexts));
  const delimiter = format.delimiter ?? ',';
  const { missing, quote } = format;
  return boundedRows(
    format.quotes === false
      ? unquotedRows(delimiter, columns, missing)
      : quotedRows(delimiter, columns, missing, quote),
  );
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
