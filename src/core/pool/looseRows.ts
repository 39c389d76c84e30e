/** How a quote inside an enclosed field is written: doubled (RFC 4180), or behind a backslash. */
export type QuoteEscape = 'doubled' | 'backslash';

/** One row of delimited text, read with patience. */
export interface LooseRow {
  readonly fields: string[];
  /** One past its line end. */
  readonly end: number;
  /** Fields that are enclosed. */
  readonly enclosed: number;
  /** Quotes inside enclosed fields that are neither doubled nor escaped, and close nothing. */
  readonly stray: number;
  /** Fields that do not begin with a quote and have one inside. */
  readonly bare: number;
  /** An enclosed field does not close before the text ends. */
  readonly open: boolean;
}

/**
 * Reads the row that begins at `start`. Blanks around an enclosed field do not belong to it; a quote in it
 * closes the field only in front of a delimiter or a line end.
 */
export function readLooseRow(
  text: string,
  start: number,
  delimiter: string,
  escape: QuoteEscape = 'doubled',
): LooseRow {
  const fields: string[] = [];
  let at = start;
  let enclosed = 0;
  let stray = 0;
  let bare = 0;
  let open = false;
  for (;;) {
    const quote = openingQuote(text, at);
    if (quote >= 0) {
      const field = readEnclosed(text, quote, delimiter, escape);
      fields.push(field.value);
      stray += field.stray;
      enclosed++;
      open = field.open;
      at = field.end;
    } else {
      const end = plainEnd(text, at, delimiter);
      const value = text.slice(at, end);
      if (value.includes('"')) bare++;
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
  return { fields, end: Math.min(at, text.length), enclosed, stray, bare, open };
}

/** Where the field's quote is, if nothing but blanks (or a byte order mark) stands before it; otherwise −1. */
function openingQuote(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\ufeff') at++;
  return text[at] === '"' ? at : -1;
}

function plainEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== delimiter) at++;
  return at;
}

interface Enclosed {
  readonly value: string;
  /** At the delimiter, the line end, or the end of the text. */
  readonly end: number;
  readonly stray: number;
  readonly open: boolean;
}

function readEnclosed(
  text: string,
  open: number,
  delimiter: string,
  escape: QuoteEscape,
): Enclosed {
  let value = '';
  let from = open + 1;
  let stray = 0;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: value + text.slice(from), end: text.length, stray, open: true };
    value += text.slice(from, quote);
    from = quote + 1;
    if (escape === 'backslash' && isEscaped(text, quote)) {
      value = `${value.slice(0, -1)}"`;
      continue;
    }
    if (text[from] === '"') {
      value += '"';
      from++;
      continue;
    }
    const end = fieldEnd(text, from, delimiter);
    if (end >= 0) return { value, end, stray, open: false };
    value += '"';
    stray++;
  }
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - backslashes - 1] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** Where the field ends if only blanks follow until then; otherwise −1. */
function fieldEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (text[at] === ' ') at++;
  if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 >= text.length)) at++;
  return at >= text.length || text[at] === '\n' || text[at] === delimiter ? at : -1;
}
