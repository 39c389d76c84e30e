import type { Delimiter } from './poolSpec.ts';
import { eachLine, type RowScanner } from './rowScanner.ts';

/**
 * Makes the scanner for files whose fields may be enclosed in quotes; the adapter of a CSV library.
 * @param columns how many there are, once that is known: it tells a broken quote from a long field
 */
export type QuotedRows = (delimiter: Delimiter, columns: () => number | undefined) => RowScanner;

/** Delimited lines in which a quote is a character like any other; a line of a single column is not divided. */
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
