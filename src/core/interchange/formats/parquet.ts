import type { ParquetColumn } from '../parquetTable.ts';
import type { ExchangeRow, ReadRow } from './exchangeRow.ts';
import { questionOf, textFieldOf } from './answers/layout.ts';
import { judgementByList } from './carried.ts';
import {
  isProblem,
  type Format,
  type LabelColumns,
  type OpenFile,
  type ReadItem,
  type ReadOptions,
  type Survey,
  type WriteOptions,
} from './format.ts';
import { huggingface } from './huggingface.ts';
import { readOwnLines } from './marginalia.ts';
import { rowsOf } from './sourceRows.ts';
import { contextField, isOwnField } from './ownFields.ts';

/** Hugging Face's columns with types: labels are ClassLabels. */
export const parquet: Format = {
  name: 'parquet',
  title: 'Parquet',
  rows: 'json',
  tasks: ['single', 'multi'],
  lacks: [],
  recognises: ({ objects: [first] = [], labelColumns = {} }) =>
    first !== undefined &&
    Object.keys(labelColumns).length > 0 &&
    textsIn([first], labelColumns).size > 0,
  read,
  write: (rows, survey, options) => huggingface.write(typed(rows, options), survey, options),
  columns,
};

/** Number of rows inspected for fields that hold texts. */
const rowsLookedAt = 100;

type Row = Readonly<Record<string, unknown>>;

/** Columns of strings that are neither labels nor Marginalia's own, except for `text`. */
function textsIn(rows: readonly Row[], labelColumns: LabelColumns): Set<string> {
  const texts = rows.flatMap((row) =>
    Object.keys(row).filter((name) => typeof row[name] === 'string'),
  );
  return new Set(
    texts.filter((name) => !(name in labelColumns) && (name === 'text' || !isOwnField(name))),
  );
}

/**
 * Reads Marginalia's columns and those of others: the label is the only label column or the one
 * named by `question`, the text the only candidate.
 */
async function* read(file: OpenFile, options: ReadOptions): AsyncGenerator<ReadItem> {
  const { labelColumns = {} } = file;
  const isOurs = 'label' in labelColumns || 'not' in labelColumns;
  const text = textFieldOf(textsIn(await firstRows(file), labelColumns), [], options);
  const asked = isOurs && options.question === undefined;
  const own = 'label' in labelColumns ? 'label' : 'labels';
  const label = asked ? own : questionOf(new Set(Object.keys(labelColumns)), options);
  const names = label === undefined ? undefined : labelColumns[label];
  const renamed = (row: Row): Row => {
    const value = label === undefined ? undefined : row[label];
    const { [text]: found, ...rest } = row;
    if (asked || label === undefined) return { ...rest, text: found };
    const { [label]: _, ...others } = rest;
    const rawJudgement = Array.isArray(value)
      ? { labels: value, not: null }
      : { label: value ?? null };
    return { ...others, text: found, ...rawJudgement };
  };
  let known = names && { known: names };
  for await (const item of readOwnLines(file, renamed)) {
    if (isProblem(item)) yield item;
    else {
      // The survey needs the labels of the column only once.
      yield { ...(asked ? item : naming(item)), ...withOrigin(item), ...known };
      known = undefined;
    }
  }
}

async function firstRows(file: OpenFile): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { value, note } of rowsOf(file)) {
    if (!note?.fault) rows.push(value as Row);
    if (rows.length === rowsLookedAt) break;
  }
  return rows;
}

/** A list of another tool names all labels that apply. */
export function naming(row: ReadRow): ReadRow {
  const { rawJudgement, ...rest } = row;
  if (rawJudgement?.kind !== 'labels') return row;
  return rawJudgement.yes.length === 0
    ? { ...rest, rawJudgement: { kind: 'emptyList' } }
    : { ...rest, rawJudgement: judgementByList(rawJudgement.yes, undefined, true) };
}

/** Parses a suggestion, which is stored as JSON. */
function withOrigin({ origin }: ReadRow): Pick<ReadRow, 'origin'> {
  const suggestion = origin?.['suggestion'];
  if (typeof suggestion !== 'string') return {};
  try {
    return { origin: { ...origin, suggestion: JSON.parse(suggestion) as unknown } };
  } catch {
    return {};
  }
}

const originTypes: Readonly<Record<string, ParquetColumn['type']>> = {
  holdout: 'boolean',
  elapsedMs: 'double',
};

/** In the order of the fields of a line. */
function columns({ task, labels, fields, origin, context }: Survey): ParquetColumn[] {
  const names = labels.length > 0 ? ({ type: 'label', names: labels } as const) : undefined;
  const label = names ?? ({ type: 'string' } as const);
  const around: readonly ParquetColumn[] = [
    { name: 'skipped', type: 'boolean' },
    { name: 'annotator', type: 'string' },
    { name: 'at', type: 'string' },
    { name: 'flagged', type: 'boolean' },
    { name: 'note', type: 'string' },
  ];
  return [
    { name: 'id', type: 'string' },
    { name: 'text', type: 'string' },
    ...(task === 'single'
      ? [{ name: 'label', ...label }]
      : ['labels', 'not'].map((name) => ({ name, ...label, list: true }))),
    ...around.filter(({ name }) => (fields as ReadonlySet<string>).has(name)),
    ...origin.map((name) => ({ name, type: originTypes[name] ?? 'string' })),
    ...context.map((name) => ({ name: contextField(name), type: 'string' as const })),
  ];
}

/** Drops and counts values of other tools that do not fit the type of their column. */
async function* typed(
  rows: AsyncIterable<ExchangeRow>,
  { lose }: WriteOptions,
): AsyncGenerator<ExchangeRow> {
  for await (const row of rows) {
    const { origin = {}, ...rest } = row;
    const given = Object.entries(origin);
    const kept = given.filter(([name, value]) => fits(value, originTypes[name]));
    if (kept.length === given.length) yield row;
    else {
      lose('origin', given.length - kept.length);
      yield { ...rest, origin: Object.fromEntries(kept) };
    }
  }
}

function fits(value: unknown, type: ParquetColumn['type'] | undefined): boolean {
  if (type === undefined) return true;
  return typeof value === (type === 'double' ? 'number' : type);
}
