import { contextValue, type PoolRecord, type RecordId } from '../record.ts';
import type { StoredAnswer } from '../store/store.ts';
import { csvRow } from './csv.ts';
import { guardColumn, guarded, guardMark } from './formulaGuard.ts';

/** One answer to export, with one of its rows if the pool (still) contains it. */
export interface ExportItem {
  readonly answer: StoredAnswer;
  readonly record?: Pick<PoolRecord, 'sourceId' | 'text' | 'context'>;
  /** Whether the record belongs to the hold-out. */
  readonly holdout: boolean;
}

export interface ExportOptions {
  /** Pool fields to append after our own, in this order; default none. */
  readonly poolFields?: readonly string[];
  /** Also includes records that were skipped, or only flagged or noted; default false. */
  readonly unlabelled?: boolean;
}

export interface CsvOptions {
  /** Default ','. */
  readonly delimiter?: ',' | ';' | '\t';
  /**
   * Adds a byte order mark, without which Excel misreads UTF-8, and guards formulas, marked by a
   * column. Programs need neither: they read the original text.
   */
  readonly forSpreadsheets?: boolean;
}

/** Our own fields, in order. A pool field of the same name gets the prefix `pool.`. */
export const exportFields = [
  'id',
  'record',
  'text',
  'label',
  'skipped',
  'annotator',
  'at',
  'flagged',
  'note',
  'holdout',
  'ask',
] as const;

type ExportRow = Readonly<Record<string, string | boolean | null>>;

/** One JSON object per line. Unknown values are null, so every line has the same fields. */
export async function* exportJsonl(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: ExportOptions = {},
): AsyncIterable<string> {
  for await (const row of rows(items, options)) yield `${JSON.stringify(row)}\n`;
}

/** A header, then one row per item, with CRLF line ends. Unknown values are empty. */
export async function* exportCsv(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: ExportOptions & CsvOptions = {},
): AsyncIterable<string> {
  const { poolFields = [], delimiter, forSpreadsheets = false } = options;
  const fields = [...exportFields, ...poolFields.map(poolColumn)];
  const written = (cells: readonly string[], mark: string): string => {
    if (!forSpreadsheets) return csvRow(cells, delimiter);
    const own = exportFields.length;
    const marked = [...cells.slice(0, own).map(guarded), mark, ...cells.slice(own).map(guarded)];
    return csvRow(marked, delimiter);
  };
  if (forSpreadsheets) yield '\ufeff';
  yield written(fields, guardColumn);
  for await (const row of rows(items, options)) {
    const cells = fields.map((field) => String(row[field] ?? ''));
    yield written(cells, guardMark);
  }
}

async function* rows(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: ExportOptions,
): AsyncIterable<ExportRow> {
  for await (const item of items) {
    if (item.answer.kind === 'label' || options.unlabelled) {
      yield toRow(item, options.poolFields ?? []);
    }
  }
}

function toRow({ answer, record, holdout }: ExportItem, poolFields: readonly string[]): ExportRow {
  const id: RecordId = answer.recordId;
  return {
    id: record?.sourceId ?? answer.sourceId ?? id,
    record: id,
    text: record?.text ?? null,
    label: answer.label ?? null,
    skipped: answer.kind === 'skip',
    annotator: answer.annotator,
    at: new Date(answer.at).toISOString(),
    flagged: answer.flagged,
    note: answer.note ?? null,
    holdout,
    ask: answer.ask?.kind ?? null,
    ...Object.fromEntries(
      poolFields.map((field) => [
        poolColumn(field),
        (record && contextValue(record, field)) ?? null,
      ]),
    ),
  };
}

function poolColumn(field: string): string {
  const own: readonly string[] = [...exportFields, guardColumn];
  return own.includes(field) ? `pool.${field}` : field;
}
