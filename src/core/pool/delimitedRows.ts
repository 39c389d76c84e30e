import { eachLine, type RowScanner } from './rowScanner.ts';
import type { Delimiter } from './poolSpec.ts';

/** Makes the scanner for files whose fields may be enclosed in quotes; the adapter of a CSV library. */
export type QuotedRows = (delimiter: Delimiter) => RowScanner;

/** Delimited lines in which a quote is a character like any other. */
export function unquotedRows(delimiter: Delimiter): RowScanner {
  return {
    scan: (block, atEnd, onRow) =>
      eachLine(block, atEnd, (text, start, end, line, damaged) => {
        if (text.trim() !== '') onRow(text.split(delimiter), start, end, line, undefined, damaged);
      }),
  };
}
