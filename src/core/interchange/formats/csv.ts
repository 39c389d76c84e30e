import { message } from '../../messages/messages.ts';
import { columnsOf, hasHeader } from '../../pool/columns.ts';
import { columnGetter, type Getter } from '../../pool/fields.ts';
import { isNestedDeeply } from '../../pool/jsonRows.ts';
import { labelsOfText, type Judgement } from '../../task/judgement.ts';
import { cellOf, csvRow } from '../csv.ts';
import { contextOf, fieldIn, judgementByList } from './carried.ts';
import { aroundAnswers } from './loss.ts';
import type { ExchangeRow, ReadRow, RawJudgement } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, Sample, Survey, WriteOptions } from './format.ts';
import {
  contextField,
  contextName,
  isOwnField,
  labelColumn,
  originFields,
  ownFields,
} from './ownFields.ts';
import { readAround, unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';
import { dataRows, surplusIn } from './tableRows.ts';

/** A table with a column `label`, or with a column of 1 and 0 per label. */
export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  tool: '',
  rows: 'table',
  tasks: ['single', 'multi'],
  lacks: [],
  recognises: ({ table = [] }: Sample) => {
    const columns = Object.keys(table[0] ?? {});
    if (!columns.includes('text')) return false;
    return (
      columns.includes('label') ||
      columns.some((name) =>
        isFlags(
          name,
          table.map((row) => row[name]!),
        ),
      )
    );
  },
  read: (file) => read(file, readLabel),
  write: (rows, survey) => write(rows, survey, columnsFor(survey)),
};

/** doccano's table: the labels of a row in one cell, joined by `#`. */
export const doccanoCsv: Format = {
  name: 'doccano-csv',
  title: 'doccano CSV',
  tool: 'doccano',
  rows: 'table',
  tasks: ['single', 'multi'],
  lacks: ['skipped', ...aroundAnswers, 'unjudged', 'none', 'unusedLabel'],
  recognises: ({ table = [] }) => isJoined(table),
  read: (file) => read(file, readJoined),
  write: (rows, survey, options) => write(rows, survey, joinedColumns(survey, options)),
  spell: (label) => label.replaceAll('#', '_'),
};

/**
 * Whether cells join labels by `#`: each part also occurs elsewhere. A table with Marginalia's own
 * columns has one label per cell, even if it contains `#`.
 */
function isJoined(table: readonly Readonly<Record<string, string>>[]): boolean {
  const columns = Object.keys(table[0] ?? {});
  const ours = ownFields.filter((name) => !['id', 'text', 'label'].includes(name));
  if (!['text', 'label'].every((name) => columns.includes(name))) return false;
  if (ours.some((name) => columns.includes(name))) return false;
  const cells = new Set(table.map((row) => row['label']!.trim()));
  const joined = [...cells].filter((cell) => cell.includes('#')).map((cell) => cell.split('#'));
  const stands = (part: string): boolean =>
    cells.has(part) || joined.filter((parts) => parts.includes(part)).length > 1;
  return (
    joined.length > 0 &&
    joined.every((parts) => parts.every((part) => part.trim() !== '' && stands(part)))
  );
}

interface Table {
  readonly names: readonly string[];
  /** Columns of 1 and 0, with their labels. */
  readonly flags: ReadonlyMap<string, string>;
  readonly cell: (row: unknown, name: string) => string;
}

type ReadJudgement = (
  row: unknown,
  table: Table,
) => RawJudgement | { readonly wrong: string } | undefined;

/**
 * Reads a table whose columns `renamed` maps to Marginalia's names.
 * @param byId whether rows have no text and are found by id
 */
export function readTable(
  file: OpenFile,
  renamed: (column: string) => string,
  byId = false,
): AsyncGenerator<ReadItem> {
  return read(file, readLabel, renamed, byId);
}

async function* read(
  file: OpenFile,
  judgementIn: ReadJudgement,
  renamed: (column: string) => string = (column) => column,
  byId = false,
): AsyncGenerator<ReadItem> {
  const table = await tableOf(file, renamed);
  if (table === undefined) return;
  const { names, flags, cell } = table;
  const extra = names.filter(
    (name) => !isOwnField(name) && !flags.has(name) && name !== 'Comments',
  );
  for await (const { value, line, note } of dataRows(file)) {
    const fault = unreadable(note);
    const cells = value as readonly string[];
    const needed = byId ? 'id' : 'text';
    const text = fault ? '' : cell(cells, needed);
    if (text.trim() === '') {
      const missing = message(byId ? 'import.noId' : 'interchange.noText', { field: needed });
      yield { line, problem: fault ?? missing };
      continue;
    }
    const surplus = surplusIn(cells, names);
    if (surplus) {
      yield { line, problem: surplus };
      continue;
    }
    const own = Object.fromEntries(ownFields.map((name) => [name, cell(cells, name)]));
    const rawJudgement = isTrue(own['skipped']) ? undefined : judgementIn(cells, table);
    if (rawJudgement && 'wrong' in rawJudgement) {
      yield {
        line,
        problem: message('interchange.unreadableField', { field: rawJudgement.wrong }),
      };
      continue;
    }
    const context = extra.flatMap((name) => {
      const found = cell(cells, name);
      return found === '' ? [] : [[contextName(name), found] as const];
    });
    const comment = cell(cells, 'Comments');
    yield {
      line,
      ...(byId ? { text: '', byId } : { text }),
      ...(own['id'] === '' ? {} : { id: own['id']! }),
      ...(comment === '' ? {} : { note: comment }),
      ...readAround({
        ...own,
        skipped: isTrue(own['skipped']),
        flagged: isTrue(own['flagged']),
      }),
      ...(rawJudgement ? { rawJudgement } : {}),
      ...(flags.size > 0 ? { known: [...flags.values()] } : {}),
      ...readOrigin(own),
      ...contextOf(Object.fromEntries(context)),
    } satisfies ReadRow;
  }
}

/** The columns of a table, read to its end because only the cells show which are labels. */
async function tableOf(
  file: OpenFile,
  renamed: (column: string) => string,
): Promise<Table | undefined> {
  let names: readonly string[] | undefined;
  let wide: string[] = [];
  let cell: Table['cell'] = () => '';
  const getters = new Map<string, Getter>();
  for await (const { value, note } of rowsOf(file, () => names?.length)) {
    if (note?.fault !== undefined) continue;
    const cells = value as readonly string[];
    if (names === undefined) {
      names = columnsOf(file.form!, cells).names.map(renamed);
      for (const name of [...names, ...ownFields]) getters.set(name, columnGetter(names, name));
      cell = (row, name) => {
        const found = getters.get(name)?.(row);
        return typeof found === 'string' ? found : '';
      };
      const own = names.includes('label') ? names : ownFields;
      wide = names.filter((name) => !own.includes(name) && !name.startsWith('pool.'));
      if (hasHeader(file.form!)) continue;
    }
    wide = wide.filter((name) => isFlag(cell(cells, name)));
  }
  if (names === undefined) return undefined;
  const flags = wide.map((name) => [name, name.replace(/^label\./, '')] as const);
  return { names, flags: new Map(flags), cell };
}

/** What the cells of label columns say. pandas writes 1.0 and 0.0 if a cell of the column is empty. */
const flagCells: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['1.0', true],
  ['0', false],
  ['0.0', false],
]);

function isFlag(cell: string): boolean {
  return cell.trim() === '' || flagCells.has(cell.trim());
}

/** Spreadsheets write TRUE, pandas writes True. */
function isTrue(cell: string | undefined): boolean {
  return cell?.trim().toLowerCase() === 'true';
}

function isFlags(name: string, cells: readonly string[]): boolean {
  return (
    !isOwnField(name) &&
    !name.startsWith('pool.') &&
    cells.length > 0 &&
    cells.every(isFlag) &&
    cells.some((cell) => cell.trim() !== '')
  );
}

const readLabel: ReadJudgement = (row, { names, flags, cell }) => {
  const label = cell(row, 'label');
  if (names.includes('label')) return label.trim() === '' ? undefined : { kind: 'label', label };
  const labelsOf = (value: boolean): string[] =>
    [...flags].flatMap(([column, name]) =>
      flagCells.get(cell(row, column).trim()) === value ? [name] : [],
    );
  const [yes, no] = [labelsOf(true), labelsOf(false)];
  return yes.length + no.length === 0
    ? undefined
    : { kind: 'labels', yes, no, rest: 'unknown', mayBeSingle: false };
};

const readJoined: ReadJudgement = (row, { cell }) => {
  const labels = cell(row, 'label')
    .split('#')
    .filter((label) => label.trim() !== '');
  return labels.length > 0 ? judgementByList(labels, undefined, true) : { kind: 'emptyList' };
};

/** Cells are text: parses the values that were of another type. */
function readOrigin(own: Readonly<Record<string, string>>): Pick<ReadRow, 'origin'> {
  const found = originFields.flatMap((name) => {
    const cell = own[name] ?? '';
    return cell === '' ? [] : [[name, name === 'ask' ? cell : valueOf(cell)] as const];
  });
  return found.length > 0 ? { origin: Object.fromEntries(found) } : {};
}

function valueOf(cell: string): unknown {
  if (isNestedDeeply(cell)) return cell;
  if (/^(?:true|false)$/i.test(cell)) return isTrue(cell);
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/** The columns of a table with the functions that produce their cells. */
type Columns = readonly (readonly [name: string, cell: (row: ExchangeRow) => unknown])[];

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  _survey: Survey,
  columns: Columns,
): AsyncGenerator<string> {
  yield csvRow(columns.map(([name]) => name));
  for await (const row of rows) yield csvRow(columns.map(([, cell]) => cellOf(cell(row))));
}

function columnsFor({ task, labels, fields, origin, context }: Survey): Columns {
  const seen = (['skipped', 'annotator', 'at', 'flagged', 'note'] as const).filter((field) =>
    fields.has(field),
  );
  return [
    ['id', ({ id }) => id],
    ['text', ({ text }) => text],
    ...(task === 'single'
      ? ([['label', ({ judgement }) => singleOf(judgement)]] satisfies Columns)
      : labels.map(
          (label) => [labelColumn(label), (row: ExchangeRow) => flagOf(row, label)] as const,
        )),
    ...seen.map((field) => [field, (row: ExchangeRow) => aroundOf(row, field)] as const),
    ...origin.map((name) => [name, (row: ExchangeRow) => fieldIn(row.origin, name)] as const),
    ...contextColumns(context, task === 'multi'),
  ];
}

/** Beside label columns, the prefix of context columns marks that they are not labels. */
function contextColumns(names: readonly string[], always: boolean): Columns {
  return names.map((name) => [
    always ? `pool.${name}` : contextField(name),
    ({ context }) => fieldIn(context, name),
  ]);
}

function singleOf(judgement: Judgement | undefined): string | undefined {
  return judgement?.task === 'single' ? judgement.label : undefined;
}

function flagOf({ judgement }: ExchangeRow, label: string): string | undefined {
  const applies = judgement?.task === 'multi' ? judgement.labels.get(label) : undefined;
  return applies === undefined ? undefined : applies ? '1' : '0';
}

function aroundOf(
  row: ExchangeRow,
  field: 'skipped' | 'annotator' | 'at' | 'flagged' | 'note',
): unknown {
  return field === 'at' && row.at !== undefined ? new Date(row.at).toISOString() : row[field];
}

function joinedColumns({ fields, context }: Survey, { spell }: WriteOptions): Columns {
  return [
    ...(fields.has('id') ? ([['id', ({ id }) => id]] satisfies Columns) : []),
    ['text', ({ text }) => text],
    ['label', ({ judgement }) => labelsOfText(judgement).map(spell).join('#')],
    ...contextColumns(context, false),
  ];
}
