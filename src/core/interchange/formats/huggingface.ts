import { csv } from './csv.ts';
import { contextOf, objectOf } from './carried.ts';
import type { ExchangeRow, ReadRow } from './exchangeRow.ts';
import {
  isProblem,
  type Format,
  type OpenFile,
  type ReadableFormat,
  type ReadItem,
  type ReadOptions,
  type Survey,
} from './format.ts';
import { ownLine, readOwnLines } from './marginalia.ts';
import { contextField } from './ownFields.ts';
import { hasColumns } from '../../pool/poolSpec.ts';
import { rowsOf } from './sourceRows.ts';
import { readWordTags, wordFieldsIn } from './wordTags.ts';

/**
 * Columns as `datasets` exports them: `to_json` and `to_csv` write the numbers of a ClassLabel,
 * whose names are not in the file unless a column `label_text` has them. Reads words with tags too.
 */
export const huggingface: Format = {
  name: 'huggingface',
  title: 'Hugging Face',
  tool: '',
  rows: 'fields',
  tasks: ['single', 'multi'],
  lacks: [],
  recognises: ({ objects, table }) => {
    if (objects) {
      return (
        (objects.every(isExample) && objects.some(({ label }) => label !== null)) ||
        wordFieldsIn(objects) !== undefined
      );
    }
    const labels = (table ?? []).map((row) => row['label'] ?? '').filter((label) => label !== '');
    // Class labels count from 0; ratings and other numbers do not.
    return (
      table?.[0]?.['text'] !== undefined &&
      !('category_name' in table[0]) &&
      labels.some((label) => numberIn(label) === '0') &&
      labels.every((label) => /^(-1|\d+)$/.test(numberIn(label) ?? ''))
    );
  },
  read,
  write,
};

function isExample({ text, label }: Readonly<Record<string, unknown>>): boolean {
  return typeof text === 'string' && (label === null || Number.isSafeInteger(label));
}

/** The digits of a class number; pandas writes 1.0 where rows have none. */
function numberIn(label: string): string | undefined {
  return /^(-?\d+)(?:\.0)?$/.exec(label)?.[1];
}

/** Columns with the names of the numbers in `label`. */
const nameColumns = ['label_text', 'label_name'];

/** The same for rows of words with tags, whose field of tags may have any name. */
export const wordTags: ReadableFormat = { ...huggingface, name: 'huggingface', read };

async function* read(file: OpenFile, options: ReadOptions): AsyncGenerator<ReadItem> {
  if (file.form && !hasColumns(file.form)) {
    const words = wordFieldsIn(await firstObjects(file), options.question);
    if (words) {
      yield* readWordTags(file, words);
      return;
    }
  }
  const items = file.form && hasColumns(file.form) ? csv.read!(file, options) : readOwnLines(file);
  yield* classLabelled(items);
}

/** Rows inspected for words with tags. */
const rowsInspected = 100;

async function firstObjects(file: OpenFile): Promise<Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const { value, note } of rowsOf(file)) {
    if (!note?.fault) rows.push(objectOf(value));
    if (rows.length === rowsInspected) break;
  }
  return rows;
}

/** Rows whose labels are the numbers of a ClassLabel, with names where the file has them. */
export async function* classLabelled(items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  for await (const item of items) yield isProblem(item) ? item : named(item);
}

function named(row: ReadRow): ReadRow {
  const { rawJudgement, context, ...rest } = row;
  const number = rawJudgement?.kind === 'label' ? numberIn(rawJudgement.label) : undefined;
  if (number === undefined) return row;
  // Test sets without labels have −1.
  if (number === '-1') return { ...rest, ...(context && { context }) };
  const column = nameColumns.find((name) => typeof context?.[name] === 'string');
  if (column === undefined) {
    return { ...row, rawJudgement: { kind: 'label', label: number }, numbered: [number] };
  }
  const { [column]: name, ...others } = context!;
  return { ...rest, rawJudgement: { kind: 'label', label: String(name) }, ...contextOf(others) };
}

/** Every line has every field, because `datasets` takes its columns from the first lines. */
async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { task, fields, origin, context }: Survey,
): AsyncGenerator<string> {
  const around = (['skipped', 'annotator', 'at', 'flagged', 'note'] as const).filter((field) =>
    fields.has(field),
  );
  const names = [...around, ...origin, ...context.map(contextField)];
  const empty = Object.fromEntries(names.map((name) => [name, null]));
  for await (const row of rows) {
    const { id, text, ...line } = ownLine(row, task, 'codepoint');
    const { label, labels, not, ...others } = line;
    const answer = task === 'single' ? { label } : { labels, not };
    yield `${JSON.stringify({ id, text, ...answer, ...empty, ...others })}\n`;
  }
}
