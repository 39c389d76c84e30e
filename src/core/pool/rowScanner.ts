import { NEWLINE } from './jsonBytes.ts';
import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import type { PoolProblemCode } from './poolSpec.ts';

/** Receives one row of a block: its value, or why it has none. */
export type OnRow = (
  /** An object for JSON, fields for a delimited file; undefined if the note has a fault. */
  row: unknown,
  /** Offset of the first byte in the block. */
  start: number,
  /** One past its last byte, line end included. */
  end: number,
  /** Line ends before it in the block. */
  line: number,
  /** Present if there is something to report. */
  note?: RowNote,
  /** The row's JSON: only it has the exact digits of numbers. */
  source?: string,
) => void;

export interface RowNote {
  /** Why the row is unusable. */
  readonly fault?: RowFault;
  /** Bytes that are not UTF-8 have been replaced. */
  readonly damaged?: boolean;
  /** NaN or Infinity was read as null. */
  readonly notNumbers?: boolean;
  /** A byte order mark before it was skipped, as in concatenated files. */
  readonly mark?: boolean;
  /** It contains an unescaped quote, read as part of the text. */
  readonly stray?: boolean;
  /** Number of cells read as empty because they hold the mark of a missing value. */
  readonly missing?: number;
}

/** What a scan has consumed. */
export interface ScanProgress {
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
 * Finds the rows in a block of bytes, ignoring empty lines.
 *
 * `scan` consumes only whole rows and returns how much it consumed; the caller prepends the rest to
 * the next block. With `atEnd` it consumes everything. A scanner is for one pass from front to
 * back, or for one span that begins and ends with a row.
 */
export interface RowScanner {
  scan(block: Uint8Array, atEnd: boolean, onRow: OnRow): ScanProgress;
}

/** Rows longer than this are skipped. */
export const maximumRowBytes = 16 * 2 ** 20;

export const rowTooLong: RowFault = {
  code: 'row-too-long',
  message: message('row.tooLong', { mebibytes: maximumRowBytes / 2 ** 20 }),
};

/** Wraps a scanner of rows that end with lines: skips and reports a row that does not end. */
export function boundedRows(scanner: RowScanner): RowScanner {
  let skipping = false;
  return {
    scan(block, atEnd, onRow) {
      let start = 0;
      let lines = 0;
      if (skipping) {
        const newline = block.indexOf(NEWLINE);
        if (newline < 0) return { bytes: block.length, lines: 0 };
        skipping = false;
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
      skipping = true;
      return { bytes: block.length, lines };
    },
  };
}

/**
 * Calls `onLine` for each physical line: only `\n` and `\r\n` end lines, not NEL, U+2028 or a lone
 * `\r`.
 *
 * Decodes the block as a whole, which is several times faster than line by line, and finds its
 * newlines twice: in the bytes for offsets, in the text for slices. They correspond one to one
 * because a decoder never absorbs a newline into a broken UTF-8 sequence. They coincide where every
 * byte is one UTF-16 unit: in ASCII, also with stray bytes, each of which becomes one U+FFFD.
 */
export function eachLine(
  block: Uint8Array,
  atEnd: boolean,
  onLine: (text: string, start: number, end: number, line: number, damaged: boolean) => void,
): ScanProgress {
  const used = atEnd ? block.length : block.lastIndexOf(NEWLINE) + 1;
  const text = decode(block.subarray(0, used));
  const coincide = text.length === used;
  const mayBeDamaged = text.includes('\ufffd');
  let from = 0;
  let lines = 0;
  for (let start = 0; start < used;) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    const end = newline < 0 ? used : coincide ? newline + 1 : block.indexOf(NEWLINE, start) + 1;
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

/** UTF-8 to text; invalid UTF-8 becomes U+FFFD. Keeps a byte order mark as U+FEFF. */
export function decode(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** Whether the bytes are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
