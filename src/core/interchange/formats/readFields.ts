import type { Message } from '../../messages/message.ts';
import { textOf } from '../../pool/fields.ts';
import type { RowNote } from '../../pool/rowScanner.ts';
import type { ReadRow, RawSpan, Tokens } from './exchangeRow.ts';

/** Why a row is unreadable. */
export function unreadable(note: RowNote | undefined): Message | undefined {
  return note?.fault?.message;
}

/** A list of names, with numbers as strings; undefined for anything else. */
export function stringsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = (value as readonly unknown[]).map(textOf);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** `[{start, end, label, text?}]`; undefined for anything else. */
export function readSpans(value: unknown): RawSpan[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const spans: RawSpan[] = [];
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return undefined;
    const { start, end, label, text } = item as Readonly<Record<string, unknown>>;
    const span = rawSpan(start, end, label);
    if (span === undefined) return undefined;
    spans.push({ ...span, ...(typeof text === 'string' ? { text } : {}) });
  }
  return spans;
}

/** A span from its parts; undefined if one of them is of another type. */
export function rawSpan(start: unknown, end: unknown, label: unknown): RawSpan | undefined {
  const name = textOf(label);
  return isOffset(start) && isOffset(end) && name !== undefined
    ? { start, end, label: name }
    : undefined;
}

/** Whether a value is a text offset: a whole number from 0 on. */
export function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Token ranges `[[start, end]]`, or `blanks`; undefined for any other value. */
export function readTokens(value: unknown): Tokens | undefined {
  if (value === 'blanks') return value;
  if (!Array.isArray(value)) return undefined;
  const tokens = (value as readonly unknown[]).flatMap((token): [number, number][] => {
    if (!Array.isArray(token)) return [];
    const [start, end] = token as readonly unknown[];
    return isOffset(start) && isOffset(end) ? [[start, end]] : [];
  });
  return tokens.length === value.length ? tokens : undefined;
}

/** `[{start, end}]`, as spaCy and Prodigy write tokens. */
export function readTokenObjects(value: unknown): Tokens | undefined {
  if (!Array.isArray(value)) return undefined;
  return readTokens(
    (value as readonly unknown[]).map((token) => {
      const { start, end } = Object(token) as Readonly<Record<string, unknown>>;
      return [start, end];
    }),
  );
}

/** A date and time that names no time zone. */
const withoutZone = /^\s*(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*$/;

/**
 * Milliseconds since 1970, from a date or such a number; undefined for anything else, for times
 * before 1970 and for those beyond the range of `Date`. Tools in Python write UTC without naming it,
 * and the zone of the machine must not matter.
 */
export function timeIn(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value.replace(withoutZone, '$1T$2Z')) : value;
  return typeof time === 'number' && time >= 0 && time <= 8.64e15 ? time : undefined;
}

/** The values around a judgement, under Marginalia's names. */
export function readAround(
  row: Readonly<Record<string, unknown>>,
): Pick<ReadRow, 'skipped' | 'flagged' | 'note' | 'annotator' | 'at'> {
  const { skipped, flagged, note, annotator: by, at } = row;
  const annotator = typeof by === 'number' ? String(by) : by;
  const time = typeof at === 'string' ? timeIn(at) : undefined;
  return {
    ...(skipped === true && { skipped }),
    ...(typeof annotator === 'string' && annotator !== '' && { annotator }),
    ...(time !== undefined && { at: time }),
    ...(flagged === true && { flagged }),
    ...(typeof note === 'string' && note !== '' && { note }),
  };
}
