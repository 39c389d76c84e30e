/** How much of a pool's text a model truncates, estimated from a sample. */
export interface CutTexts {
  /** The model's name. */
  readonly model: string;
  /** Maximum number of tokens that it reads. */
  readonly tokens: number;
  /** Share of longer texts. */
  readonly share: number;
}

/** Smaller shares are not reported. */
const leastShare = 0.01;

/**
 * The share of texts longer than a model's maximum. Counts words, signs and Chinese or Japanese
 * characters, each of which is at least one token.
 * @returns undefined if the share is negligible
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

/** The tokenizer adds two tokens to every text. */
function hasMoreTokens(text: string, limit: number): boolean {
  let tokens = 2;
  for (const _ of text.matchAll(token)) if (++tokens > limit) return true;
  return false;
}
