import { cutTexts } from '../core/embed/cutTexts.ts';
import type { TextBlocks } from '../core/embed/embedder.ts';
import type { EmbeddingSummary } from '../core/loop/embeddingPort.ts';

/** So many places of the pool, of so many rows each. */
const places = 30;
const rowsAtPlace = 20;

/** Texts from all over a pool, by which its language and their length are told. */
export async function sampleOf(pool: TextBlocks): Promise<string[]> {
  const texts: string[] = [];
  const count = Math.min(places, Math.ceil(pool.size / rowsAtPlace));
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * pool.size) / count);
    texts.push(...(await pool.texts(from, Math.min(pool.size, from + rowsAtPlace))));
  }
  return texts;
}

/** What the models among some blocks do not read of the texts of a sample. */
export function cutBy(
  blocks: readonly { readonly name: string; readonly maxTokens: number | undefined }[],
  sample: readonly string[],
): Pick<EmbeddingSummary, 'cut'> {
  const cut = blocks.flatMap(({ name, maxTokens }) =>
    maxTokens === undefined ? [] : (cutTexts(sample, { name, maxTokens }) ?? []),
  );
  return cut.length > 0 ? { cut } : {};
}
