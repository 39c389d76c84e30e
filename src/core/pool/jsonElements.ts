import {
  BACKSLASH,
  CLOSE,
  CLOSE_LIST,
  COMMA,
  NEWLINE,
  OPEN,
  OPEN_LIST,
  QUOTE,
} from './jsonBytes.ts';
import { emitJson } from './jsonRows.ts';
import {
  isUtf8,
  maximumRowBytes,
  rowTooLong,
  type OnRow,
  type RowFault,
  type RowScanner,
} from './rowScanner.ts';

/** Progress of a search for the end of a value. */
interface Search {
  /** The next byte to scan, relative to the value's first. */
  at: number;
  depth: number;
  inString: boolean;
}

/**
 * Objects one after the other, across lines: in a list, or separated by white space. Elements end
 * at their closing bracket; invalid JSON is reported and reading continues after it.
 * @param within true for a span or inside a list: a closing bracket ends the input
 * @param mayBeTexts see `emitJson`
 */
export function jsonElements(within: boolean, mayBeTexts: boolean): RowScanner {
  let inList = within;
  let ended = false;
  let skipping: Search | undefined;
  let search: Search = { at: 0, depth: 0, inString: false };
  /** Characters of the next block's first line before the block; absent if not counted. */
  let indent: number | undefined = within ? undefined : 0;

  return {
    scan(block, atEnd, onRow) {
      let lines = 0;
      // Searched for only once: a list may be on a single line.
      let next = block.indexOf(NEWLINE);
      /** Line ends before a byte; call with ascending bytes. */
      const linesTo = (to: number): number => {
        while (next >= 0 && next < to) {
          lines++;
          next = block.indexOf(NEWLINE, next + 1);
        }
        return lines;
      };
      const indentOf = (to: number) => charactersBefore(block, to, indent);
      const usedTo = (to: number) => {
        indent = indentOf(to);
        return { bytes: to, lines: linesTo(to) };
      };
      let at = 0;
      if (skipping) {
        const end = endOf(block, 0, skipping);
        if (end < 0) {
          const looked = skipping.at;
          skipping.at = 0;
          return usedTo(looked);
        }
        skipping = undefined;
        at = end;
      }
      while (at < block.length) {
        if (ended) return usedTo(block.length);
        const byte = block[at]!;
        if (byte <= 32 || byte === COMMA || isMark(block, at)) {
          at += byte === 0xef ? 3 : 1;
        } else if (byte === CLOSE_LIST) {
          at++;
          if (within) ended = true;
          inList = false;
        } else if (byte === OPEN_LIST && !inList) {
          at++;
          inList = true;
        } else {
          const end = endOf(block, at, search);
          if (end < 0 && !atEnd && block.length - at <= maximumRowBytes) return usedTo(at);
          const line = linesTo(at);
          if (end < 0 && !atEnd) {
            onRow(undefined, at, block.length, line, { fault: rowTooLong });
            const looked = at + search.at;
            skipping = { ...search, at: 0 };
            search = { at: 0, depth: 0, inString: false };
            return usedTo(looked);
          }
          // A closing brace without an opening one is an element of its own: invalid JSON.
          const to = end < 0 ? block.length : Math.max(end, at + 1);
          at = emitElement({ block, start: at, end: to, line, indentOf }, onRow, mayBeTexts);
          search = { at: 0, depth: 0, inString: false };
        }
      }
      return usedTo(block.length);
    },
  };
}

/**
 * One past the value that begins at `start`, or −1 if it does not end in the block; the search can
 * then continue with a longer block.
 */
function endOf(block: Uint8Array, start: number, search: Search): number {
  let { at, depth, inString } = search;
  at += start;
  while (at < block.length) {
    if (inString) {
      const quote = block.indexOf(QUOTE, at);
      if (quote < 0) {
        // A backslash may be the last byte: rescan it with the next block.
        at = Math.max(at, block.length - trailingBackslashes(block, at, block.length));
        break;
      }
      inString = trailingBackslashes(block, at, quote) % 2 === 1;
      at = quote + 1;
      if (!inString && depth === 0) return at;
      continue;
    }
    const byte = block[at]!;
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte === NEWLINE)) return at;
    at++;
  }
  search.at = at - start;
  search.depth = depth;
  search.inString = inString;
  return -1;
}

function trailingBackslashes(block: Uint8Array, from: number, end: number): number {
  let count = 0;
  while (end - count > from && block[end - count - 1] === BACKSLASH) count++;
  return count;
}

function isMark(block: Uint8Array, at: number): boolean {
  return block[at] === 0xef && block[at + 1] === 0xbb && block[at + 2] === 0xbf;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A value in a block. */
interface Element {
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** That of `start`. */
  readonly line: number;
  readonly indentOf: (to: number) => number | undefined;
}

/**
 * Emits one element. With a missing quote or bracket an element swallows its neighbours: reading
 * then resumes at the next line that begins like the element's own.
 * @returns where to continue reading
 */
function emitElement(element: Element, onRow: OnRow, mayBeText: boolean): number {
  const { block, start, end, line } = element;
  const bytes = block.subarray(start, end);
  const text = decoder.decode(bytes);
  const damaged = text.includes('\ufffd') && !isUtf8(bytes);
  let to = end;
  const onOne: OnRow = (row, _start, _end, _line, note, source) => {
    const { fault } = note ?? {};
    if (fault?.code !== 'not-json') return onRow(row, start, to, line, note, source);
    to = nextAlike(block, start, end);
    const place = placeOf(fault, text, element);
    onRow(row, start, to, place.line, { ...note, fault: place.fault }, source);
  };
  emitJson(text, start, end, line, damaged, onOne, mayBeText);
  return to;
}

/**
 * The line and column in the file of a fault whose column counts from the element's first
 * character. Without a column if the characters before the element are not counted.
 */
function placeOf(
  { column, ...fault }: RowFault,
  text: string,
  { start, line, indentOf }: Element,
): { readonly fault: RowFault; readonly line: number } {
  if (column === undefined) return { fault, line };
  const before = text.slice(0, column - 1);
  const lineEnd = before.lastIndexOf('\n');
  if (lineEnd >= 0) {
    const lines = before.split('\n').length - 1;
    return { fault: { ...fault, column: before.length - lineEnd }, line: line + lines };
  }
  const indent = indentOf(start);
  return indent === undefined
    ? { fault, line }
    : { fault: { ...fault, column: indent + column }, line };
}

/** Longest beginning of a line that is decoded to count its characters. */
const countedBytes = 2 ** 16;

/**
 * Characters between the start of a line and a byte of the block.
 * @param indent those before the block
 * @returns undefined if they are too many to count
 */
function charactersBefore(
  block: Uint8Array,
  to: number,
  indent: number | undefined,
): number | undefined {
  const lineStart = to === 0 ? 0 : block.lastIndexOf(NEWLINE, to - 1) + 1;
  const before = lineStart === 0 ? indent : 0;
  if (before === undefined || before + to - lineStart > countedBytes) return undefined;
  return before + decoder.decode(block.subarray(lineStart, to)).length;
}

/**
 * The next line before `end` that begins with the same indentation and bracket; `end` if there is
 * none.
 */
function nextAlike(block: Uint8Array, start: number, end: number): number {
  const lineStart = block.lastIndexOf(NEWLINE, start) + 1;
  const indent = start - lineStart;
  for (let at = block.indexOf(NEWLINE, start); at >= 0 && at < end;) {
    let next = at + 1;
    while (block[next] === 32 || block[next] === 9) next++;
    if (next - at - 1 === indent && block[next] === OPEN && next < end) return next;
    at = block.indexOf(NEWLINE, at + 1);
  }
  return end;
}
