import { cellOf, csvRow } from '../../csv.ts';
import { fieldIn } from '../carried.ts';
import type { ExchangeRow } from '../exchangeRow.ts';
import type { Format, Survey } from '../format.ts';
import { readFlat } from './readFlat.ts';
import { flatRow, flatColumns } from './writeFlat.ts';

const tasks = ['single', 'multi', 'spans'] as const;

/** Label Studio's JSON-MIN: a list of annotations, each with the data of its task. */
export const labelstudioMin: Format = {
  name: 'labelstudio-min',
  title: 'Label Studio JSON-MIN',
  tool: 'Label Studio',
  rows: 'json',
  tasks,
  lacks: [],
  recognises: ({ objects = [] }) =>
    objects.length > 0 && objects.every((row) => isExported(Object.keys(row))),
  read: readFlat,
  write: writeMin,
};

/** Label Studio's CSV: as JSON-MIN, with JSON in cells that are not text. */
export const labelstudioCsv: Format = {
  name: 'labelstudio-csv',
  title: 'Label Studio CSV',
  tool: 'Label Studio',
  rows: 'table',
  tasks,
  lacks: [],
  recognises: ({ table = [] }) => isExported(Object.keys(table[0] ?? {})),
  read: readFlat,
  write: writeTable,
};

function isExported(fields: readonly string[]): boolean {
  return (
    fields.includes('annotation_id') &&
    ['annotator', 'lead_time', 'created_at'].some((name) => fields.includes(name))
  );
}

async function* writeMin(rows: AsyncIterable<ExchangeRow>, survey: Survey): AsyncGenerator<string> {
  let number = 0;
  for await (const row of rows) {
    number++;
    yield `${number === 1 ? '[' : ','}\n${JSON.stringify(flatRow(row, number, survey))}`;
  }
  yield number === 0 ? '[]\n' : '\n]\n';
}

async function* writeTable(
  rows: AsyncIterable<ExchangeRow>,
  survey: Survey,
): AsyncGenerator<string> {
  const names = flatColumns(survey);
  yield csvRow(names);
  let number = 0;
  for await (const row of rows) {
    const fields = flatRow(row, ++number, survey);
    yield csvRow(names.map((name) => cellOf(fieldIn(fields, name))));
  }
}
