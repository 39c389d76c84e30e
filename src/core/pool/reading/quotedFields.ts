import type { Delimiter } from '../poolSpec.ts';
import { splitText, type Split } from './splitText.ts';

/**
 * Whether quotes enclose fields. If they do, few quoted fields are broken, and fields with a quote
 * inside are enclosed. Without any quoted field: yes, except for tabs, where later quotes are more
 * likely part of the text.
 */
export function quotesMatter(
  quoted: Split,
  plain: Split,
  delimiter: Delimiter,
): { quotes: boolean; sure: boolean } {
  const { enclosed, needed, troubled, bare } = quoted;
  if (enclosed + troubled === 0) return { quotes: delimiter !== '\t', sure: true };
  const [withQuotes, without] = [regularity(quoted), regularity(plain)];
  if (quoted.swallows && without > 0.99) return { quotes: false, sure: false };
  if (withQuotes > without + 0.02 && troubled * 4 <= enclosed) return { quotes: true, sure: true };
  if (without > withQuotes + 0.1) return { quotes: false, sure: true };
  if (troubled > 0) {
    const lone = troubled === 1 && enclosed === 0;
    if (lone) return { quotes: delimiter !== '\t', sure: true };
    return { quotes: troubled * 10 < enclosed, sure: troubled * 10 < enclosed || enclosed === 0 };
  }
  if (bare > 0 && needed === 0) return { quotes: false, sure: false };
  return { quotes: true, sure: true };
}

/**
 * The file split with `'` as the character that encloses fields, if that makes its rows even and the usual
 * reading does not. Apostrophes at both ends of a field are part of its text otherwise.
 * @param usual split as it would be read without
 */
export function splitByApostrophes(
  text: string,
  delimiter: Delimiter,
  whole: boolean,
  usual: Split,
): { readonly split: Split; readonly sure: boolean } | undefined {
  if (!text.includes("'")) return undefined;
  const split = splitText(text, delimiter, true, whole, "'");
  const { enclosed, troubled, swallows, rows } = split;
  const columns = commonest(rows.map(({ length }) => length));
  if (columns < 2 || enclosed < 2 || swallows || troubled * 20 > enclosed) return undefined;
  const [now, before] = [regularity(split), regularity(usual)];
  if (now <= 0.99 || now <= before + 0.02) return undefined;
  return { split, sure: enclosed >= manyEnclosed && now > before + 0.1 };
}

/** So many fields are hardly enclosed in apostrophes by chance. */
const manyEnclosed = 5;

/** The share of rows with the most common number of fields. */
function regularity({ rows }: Split): number {
  const usual = commonest(rows.map(({ length }) => length));
  return rows.filter(({ length }) => length === usual).length / Math.max(1, rows.length);
}

/** The most common of these numbers; the first of several. */
export function commonest(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let best = 1;
  for (const [count, n] of times) if (n > (times.get(best) ?? 0)) best = count;
  return best;
}
