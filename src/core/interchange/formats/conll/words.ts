import { characterClasses, IDEOGRAPH, SPACE } from '../../../embed/characters.ts';
import type { Range } from '../../../task/offsets.ts';
import type { Tokens } from '../exchangeRow.ts';

/** Characters that a word of a CoNLL file cannot contain. */
const betweenWords = /[\t\n\r\v\f\u0085\u2028\u2029]/;

/**
 * The words of a text: its own tokens if it has them, and runs of characters of one class
 * elsewhere, cut at span boundaries.
 */
export function wordsOf(
  text: string,
  tokens: Tokens | undefined,
  spans: readonly Range[],
): Range[] {
  const given =
    tokens === 'blanks'
      ? wordsBetweenBlanks(text)
      : (tokens ?? []).map(([start, end]) => ({ start, end }));
  const cuts = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const pieces: Range[][] = [];
  let from = 0;
  for (const token of given) {
    if (token.start < from || token.end <= token.start || token.end > text.length) continue;
    pieces.push(runs(text, from, token.start), parts(text, token));
    from = token.end;
  }
  pieces.push(runs(text, from, text.length));
  return pieces.flat().flatMap((piece) => cutAt(text, piece, cuts));
}

/** The tokens between blanks. */
export function wordsBetweenBlanks(text: string): Range[] {
  return [...text.matchAll(/[^ \n]+/g)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
  }));
}

/** A token split into parts that fit on one line each. */
function parts(text: string, { start, end }: Range): Range[] {
  const found: Range[] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && !betweenWords.test(text[at]!)) continue;
    if (at > from) found.push({ start: from, end: at });
    from = at + 1;
  }
  return found;
}

/** Runs of characters of one class; ideographs one by one. */
function runs(text: string, from: number, to: number): Range[] {
  const classes = characterClasses();
  const found: Range[] = [];
  let start = from;
  for (let at = from; at < to; at++) {
    const kind = classes[text.charCodeAt(at)]!;
    const next = at + 1 < to ? classes[text.charCodeAt(at + 1)]! : SPACE;
    if (kind === SPACE) start = at + 1;
    else if (kind !== next || kind === IDEOGRAPH) {
      found.push({ start, end: at + 1 });
      start = at + 1;
    }
  }
  return found;
}

/**
 * A word split at the cuts, without blanks at a cut; `-DOCSTART-` is split, since it has a special
 * meaning.
 */
function cutAt(text: string, { start, end }: Range, cuts: readonly number[]): Range[] {
  const within = cuts.filter((cut) => cut > start && cut < end);
  if (text.slice(start, end) === '-DOCSTART-') within.push(start + 1);
  if (within.length === 0) return isBlank(text.slice(start, end)) ? [] : [{ start, end }];
  const edges = [start, ...within, end];
  return edges.slice(1).flatMap((to, i) => {
    const piece = text.slice(edges[i], to);
    if (isBlank(piece)) return [];
    const first = edges[i]! + piece.length - piece.trimStart().length;
    return [{ start: first, end: first + piece.trim().length }];
  });
}

/** Whether a reader would find no word in it. */
function isBlank(piece: string): boolean {
  return piece.trim() === '';
}
