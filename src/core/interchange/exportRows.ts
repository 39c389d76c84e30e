import { contextValue, type PoolRecord } from '../record.ts';
import type { StoredAnswer } from '../store/store.ts';
import { labelsThat } from '../task/judgement.ts';
import { csvRow } from './csv.ts';
import { answerFields, labelColumn } from './formats/ownFields.ts';
import { guardColumn, guarded, guardMark } from '../pool/formulaGuard.ts';

/** One answer to export, with one of its rows if the pool (still) contains it. */
export interface ExportItem {
  readonly answer: StoredAnswer;
  readonly record?: Pick<PoolRecord, 'sourceId' | 'text' | 'context'>;
  /** Whether the record belongs to the hold-out. */
  readonly holdout: boolean;
  /** Of an imported answer: its provenance according to its file, exported unchanged. */
  readonly origin?: Readonly<Record<string, unknown>>;
}

interface RowOptions {
  /** Pool fields to append after Marginalia's own, in this order; default none. */
  readonly poolFields?: readonly string[];
  /** The project's labels if a record can have several; by default it has one. */
  readonly labelSet?: readonly string[];
  /** Also includes records that were skipped, or only flagged or noted; default false. */
  readonly unlabelled?: boolean;
}

interface CsvOptions {
  /** Default ','. */
  readonly delimiter?: ',' | ';' | '\t';
  /**
   * Adds a byte order mark, without which Excel misreads UTF-8, and guards formulas, marked by a
   * column. Programs need neither: they read the original text.
   */
  readonly forSpreadsheets?: boolean;
}

/**
 * Marginalia's own fields of a record with one label, in order. A pool field of the same name gets
 * the prefix `pool.`, and so does one that would be read as an answer.
 */
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

type Cell = string | boolean | readonly string[] | null;
/** The value of a field, by its name in the file. */
type Fields = readonly (readonly [name: string, value: (item: ExportItem) => Cell])[];

/** One JSON object per line. Unknown values are null, so every line has the same fields. */
export async function* exportJsonl(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: RowOptions = {},
): AsyncIterable<string> {
  const judgement = options.labelSet ? labelLists : singleLabelFields;
  const fields = [...ownFields(judgement), ...poolFields(options, poolColumn)];
  for await (const item of wanted(items, options)) {
    yield `${JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [name, value(item)])))}\n`;
  }
}

/**
 * A header, then one row per item, with CRLF line ends. Unknown values are empty. With several
 * labels, each has a column of 1 and 0, and every pool field has the prefix `pool.`.
 */
export async function* exportCsv(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  options: RowOptions & CsvOptions = {},
): AsyncIterable<string> {
  const { labelSet, delimiter, forSpreadsheets = false } = options;
  const own = ownFields(labelSet ? labelSet.map(labelFlag) : singleLabelFields);
  const pool = poolFields(options, labelSet ? (field) => `pool.${field}` : poolColumn);
  const written = (cells: readonly string[], mark: string): string => {
    if (!forSpreadsheets) return csvRow(cells, delimiter);
    const [ownCells, originalCells] = [cells.slice(0, own.length), cells.slice(own.length)];
    return csvRow([...ownCells.map(guarded), mark, ...originalCells.map(guarded)], delimiter);
  };
  const fields = [...own, ...pool];
  if (forSpreadsheets) yield '\ufeff';
  yield written(
    fields.map(([name]) => name),
    guardColumn,
  );
  for await (const item of wanted(items, options)) {
    yield written(
      fields.map(([, value]) => String(value(item) ?? '')),
      guardMark,
    );
  }
}

async function* wanted(
  items: Iterable<ExportItem> | AsyncIterable<ExportItem>,
  { unlabelled, labelSet }: RowOptions,
): AsyncIterable<ExportItem> {
  for await (const item of items) {
    const { kind, labels } = item.answer;
    if (unlabelled || (labelSet ? labels !== undefined : kind === 'label')) yield item;
  }
}

const singleLabelFields: Fields = [['label', ({ answer }) => answer.label ?? null]];

const labelLists: Fields = [
  ['labels', ({ answer }) => (answer.labels ? labelsThat(true, { labels: answer.labels }) : null)],
  ['not', ({ answer }) => (answer.labels ? labelsThat(false, { labels: answer.labels }) : null)],
];

/** A column of 1 where the label applies, 0 where it does not, empty where it was not judged. */
function labelFlag(label: string): Fields[number] {
  return [
    labelColumn(label),
    ({ answer }) => {
      const applies = answer.labels?.get(label);
      return applies === undefined ? null : applies ? '1' : '0';
    },
  ];
}

/** Marginalia's own fields, with those of the judgement in place of `label`. */
function ownFields(judgement: Fields): Fields {
  const values: Readonly<Record<(typeof exportFields)[number], Fields>> = {
    id: [['id', ({ answer, record }) => record?.sourceId ?? answer.sourceId ?? answer.recordId]],
    record: [['record', ({ answer }) => answer.recordId]],
    text: [['text', ({ record }) => record?.text ?? null]],
    label: judgement,
    skipped: [['skipped', ({ answer }) => answer.kind === 'skip']],
    annotator: [['annotator', ({ answer }) => answer.annotator]],
    at: [['at', ({ answer }) => new Date(answer.at).toISOString()]],
    flagged: [['flagged', ({ answer }) => answer.flagged]],
    note: [['note', ({ answer }) => answer.note ?? null]],
    holdout: [['holdout', ({ holdout, origin }) => holdout || origin?.['holdout'] === true]],
    ask: [['ask', ({ answer, origin }) => answer.ask?.kind ?? textIn(origin, 'ask')]],
  };
  return exportFields.flatMap((field) => values[field]);
}

function textIn(fields: ExportItem['origin'], name: string): string | null {
  const value = fields?.[name];
  return typeof value === 'string' ? value : null;
}

function poolFields(
  { poolFields: names = [] }: RowOptions,
  column: (field: string) => string,
): Fields {
  return names.map((field) => [
    column(field),
    ({ record }) => (record && contextValue(record, field)) ?? null,
  ]);
}

function poolColumn(field: string): string {
  const own: readonly string[] = [...exportFields, ...answerFields, guardColumn];
  return own.includes(field) ? `pool.${field}` : field;
}
