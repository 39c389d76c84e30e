import { eachLine, type OnRow, type RowFault, type RowScanner } from './rowScanner.ts';

/** JSON Lines: one object a physical line. */
export const jsonLines: RowScanner = {
  scan(block, atEnd, onRow: OnRow) {
    return eachLine(block, atEnd, (text, start, end, line, damaged) => {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        if (text.trim() !== '') onRow(undefined, start, end, line, syntaxFault(error), damaged);
        return;
      }
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        onRow(value, start, end, line, undefined, damaged);
      } else {
        const message = `This line is ${kindOf(value)}; every line must be a JSON object, like {"text": "…"}.`;
        onRow(undefined, start, end, line, { message }, damaged);
      }
    });
  },
};

/** What a JSON value is, for people. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

function syntaxFault(error: unknown): RowFault {
  const reason = error instanceof Error ? error.message : String(error);
  const position = /at position (\d+)/.exec(reason);
  const plain = reason
    .replace(/ in JSON at position.*$/s, '')
    .replace(/, "?.*is not valid JSON$/s, '');
  const message = `This line is not valid JSON (${plain}).`;
  return position ? { message, column: Number(position[1]) + 1 } : { message };
}
