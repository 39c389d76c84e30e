import type { Split } from './splitText.ts';

/** The word by which a file marks missing values. */
export interface MissingMark {
  readonly word: string;
  /** Whether it occurs without quotes in the rows looked at. */
  readonly isSeen: boolean;
  /** Whether it cannot be a text: the file encloses every text in quotes. */
  readonly sure: boolean;
}

/** Marks of R (write.csv, write_csv, fwrite), of SQL clients and of MySQL and PostgreSQL. */
const words: readonly string[] = ['NA', 'NULL', '\\N'];

/** Values that writers leave without quotes where these enclose texts: numbers, dates, truth. */
const bareValue =
  /^\s*([-+]?(\d|[.,]\d)[\d.,:/TZe+\- ]*|[-+]?inf(inity)?|nan|t(rue)?|f(alse)?)?\s*$/i;

/** A value that is enclosed only by a writer that encloses every text. */
const plainWord = /^[\w.-]+$/;

/**
 * How a file marks missing values. The mark is certain if all texts are enclosed in quotes, also
 * those that need none, as R's `write.csv` does: an unquoted `NA` is not a text then, and is a
 * mark even if none is among these rows.
 * @returns undefined if nothing looks like a mark
 */
export function missingMark({
  rows,
  quoted,
}: Pick<Split, 'rows' | 'quoted'>): MissingMark | undefined {
  const seen = new Set<string>();
  let bareTexts = 0;
  let plainWords = 0;
  rows.forEach((row, at) => {
    const enclosed = quoted[at];
    if (enclosed === undefined) return;
    row.forEach((value, column) => {
      if (enclosed[column]) plainWords += plainWord.test(value) ? 1 : 0;
      else if (words.includes(value)) seen.add(value);
      else if (!bareValue.test(value)) bareTexts++;
    });
  });
  const sure = bareTexts === 0 && plainWords > 0 && seen.size <= 1;
  const [word] = seen;
  if (word !== undefined) return { word, isSeen: true, sure };
  return sure ? { word: words[0]!, isSeen: false, sure } : undefined;
}
