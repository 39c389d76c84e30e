/** Receives one row of a block: its value, or why it has none. */
export type OnRow = (
  /** An object for JSON Lines, fields for a delimited file; undefined where `fault` says why. */
  row: unknown,
  /** First byte, in the block. */
  start: number,
  /** One past its last byte, line end included. */
  end: number,
  /** Line ends before it in the block. */
  line: number,
  fault?: RowFault,
  /** Whether bytes that are not UTF-8 have been replaced in it. */
  damaged?: boolean,
) => void;

/** What a scan has used up. */
export interface Scanned {
  readonly bytes: number;
  /** Line ends. */
  readonly lines: number;
}

export interface RowFault {
  readonly message: string;
  /** 1-based. */
  readonly column?: number;
}

/**
 * Finds the rows in a block of bytes. Empty lines are no rows.
 *
 * `scan` uses up whole rows only and returns how much that was; the caller puts the rest in
 * front of the next block. With `atEnd` it uses up everything.
 */
export interface RowScanner {
  scan(block: Uint8Array, atEnd: boolean, onRow: OnRow): Scanned;
}

/** A row that has not ended after so many bytes is taken to be broken. */
export const maximumRowBytes = 16 * 2 ** 20;

const NEWLINE = 10;

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
