import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import type { PoolProblemCode } from './poolSpec.ts';

/** Receives one row of a block: its value, or why it has none. */
export type OnRow = (
  /** An object for JSON, fields for a delimited file; undefined where the note has a fault. */
  row: unknown,
  /** First byte, in the block. */
  start: number,
  /** One past its last byte, line end included. */
  end: number,
  /** Line ends before it in the block. */
  line: number,
  /** Present where there is something to say about the row. */
  note?: RowNote,
  /** The JSON that an object was read from: numbers have their digits only there. */
  source?: string,
) => void;

export interface RowNote {
  /** The row cannot be used. */
  readonly fault?: RowFault;
  /** Bytes that are not UTF-8 have been replaced in it. */
  readonly damaged?: boolean;
  /** NaN or Infinity have been read as null in it. */
  readonly notNumbers?: boolean;
  /** A byte order mark before it has been passed over: files were joined here. */
  readonly mark?: boolean;
  /** It has a quote that is not doubled, read as part of the text. */
  readonly stray?: boolean;
}

/** What a scan has used up. */
export interface Scanned {
  readonly bytes: number;
  /** Line ends. */
  readonly lines: number;
}

export interface RowFault {
  readonly code: PoolProblemCode;
  readonly message: Message;
  /** 1-based. */
  readonly column?: number;
}

/**
 * Finds the rows in a block of bytes. Empty lines are no rows.
 *
 * `scan` uses up whole rows only and returns how much that was; the caller puts the rest in
 * front of the next block. With `atEnd` it uses up everything. A scanner serves for one pass from
 * front to back, or for one span that begins and ends with a row.
 */
export interface RowScanner {
  scan(block: Uint8Array, atEnd: boolean, onRow: OnRow): Scanned;
}

/** A row that has not ended after so many bytes is passed over. */
export const maximumRowBytes = 16 * 2 ** 20;

export const rowTooLong: RowFault = {
  code: 'row-too-long',
  message: message('row.tooLong', { mebibytes: maximumRowBytes / 2 ** 20 }),
};

const NEWLINE = 10;

/** Rows of another scanner whose rows end with lines; one that does not end is passed over, and told. */
export function boundedRows(scanner: RowScanner): RowScanner {
  let passingOver = false;
  return {
    scan(block, atEnd, onRow) {
      let start = 0;
      let lines = 0;
      if (passingOver) {
        const newline = block.indexOf(NEWLINE);
        if (newline < 0) return { bytes: block.length, lines: 0 };
        passingOver = false;
        start = newline + 1;
        lines = 1;
      }
      const rest = start === 0 ? block : block.subarray(start);
      const used = scanner.scan(
        rest,
        atEnd,
        start === 0
          ? onRow
          : (row, from, to, line, note, source) =>
              onRow(row, from + start, to + start, line + 1, note, source),
      );
      const bytes = start + used.bytes;
      lines += used.lines;
      if (atEnd || block.length - bytes <= maximumRowBytes) return { bytes, lines };
      onRow(undefined, bytes, block.length, lines, { fault: rowTooLong });
      passingOver = true;
      return { bytes: block.length, lines };
    },
  };
}

/**
 * Calls `onLine` for each physical line: only \n and \r\n end lines, not NEL, U+2028 or a lone \r.
 *
 * The block is decoded as a whole, which is several times quicker than line by line, and its newlines
 * are found twice: in the bytes for offsets, in the text for slices. They correspond one to one,
 * for a decoder never takes a newline into a broken UTF-8 sequence. In ASCII they are the same.
 */
export function eachLine(
  block: Uint8Array,
  atEnd: boolean,
  onLine: (text: string, start: number, end: number, line: number, damaged: boolean) => void,
): Scanned {
  const used = atEnd ? block.length : block.lastIndexOf(NEWLINE) + 1;
  const text = decode(block.subarray(0, used));
  const ascii = text.length === used;
  const mayBeDamaged = !ascii && text.includes('\ufffd');
  let from = 0;
  let lines = 0;
  for (let start = 0; start < used;) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    const end = newline < 0 ? used : ascii ? newline + 1 : block.indexOf(NEWLINE, start) + 1;
    const stop = to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to;
    if (stop > from) {
      const line = text.slice(from, stop);
      const damaged =
        mayBeDamaged && line.includes('\ufffd') && !isUtf8(block.subarray(start, end));
      onLine(line, start, end, lines, damaged);
    }
    if (newline >= 0) lines++;
    start = end;
    from = to + 1;
  }
  return { bytes: used, lines };
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** UTF-8 to text; what is not UTF-8 becomes U+FFFD. A byte order mark is kept as U+FEFF. */
export function decode(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
