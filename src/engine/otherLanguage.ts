import type { EmbeddablePool } from './embeddingCache.ts';
import type { EngineOptions } from './engine.ts';

/** The language is looked for in so many places of the pool, of so many rows each. */
const sampleBlocks = 30;
const sampleRows = 20;

/** The language of most of the pool where that is not English; undefined also where it cannot be told. */
export async function otherLanguage(
  pool: EmbeddablePool,
  languageOf: EngineOptions['languageOf'],
): Promise<string | undefined> {
  const texts: string[] = [];
  const blocks = Math.min(sampleBlocks, Math.ceil(pool.size / sampleRows));
  for (let i = 0; i < blocks; i++) {
    const from = Math.floor((i * pool.size) / blocks);
    texts.push(...(await pool.texts(from, Math.min(pool.size, from + sampleRows))));
  }
  const { code, share } = languageOf(texts);
  return code === 'eng' || code === 'und' || share < 0.5 ? undefined : code;
}
