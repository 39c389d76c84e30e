import { contextValue, type PoolRecord, type RecordId } from '../record.ts';
import type { StoredAnswer } from '../store/store.ts';
import { csvRow } from './csv.ts';
import { guardColumn, guarded, guardMark } from './formulaGuard.ts';

/** One answer on its way out, with a row that it stands for where the pool (still) holds one. */
export interface ExportItem {
  readonly answer: StoredAnswer;
  readonly record?: Pick<PoolRecord, 'sourceId' | 'text' | 'context'>;
  /** Whether the record belongs to the hold-out. */
  readonly holdout: boolean;
}

export interface ExportOptions {
  /** Fields of the pool to add after our own, in this order; none when left out. */
  readonly poolFields?: readonly string[];
  /** Also records that were skipped, or only flagged or noted; default false. */
  readonly unlabelled?: boolean;
}

export interface CsvOptions {
  /** Default ','. */
  readonly delimiter?: ',' | ';' | '\t';
  /**
   * With a byte order mark, without which Excel takes UTF-8 for something else, and with formulas
   * guarded, which a column says. Programs get neither: they read the text that went in.
   */
  readonly forSpreadsheets?: boolean;
}

/** Our own fields, in order. A field of the pool of the same name gets `pool.` in front. */
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

/** One JSON object a line. What is not known is null, so every line has the same fields. */
export async function* exportJsonl(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: ExportOptions = {},
): AsyncIterable<string> {
  for await (const row of rows(items, options)) yield `${JSON.stringify(row)}\n`;
}

/** A header, then one row an item, with CRLF line ends. What is not known is empty. */
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
