/** What of a pool a model does not read, as a sample of its texts shows. */
export interface CutTexts {
  /** The model's name. */
  readonly model: string;
  /** Tokens that it reads of a text. */
  readonly tokens: number;
  /** Share of the texts that have more. */
  readonly share: number;
}

/** Fewer are not worth telling. */
const leastShare = 0.01;

/**
 * How many of the texts are longer than what a model reads. Words, signs and characters of Chinese or Japanese are
 * counted, of which each is a token at least.
 * @returns undefined where hardly any is
 */
export function cutTexts(
  texts: readonly string[],
  { name, maxTokens }: { readonly name: string; readonly maxTokens: number },
): CutTexts | undefined {
  const longer = texts.filter((text) => hasMoreTokens(text, maxTokens)).length;
  const share = texts.length === 0 ? 0 : longer / texts.length;
  return share < leastShare ? undefined : { model: name, tokens: maxTokens, share };
}

const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;

/** Two more are put round every text. */
function hasMoreTokens(text: string, most: number): boolean {
  let tokens = 2;
  for (const _ of text.matchAll(token)) if (++tokens > most) return true;
  return false;
}
