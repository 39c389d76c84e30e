import { normaliseText } from '../record.ts';

/** Runs of letters, digits and marks; in scripts without spaces every character is a word. */
const WORDS =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|[\p{L}\p{N}\p{M}_]+/gu;

/**
 * The word bigrams of a text in lower case; for a single word the word, for none the text itself.
 */
export function wordPairs(text: string): Set<string> {
  const plain = normaliseText(text).toLowerCase();
  const words = plain.match(WORDS) ?? [plain];
  if (words.length === 1) return new Set(words);
  return new Set(words.slice(1).map((word, i) => `${words[i]} ${word}`));
}

/** Jaccard similarity of all pairs of texts that share a bigram. */
export function* likePairs(
  texts: readonly string[],
): Generator<{ readonly first: number; readonly second: number; readonly likeness: number }> {
  const sizes: number[] = [];
  const holders = new Map<string, number[]>();
  for (const [second, text] of texts.entries()) {
    const pairs = wordPairs(text);
    sizes.push(pairs.size);
    const shared = new Map<number, number>();
    for (const pair of pairs) {
      const before = holders.get(pair);
      if (!before) {
        holders.set(pair, [second]);
        continue;
      }
      for (const first of before) shared.set(first, (shared.get(first) ?? 0) + 1);
      before.push(second);
    }
    for (const [first, count] of shared) {
      yield { first, second, likeness: count / (sizes[first]! + pairs.size - count) };
    }
  }
}
