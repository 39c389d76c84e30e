import { cutTexts } from '../../core/embed/cutTexts.ts';
import type { LanguageShare } from '../../core/embed/languages.ts';
import type { TextBlocks } from '../../core/embed/embedder.ts';
import type { EmbeddingSummary } from '../../core/engine/embeddingApi.ts';
import type { EngineOptions } from '../engineOptions.ts';

/** Places sampled, and rows read at each. */
const sampledBlocks = 30;
const rowsPerBlock = 20;

/** Texts spread over a pool, to detect its language and estimate text length. */
export async function sampleOf(pool: TextBlocks): Promise<string[]> {
  const texts: string[] = [];
  const count = Math.min(sampledBlocks, Math.ceil(pool.size / rowsPerBlock));
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * pool.size) / count);
    texts.push(...(await pool.texts(from, Math.min(pool.size, from + rowsPerBlock))));
  }
  return texts;
}

/** The languages of the open pool, detected on first request. */
export class PoolLanguages {
  readonly #pool: { readonly generation: number };
  readonly #languagesOf: EngineOptions['languagesOf'];
  #cached:
    | { readonly generation: number; readonly languages: Promise<readonly LanguageShare[]> }
    | undefined;

  /** @param pool its `generation` grows with every opening */
  constructor(pool: { readonly generation: number }, languagesOf: EngineOptions['languagesOf']) {
    this.#pool = pool;
    this.#languagesOf = languagesOf;
  }

  /** @param sample texts spread over the pool; called only if the languages are not cached */
  of(sample: () => Promise<readonly string[]>): Promise<readonly LanguageShare[]> {
    const { generation } = this.#pool;
    if (this.#cached?.generation === generation) return this.#cached.languages;
    const languages = sample().then((texts) => this.#languagesOf(texts));
    this.#cached = { generation, languages };
    // Retry next time: the pool may be readable then.
    languages.catch(() => (this.#cached = undefined));
    return languages;
  }
}

/** How many texts of a sample the models among some blocks truncate. */
export function truncatedTexts(
  blocks: readonly { readonly name: string; readonly maxTokens: number | undefined }[],
  sample: readonly string[],
): Pick<EmbeddingSummary, 'cut'> {
  const cut = blocks.flatMap(({ name, maxTokens }) =>
    maxTokens === undefined ? [] : (cutTexts(sample, { name, maxTokens }) ?? []),
  );
  return cut.length > 0 ? { cut } : {};
}
