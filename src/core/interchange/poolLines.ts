import { createHash } from 'node:crypto';
import { contextField } from './formats/ownFields.ts';
import type { ExchangeRow } from './formats/exchangeRow.ts';

/**
 * The texts of rows as a pool: one JSON object per line with `id`, `text` and the row's other fields,
 * without labels. Equal rows, as left by several annotators, are written once.
 */
export async function* poolLines(
  rows: AsyncIterable<Pick<ExchangeRow, 'id' | 'text' | 'context'>>,
): AsyncGenerator<string> {
  const written = new Set<string>();
  for await (const { id, text, context = {} } of rows) {
    const fields = Object.entries(context).map(([name, value]) => [contextField(name), value]);
    const line = JSON.stringify({
      ...(id !== undefined && { id }),
      text,
      ...Object.fromEntries(fields),
    });
    const hash = createHash('sha256').update(line).digest('base64');
    if (written.has(hash)) continue;
    written.add(hash);
    yield `${line}\n`;
  }
}
