import {
  joinRows,
  labelRows,
  lexicalBlock,
  readsLabels,
  weighed,
  type BlockRows,
  type EmbeddingBlock,
  type LabelBlock,
} from '../../core/embed/blocks.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import { isOtherThanEnglish } from '../../core/embed/languages.ts';
import { UserError } from '../../core/errors.ts';
import {
  type EmbeddingSummary,
  type EmbedParams,
  type PreparedVectors,
} from '../../core/engine/embeddingApi.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { RecordId } from '../../core/record.ts';
import {
  embedPool,
  PartlyCachedEmbeddings,
  type EmbeddablePool,
  type EmbeddingStore,
  type EmbedPoolOptions,
} from './embeddingCache.ts';
import { embeddingOrder } from './embeddingOrder.ts';
import { joinEmbeddings, repeatedRow } from './joinedEmbeddings.ts';
import { blocksWanted, openBlock } from './openBlock.ts';
import type { PoolService } from '../pool/poolService.ts';
import { cutBy, PoolLanguages, sampleOf } from '../pool/poolSample.ts';
import { standardModelRecords, subPool, takesPart } from '../pool/subPool.ts';
import { embedBy, summaryOf, type UsedBlock } from './usedBlock.ts';
import { trialVectors, type TrialVectors } from '../evaluation/trialVectors.ts';
import { troubleOf, type Trouble } from './embeddingProblem.ts';
import type { EngineOptions } from '../engineOptions.ts';
import type { OpenedBlock } from './openedBlock.ts';
import type { OpenPoolParams } from '../../core/engine/poolApi.ts';

export interface EmbeddingRoomOptions extends Pick<
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

/** The embedding of the whole pool, made once and kept in the cache folder, a file for each block. */
export class EmbeddingService {
  readonly #options: EmbeddingRoomOptions;
  #opened: OpenPoolParams | undefined;
  #store: EmbeddingStore | undefined;
  #blocks: readonly UsedBlock[] = [];
  #preparing: { readonly stop: () => void; readonly ended: Promise<void> } | undefined;
  /** How the present vectors were asked for. */
  #embedded: EmbedParams | undefined;
  readonly #languages: PoolLanguages;
  /** The stores of the blocks that embed the rest of the pool on demand, by their files. */
  #partly = new Map<string, PartlyCachedEmbeddings>();
  /** The rows that queries draw from; undefined where it is all of them. */
  #drawn: Int32Array | undefined;
  /** The vectors of the labels that were asked for last. */
  #labels: { readonly of: string; readonly vectors: Matrix } | undefined;

  constructor(options: EmbeddingRoomOptions) {
    this.#options = options;
    this.#languages = new PoolLanguages(options.pool, options.languagesOf);
  }

  /** @throws UserError before the pool is embedded. */
  get current(): { embeddings: EmbeddingStore; fingerprint: string } {
    if (!this.#store) {
      throw new UserError('The pool is not embedded yet. Wait for it, or resume the embedding.');
    }
    return { embeddings: this.#store, fingerprint: this.#store.fingerprint };
  }

  /** Those of these rows (ascending) that have vectors, whatever was embedded on demand. */
  drawable(rows: Int32Array): Int32Array {
    const drawn = this.#drawn;
    if (!drawn) return rows;
    let at = 0;
    return rows.filter((row) => {
      while (at < drawn.length && drawn[at]! < row) at++;
      return drawn[at] === row;
    });
  }

  /** What the pool is embedded by; none before it is. */
  get blocks(): readonly UsedBlock[] {
    return this.#blocks;
  }

  /** Whether `variantsOf` has an answer. */
  get explains(): boolean {
    const blocks = this.#blocks;
    return blocks.some(({ embedder, weight }) => embedder && (weight > 0 || blocks.length === 1));
  }

  /**
   * Variants of a record's text, embedded as the pool was, but with the models' parts of the vectors as they
   * are for the record itself: a model is too slow for every word of a text.
   * @param row of the record in the pool
   * @returns texts.length × dimensions values; undefined where every block is a model's.
   */
  async variantsOf(
    row: number,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array | undefined> {
    const { embeddings } = this.current;
    const blocks = this.#blocks;
    if (!this.explains) return undefined;
    const { data: own } = await embeddings.take([row]);
    let offset = 0;
    const parts = [];
    for (const { embedder, dimensions, weight } of blocks) {
      const part = own.subarray(offset, offset + dimensions);
      offset += dimensions;
      const data = embedder ? await embedder.embed(texts, signal) : repeatedRow(part, texts.length);
      parts.push({ data, dimensions, weight });
    }
    return parts.length === 1 ? parts[0]!.data : joinRows(parts, texts.length);
  }

  /**
   * A few texts embedded as the pool was; models are loaded again for it.
   * @returns texts.length × dimensions values
   * @throws UserError before the pool is embedded, or where a model is gone; CancelledError.
   */
  async embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const parts = await this.#embedByAll(texts, () => true, signal);
    const [first] = parts;
    return parts.length === 1 ? first!.data! : joinRows(parts as BlockRows[], texts.length);
  }

  /**
   * What labels are beside the records, by the blocks that read sentences; see `labelRows`. Kept for the next
   * time, as a model is loaded for it.
   * @param texts one a label
   * @returns labels × dimensions; undefined where no block knows anything of their words
   * @throws UserError as `embedTexts` does; CancelledError.
   */
  async labelVectors(texts: readonly string[], signal?: AbortSignal): Promise<Matrix | undefined> {
    if (!this.#blocks.some(readsLabels)) return undefined;
    const of = JSON.stringify([this.current.fingerprint, texts]);
    if (this.#labels?.of === of) return this.#labels.vectors;
    const parts = await this.#embedByAll(texts, readsLabels, signal);
    const width = parts.reduce((sum, { dimensions }) => sum + dimensions, 0);
    const vectors = matrix(texts.length, width, labelRows(parts, texts.length));
    this.#labels = { of, vectors };
    return vectors;
  }

  /** Texts by each block, without data of those that are not to read them. */
  async #embedByAll(
    texts: readonly string[],
    reads: (block: UsedBlock) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<LabelBlock[]> {
    const params = this.#embedded!;
    const { fingerprint } = this.current;
    const open = (block: UsedBlock): Promise<OpenedBlock> =>
      this.#open(block, params, this.#source(), signal ? { signal } : {});
    const parts: LabelBlock[] = [];
    for (const block of this.#blocks) {
      const { dimensions, weight } = block;
      const data = reads(block) && (await embedBy(block, texts, open, signal));
      parts.push({ ...(data && { data }), dimensions, weight });
    }
    if (fingerprint !== this.current.fingerprint) {
      throw new UserError('The pool was embedded otherwise in between. Try again.');
    }
    return parts;
  }

  /**
   * Vectors of some records by another embedding; those of the pool stay as they are.
   * @throws UserError where a block of it cannot be had; CancelledError.
   */
  tryOut(
    params: EmbedParams,
    records: { readonly rows: readonly number[]; readonly texts: readonly string[] },
    work: WorkOptions,
  ): Promise<TrialVectors> {
    const open = (block: EmbeddingBlock): Promise<OpenedBlock> =>
      this.#open(block, params, this.#source(), work);
    return trialVectors(weighed(blocksWanted(params)), records, open, work.signal);
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
    const former = this.#store;
    this.#store = undefined;
    this.#blocks = [];
    this.#partly = new Map();
    this.#drawn = undefined;
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
    const work = this.#prepareBlocks(params, { signal: either, ...(onProgress && { onProgress }) });
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

  async #prepareBlocks(params: EmbedParams, work: WorkOptions): Promise<PreparedVectors> {
    const source = this.#source();
    const models = blocksWanted(params).filter(({ use }) => use !== lexicalBlock);
    if (params.checkLanguage) {
      const languages = await this.#languages.of(() => sampleOf(source));
      if (isOtherThanEnglish(languages)) return { kind: 'otherLanguage' };
    }
    for (const block of models) {
      let opened: OpenedBlock;
      try {
        opened = await this.#open(block, params, source, work);
      } catch (error) {
        if (error instanceof UserError && 'notShipped' in error) return { kind: 'absent' };
        throw error;
      }
      const { embedder, file } = opened;
      try {
        const part = takesPart(block) ? this.#part(params) : undefined;
        const order = this.#order(params, part);
        const present = this.#partly.get(file);
        if (present) {
          // One writer a file: the present vectors of a part become those of all.
          await present.makeAll(embedder, { ...(order && { order }), ...work });
          continue;
        }
        // The rows are in the file now; in memory they are needed with the other blocks only.
        const kept = { memoryBudget: 0, ...(order && { order }), ...work };
        const reopen = part && { reopen: () => Promise.resolve(embedder) };
        const store = await embedPool({ pool: source, embedder, file, ...kept, ...reopen });
        await store.close();
      } finally {
        await embedder.close?.();
      }
    }
    return { kind: 'ready' };
  }

  /** The rows that models embed; undefined where it is all of them. */
  #part({ seed, modelRecords }: EmbedParams): Int32Array | undefined {
    const { size, idBytes } = this.#options.pool.pool.index;
    const count = modelRecords ?? this.#options.modelRecords ?? standardModelRecords;
    return count === 'all' || size <= count ? undefined : subPool(idBytes, size, count, seed);
  }

  /** @param part the rows besides those to be served; all when left out */
  #order({ serving }: EmbedParams, part?: Int32Array): Int32Array | undefined {
    if (!serving) return part;
    const { pool } = this.#options;
    const rowsOf = (ids: readonly RecordId[]): number[] => pool.rowsOf(ids);
    return embeddingOrder(part ?? pool.pool.index.size, rowsOf, serving);
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
    const used: UsedBlock[] = [];
    const stores: EmbeddingStore[] = [];
    const problems: string[] = [];
    let trouble: Trouble = {};
    try {
      for (const block of weighed(wanted)) {
        try {
          const opened = await this.#open(block, params, source, work);
          const kept = { ...work, ...this.#partOf(block, params) };
          used.push({ ...block, ...(await this.#embedBlock(opened, source, kept, stores)) });
          if (opened.problem !== undefined) problems.push(opened.problem);
        } catch (error) {
          if (!(error instanceof UserError) || block.use === lexicalBlock) throw error;
          trouble = { ...trouble, ...troubleOf(error, params) };
        }
      }
      if (used.length === 0) {
        const lexical = { use: lexicalBlock, weight: 1 };
        const opened = await this.#open(lexical, params, source, work);
        used.push({ ...lexical, ...(await this.#embedBlock(opened, source, work, stores)) });
      }
      const blocks = stores.map((store, i) => ({ store, weight: used[i]!.weight }));
      this.#store = await joinEmbeddings(blocks);
    } catch (error) {
      await Promise.all(stores.map((store) => store.close()));
      this.#partly = new Map();
      throw error;
    }
    this.#drawn = this.#store.onDemand ? this.#part(params) : undefined;
    this.#blocks = used;
    this.#embedded = params;
    return {
      ...summaryOf(used),
      explains: this.explains,
      ...(this.#drawn && { drawsFrom: this.#drawn.length }),
      ...trouble,
      ...(looks && { languages }),
      ...cutBy(used, sample),
      ...(problems.length > 0 && { problem: problems.join(' ') }),
    };
  }

  /** What of a large pool a model embeds, and how it is opened for the rest. */
  #partOf(block: EmbeddingBlock, params: EmbedParams): Pick<EmbedPoolOptions, 'order' | 'reopen'> {
    const part = takesPart(block) ? this.#part(params) : undefined;
    if (!part) return {};
    // What was to be downloaded again has been.
    const { downloadAgain: _, ...again } = params;
    const reopen = async (): Promise<Embedder> =>
      (await this.#open(block, again, this.#source(), {})).embedder;
    return { order: this.#order(params, part)!, reopen };
  }

  async #embedBlock(
    { embedder, file, fittedOn }: OpenedBlock,
    pool: EmbeddablePool,
    work: Omit<EmbedPoolOptions, 'pool' | 'embedder' | 'file'>,
    stores: EmbeddingStore[],
  ): Promise<Omit<UsedBlock, keyof EmbeddingBlock>> {
    const { name, fingerprint, dimensions, maxTokens } = embedder;
    try {
      const store = await embedPool({ pool, embedder, file, ...work });
      stores.push(store);
      if (store instanceof PartlyCachedEmbeddings) this.#partly.set(file, store);
      const further = embedder.close ? undefined : embedder;
      const fitted = fittedOn === undefined ? {} : { fittedOn };
      return { name, fingerprint, dimensions, maxTokens, embedder: further, ...fitted };
    } finally {
      await embedder.close?.();
    }
  }

  #open(
    block: EmbeddingBlock,
    params: EmbedParams,
    pool: EmbeddablePool,
    work: WorkOptions,
  ): Promise<OpenedBlock> {
    if (!this.#opened) throw new UserError('The pool is not open yet.');
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
