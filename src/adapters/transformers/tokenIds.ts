/** Above any language's average; merely avoids tokenizing the rest of a very long text. */
const CHARACTERS_A_TOKEN = 32;

/**
 * The token ids of a text, at most `most`. A truncated text keeps its closing token, as with the
 * models' own tokenizers; the library would cut it off.
 */
export function tokenIds(
  encode: (text: string) => readonly number[],
  text: string,
  most: number,
): readonly number[] {
  const ids = encode(text.slice(0, most * CHARACTERS_A_TOKEN));
  return ids.length <= most ? ids : [...ids.slice(0, most - 1), ids.at(-1)!];
}
