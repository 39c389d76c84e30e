import type { PoolRecord, RecordId } from '../record.ts';
import type { StoredAnswer } from '../store/store.ts';
import { csvRow, type CsvOptions } from './csv.ts';

/** One answer on its way out, with its record where the pool (still) holds it. */
export interface ExportItem {
  readonly answer: StoredAnswer;
  readonly record?: PoolRecord;
  /** Whether the record belongs to the hold-out. */
  readonly holdout: boolean;
}

export interface ExportOptions {
  /** Fields of the pool to add after our own, in this order; none when left out. */
  readonly poolFields?: readonly string[];
  /** Also records that were skipped, or only flagged or noted; default false. */
  readonly unlabelled?: boolean;
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

/** A header, then one row an answer, with CRLF line ends. What is not known is empty. */
export async function* exportCsv(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: ExportOptions & CsvOptions = {},
): AsyncIterable<string> {
  const header = [...exportFields, ...(options.poolFields ?? []).map(poolColumn)];
  yield csvRow(header, options);
  for await (const row of rows(items, options)) {
    yield csvRow(
      header.map((field) => String(row[field] ?? '')),
      options,
    );
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
      poolFields.map((field) => [poolColumn(field), record?.context[field] ?? null]),
    ),
  };
}

function poolColumn(field: string): string {
  return (exportFields as readonly string[]).includes(field) ? `pool.${field}` : field;
}
