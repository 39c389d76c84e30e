import type { ExchangeRow } from './exchangeRow.ts';
import type { Format } from './format.ts';
import { targetLosses, targetOf } from './targets.ts';
import { aroundLabels } from './loss.ts';

/** Training examples for OpenAI's fine-tuning: the text from the user, the label as the reply. */
export const openai: Format = {
  name: 'openai',
  title: 'OpenAI fine-tuning JSONL',
  rows: 'json',
  tasks: ['single', 'multi'],
  lacks: [...targetLosses, 'id', ...aroundLabels],
  recognises: ({ objects = [] }) =>
    objects.length > 0 &&
    objects.every(({ messages }) => Array.isArray(messages) && messages.every(isMessage)),
  write,
};

function isMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'role' in value;
}

async function* write(rows: AsyncIterable<ExchangeRow>): AsyncGenerator<string> {
  for await (const row of rows) {
    const target = targetOf(row);
    if (target === undefined) continue;
    const messages = [
      { role: 'user', content: row.text },
      { role: 'assistant', content: target },
    ];
    yield `${JSON.stringify({ messages })}\n`;
  }
}
