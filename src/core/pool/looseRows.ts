import type { QuoteMark } from './poolSpec.ts';

/** How a quote inside an enclosed field is escaped: doubled (RFC 4180) or with a backslash. */
export type QuoteEscape = 'doubled' | 'backslash';

/** One row of delimited text, parsed leniently. */
export interface LooseRow {
  readonly fields: string[];
  /** One past its line end. */
  readonly end: number;
  /** Whether quotes enclose each field. */
  readonly enclosed: readonly boolean[];
  /** Quotes inside enclosed fields that are neither escaped nor closing. */
  readonly strayQuotes: number;
  /** Fields with a quote inside but not at the start. */
  readonly bare: number;
  /** An enclosed field does not close before the end of the text. */
  readonly open: boolean;
}

/**
 * Reads the row that begins at `start`. Blanks around an enclosed field are not part of it; a quote
 * closes the field only before a delimiter or a line end.
 */
export function readLooseRow(
  text: string,
  start: number,
  delimiter: string,
  escape: QuoteEscape = 'doubled',
  mark: QuoteMark = '"',
): LooseRow {
  const fields: string[] = [];
  let at = start;
  const enclosed: boolean[] = [];
  let strayQuotes = 0;
  let bare = 0;
  let open = false;
  for (;;) {
    const quote = openingQuote(text, at, mark);
    enclosed.push(quote >= 0);
    if (quote >= 0) {
      const field = readEnclosed(text, quote, delimiter, escape, mark);
      fields.push(field.value);
      strayQuotes += field.strayQuotes;
      open = field.open;
      at = field.end;
    } else {
      const end = plainEnd(text, at, delimiter);
      const value = text.slice(at, end);
      if (value.includes(mark)) bare++;
      fields.push(value.endsWith('\r') && text[end] !== delimiter ? value.slice(0, -1) : value);
      at = end;
    }
    if (at >= text.length) break;
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    at++;
    break;
  }
  return { fields, end: Math.min(at, text.length), enclosed, strayQuotes, bare, open };
}

/**
 * Index of the field's opening quote, if only blanks (or a byte order mark) precede it; otherwise
 * −1.
 */
function openingQuote(text: string, from: number, mark: QuoteMark): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\ufeff') at++;
  return text[at] === mark ? at : -1;
}

function plainEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== delimiter) at++;
  return at;
}

interface EnclosedField {
  readonly value: string;
  /** The delimiter, the line end, or the end of the text. */
  readonly end: number;
  readonly strayQuotes: number;
  readonly open: boolean;
}

function readEnclosed(
  text: string,
  open: number,
  delimiter: string,
  escape: QuoteEscape,
  mark: QuoteMark,
): EnclosedField {
  let value = '';
  let from = open + 1;
  let strayQuotes = 0;
  for (;;) {
    const quote = text.indexOf(mark, from);
    if (quote < 0)
      return { value: value + text.slice(from), end: text.length, strayQuotes, open: true };
    value += text.slice(from, quote);
    from = quote + 1;
    if (escape === 'backslash' && isEscaped(text, quote)) {
      value = `${value.slice(0, -1)}${mark}`;
      continue;
    }
    if (text[from] === mark) {
      value += mark;
      from++;
      continue;
    }
    const end = fieldEnd(text, from, delimiter);
    if (end >= 0) return { value, end, strayQuotes, open: false };
    value += mark;
    strayQuotes++;
  }
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - backslashes - 1] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** End of the field if only blanks follow; otherwise −1. */
function fieldEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (text[at] === ' ') at++;
  if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 >= text.length)) at++;
  return at >= text.length || text[at] === '\n' || text[at] === delimiter ? at : -1;
}
