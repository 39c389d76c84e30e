import { eachLine, type RowFault, type RowScanner } from './rowScanner.ts';
import { message } from '../messages/messages.ts';

/** Scans the rows of a sheet: a JSON list of texts per line, as written by `TableReader`. */
export const cellLines: RowScanner = {
  scan: (block, atEnd, onRow) =>
    eachLine(block, atEnd, (text, start, end, line) => {
      if (text === '') return;
      const cells = cellsOf(text);
      if (cells) onRow(cells, start, end, line);
      else onRow(undefined, start, end, line, { fault });
    }),
};

const fault: RowFault = {
  code: 'not-json',
  message: message('row.notJson', { why: 'cells', python: false }),
};

/** The cells of a row; undefined if the line is not a JSON list. */
export function cellsOf(line: string): readonly string[] | undefined {
  try {
    const cells: unknown = JSON.parse(line);
    return Array.isArray(cells) ? (cells as string[]) : undefined;
  } catch {
    return undefined;
  }
}
