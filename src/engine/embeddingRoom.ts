import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HumanError } from '../core/errors.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import type {
  EmbeddingSummary,
  EmbedParams,
  OpenPoolParams,
  WorkOptions,
} from '../core/loop/enginePort.ts';
import type { EngineOptions } from './engine.ts';
import { embedPool, type EmbeddablePool, type EmbeddingStore } from './embeddingCache.ts';
import { openLexical } from './lexicalCache.ts';
import type { PoolRoom } from './poolRoom.ts';

export interface EmbeddingRoomOptions {
  readonly pool: PoolRoom;
  readonly openTransformer: EngineOptions['openTransformer'];
}

/** What `auto` takes where it is on this machine, or where its download was agreed to. */
const autoModel = 'Xenova/all-MiniLM-L6-v2';

/** What was opened, and why it is not what was asked for. */
interface Opened {
  readonly embedder: Embedder;
  readonly file: string;
  readonly fellBack?: string;
  readonly offerDownload?: boolean;
  readonly offerAgain?: boolean;
}

/** The embedding of the whole pool, made once and kept in the cache folder. */
export class EmbeddingRoom {
  readonly #options: EmbeddingRoomOptions;
  #opened: OpenPoolParams | undefined;
  #store: EmbeddingStore | undefined;
  #textEmbedder: Embedder | undefined;
  /** How the present vectors were asked for. */
  #embedded: EmbedParams | undefined;

  constructor(options: EmbeddingRoomOptions) {
    this.#options = options;
  }

  /** @throws HumanError before the pool is embedded. */
  get current(): { embeddings: EmbeddingStore; fingerprint: string } {
    if (!this.#store) {
      throw new HumanError('The pool is not embedded yet. Wait for it, or resume the embedding.');
    }
    return { embeddings: this.#store, fingerprint: this.#store.fingerprint };
  }

  /** Embeds any text as the pool was; undefined for models, which are too slow for that. */
  get textEmbedder(): Embedder | undefined {
    return this.#textEmbedder;
  }

  /**
   * A few texts embedded as the pool was; a model is loaded again for it.
   * @returns texts.length × dimensions values
   * @throws HumanError before the pool is embedded, or where the model is gone; CancelledError.
   */
  async embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const { fingerprint } = this.current;
    if (this.#textEmbedder) return this.#textEmbedder.embed(texts, signal);
    const { embedder } = await this.#open(
      this.#embedded!,
      this.#source(),
      signal ? { signal } : {},
    );
    try {
      if (embedder.fingerprint !== fingerprint) {
        throw new HumanError(
          'The model that embedded the pool is not there any more. Embed the pool again.',
        );
      }
      return await embedder.embed(texts, signal);
    } finally {
      await embedder.close?.();
    }
  }

  #source(): EmbeddablePool {
    const { pool } = this.#options.pool;
    const { size, idBytes } = pool.index;
    return { size, idBytes, texts: (from, to) => pool.texts(from, to) };
  }

  /** Where the cache lies and what it is called. */
  openedIn(params: OpenPoolParams): void {
    this.#opened = params;
  }

  forget(): void {
    const former = this.#store;
    this.#store = undefined;
    this.#textEmbedder = undefined;
    // A read that is under way may fail; nobody waits for it any more.
    former?.close().catch(() => undefined);
  }

  async embed(params: EmbedParams, work: WorkOptions): Promise<EmbeddingSummary> {
    this.forget();
    const source = this.#source();
    const { embedder, file, ...trouble } = await this.#open(params, source, work);
    try {
      this.#store = await embedPool({ pool: source, embedder, file, ...work });
      this.#embedded = params;
      if (!embedder.close) this.#textEmbedder = embedder;
    } finally {
      await embedder.close?.();
    }
    const { name, fingerprint, dimensions } = embedder;
    return {
      name: `${name} (${dimensions})`,
      fingerprint,
      dimensions,
      ...trouble,
    };
  }

  async #open(params: EmbedParams, pool: EmbeddablePool, work: WorkOptions): Promise<Opened> {
    const { embedding, modelsDir, allowDownload } = params;
    if (embedding === 'lexical') return this.#lexical(params, pool, work);
    const auto = embedding === 'auto';
    const model = auto ? autoModel : this.#modelOf(embedding);
    if (auto && !allowDownload && !existsSync(join(modelsDir, autoModel)))
      return this.#lexical(params, pool, work);
    try {
      const embedder = await this.#options.openTransformer({
        model,
        cacheDir: modelsDir,
        allowDownload,
        ...(params.downloadAgain ? { downloadAgain: true } : {}),
        ...(params.remoteHost === undefined ? {} : { remoteHost: params.remoteHost }),
        ...work,
      });
      return { embedder, file: this.#file(`${model.replace(/[^A-Za-z0-9.-]+/g, '_')}.vectors`) };
    } catch (error) {
      if (!(error instanceof HumanError)) throw error;
      const lexical = await this.#lexical(params, pool, work);
      // A model that `auto` found incomplete is no news to anyone who did not ask for it.
      if (auto && !allowDownload) return lexical;
      return {
        ...lexical,
        fellBack: `${error.message} Until then the lexical embedder serves.`,
        // Only the error that asks for consent names a model.
        ...('model' in error ? { offerDownload: true } : {}),
        ...('downloadAgain' in error ? { offerAgain: true } : {}),
      };
    }
  }

  async #lexical(
    { seed, dimensions }: EmbedParams,
    pool: EmbeddablePool,
    work: WorkOptions,
  ): Promise<Opened> {
    const file = this.#file('lexical.embedder');
    const embedder = await openLexical({ pool, file, seed, dimensions, ...work });
    return { embedder, file: this.#file('lexical.vectors') };
  }

  /** A folder is meant relative to the project file; a hub id is taken as it is. */
  #modelOf(embedding: string): string {
    const folder = join(this.#opened?.folder ?? '', embedding);
    if (embedding.startsWith('/') || /^[A-Za-z]:[\\/]/.test(embedding)) return embedding;
    return embedding.startsWith('.') || existsSync(folder) ? folder : embedding;
  }

  #file(suffix: string): string {
    if (!this.#opened) throw new HumanError('The pool is not open yet.');
    return join(this.#opened.cacheDir, `${this.#opened.name}.${suffix}`);
  }
}
