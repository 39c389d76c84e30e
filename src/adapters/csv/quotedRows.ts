import { Buffer, isUtf8 } from 'node:buffer';
import Papa from 'papaparse';
import { message } from '../../core/messages/messages.ts';
import { emptyMissing, type QuotedRows } from '../../core/pool/delimitedRows.ts';
import { readLooseRow, type LooseRow } from '../../core/pool/looseRows.ts';
import type { QuoteMark } from '../../core/pool/poolSpec.ts';
import type { RowNote } from '../../core/pool/rowScanner.ts';

const UNCLOSED_QUOTE = {
  code: 'unclosed-quote',
  message: message('row.unclosedQuote', {}),
} as const;

/** If a quote is still open after this many bytes, its closing quote is missing. */
const maxQuotedLength = 2 ** 20;
/** Bytes of text considered for repairing a row. */
const repairWindow = 2 ** 16;

/** Bytes EF BB BF as Latin-1. */
const BOM = '\u00ef\u00bb\u00bf';

/**
 * RFC 4180 rows by Papa Parse, and by a more lenient reader if a row does not fit: backslashes
 * before quotes, blanks before an opening quote, quotes that are not doubled. The block is passed
 * as Latin-1, one character per byte, so that the parser's positions are byte offsets; only fields
 * with non-ASCII bytes are decoded again. A row with a broken quote is reported and only its first
 * physical line is dropped: reading resumes after it, however far the parser had searched.
 */
export const quotedRows: QuotedRows = (delimiter, columns, missing, quote = '"') => ({
  scan(block, atEnd, onRow) {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
    const text = bytes.toString('latin1');
    let start = 0;
    let line = 0;
    let blankQuote = text.indexOf(` ${quote}`);

    /** Whether quotes enclose each field; undefined if a lenient reading divides the row otherwise. */
    const enclosedIn = (fields: readonly string[], end: number): readonly boolean[] | undefined => {
      const begin = text.startsWith(BOM, start) ? start + BOM.length : start;
      const row = readLooseRow(text.slice(begin, end), 0, delimiter, 'doubled', quote);
      return row.fields.length === fields.length ? row.enclosed : undefined;
    };

    const emit = (
      fields: string[],
      end: number,
      stray: boolean,
      known?: readonly boolean[],
    ): void => {
      const last = fields.length - 1;
      if (text[end - 2] === '\r' && fields[last]!.endsWith('\r'))
        fields[last] = fields[last]!.slice(0, -1);
      const mark = text.startsWith(BOM, start);
      if (mark && fields[0]!.startsWith(BOM)) fields[0] = fields[0]!.slice(BOM.length);
      if (!fields.every((field) => field.trim() === '')) {
        for (let i = 0; i <= last; i++) fields[i] = fromLatin1(fields[i]!);
        const replaced = fields.some((field) => field.includes('\ufffd'));
        const damaged = replaced && !isUtf8(bytes.subarray(start, end));
        const enclosed =
          missing !== undefined && fields.includes(missing)
            ? (known ?? enclosedIn(fields, end))
            : undefined;
        const emptied = enclosed ? emptyMissing(fields, missing, enclosed) : 0;
        const note: RowNote | undefined =
          damaged || mark || stray || emptied > 0
            ? { damaged, mark, stray, ...(emptied > 0 && { missing: emptied }) }
            : undefined;
        onRow(fields, start, end, line, note);
      }
      line += newlines(text, start, end);
      start = end;
    };

    /** Whether the parser may have misread a row. */
    const isDoubtful = (fields: readonly string[], end: number): boolean => {
      if (blankQuote >= 0 && blankQuote < start) blankQuote = text.indexOf(` ${quote}`, start);
      if (blankQuote >= 0 && blankQuote < end) {
        const row = text.slice(start, end);
        const bare = (field: string): boolean =>
          row.startsWith(field) || row.includes(`${delimiter}${field}`);
        // The text of an enclosed field may begin with a blank and a quote, too.
        const isOpened = (field: string): boolean =>
          field.startsWith(' ') && field.trimStart().startsWith(quote);
        if (fields.some((field) => isOpened(field) && bare(field))) return true;
      }
      const expected = columns();
      if (expected === undefined) return text.startsWith(`${BOM}${quote}`, start);
      if (fields.length === expected && !text.startsWith(BOM, start)) return false;
      const at = text.indexOf(quote, start);
      return at >= 0 && at < end;
    };

    while (start < text.length) {
      let doubtful: { readonly fields?: string[]; readonly end: number } | undefined;
      const begin = start;
      const parser = new Papa.Parser({
        delimiter,
        quoteChar: quote,
        newline: '\n',
        step: ({ data, errors, meta }: Papa.ParseStepResult<string[][]>) => {
          const [fields] = data;
          if (errors.length > 0) doubtful = { end: meta.cursor };
          else if (isDoubtful(fields!, meta.cursor)) {
            doubtful = { fields: fields!, end: meta.cursor };
          } else return emit(fields!, meta.cursor, false);
          parser.abort();
        },
      });
      parser.parse(begin === 0 ? text : text.slice(begin), begin, !atEnd);
      if (!doubtful && (atEnd || text.length - start <= maxQuotedLength)) break;
      const repaired = doubtful && repairRow(text, start, delimiter, columns(), quote);
      if (repaired?.open && !atEnd && text.length - start < repairWindow) break;
      if (repaired && !repaired.open) {
        emit(repaired.fields, repaired.end, repaired.strayQuotes > 0, repaired.enclosed);
        continue;
      }
      const { fields, end: rowEnd } = doubtful ?? { fields: undefined, end: 0 };
      if (fields && !containsCompleteRow(text, start, rowEnd, delimiter, columns(), quote)) {
        emit(fields, rowEnd, false);
        continue;
      }
      const newline = text.indexOf('\n', start);
      if (newline < 0 && !atEnd) break;
      const end = newline < 0 ? text.length : newline + 1;
      onRow(undefined, start, end, line, { fault: UNCLOSED_QUOTE });
      if (newline >= 0) line++;
      start = end;
    }
    return { bytes: start, lines: line };
  },
});

/**
 * Rereads the row at `start` leniently.
 * @returns undefined if that gives no complete row; an open one if more text may complete it.
 */
function repairRow(
  text: string,
  start: number,
  delimiter: string,
  expected: number | undefined,
  quote: QuoteMark,
): LooseRow | undefined {
  const begin = text.startsWith(BOM, start) ? start + BOM.length : start;
  const window = text.slice(begin, begin + repairWindow);
  const fits = ({ fields, strayQuotes, open, end }: LooseRow): boolean =>
    !open &&
    (expected === undefined ? strayQuotes === 0 : fields.length === expected) &&
    (strayQuotes === 0 || newlines(window, 0, end) <= 1);
  const rows = [readLooseRow(window, 0, delimiter, 'doubled', quote)];
  if (window.includes(`\\${quote}`))
    rows.unshift(readLooseRow(window, 0, delimiter, 'backslash', quote));
  const found = rows.find(fits) ?? rows.find(({ open }) => open);
  return found && { ...found, end: begin + found.end };
}

/** Whether a line within a multi-line row is itself a complete row. */
function containsCompleteRow(
  text: string,
  start: number,
  end: number,
  delimiter: string,
  expected: number | undefined,
  quote: QuoteMark,
): boolean {
  if (expected === undefined || expected < 2) return false;
  for (
    let at = text.indexOf('\n', start) + 1;
    at > 0 && at < end;
    at = text.indexOf('\n', at) + 1
  ) {
    const next = text.indexOf('\n', at);
    const line = text.slice(at, next < 0 ? end : next);
    const row = readLooseRow(line, 0, delimiter, 'doubled', quote);
    if (row.fields.length === expected && !row.open && row.strayQuotes === 0) return true;
  }
  return false;
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count++;
  return count;
}

function fromLatin1(field: string): string {
  for (let i = 0; i < field.length; i++) {
    if (field.charCodeAt(i) > 127) return Buffer.from(field, 'latin1').toString('utf8');
  }
  return field;
}
