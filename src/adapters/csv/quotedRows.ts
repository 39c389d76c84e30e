import { Buffer, isUtf8 } from 'node:buffer';
import Papa from 'papaparse';
import type { QuotedRows } from '../../core/pool/delimitedRows.ts';

const BROKEN = {
  message:
    'A quote opens a field here and is not closed properly. Close it, double quotes inside a field (""), ' +
    'or set "quotes": false for this file if its quotes mean nothing.',
};

/** A row whose quote has not closed after so many bytes has lost its quote. */
const patience = 2 ** 20;

/**
 * RFC 4180 rows by Papa Parse. Spaces round quotes and quotes inside unquoted fields are accepted.
 *
 * The block goes in as Latin-1, one character a byte, so that the parser's positions are byte offsets;
 * only fields with other than ASCII in them are decoded again. A row with a broken quote is reported
 * and costs its first physical line: reading goes on behind it, however far the parser had searched.
 */
export const quotedRows: QuotedRows = (delimiter) => ({
  scan(block, atEnd, onRow) {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
    const text = bytes.toString('latin1');
    let start = 0;
    let line = 0;

    const emit = (fields: string[], end: number): void => {
      const last = fields.length - 1;
      if (text[end - 2] === '\r' && fields[last]!.endsWith('\r'))
        fields[last] = fields[last]!.slice(0, -1);
      if (fields.every((field) => field.trim() === '')) return;
      for (let i = 0; i <= last; i++) fields[i] = fromLatin1(fields[i]!);
      const replaced = fields.some((field) => field.includes('\ufffd'));
      onRow(fields, start, end, line, undefined, replaced && !isUtf8(bytes.subarray(start, end)));
    };

    while (start < text.length) {
      let broken = false;
      const begin = start;
      const parser = new Papa.Parser({
        delimiter,
        newline: '\n',
        step: ({ data, errors, meta }: Papa.ParseStepResult<string[][]>) => {
          if (errors.length > 0) {
            broken = true;
            parser.abort();
            return;
          }
          emit(data[0]!, meta.cursor);
          line += newlines(text, start, meta.cursor);
          start = meta.cursor;
        },
      });
      parser.parse(begin === 0 ? text : text.slice(begin), begin, !atEnd);
      if (!broken && (atEnd || text.length - start <= patience)) break;
      const newline = text.indexOf('\n', start);
      if (newline < 0 && !atEnd) break;
      const end = newline < 0 ? text.length : newline + 1;
      onRow(undefined, start, end, line, BROKEN);
      if (newline >= 0) line++;
      start = end;
    }
    return { bytes: start, lines: line };
  },
});

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
