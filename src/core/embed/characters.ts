/** Classes of UTF-16 units in the tokenizer. */
export const SPACE = 0;
/** Letter, mark, digit, underscore: part of a word. */
const WORD = 1;
/** Neither space nor word: runs of symbols are tokens too ("!!!", ":-)", "👍"). */
const SYMBOL = 2;
/** Scripts written without spaces: each character is a token, so that word pairs are character pairs. */
export const IDEOGRAPH = 3;

let table: Uint8Array | undefined;

/**
 * The class of each of the 65,536 UTF-16 units; surrogates count as symbols, which keeps emoji
 * intact.
 */
export function characterClasses(): Uint8Array {
  if (table) return table;
  const space = /\s|\p{Cc}/u;
  const word = /[\p{L}\p{M}\p{N}_]/u;
  const ideograph =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
  table = new Uint8Array(65536);
  for (let unit = 0; unit < 65536; unit++) {
    const character = String.fromCharCode(unit);
    if (unit >= 0xd800 && unit <= 0xdfff) table[unit] = SYMBOL;
    else if (space.test(character)) table[unit] = SPACE;
    else if (unit > 127 && ideograph.test(character)) table[unit] = IDEOGRAPH;
    else table[unit] = word.test(character) ? WORD : SYMBOL;
  }
  return table;
}
