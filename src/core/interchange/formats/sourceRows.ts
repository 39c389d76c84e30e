import { throwIfAborted } from '../../errors.ts';
import type { ByteSource } from '../../pool/byteSource.ts';
import { findFirstRow } from '../../pool/firstRow.ts';
import { scannerOf } from '../../pool/poolFile.ts';
import { boundedRows, eachLine, type RowNote, type RowScanner } from '../../pool/rowScanner.ts';
import type { OpenFile } from './format.ts';

/** One row of a file. */
export interface SourceRow {
  /**
   * An object for JSON, cells for a table, a string for a plain line; undefined if the note has a
   * fault.
   */
  readonly value: unknown;
  /** 1-based. */
  readonly line: number;
  readonly note: RowNote | undefined;
  /** The object's JSON. */
  readonly json: string | undefined;
}

/** Plain lines without their line ends; skips empty ones. */
const plainLines: RowScanner = {
  scan: (block, atEnd, onRow) =>
    eachLine(block, atEnd, (text, start, end, line, damaged) =>
      onRow(text, start, end, line, damaged ? { damaged } : undefined),
    ),
};

/**
 * The non-empty lines of a file, without a byte order mark.
 * @throws CancelledError
 */
export async function* linesOf({ source, signal }: OpenFile): AsyncGenerator<SourceRow> {
  for await (const row of scanned(
    source,
    boundedRows(plainLines),
    { offset: 0, line: 1 },
    signal,
  )) {
    const { value, line } = row;
    yield line === 1 && typeof value === 'string'
      ? { ...row, value: value.replace(/^\ufeff/, '') }
      : row;
  }
}

/**
 * The rows of a JSON file or a table, including its header.
 * @param columns the number of columns, once known
 * @throws CancelledError
 */
export async function* rowsOf(
  { source, form, quotedRows, signal }: OpenFile,
  columns: () => number | undefined = () => undefined,
): AsyncGenerator<SourceRow> {
  if (form === undefined) throw new Error('rowsOf: this file has neither JSON nor columns');
  const first = await findFirstRow(source, form, signal);
  if (first) yield* scanned(source, scannerOf(form, quotedRows, columns, false), first, signal);
}

async function* scanned(
  source: ByteSource,
  scanner: RowScanner,
  first: { readonly offset: number; readonly line: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceRow> {
  let { line } = first;
  let rest: Uint8Array = new Uint8Array(0);
  const scan = (block: Uint8Array, atEnd: boolean): SourceRow[] => {
    const found: SourceRow[] = [];
    const used = scanner.scan(block, atEnd, (value, _start, _end, before, note, json) =>
      found.push({ value, line: line + before, note, json }),
    );
    line += used.lines;
    rest = block.subarray(used.bytes);
    return found;
  };
  for await (const chunk of source.stream(first.offset, signal)) {
    yield* scan(rest.length === 0 ? chunk : concatenated(rest, chunk), false);
    throwIfAborted(signal);
  }
  yield* scan(rest, true);
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
