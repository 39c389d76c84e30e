import type { Delimiter, QuoteMark } from './poolSpec.ts';
import { eachLine, type RowScanner } from './rowScanner.ts';

/**
 * Creates the row scanner for quoted fields; implemented with a CSV library.
 * @param columns the number of columns once known: tells a broken quote from a long field
 * @param missing a field that is this word without quotes is read as empty
 * @param quote encloses fields; default `"`
 */
export type QuotedRows = (
  delimiter: Delimiter,
  columns: () => number | undefined,
  missing?: string,
  quote?: QuoteMark,
) => RowScanner;

/**
 * Scans delimited lines in which a quote is an ordinary character. A single column is not split.
 */
export function unquotedRows(
  delimiter: Delimiter,
  columns: () => number | undefined,
  missing?: string,
): RowScanner {
  return {
    scan: (block, atEnd, onRow) =>
      eachLine(block, atEnd, (text, start, end, line, damaged) => {
        const mark = text.charCodeAt(0) === 0xfeff;
        const content = mark ? text.slice(1) : text;
        if (content.trim() === '') return;
        const fields = columns() === 1 ? [content] : content.split(delimiter);
        const emptied = emptyMissing(fields, missing);
        const note =
          damaged || mark || emptied > 0
            ? { damaged, mark, ...(emptied > 0 && { missing: emptied }) }
            : undefined;
        onRow(fields, start, end, line, note);
      }),
  };
}

/**
 * Empties the fields that are the mark of a missing value.
 * @param enclosed whether quotes enclose each field; default: none is enclosed
 * @returns their number
 */
export function emptyMissing(
  fields: string[],
  missing: string | undefined,
  enclosed?: readonly boolean[],
): number {
  if (missing === undefined || missing === '') return 0;
  let count = 0;
  for (let i = 0; i < fields.length; i++) {
    if (fields[i] !== missing || enclosed?.[i]) continue;
    fields[i] = '';
    count++;
  }
  return count;
}
