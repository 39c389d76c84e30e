import type { Delimiter } from './poolSpec.ts';
import { eachLine, type RowScanner } from './rowScanner.ts';

/**
 * Creates the row scanner for quoted fields; implemented with a CSV library.
 * @param columns the number of columns once known: tells a broken quote from a long field
 */
export type QuotedRows = (delimiter: Delimiter, columns: () => number | undefined) => RowScanner;

/**
 * Scans delimited lines in which a quote is an ordinary character. A single column is not split.
 */
export function unquotedRows(delimiter: Delimiter, columns: () => number | undefined): RowScanner {
  return {
    scan: (block, atEnd, onRow) =>
      eachLine(block, atEnd, (text, start, end, line, damaged) => {
        const mark = text.charCodeAt(0) === 0xfeff;
        const content = mark ? text.slice(1) : text;
        if (content.trim() === '') return;
        const note = damaged || mark ? { damaged, mark } : undefined;
        const fields = columns() === 1 ? [content] : content.split(delimiter);
        onRow(fields, start, end, line, note);
      }),
  };
}
