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
import { cutBy, PoolLanguages, sampleOf } from '../pool/poolSample.ts';
import type { PoolService } from '../pool/poolService.ts';
import { takesPart } from '../pool/subPool.ts';
import { embedBlocks, type EmbeddedBlocks } from './embedBlocks.ts';
import type {
  EmbeddablePool,
  EmbeddingStore,
  EmbedPoolOptions,
  PartlyCachedEmbeddings,
} from './embeddingCache.ts';
import { rowsForModels, servedOrder } from './rowOrder.ts';
import { blocksWanted, openBlock } from './openBlock.ts';
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

/** The vectors of the pool, and how they were asked for. */
interface Present {
  readonly params: EmbedParams;
  readonly store: EmbeddingStore;
  readonly blocks: readonly UsedBlock[];
  /** The rows that queries draw from; undefined where it is all of them. */
  readonly drawn: Int32Array | undefined;
}

/** The embedding of the whole pool, made once and kept in the cache folder, a file for each block. */
export class EmbeddingService {
  readonly #options: EmbeddingServiceOptions;
  readonly #languages: PoolLanguages;
  #opened: OpenPoolParams | undefined;
  #present: Present | undefined;
  #preparing: { readonly stop: () => void; readonly ended: Promise<void> } | undefined;
  /** The stores of the blocks that embed the rest of the pool on demand, by their files. */
  #partly = new Map<string, PartlyCachedEmbeddings>();
  /** The vectors of the labels that were asked for last. */
  #labels: { readonly of: string; readonly vectors: Matrix } | undefined;

  constructor(options: EmbeddingServiceOptions) {
    this.#options = options;
    this.#languages = new PoolLanguages(options.pool, options.languagesOf);
  }

  /** @throws UserError before the pool is embedded. */
  get current(): { embeddings: EmbeddingStore; fingerprint: string } {
    const { store } = this.#embedded;
    return { embeddings: store, fingerprint: store.fingerprint };
  }

  get #embedded(): Present {
    if (!this.#present) {
      throw new UserError(message('vectors.notMade', {}));
    }
    return this.#present;
  }

  /** Those of these rows (ascending) that have vectors, whatever was embedded on demand. */
  drawable(rows: Int32Array): Int32Array {
    const drawn = this.#present?.drawn;
    if (!drawn) return rows;
    let at = 0;
    return rows.filter((row) => {
      while (at < drawn.length && drawn[at]! < row) at++;
      return drawn[at] === row;
    });
  }

  /** What the pool is embedded by; none before it is. */
  get blocks(): readonly UsedBlock[] {
    return this.#present?.blocks ?? [];
  }

  /** Whether `variantsOf` has an answer. */
  get explains(): boolean {
    return embedsVariants(this.blocks);
  }

  /**
   * Variants of a record's text; see `variantVectors`.
   * @param row of the record in the pool
   * @returns texts.length × dimensions values; undefined where every block is a model's.
   * @throws UserError before the pool is embedded; CancelledError.
   */
  async variantsOf(
    row: number,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array | undefined> {
    const { store, blocks } = this.#embedded;
    return this.explains ? variantVectors(blocks, store, row, texts, signal) : undefined;
  }

  /**
   * A few texts embedded as the pool was; models are loaded again for it.
   * @returns texts.length × dimensions values
   * @throws UserError before the pool is embedded, or where a model is gone; CancelledError.
   */
  async embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const present = this.#embedded;
    const vectors = await textVectors(present.blocks, texts, this.#reopen(present, signal), signal);
    return this.#unlessChanged(present, vectors);
  }

  /**
   * What labels are beside the records, by the blocks that read sentences. Kept for the next time, as a model
   * is loaded for it.
   * @param texts one a label
   * @returns labels × dimensions; undefined where no block knows anything of their words
   * @throws UserError as `embedTexts` does; CancelledError.
   */
  async labelVectors(texts: readonly string[], signal?: AbortSignal): Promise<Matrix | undefined> {
    if (!this.blocks.some(readsLabels)) return undefined;
    const present = this.#embedded;
    const of = JSON.stringify([present.store.fingerprint, texts]);
    if (this.#labels?.of === of) return this.#labels.vectors;
    const reopen = this.#reopen(present, signal);
    const vectors = await labelVectors(present.blocks, texts, reopen, signal);
    this.#unlessChanged(present, vectors);
    this.#labels = { of, vectors };
    return vectors;
  }

  #reopen({ params }: Present, signal?: AbortSignal): (block: UsedBlock) => Promise<OpenedBlock> {
    return (block) => this.#open(block, params, this.#source(), signal ? { signal } : {});
  }

  /** @throws UserError where the pool has other vectors than when `made` was begun. */
  #unlessChanged<T>({ store }: Present, made: T): T {
    if (store.fingerprint === this.current.fingerprint) return made;
    throw new UserError(message('vectors.changedMeanwhile', {}));
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

  /** Resolves when nothing is written to the files any more. */
  async forget(): Promise<void> {
    const former = this.#present?.store;
    this.#present = undefined;
    this.#partly = new Map();
    // A read that is under way may fail; nobody waits for it any more.
    await former?.close().catch(() => undefined);
  }

  /**
   * Makes the vectors of the blocks that are models, into their files.
   * @throws UserError where a model cannot be used; CancelledError, also when something else is embedded.
   */
  async prepare(
    params: EmbedParams,
    { signal, onProgress }: WorkOptions,
  ): Promise<PreparedVectors> {
    await this.stopPreparing();
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const work = this.#prepare(params, { signal: either, ...(onProgress && { onProgress }) });
    this.#preparing = { stop: () => stop.abort(), ended: work.then(nothing, nothing) };
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
      openStore: (file: string) => this.#partly.get(file),
      modelRecords,
    };
    return prepareVectors(params, sources, work);
  }

  async embed(params: EmbedParams, work: WorkOptions): Promise<EmbeddingSummary> {
    await this.stopPreparing();
    await this.forget();
    const source = this.#source();
    const asked = blocksWanted(params);
    const models = asked.some(({ use }) => use !== lexicalBlock);
    const sample = models ? await sampleOf(source) : [];
    const looks = params.checkLanguage === true && models;
    const languages = looks ? await this.#languages.of(async () => sample) : [];
    // What the product brings is for English.
    const wanted = isOtherThanEnglish(languages)
      ? asked.filter(({ use }) => use === lexicalBlock)
      : asked;
    const sources = {
      source,
      open: (block: EmbeddingBlock) => this.#open(block, params, source, work),
      partOf: (block: EmbeddingBlock) => this.#partOf(block, params),
      onPartly: (file: string, store: PartlyCachedEmbeddings) => this.#partly.set(file, store),
    };
    let embedded: EmbeddedBlocks;
    try {
      embedded = await embedBlocks(wanted, params, sources, work);
    } catch (error) {
      this.#partly = new Map();
      throw error;
    }
    const { store, blocks, trouble, problems } = embedded;
    const drawn = store.onDemand ? this.#part(params) : undefined;
    this.#present = { params, store, blocks, drawn };
    return {
      ...summaryOf(blocks),
      explains: this.explains,
      ...(drawn && { drawsFrom: drawn.length }),
      ...trouble,
      ...(looks && { languages }),
      ...cutBy(blocks, sample),
      ...(problems.length > 0 && { problem: message('vectors.problems', { problems }) }),
    };
  }

  #part(params: EmbedParams): Int32Array | undefined {
    const { pool, modelRecords } = this.#options;
    return rowsForModels(params, pool, modelRecords);
  }

  /** What of a large pool a model embeds, and how it is opened for the rest. */
  #partOf(block: EmbeddingBlock, params: EmbedParams): Pick<EmbedPoolOptions, 'order' | 'reopen'> {
    const part = takesPart(block) ? this.#part(params) : undefined;
    if (!part) return {};
    // What was to be downloaded again has been.
    const { downloadAgain: _, ...again } = params;
    const reopen = async (): Promise<Embedder> =>
      (await this.#open(block, again, this.#source(), {})).embedder;
    return { order: servedOrder(params, this.#options.pool, part)!, reopen };
  }

  /**
   * Opens a block of any embedding.
   * @throws UserError before the pool is open, or where the block cannot be had; CancelledError.
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
    if (!this.#opened) throw new UserError(message('engine.poolNotOpen', {}));
    return openBlock(block, {
      ...this.#options,
      opened: this.#opened,
      records: () => this.#options.pool.pool,
      params,
      pool,
      work,
    });
  }
}

function nothing(): void {}
