import { message } from '../messages/messages.ts';
import type { JsonKind } from '../messages/rowMessages.ts';
import { parseExactly } from './exactNumbers.ts';
import type { OnRow, RowFault } from './rowScanner.ts';

/** Maximum nesting depth: deeper than any real row, and safe for recursion. */
const maximumDepth = 1000;

/**
 * Parses the JSON of one row and emits it, with any fault it has.
 * @param mayBeText whether a text is a row: it becomes the field `text` of an object
 */
export function emitJson(
  text: string,
  start: number,
  end: number,
  line: number,
  damaged: boolean,
  onRow: OnRow,
  mayBeText: boolean,
): void {
  let source = text;
  let value: unknown;
  let notNumbers = false;
  let mark = false;
  // Before parsing, which takes seconds and much memory for a deep row.
  if (isNestedDeeply(source)) {
    onRow(undefined, start, end, line, { fault: tooDeep, ...(damaged && { damaged }) });
    return;
  }
  try {
    value = JSON.parse(source);
  } catch (error) {
    if (source.charCodeAt(0) === 0xfeff) {
      mark = true;
      source = source.slice(1);
    }
    if (source.trim() === '') return;
    try {
      value = parseExactly(source);
      notNumbers = /\b(?:NaN|Infinity)\b/.test(source);
    } catch {
      const reason = mark ? parseFailure(source) : error;
      return onRow(undefined, start, end, line, { fault: syntaxFault(reason, source), damaged });
    }
  }
  const noted = damaged || notNumbers || mark ? { damaged, notNumbers, mark } : undefined;
  if (mayBeText && typeof value === 'string') {
    onRow({ text: value }, start, end, line, noted);
  } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const fault: RowFault = {
      code: 'not-an-object',
      message: message('row.notAnObject', { kind: kindOf(value) }),
    };
    onRow(undefined, start, end, line, { ...noted, fault });
  } else onRow(value, start, end, line, noted, source);
}

/** The JSON type of a parsed value. */
export function kindOf(value: unknown): JsonKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value as Exclude<JsonKind, 'null' | 'list'>;
}

const tooDeep: RowFault = {
  code: 'nested-too-deeply',
  message: message('row.nestedTooDeeply', { most: maximumDepth }),
};

/** Whether JSON is nested more deeply than rows may be. */
export function isNestedDeeply(source: string): boolean {
  if (source.length <= 2 * maximumDepth) return false;
  let openers = 0;
  for (const opener of ['{', '[']) {
    for (let at = source.indexOf(opener); at >= 0; at = source.indexOf(opener, at + 1)) {
      if (++openers > maximumDepth) return depthOf(source) > maximumDepth;
    }
  }
  return false;
}

function depthOf(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 34) at = stringEnd(source, at);
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth);
    else if (code === 125 || code === 93) depth--;
  }
  return deepest;
}

/** Index of the quote that closes the string opened at `open`. */
function stringEnd(source: string, open: number): number {
  let at = open + 1;
  while (at < source.length && source.charCodeAt(at) !== 34)
    at += source.charCodeAt(at) === 92 ? 2 : 1;
  return at;
}

function parseFailure(source: string): unknown {
  try {
    JSON.parse(source);
    return undefined;
  } catch (error) {
    return error;
  }
}

function syntaxFault(error: unknown, source: string): RowFault {
  const reason = error instanceof Error ? error.message : String(error);
  const position = /at position (\d+)/.exec(reason);
  const plain = reason
    .replace(/ in JSON at position.*$/s, '')
    .replace(/, "?.*is not valid JSON$/s, '');
  const python = /^\s*\{\s*'/.test(source);
  const fault: RowFault = {
    code: 'not-json',
    message: message('row.notJson', { why: plain, python }),
  };
  return position ? { ...fault, column: Number(position[1]) + 1 } : fault;
}
