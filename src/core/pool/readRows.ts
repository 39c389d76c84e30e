import { message } from '../messages/messages.ts';
import { PoolChangedError } from '../errors.ts';
import { recordIdBytes, recordIdFrom, writeRecordId, type PoolRecord } from '../record.ts';
import type { PoolFile } from './poolFile.ts';
import type { PoolIndex, RowPlace } from './poolIndex.ts';
import type { RowArrays } from './rowList.ts';

/** Rows at most this many bytes apart are read and parsed together, with the bytes between them. */
const gap = 4096;
/** Maximum bytes per read, unless one row is longer. */
const spanLimit = 4 * 2 ** 20;

interface RequestedRow extends RowPlace {
  readonly row: number;
  /** Position in the result. */
  readonly at: number;
  /** Offset of its record's id in the bytes of all ids. */
  readonly idAt: number;
}

/** Rows with the ids of their records, 16 bytes each. */
export interface IdentifiedRows extends RowArrays {
  readonly ids: Uint8Array;
}

/** A row's own text, and its own id if it has one. */
export type OwnText = Pick<PoolRecord, 'id' | 'text' | 'sourceId'>;

type OnText = (at: number, row: number, text: string, file: PoolFile, found: RowContent) => void;

/** A row's value and its JSON. */
interface RowContent {
  readonly value: unknown;
  readonly source: string | undefined;
}

function firstRows(records: ArrayLike<number>, index: PoolIndex): RequestedRow[] {
  return Array.from(records, (row, at) => ({
    row,
    at,
    idAt: row * recordIdBytes,
    ...index.place(row),
  }));
}

function wantedRows(
  { records, files, offsets, lengths, lines }: RowArrays,
  idAt: (row: number, at: number) => number,
): RequestedRow[] {
  return Array.from(records, (row, at) => ({
    row,
    at,
    idAt: idAt(row, at),
    file: files[at]!,
    offset: offsets[at]!,
    length: lengths[at]!,
    line: lines[at]!,
  }));
}

/** Reads rows of records from the files. */
async function visit(
  wanted: RequestedRow[],
  files: readonly PoolFile[],
  ids: Uint8Array,
  take: OnText,
): Promise<void> {
  wanted.sort((a, b) => a.file - b.file || a.offset - b.offset);
  for (let first = 0; first < wanted.length;) {
    const { file, offset } = wanted[first]!;
    let next = first;
    let end: number;
    do {
      const place = wanted[next++]!;
      end = place.offset + place.length;
    } while (
      next < wanted.length &&
      wanted[next]!.file === file &&
      wanted[next]!.offset <= end + gap &&
      wanted[next]!.offset + wanted[next]!.length - offset <= spanLimit
    );
    await visitSpan(wanted.slice(first, next), end, files[file]!, ids, take);
    first = next;
  }
}

/** A span begins and ends with a wanted row, so scanning it finds the same rows as indexing. */
async function visitSpan(
  wanted: readonly RequestedRow[],
  end: number,
  file: PoolFile,
  ids: Uint8Array,
  take: OnText,
): Promise<void> {
  const begin = wanted[0]!.offset;
  const bytes = await file.source.read(begin, end - begin);
  const words = new Uint32Array(recordIdBytes / 4);
  const id = new Uint8Array(words.buffer);
  let next = 0;
  file.spanScanner().scan(bytes, true, (value, start, _end, _line, note, source) => {
    for (; next < wanted.length && wanted[next]!.offset === begin + start; next++) {
      const { row, at, idAt } = wanted[next]!;
      const found = note?.fault ? undefined : file.fields!.text(value, source);
      if (typeof found !== 'string') throw changed(file);
      writeRecordId(found, words);
      if (!sameBytes(id, ids, idAt)) throw changed(file);
      take(at, row, found, file, { value, source });
    }
  });
  if (next < wanted.length) throw changed(file);
}

/** @throws PoolChangedError if a file has changed since indexing */
export async function readRecords(
  rows: ArrayLike<number>,
  files: readonly PoolFile[],
  index: PoolIndex,
): Promise<PoolRecord[]> {
  const records = new Array<PoolRecord>(rows.length);
  await visit(
    firstRows(rows, index),
    files,
    index.idBytes,
    (at, row, text, file, { value, source }) => {
      const sourceId = index.sourceId(row);
      records[at] = {
        id: index.id(row),
        text,
        ...(sourceId === undefined ? {} : { sourceId }),
        line: index.line(row),
        file: file.source.path,
        multiplicity: index.multiplicity(row),
        context: file.fields!.context(value, source),
      };
    },
  );
  return records;
}

/**
 * Rows as stored in the files: text, id, line and context are each row's own.
 * @throws PoolChangedError if a file has changed since indexing
 */
export async function readOwnRows(
  rows: RowArrays,
  files: readonly PoolFile[],
  index: PoolIndex,
): Promise<PoolRecord[]> {
  const { records, lines } = rows;
  const wanted = wantedRows(rows, (row) => row * recordIdBytes);
  const own = new Array<PoolRecord>(records.length);
  await visit(wanted, files, index.idBytes, (at, row, text, file, { value, source }) => {
    const sourceId = file.fields!.id(value, source)?.id;
    own[at] = {
      id: index.id(row),
      text,
      ...(sourceId === undefined ? {} : { sourceId }),
      line: lines[at]!,
      file: file.source.path,
      multiplicity: index.multiplicity(row),
      context: file.fields!.context(value, source),
    };
  });
  return own;
}

/**
 * As `readOwnRows`, for rows that are in no index.
 * @throws PoolChangedError if a file has changed since the rows were found
 */
export async function readOwnTexts(
  rows: IdentifiedRows,
  files: readonly PoolFile[],
): Promise<OwnText[]> {
  const own = new Array<OwnText>(rows.records.length);
  const wanted = wantedRows(rows, (_row, at) => at * recordIdBytes);
  await visit(wanted, files, rows.ids, (at, _row, text, file, { value, source }) => {
    const sourceId = file.fields!.id(value, source)?.id;
    const id = recordIdFrom(rows.ids, at * recordIdBytes);
    own[at] = { id, text, ...(sourceId === undefined ? {} : { sourceId }) };
  });
  return own;
}

/** @throws PoolChangedError if a file has changed since indexing */
export async function readTexts(
  from: number,
  to: number,
  files: readonly PoolFile[],
  index: PoolIndex,
): Promise<string[]> {
  const count = Math.max(0, to - from);
  const texts = new Array<string>(count);
  const rows = Uint32Array.from({ length: count }, (_, i) => from + i);
  await visit(firstRows(rows, index), files, index.idBytes, (at, _row, text) => {
    texts[at] = text;
  });
  return texts;
}

/** @throws PoolChangedError if a file has changed since indexing */
export async function readValues(
  field: string,
  rows: ArrayLike<number>,
  files: readonly PoolFile[],
  index: PoolIndex,
): Promise<unknown[]> {
  const values = new Array<unknown>(rows.length);
  await visit(firstRows(rows, index), files, index.idBytes, (at, _row, _text, file, { value }) => {
    values[at] = file.getterOf(field)(value);
  });
  return values;
}

function sameBytes(a: Uint8Array, b: Uint8Array, offset: number): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[offset + i]) return false;
  return true;
}

function changed(file: PoolFile): PoolChangedError {
  return new PoolChangedError(message('pool.changed', { path: file.source.path }));
}
