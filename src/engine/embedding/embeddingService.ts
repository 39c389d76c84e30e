import { message } from '../../core/messages/messages.ts';
import { lexicalBlock, readsLabels, type EmbeddingBlock } from '../../core/embed/blocks.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import { isOtherThanEnglish } from '../../core/embed/languages.ts';
import { UserError } from '../../core/errors.ts';
import type {
  EmbeddingSummary,
  EmbedParams,
  PreparedVectors,
} from '../../core/engine/embeddingApi.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { OpenPoolParams } from '../../core/engine/poolApi.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { EngineOptions } from '../engineOptions.ts';
import { truncatedTexts, PoolLanguages, sampleOf } from '../pool/poolSample.ts';
import type { PoolService } from '../pool/poolService.ts';
import { embedsPartOfPool } from '../pool/subPool.ts';
import { embedBlocks, type EmbeddedBlocks } from './embedBlocks.ts';
import type {
  EmbeddablePool,
  EmbeddingStore,
  EmbedPoolOptions,
  PartlyCachedEmbeddings,
} from './embeddingCache.ts';
import { rowsForModels, rowsToEmbed } from './rowOrder.ts';
import { requestedBlocks, openBlock } from './openBlock.ts';
import { prepareVectors } from './prepareVectors.ts';
import { embedsVariants, labelVectors, textVectors, variantVectors } from './textVectors.ts';
import { summaryOf, type OpenedBlock, type UsedBlock } from './usedBlock.ts';

export interface EmbeddingServiceOptions extends Pick<
  EngineOptions,
  | 'openTransformer'
  | 'openBundledModel'
  | 'openStatic'
  | 'openServer'
  | 'openVectors'
  | 'languagesOf'
  | 'modelRecords'
> {
  readonly pool: PoolService;
}

/** The vectors of the pool and the request that made them. */
interface EmbeddedPool {
  readonly params: EmbedParams;
  readonly store: EmbeddingStore;
  readonly blocks: readonly UsedBlock[];
  /** Rows that queries draw from; undefined for all. */
  readonly drawableRows: Int32Array | undefined;
}

/**
 * The embedding of the whole pool, computed once and kept in the cache folder, one file per block.
 */
export class EmbeddingService {
  readonly #options: EmbeddingServiceOptions;
  readonly #languages: PoolLanguages;
  #poolParams: OpenPoolParams | undefined;
  #embeddedPool: EmbeddedPool | undefined;
  #preparing: { readonly stop: () => void; readonly ended: Promise<void> } | undefined;
  /** Stores of the blocks that embed remaining rows on demand, by file. */
  #partlyCached = new Map<string, PartlyCachedEmbeddings>();
  /** The most recently requested label vectors. */
  #labels: { readonly key: string; readonly vectors: Matrix } | undefined;

  constructor(options: EmbeddingServiceOptions) {
    this.#options = options;
    this.#languages = new PoolLanguages(options.pool, options.languagesOf);
  }

  /** @throws UserError before the pool is embedded. */
  get current(): { embeddings: EmbeddingStore; fingerprint: string } {
    const { store } = this.#requireEmbedded;
    return { embeddings: store, fingerprint: store.fingerprint };
  }

  get #requireEmbedded(): EmbeddedPool {
    if (!this.#embeddedPool) {
      throw new UserError(message('vectors.notMade', {}));
    }
    return this.#embeddedPool;
  }

  /** Those of the given rows (ascending) that have vectors without embedding on demand. */
  drawable(rows: Int32Array): Int32Array {
    const drawableRows = this.#embeddedPool?.drawableRows;
    if (!drawableRows) return rows;
    let at = 0;
    return rows.filter((row) => {
      while (at < drawableRows.length && drawableRows[at]! < row) at++;
      return drawableRows[at] === row;
    });
  }

  /** Blocks that embed the pool; empty before it is embedded. */
  get blocks(): readonly UsedBlock[] {
    return this.#embeddedPool?.blocks ?? [];
  }

  /** Whether `variantsOf` returns vectors. */
  get explains(): boolean {
    return embedsVariants(this.blocks);
  }

  /**
   * Embeds variants of a record's text; see `variantVectors`.
   * @param row of the record in the pool
   * @returns texts.length × dimensions values; undefined if every block is a model.
   * @throws UserError before the pool is embedded; CancelledError.
   */
  async variantsOf(
    row: number,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array | undefined> {
    const { store, blocks } = this.#requireEmbedded;
    return this.explains ? variantVectors(blocks, store, row, texts, signal) : undefined;
  }

  /**
   * Embeds a few texts as the pool was embedded; reloads models.
   * @returns texts.length × dimensions values
   * @throws UserError before the pool is embedded or if a model is missing; CancelledError.
   */
  async embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const embedded = this.#requireEmbedded;
    const vectors = await textVectors(
      embedded.blocks,
      texts,
      this.#reopen(embedded, signal),
      signal,
    );
    return this.#checkUnchanged(embedded, vectors);
  }

  /**
   * Label vectors from the blocks that read sentences. Cached, since they require loading a model.
   * @param texts one per label
   * @returns labels × dimensions; undefined if no block embeds words
   * @throws UserError as `embedTexts` does; CancelledError.
   */
  async labelVectors(texts: readonly string[], signal?: AbortSignal): Promise<Matrix | undefined> {
    if (!this.blocks.some(readsLabels)) return undefined;
    const embedded = this.#requireEmbedded;
    const key = JSON.stringify([embedded.store.fingerprint, texts]);
    if (this.#labels?.key === key) return this.#labels.vectors;
    const reopen = this.#reopen(embedded, signal);
    const vectors = await labelVectors(embedded.blocks, texts, reopen, signal);
    this.#checkUnchanged(embedded, vectors);
    this.#labels = { key, vectors };
    return vectors;
  }

  #reopen(
    { params }: EmbeddedPool,
    signal?: AbortSignal,
  ): (block: UsedBlock) => Promise<OpenedBlock> {
    return (block) => this.#open(block, params, this.#source(), signal ? { signal } : {});
  }

  /** @throws UserError if the pool's vectors have changed since `made` was started. */
  #checkUnchanged<T>({ store }: EmbeddedPool, result: T): T {
    if (store.fingerprint === this.current.fingerprint) return result;
    throw new UserError(message('vectors.changedMeanwhile', {}));
  }

  #source(): EmbeddablePool {
    const { pool } = this.#options.pool;
    const { size, idBytes } = pool.index;
    return { size, idBytes, texts: (from, to) => pool.texts(from, to) };
  }

  /** Sets the cache folder and file names. */
  setPool(params: OpenPoolParams): void {
    this.#poolParams = params;
  }

  /** Discards the pool's vectors; resolves when all writes to their files have ended. */
  async forget(): Promise<void> {
    const previous = this.#embeddedPool?.store;
    this.#embeddedPool = undefined;
    this.#partlyCached = new Map();
    // Pending reads may fail: their results are no longer needed.
    await previous?.close().catch(() => undefined);
  }

  /**
   * Computes the vectors of the model blocks into their files.
   * @throws UserError if a model cannot be used; CancelledError, also if another embedding starts.
   */
  async prepare(
    params: EmbedParams,
    { signal, onProgress }: WorkOptions,
  ): Promise<PreparedVectors> {
    await this.stopPreparing();
    const stop = new AbortController();
    const combined = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const work = this.#prepare(params, { signal: combined, ...(onProgress && { onProgress }) });
    this.#preparing = { stop: () => stop.abort(), ended: work.then(noop, noop) };
    return work;
  }

  /** Ends `prepare`, and resolves when its files are closed. */
  async stopPreparing(): Promise<void> {
    const { stop, ended } = this.#preparing ?? {};
    this.#preparing = undefined;
    stop?.();
    await ended;
  }

  async #prepare(params: EmbedParams, work: WorkOptions): Promise<PreparedVectors> {
    const { pool, modelRecords } = this.#options;
    const source = this.#source();
    const sources = {
      pool,
      source,
      languages: () => this.#languages.of(() => sampleOf(source)),
      open: (block: EmbeddingBlock) => this.#open(block, params, source, work),
      openStore: (file: string) => this.#partlyCached.get(file),
      modelRecords,
    };
    return prepareVectors(params, sources, work);
  }

  async embed(params: EmbedParams, work: WorkOptions): Promise<EmbeddingSummary> {
    await this.stopPreparing();
    await this.forget();
    const source = this.#source();
    const requested = requestedBlocks(params);
    const usesModels = requested.some(({ use }) => use !== lexicalBlock);
    const sample = usesModels ? await sampleOf(source) : [];
    const detectsLanguage = params.checkLanguage === true && usesModels;
    const languages = detectsLanguage ? await this.#languages.of(async () => sample) : [];
    // The bundled model is for English.
    const supported = isOtherThanEnglish(languages)
      ? requested.filter(({ use }) => use === lexicalBlock)
      : requested;
    const sources = {
      source,
      open: (block: EmbeddingBlock) => this.#open(block, params, source, work),
      partOptions: (block: EmbeddingBlock) => this.#partOptions(block, params),
      onPartlyCached: (file: string, store: PartlyCachedEmbeddings) =>
        this.#partlyCached.set(file, store),
    };
    let embedded: EmbeddedBlocks;
    try {
      embedded = await embedBlocks(supported, params, sources, work);
    } catch (error) {
      this.#partlyCached = new Map();
      throw error;
    }
    const { store, blocks, fallback, problems } = embedded;
    const drawableRows = store.onDemand ? this.#modelRows(params) : undefined;
    this.#embeddedPool = { params, store, blocks, drawableRows };
    return {
      ...summaryOf(blocks),
      explains: this.explains,
      ...(drawableRows && { drawsFrom: drawableRows.length }),
      ...fallback,
      ...(detectsLanguage && { languages }),
      ...truncatedTexts(blocks, sample),
      ...(problems.length > 0 && { problem: message('vectors.problems', { problems }) }),
    };
  }

  #modelRows(params: EmbedParams): Int32Array | undefined {
    const { pool, modelRecords } = this.#options;
    return rowsForModels(params, pool, modelRecords);
  }

  /** Which rows of a large pool a model embeds, and how to reopen it for the rest. */
  #partOptions(
    block: EmbeddingBlock,
    params: EmbedParams,
  ): Pick<EmbedPoolOptions, 'order' | 'reopen'> {
    const part = embedsPartOfPool(block) ? this.#modelRows(params) : undefined;
    if (!part) return {};
    // The download has already been repeated.
    const { downloadAgain: _, ...reopenParams } = params;
    const reopen = async (): Promise<Embedder> =>
      (await this.#open(block, reopenParams, this.#source(), {})).embedder;
    return { order: rowsToEmbed(params, this.#options.pool, part)!, reopen };
  }

  /**
   * Opens a block of any embedding.
   * @throws UserError before the pool is open or if the block is unavailable; CancelledError.
   */
  open(block: EmbeddingBlock, params: EmbedParams, work: WorkOptions): Promise<OpenedBlock> {
    return this.#open(block, params, this.#source(), work);
  }

  #open(
    block: EmbeddingBlock,
    params: EmbedParams,
    pool: EmbeddablePool,
    work: WorkOptions,
  ): Promise<OpenedBlock> {
    if (!this.#poolParams) throw new UserError(message('engine.poolNotOpen', {}));
    return openBlock(block, {
      ...this.#options,
      poolParams: this.#poolParams,
      records: () => this.#options.pool.pool,
      params,
      pool,
      work,
    });
  }
}

function noop(): void {}
