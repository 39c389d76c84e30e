import { UserError } from '../core/errors.ts';
import type { Format, Sample } from '../core/interchange/formats/format.ts';
import { overriddenFormat, type FormatOverrides } from '../core/interchange/formatOverrides.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { columnsOf, hasHeader } from '../core/pool/columns.ts';
import { firstRowIn } from '../core/pool/firstRow.ts';
import { scannerOf } from '../core/pool/poolFile.ts';
import { hasColumns, type PoolFormat, type StoredForm } from '../core/pool/poolSpec.ts';
import { decodeSample, findEncoding } from '../core/pool/reading/encoding.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import { isListOfTexts } from '../core/pool/reading/jsonShape.ts';
import { refuseKnownFormats } from '../core/pool/reading/notText.ts';
import type { FileSamples } from '../core/pool/reading/reading.ts';

/** Rows used to detect a format. */
const maxRowsSampled = 100;

export interface SampledFile {
  readonly sample: Sample;
  /** Its format, if it is JSON or a table. */
  readonly form?: PoolFormat;
  /** The given path of its records. */
  readonly within?: string;
  readonly encoding: string;
  /** Whether the bytes allow other encodings. */
  readonly guessed: boolean;
  readonly stored: StoredForm;
  /** Reasons why the detected format may be wrong. */
  readonly doubts: readonly Message[];
  /** Why it is neither JSON nor a table. */
  readonly error?: UserError;
}

/**
 * Samples the start of a file.
 * @param isTable whether the caller knows that it is a table
 * @throws UserError if it is not text, or lacks the given sheet or list
 */
export function sampleOf(
  path: string,
  samples: FileSamples,
  overrides: FormatOverrides,
  isTable = false,
): SampledFile {
  const { within } = overrides;
  requireWorkbook(path, samples, overrides.sheet);
  refuseKnownFormats(path, samples.head);
  const { encoding, sure } =
    overrides.encoding === undefined
      ? findEncoding(samples)
      : { encoding: overrides.encoding, sure: true };
  const guessed = !sure;
  const stored: StoredForm =
    samples.table === undefined
      ? {
          gzip: samples.gzip ?? false,
          ...(samples.zstd && { zstd: true }),
          encoding,
        }
      : { table: samples.table, ...(samples.sheet !== undefined && { sheet: samples.sheet }) };
  const isWhole = samples.middle === undefined && samples.tail === undefined;
  const text = decodeSample(samples.head, encoding);
  const allLines = text.split(/\r?\n/);
  const lines = isWhole ? allLines : allLines.slice(0, -1);
  const tablePath = isTable && !isTableName(path) ? `${path}.csv` : path;
  const detected =
    within === undefined ? formOf(tablePath, samples, { ...overrides, encoding }) : undefined;
  const common = { encoding, guessed, stored, ...(within !== undefined && { within }) };
  if (detected instanceof UserError) {
    return { sample: { text, lines }, error: detected, doubts: [], ...common };
  }
  const { form, doubts } = detected ?? {
    form: listAt(within!, encoding, isListOfTexts(text, within!)),
    doubts: [],
  };
  const isUnreachable = samples.table !== undefined && within !== undefined;
  const rows = isUnreachable ? [] : firstRows(text, form, isWhole);
  if (within !== undefined && rows.length === 0 && (isWhole || samples.table !== undefined)) {
    throw new UserError(message('interchange.noList', { file: path, within }));
  }
  const sample: Sample = hasColumns(form)
    ? { text, lines, table: tableOf(rows as readonly (readonly string[])[], form) }
    : {
        text,
        lines,
        objects: rows as readonly Readonly<Record<string, unknown>>[],
        ...(samples.labelColumns && { labelColumns: samples.labelColumns }),
      };
  return { sample, form, doubts, ...common };
}

/**
 * How to read a file's rows in the given format; undefined for plain lines.
 * @throws UserError if the format needs a table and the file is not one
 */
export function formFor(
  { rows, title, path: within }: Pick<Format, 'rows' | 'title' | 'path'>,
  path: string,
  { form, encoding, within: givenPath }: SampledFile,
): PoolFormat | undefined {
  if (rows === 'lines') return undefined;
  if (within !== undefined && givenPath === undefined) return listAt(within, encoding);
  const isTable = form !== undefined && hasColumns(form);
  if (form !== undefined && (rows === 'fields' || isTable === (rows === 'table'))) return form;
  if (rows !== 'table') return { kind: 'jsonl', encoding };
  throw new UserError(message('interchange.notOfFormat', { file: path, format: title }));
}

/** @throws UserError if a sheet is named and the file has none */
export function requireWorkbook(
  path: string,
  { table }: FileSamples,
  sheet: string | undefined,
): void {
  if (sheet === undefined || table === 'xlsx') return;
  throw new UserError(message('xlsx.notExcel', { path }));
}

/** Whether the name is that of a table; such files may be plain lines, too. */
function isTableName(path: string): boolean {
  return /\.(csv|tsv|tab)(\.(gz|zst|zstd))?$/i.test(path);
}

function listAt(path: string, encoding: string, texts = false): PoolFormat {
  return { kind: 'json', path, encoding, ...(texts && { texts }) };
}

/** Returns the error, because plain lines need be neither JSON nor a table. */
function formOf(
  path: string,
  samples: FileSamples,
  overrides: FormatOverrides,
): { readonly form: PoolFormat; readonly doubts: readonly Message[] } | UserError {
  try {
    const { format, sure, doubts } = findReading(path, samples, overriddenFormat(overrides));
    // A single object that contains a list may be the file's only row.
    const [line = ''] = decodeSample(samples.head, format.encoding ?? 'utf-8')
      .trimStart()
      .split('\n', 1);
    const { kind, path: within, ...rest } = format;
    const isRow = kind === 'json' && within !== undefined && hasText(line);
    return isRow
      ? { form: { kind: 'jsonl', ...rest }, doubts: [] }
      : { form: format, doubts: sure ? [] : doubts };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Whether a line is an object with a text. */
function hasText(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'text' in value;
  } catch {
    return false;
  }
}

/**
 * The first rows of a text.
 * @param isWhole whether the file ends with the text; otherwise its last row is cut off, and left out unless
 * there is no other
 */
function firstRows(text: string, form: PoolFormat, isWhole: boolean): unknown[] {
  const bytes = new TextEncoder().encode(text);
  const first = firstRowIn(bytes, form);
  if (first === undefined) return [];
  const content = bytes.subarray(first.offset);
  const rowsUpTo = (isEnd: boolean): unknown[] => {
    const rows: unknown[] = [];
    scannerOf(form, quotedRows, () => undefined, false).scan(
      content,
      isEnd,
      (row, _start, _end, _line, note) => {
        if (note?.fault === undefined && rows.length < maxRowsSampled) rows.push(row);
      },
    );
    return rows;
  };
  const rows = rowsUpTo(isWhole);
  const needed = hasColumns(form) && hasHeader(form) ? 2 : 1;
  return isWhole || rows.length >= needed ? rows : rowsUpTo(true);
}

function tableOf(rows: readonly (readonly string[])[], form: PoolFormat): Record<string, string>[] {
  const [first, ...rest] = rows;
  if (first === undefined) return [];
  const { names } = columnsOf(form, first);
  return (hasHeader(form) ? rest : rows).map((cells) =>
    Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])),
  );
}
