import { carriedAround, metaOf } from './carried.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Format } from './format.ts';
import { targetLosses, targetOf } from './targets.ts';

/**
 * Samples for Inspect. Without `choices`, because with them a target would be the letter of a
 * choice.
 */
export const inspect: Format = {
  name: 'inspect',
  title: 'Inspect JSONL',
  rows: 'json',
  tasks: ['single', 'multi'],
  lacks: targetLosses,
  recognises: ({ objects = [] }) =>
    objects.length > 0 &&
    objects.every((row) => 'input' in row && 'target' in row && !('text' in row)),
  write,
};

async function* write(rows: AsyncIterable<ExchangeRow>): AsyncGenerator<string> {
  for await (const row of rows) {
    const target = targetOf(row);
    if (target === undefined) continue;
    const { id, ...others } = row;
    const metadata = metaOf(others, carriedAround(others));
    const sample = {
      input: row.text,
      target,
      ...(id !== undefined && { id }),
      ...(metadata && { metadata }),
    };
    yield `${JSON.stringify(sample)}\n`;
  }
}
