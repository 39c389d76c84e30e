import { cellOf, csvRow } from '../csv.ts';
import { fieldIn } from './carried.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Format, Survey } from './format.ts';
import { contextField } from './ownFields.ts';
import { targetLosses, targetOf } from './targets.ts';

/** Test cases for promptfoo: the variable `text`, and what a model should answer. */
export const promptfoo: Format = {
  name: 'promptfoo',
  title: 'promptfoo CSV',
  rows: 'table',
  tasks: ['single', 'multi'],
  lacks: targetLosses,
  recognises: ({ table = [] }) =>
    Object.keys(table[0] ?? {}).some((name) => name.startsWith('__expected')),
  write,
};

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { fields, origin, context }: Survey,
): AsyncGenerator<string> {
  const around = (['id', 'annotator', 'at', 'flagged', 'note'] as const).filter((field) =>
    fields.has(field),
  );
  const names = [...around, ...origin, ...context.map(contextField)];
  yield csvRow(['text', '__expected', ...names.map((name) => `__metadata:${name}`)]);
  for await (const row of rows) {
    const target = targetOf(row);
    if (target === undefined) continue;
    const cells = [
      ...around.map((field) =>
        field === 'at' && row.at !== undefined ? new Date(row.at).toISOString() : row[field],
      ),
      ...origin.map((name) => fieldIn(row.origin, name)),
      ...context.map((name) => fieldIn(row.context, name)),
    ];
    // Without `equals:`, a label that begins like another assertion would be taken for it.
    yield csvRow([row.text, `equals: ${target}`, ...cells.map(cellOf)]);
  }
}
