import { csv } from './csv.ts';
import { contextOf } from './carried.ts';
import type { ExchangeRow, ReadRow } from './exchangeRow.ts';
import {
  isProblem,
  type Format,
  type OpenFile,
  type ReadItem,
  type ReadOptions,
  type Survey,
} from './format.ts';
import { ownLine, readOwnLines } from './marginalia.ts';
import { contextField } from './ownFields.ts';
import { hasColumns } from '../../pool/poolSpec.ts';

/**
 * Columns as `datasets` exports them: `to_json` and `to_csv` write the numbers of a ClassLabel,
 * whose names are not in the file unless a column `label_text` has them.
 */
export const huggingface: Format = {
  name: 'huggingface',
  title: 'Hugging Face',
  tool: '',
  rows: 'fields',
  tasks: ['single', 'multi'],
  lacks: [],
  recognises: ({ objects, table }) => {
    if (objects) return objects.length > 0 && objects.every(isExample);
    const labels = (table ?? []).map((row) => row['label'] ?? '');
    // Class labels count from 0; ratings and other numbers do not.
    return (
      table?.[0]?.['text'] !== undefined &&
      !('category_name' in table[0]) &&
      labels.includes('0') &&
      labels.every((label) => /^(-1|\d+)$/.test(label))
    );
  },
  read,
  write,
};

function isExample({ text, label }: Readonly<Record<string, unknown>>): boolean {
  return typeof text === 'string' && typeof label === 'number' && Number.isSafeInteger(label);
}

/** Columns with the names of the numbers in `label`. */
const nameColumns = ['label_text', 'label_name'];

async function* read(file: OpenFile, options: ReadOptions): AsyncGenerator<ReadItem> {
  const items = file.form && hasColumns(file.form) ? csv.read!(file, options) : readOwnLines(file);
  yield* classLabelled(items);
}

/** Rows whose labels are the numbers of a ClassLabel, with names where the file has them. */
export async function* classLabelled(items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
  for await (const item of items) yield isProblem(item) ? item : named(item);
}

function named(row: ReadRow): ReadRow {
  const { rawJudgement, context, ...rest } = row;
  if (rawJudgement?.kind !== 'label' || !/^-?\d+$/.test(rawJudgement.label)) return row;
  // Test sets without labels have −1.
  if (rawJudgement.label === '-1') return { ...rest, ...(context && { context }) };
  const column = nameColumns.find((name) => typeof context?.[name] === 'string');
  if (column === undefined) return { ...row, numbered: [rawJudgement.label] };
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
