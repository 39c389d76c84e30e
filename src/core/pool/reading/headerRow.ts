import { wordCount } from '../wordCount.ts';

/** Common names of columns in files of texts to label. */
const usualNames =
  /^(id|ids?_?\w*|\w+[_ ]id|text|texts?|label|labels?|class|category|target|title|body|content|message|comment|review|sentence|name|date|time|score|rating|lang|language|source|author|user|url|index|no|nr|value|type|topic|intent|sentiment|unnamed: \d+|column\d+|v\d+)$/i;

/** Whether at least half of a row's cells are usual names of columns. */
export function hasUsualNames(row: readonly string[]): boolean {
  const usual = row.filter((cell) => usualNames.test(cell.trim())).length;
  return usual * 2 >= row.length;
}

export interface HeaderGuess {
  readonly header: boolean;
  /** False if the evidence is weak or contradictory. */
  readonly sure: boolean;
}

/** Maximum number of rows inspected. */
const looked = 400;

/**
 * Whether the first row names the columns: yes, unless it looks like the rows below it. Each column
 * votes by how much its first value differs from the others (above 0) or resembles them (below 0).
 */
export function guessHeader(rows: readonly (readonly string[])[]): HeaderGuess {
  const [first, ...all] = rows;
  if (first === undefined) return { header: true, sure: true };
  const below = all.slice(0, looked);
  if (below.length === 0) return { header: !first.some(isSentence), sure: false };
  const votes = first.map((value, column) =>
    vote(
      value.trim(),
      below.map((row) => (row[column] ?? '').trim()),
    ),
  );
  const sum = votes.reduce(
    (total, vote) => total + vote,
    areCounted(first) ? 10 * first.length : 0,
  );
  const against = votes.some((vote) => vote <= -2);
  const support = votes.some((vote) => vote >= 2);
  const header = sum >= 0;
  // A first value that is not among a few others is weak evidence: a usual name or a different type
  // of value is stronger.
  const isDecided = header ? votes.some((vote) => vote >= 2.75) : against;
  const contested = header ? against && sum < 4 : support && sum > -4;
  return { header, sure: isDecided && !contested && Math.abs(sum) >= 2 };
}

/** Columns numbered by pandas: 0, 1, 2 … */
function areCounted(names: readonly string[]): boolean {
  const numbers = names[0]!.trim() === '' ? names.slice(1) : names;
  return (
    numbers.length > 1 &&
    /^[01]$/.test(numbers[0]!.trim()) &&
    numbers.every((name, i) => name.trim() === String(Number(numbers[0]) + i))
  );
}

/** A value that only a text column has: several words and a full stop, or very long. */
function isSentence(value: string): boolean {
  const words = wordCount(value);
  return (words >= 4 && /[.!?…]["')\]]?$/.test(value)) || words >= 16 || value.length > 150;
}

function vote(name: string, values: readonly string[]): number {
  const present = values.filter((value) => value !== '');
  if (present.length === 0) return name === '' ? 0 : 0.5;
  if (name === '') return isIndex(present) ? 2 : 0;
  const kind = kindOfColumn(present);
  if (kind) {
    // A number, date or address above others of its kind.
    if (kind.test(name)) return isYear(name) && !present.every(isYear) ? -1 : -4;
    return 4;
  }
  const usual = usualNames.test(name) ? 2 : 0;
  const words = present.map(wordCount);
  const meanWords = words.reduce((sum, count) => sum + count, 0) / present.length;
  const repeated = present.filter((value) => value === name).length;
  const distinct = new Set(present).size;
  if (meanWords >= 3.5) return usual + textVote(name, meanWords, repeated);
  // Few values, each repeated often.
  if (distinct * 2 <= present.length || (distinct < present.length && present.length < 8)) {
    if (repeated > 0) return usual - 2;
    return usual + (present.length >= 8 && distinct * 3 <= present.length ? 2.5 : 1.5);
  }
  const shape = shapeOf(present[0]!);
  const alike = present.filter((value) => shapeOf(value) === shape).length / present.length;
  if (repeated > 0) return usual - 1.5;
  if (alike > 0.8) {
    if (shapeOf(name) !== shape) return usual + (/\d/.test(shape) ? 3 : 0.75);
    return /\d/.test(name) ? -3 : usual + (wordCount(name) > 1 ? -1.5 : 0.5);
  }
  return usual + 0.25;
}

/** The vote of a column of texts. */
function textVote(name: string, meanWords: number, repeated: number): number {
  const words = wordCount(name);
  if (isSentence(name)) return -3;
  if (repeated > 0 && words > 2) return -2;
  if (words === 1) return 3;
  if (words <= Math.min(3, meanWords / 2)) return 2;
  return words >= meanWords * 0.5 && words >= 4 ? -2.5 : 0.5;
}

const kinds = [
  /^[+-]?(\d+([.,]\d+)*|[.,]\d+)(e[+-]?\d+)?\s?[%€$£]?$/i,
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:\d{2}(:\d{2})?\S*)?$/,
  /^(true|false)$/i,
  /^https?:\/\/\S+$/i,
  /^\S+@\S+\.\w+$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
];

/** The pattern that nearly all values of a column match, if any. */
function kindOfColumn(values: readonly string[]): RegExp | undefined {
  return kinds.find((kind) => {
    const misses = values.filter(
      (value) => !kind.test(value) && !/^(na|nan|null|none|n\/a)$/i.test(value),
    );
    return misses.length * 10 <= values.length && misses.length < values.length;
  });
}

/** 0, 1, 2 … or 1, 2, 3 …: the unnamed index of pandas and R. */
function isIndex(values: readonly string[]): boolean {
  return values.every((value, i) => i === 0 || Number(value) === Number(values[i - 1]) + 1);
}

function isYear(value: string): boolean {
  return /^(19|20)\d\d$/.test(value);
}

/** The value with runs of letters, digits and signs collapsed: r12 and r7 have the same shape. */
function shapeOf(value: string): string {
  return value
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/\p{Ll}+/gu, 'a')
    .replace(/\d+/g, '0');
}
