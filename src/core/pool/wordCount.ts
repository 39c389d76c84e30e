/** Letters of scripts that are written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** The number of letters of scripts that are written without spaces. */
export function unspacedLetters(value: string): number {
  return value.match(unspaced)?.length ?? 0;
}

/** The approximate number of words: by spaces, or at two letters a word in scripts without them. */
export function wordCount(value: string): number {
  if (value === '') return 0;
  return Math.max(value.split(/\s+/).length, Math.ceil(unspacedLetters(value) / 2));
}
