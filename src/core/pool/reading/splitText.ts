import { readLooseRow } from '../looseRows.ts';
import type { QuoteMark } from '../poolSpec.ts';

/** A text split into rows and fields in one way. */
export interface Split {
  /** Non-empty rows. */
  readonly rows: readonly (readonly string[])[];
  /** 0-based physical line at which each row begins. */
  readonly lines: readonly number[];
  /** Whether quotes enclose each field of a row; undefined for a row with quoting errors. */
  readonly quoted: readonly (readonly boolean[] | undefined)[];
  /** Fields enclosed in quotes, in rows without quoting errors. */
  readonly enclosed: number;
  /** Enclosed fields that need the quotes: they contain a delimiter, a line end or a quote. */
  readonly needed: number;
  /** Rows with a stray or unclosed quote. */
  readonly troubled: number;
  /** Fields with a quote inside but not at the start. */
  readonly bare: number;
  /**
   * Whether every enclosed field with a line end begins with a line end or a delimiter, and there
   * is one: its quotes are then more likely words of their own, as in lists of tokens.
   */
  readonly swallows: boolean;
}

/** Enough rows to tell how a file is written. */
const maxRows = 1000;

/**
 * Splits text into rows.
 * @param whole false if the text is truncated: its last row is dropped
 */
export function splitText(
  text: string,
  delimiter: string,
  quotes: boolean,
  whole: boolean,
  mark: QuoteMark = '"',
): Split {
  return quotes ? splitQuoted(text, delimiter, whole, mark) : splitPlain(text, delimiter, whole);
}

function splitPlain(text: string, delimiter: string, whole: boolean): Split {
  const all = text.split('\n', maxRows + 1);
  if (!whole || all.length > maxRows) all.pop();
  const rows: string[][] = [];
  const lines: number[] = [];
  all.forEach((line, at) => {
    if (line.trim() === '') return;
    rows.push((line.endsWith('\r') ? line.slice(0, -1) : line).split(delimiter));
    lines.push(at);
  });
  const quoted = rows.map((row) => row.map(() => false));
  return { rows, lines, quoted, enclosed: 0, needed: 0, troubled: 0, bare: 0, swallows: false };
}

function splitQuoted(text: string, delimiter: string, whole: boolean, mark: QuoteMark): Split {
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  const quoted: (readonly boolean[] | undefined)[] = [];
  let enclosed = 0;
  let needed = 0;
  let troubled = 0;
  let bare = 0;
  let line = 0;
  let [spanning, swallowing] = [0, 0];
  for (let at = 0; at < text.length && rows.length < maxRows;) {
    let row = readLooseRow(text, at, delimiter, 'doubled', mark);
    if (row.strayQuotes > 0 || row.open) {
      const escaped = readLooseRow(text, at, delimiter, 'backslash', mark);
      if (escaped.strayQuotes === 0 && !escaped.open) row = escaped;
    }
    const newline = text.indexOf('\n', at);
    const bad = row.open || row.strayQuotes > 0;
    if (bad) {
      troubled++;
      // Text swallowed by an unclosed quote is read again from the next line.
      const end = newline < 0 ? text.length : newline + 1;
      if (row.open || row.end > end)
        row = { ...readLooseRow(text.slice(at, end), 0, delimiter, 'doubled', mark), end };
    } else {
      const count = row.enclosed.filter(Boolean).length;
      enclosed += count;
      const across = row.fields.filter((field, i) => row.enclosed[i] && field.includes('\n'));
      spanning += across.length;
      swallowing += across.filter(
        (field) => /^\r?\n/.test(field) || field.startsWith(delimiter),
      ).length;
      if (count > 0)
        needed += row.fields.filter((field) =>
          [mark, '\n', delimiter].some((sign) => field.includes(sign)),
        ).length;
    }
    bare += row.bare;
    if (row.end >= text.length && !whole && !text.endsWith('\n')) break;
    if (row.fields.some((field) => field.trim() !== '')) {
      rows.push(row.fields);
      lines.push(line);
      quoted.push(bad ? undefined : row.enclosed);
    }
    for (let next = text.indexOf('\n', at); next >= 0 && next < row.end;) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    at = row.end;
  }
  const swallows = spanning > 0 && swallowing === spanning;
  return { rows, lines, quoted, enclosed, needed, troubled, bare, swallows };
}
