import { decode } from './rowScanner.ts';
import type { Delimiter, PoolFormat } from './poolSpec.ts';

const delimiters: readonly Delimiter[] = ['\t', ',', ';', '|'];

/**
 * Guesses how a file is written, from its name and its first bytes (inflated; 64 KiB or more do).
 * Quotes are taken to mean something only where the fields that begin with one also end with one.
 */
export function guessFormat(path: string, head: Uint8Array): PoolFormat {
  const gzip = /\.gz$/i.test(path);
  const zipped = gzip ? { gzip } : {};
  const extension = /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  const text = decode(head).replace(/^\ufeff/, '');
  if (/^(jsonl|ndjson|json)$/.test(extension ?? '') || looksLikeJson(text))
    return { kind: 'jsonl', ...zipped };

  const candidates = delimiters.flatMap((delimiter) => {
    const quoted = split(text, delimiter, true);
    const plain = split(text, delimiter, false);
    return [{ delimiter, quoted, plain }];
  });
  const usual: Delimiter = extension === 'tsv' || extension === 'tab' ? '\t' : ',';
  const scores = candidates.map(({ delimiter, quoted, plain }) => {
    const quotes = quotesMatter(quoted, delimiter);
    const { rows } = quotes ? quoted : plain;
    return { delimiter, quotes, rows, score: regularity(rows) + (delimiter === usual ? 0.2 : 0) };
  });
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  const { delimiter, quotes, rows } =
    best.score > 0.2 ? best : scores.find((s) => s.delimiter === usual)!;
  return { kind: 'delimited', delimiter, header: hasHeader(rows), quotes, ...zipped };
}

function looksLikeJson(text: string): boolean {
  const first = text.trimStart().split('\n', 1)[0]!.trim();
  if (!first.startsWith('{')) return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    return /^\{\s*"/.test(first);
  }
}

interface Split {
  readonly rows: string[][];
  /** Fields that begin with a quote and end with one, before a delimiter or a line end. */
  readonly closed: number;
  /** Fields that begin with a quote which is not closed there, or not within the head. */
  readonly broken: number;
  /** Fields with a quote inside that do not begin with one: no CSV writer leaves such a field as it is. */
  readonly bare: number;
}

/** Rough on purpose: it looks at the first rows only, and the last one, which may be cut off, is dropped. */
function split(text: string, delimiter: string, quotes: boolean): Split {
  const rows: string[][] = [];
  let closed = 0;
  let broken = 0;
  let bare = 0;
  for (let at = 0; at < text.length;) {
    const row: string[] = [];
    for (let ended = false; !ended;) {
      let stop = fieldEnd(text, at, delimiter);
      let field = text.slice(at, stop);
      if (field.startsWith('"')) {
        const close = quotes ? closingQuote(text, at) : -1;
        const after = close < 0 ? '' : text.slice(close + 1, close + 3);
        const whole =
          close >= 0 && (after === '' || /^\r?\n/.test(after) || after.startsWith(delimiter));
        if (whole) {
          stop = fieldEnd(text, close + 1, delimiter);
          field = text.slice(at + 1, close).replaceAll('""', '"');
          closed++;
        } else if (close >= 0 || text.indexOf('\n', at) >= 0) broken++;
      } else if (field.includes('"')) bare++;
      row.push(field.endsWith('\r') ? field.slice(0, -1) : field);
      ended = stop >= text.length || text[stop] === '\n';
      at = stop + 1;
    }
    if (at <= text.length && row.some((field) => field !== '')) rows.push(row);
  }
  return { rows: rows.slice(0, 2000), closed, broken, bare };
}

function fieldEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
  return at;
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] !== '"') return at;
    at++;
  }
  return -1;
}

/**
 * Whether quotes enclose fields. In a file where they do, hardly a quoted field is broken, and rows have the same
 * number of fields. Where there is no quoted field to judge by: yes, but not for tabs, where quotes that
 * turn up later are more likely to be part of the text, and reading them as quotes would swallow lines.
 */
function quotesMatter(quoted: Split, delimiter: Delimiter): boolean {
  const { closed, broken, bare } = quoted;
  if (closed + broken === 0) return delimiter !== '\t';
  if (broken > 0 && broken * 50 >= closed) return false;
  // Whole lines of speech in quotes, beside others with quotes somewhere inside.
  return delimiter !== '\t' || bare === 0;
}

/** The share of rows that have the usual number of fields; 0 where that is one. */
function regularity(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  let usual = 1;
  let times = 0;
  for (const [length, count] of counts) if (count > times) [usual, times] = [length, count];
  return usual < 2 ? 0 : times / rows.length;
}

/** Names in the first row: short, distinct, not numbers, and not values that come again in their column. */
function hasHeader(rows: readonly string[][]): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return true;
  const names = first.map((name) => name.trim());
  if (new Set(names).size < names.length) return false;
  const isName = (name: string): boolean =>
    (name === '' && names.length > 1) ||
    (name.length <= 48 && /^[\p{L}_#]/u.test(name) && !/[.!?]$/.test(name));
  if (!names.every(isName)) return false;
  if (names.some((name, column) => rest.some((row) => row[column]?.trim() === name))) return false;
  // A one-column file of texts has no name that can be told from a text but a single word.
  return names.length > 1 || !/\s/.test(names[0]!);
}
