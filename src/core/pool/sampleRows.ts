import { columnsOf, hasHeader, repeatsHeader } from './columns.ts';
import type { QuotedRows } from './delimitedRows.ts';
import { parseExactly } from './exactNumbers.ts';
import { firstRowIn } from './firstRow.ts';
import { scannerOf } from './poolFile.ts';
import { hasColumns, type PoolFormat } from './poolSpec.ts';
import { decodeSample } from './reading/encoding.ts';
import type { FileSamples } from './reading/reading.ts';

export type SampleRow = Record<string, unknown>;

/** Positions tried for the first whole row of a sample from the middle of a file. */
const maxTries = 200;

/**
 * Rows of a file as objects, for guessing its fields: spread evenly over the samples, as files may
 * be sorted by label. Omits broken rows.
 * @param limit maximum number of rows
 */
export function sampleRows(
  samples: FileSamples,
  format: PoolFormat,
  quotedRows: QuotedRows,
  limit = 1000,
): SampleRow[] {
  const head = new Piece(samples.head, format, quotedRows);
  const rows = head.fromStart(samples.middle === undefined && samples.tail === undefined);
  for (const bytes of [samples.middle, samples.tail]) {
    if (bytes === undefined) continue;
    const piece = new Piece(bytes, format, quotedRows, head.names, head.header);
    rows.push(...piece.fromMiddle(rows[0] ?? {}, bytes === samples.tail));
  }
  if (rows.length <= limit) return rows;
  return Array.from({ length: limit }, (_, i) => rows[Math.floor((i * rows.length) / limit)]!);
}

/** The first rows of a file, at most `limit`. */
export function firstRows(
  samples: FileSamples,
  format: PoolFormat,
  quotedRows: QuotedRows,
  limit: number,
): SampleRow[] {
  const whole = samples.middle === undefined && samples.tail === undefined;
  return new Piece(samples.head, format, quotedRows).fromStart(whole).slice(0, limit);
}

/** The columns of a table, in order; undefined for JSON and if there are no rows. */
export function columnNames(
  samples: FileSamples,
  format: PoolFormat,
  quotedRows: QuotedRows,
): readonly string[] | undefined {
  const piece = new Piece(samples.head, format, quotedRows);
  piece.fromStart(samples.middle === undefined && samples.tail === undefined);
  return piece.names;
}

class Piece {
  /** Column names; undefined for JSON. */
  names: readonly string[] | undefined;
  header: readonly string[] | undefined;
  readonly #format: PoolFormat;
  readonly #quotedRows: QuotedRows;
  readonly #bytes: Uint8Array;

  constructor(
    bytes: Uint8Array,
    format: PoolFormat,
    quotedRows: QuotedRows,
    names?: readonly string[],
    header?: readonly string[],
  ) {
    this.#format = format;
    this.#quotedRows = quotedRows;
    this.names = names;
    this.header = header;
    const { encoding = 'utf-8' } = format;
    const asItIs = encoding === 'utf-8' && bytes.includes(10);
    this.#bytes = asItIs ? bytes : utf8Lines(decodeSample(bytes, encoding));
  }

  /**
   * @param atEnd whether the file ends with the sample; otherwise drops a truncated row unless it
   * is the only one
   */
  fromStart(atEnd: boolean): SampleRow[] {
    const first = firstRowIn(this.#bytes, this.#format);
    if (first === undefined) return [];
    const content = this.#bytes.subarray(first.offset);
    const rows = this.#scan(content, atEnd, false);
    return rows.length > 0 || atEnd ? rows : this.#scan(content, true, false);
  }

  /** Begins with the first row that resembles the others. */
  fromMiddle(example: SampleRow, atEnd: boolean): SampleRow[] {
    const mark = this.#format.kind === 'json' && !this.#format.texts ? 123 : 10;
    let at = this.#bytes.indexOf(mark);
    for (let tries = 0; at >= 0 && tries < maxTries; tries++) {
      const content = this.#bytes.subarray(mark === 10 ? at + 1 : at);
      if (this.#fits(content, example)) return this.#scan(content, atEnd, true);
      at = this.#bytes.indexOf(mark, at + 1);
    }
    return [];
  }

  #fits(content: Uint8Array, example: SampleRow): boolean {
    const [row, ...more] = this.#scan(content.subarray(0, 2 ** 14), false, true, 3);
    if (row === undefined) return false;
    if (this.names)
      return [row, ...more].every((sampled) => Object.keys(sampled).length === this.names!.length);
    const keys = Object.keys(example);
    return keys.filter((key) => Object.hasOwn(row, key)).length * 2 >= keys.length;
  }

  #scan(content: Uint8Array, atEnd: boolean, within: boolean, limit = Infinity): SampleRow[] {
    const rows: SampleRow[] = [];
    const columns = (): number | undefined => this.names?.length;
    const scanner = scannerOf(this.#format, this.#quotedRows, columns, within);
    scanner.scan(content, atEnd, (row, _start, _end, _line, note, source) => {
      if (note?.fault !== undefined || rows.length >= limit) return;
      if (!hasColumns(this.#format)) {
        rows.push((source === undefined ? row : parseExactly(source)) as SampleRow);
        return;
      }
      const fields = row as readonly string[];
      if (this.names === undefined) {
        this.names = columnsOf(this.#format, fields).names;
        if (hasHeader(this.#format)) {
          this.header = fields;
          return;
        }
      }
      if (this.header && repeatsHeader(fields, this.header)) return;
      if (within && this.#format.kind !== 'xlsx' && fields.length !== this.names.length) return;
      rows.push(Object.fromEntries(this.names.map((name, i) => [name, fields[i] ?? ''])));
    });
    return rows;
  }
}

function utf8Lines(text: string): Uint8Array {
  const plain = text.includes('\n') ? text : text.replaceAll('\r', '\n');
  return new TextEncoder().encode(plain);
}
