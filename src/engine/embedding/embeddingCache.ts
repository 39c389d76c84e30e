import { message } from '../../core/messages/messages.ts';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import type { Embedder, TextBlocks } from '../../core/embed/embedder.ts';
import { matrix, takeRows, type Matrix } from '../../core/math/matrix.ts';
import type { OnProgress } from '../../core/progress.ts';
import { EmbeddingFile, idLength, withDiskErrors } from './embeddingFile.ts';
import { IdTable } from './idTable.ts';

/** The part of a pool that embedding needs. */
export interface EmbeddablePool extends TextBlocks {
  /** 16 bytes per record, in row order. */
  readonly idBytes: Uint8Array;
}

/** The vectors of a whole pool, by row number at the time of embedding. */
export interface EmbeddingStore {
  readonly dimensions: number;
  readonly size: number;
  /** The fingerprint of the embedder. */
  readonly fingerprint: string;
  /** Whether some rows are embedded only when read, at the cost of running a model. */
  readonly onDemand: boolean;
  /** All rows; undefined if they exceed the memory budget and must be read in blocks. */
  all(): Matrix | undefined;
  /** Rows from ≤ row < to; a view if all are in memory. */
  block(from: number, to: number): Promise<Matrix>;
  /** The given rows, in the given order. */
  take(rows: ArrayLike<number>): Promise<Matrix>;
  close(): Promise<void>;
}

export interface EmbedPoolOptions {
  readonly pool: EmbeddablePool;
  readonly embedder: Embedder;
  /** Rows in embedding order; pool order if omitted. */
  readonly order?: Int32Array;
  /** Set if `order` is a part of the pool: opens an embedder when other rows are requested. */
  readonly reopen?: () => Promise<Embedder>;
  /** The cache file; its folder is created if missing. */
  readonly file: string;
  /** Maximum bytes of vectors kept in memory. */
  readonly memoryBudget?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

const BUDGET = 512 * 1024 * 1024;
/** Rows embedded and appended at a time: the most that a kill can lose. */
const BLOCK_ROWS = 512;
/** Concurrent reads; sequential reads would mostly wait. */
const CONCURRENT_READS = 64;
/**
 * A file with at least this many rows is rewritten if fewer than half of them belong to the pool.
 */
const COMPACT_ROWS = 1024;

/**
 * Embeds a pool. Reuses cached vectors by record id, since the pool may have been sorted or edited.
 * Appends new vectors as they are computed, so that a cancelled or killed run resumes where it
 * stopped. Silently rebuilds a file that is damaged or belongs to another embedder.
 * @throws CancelledError on abort; vectors computed so far are kept.
 * @throws UserError on a file system error.
 */
export async function embedPool(options: EmbedPoolOptions): Promise<EmbeddingStore> {
  const { pool, embedder, file: path, reopen, memoryBudget = BUDGET } = options;
  await withDiskErrors(path, () => mkdir(dirname(path), { recursive: true }));
  const file = await EmbeddingFile.open(path, embedder.fingerprint, embedder.dimensions);
  const inMemory = !reopen && pool.size * embedder.dimensions * 4 <= memoryBudget;
  const store = reopen
    ? new PartlyCachedEmbeddings(file, embedder.fingerprint, pool, reopen)
    : new CachedEmbeddings(file, embedder.fingerprint, pool.size, inMemory);
  try {
    const rowsInFile = await matchRows(file, store, pool, options.signal);
    await embedMissing(file, store, options);
    await file.flush();
    if (!reopen && rowsInFile > COMPACT_ROWS && rowsInFile > 2 * pool.size)
      await compact(file, store, pool);
    if (inMemory) await file.close();
    return store;
  } catch (error) {
    await file.close();
    throw error;
  }
}

class CachedEmbeddings implements EmbeddingStore {
  readonly dimensions: number;
  readonly size: number;
  readonly fingerprint: string;
  readonly onDemand: boolean = false;
  readonly #file: EmbeddingFile;
  /** File offset of each row; -1 while it is missing. */
  readonly #offsets: Float64Array;
  readonly #matrix: Matrix | undefined;

  constructor(file: EmbeddingFile, fingerprint: string, size: number, inMemory: boolean) {
    this.#file = file;
    this.fingerprint = fingerprint;
    this.dimensions = file.dimensions;
    this.size = size;
    this.#offsets = new Float64Array(size).fill(-1);
    this.#matrix = inMemory ? matrix(size, file.dimensions) : undefined;
  }

  has(row: number): boolean {
    return this.#offsets[row]! >= 0;
  }

  put(row: number, vector: Float32Array, offset: number): void {
    this.#offsets[row] = offset;
    this.#matrix?.data.set(vector, row * this.dimensions);
  }

  setOffset(row: number, offset: number): void {
    this.#offsets[row] = offset;
  }

  all(): Matrix | undefined {
    return this.#matrix;
  }

  async block(from: number, to: number): Promise<Matrix> {
    if (this.#matrix) {
      const data = this.#matrix.data.subarray(from * this.dimensions, to * this.dimensions);
      return { rows: to - from, cols: this.dimensions, data };
    }
    return this.take(Int32Array.from({ length: to - from }, (_, i) => from + i));
  }

  async take(rows: ArrayLike<number>): Promise<Matrix> {
    if (this.#matrix) return takeRows(this.#matrix, rows);
    const taken = matrix(rows.length, this.dimensions);
    const width = 4 * this.dimensions;
    let reads: Promise<void>[] = [];
    for (let from = 0; from < rows.length;) {
      // Neighbours in the pool are mostly neighbours in the file: read each run at once.
      const offset = this.#offsets[rows[from]!]!;
      let to = from + 1;
      while (to < rows.length && this.#offsets[rows[to]!] === offset + (to - from) * width) to++;
      const target = taken.data.subarray(from * this.dimensions, to * this.dimensions);
      reads.push(this.#file.read(offset, target));
      if (reads.length === CONCURRENT_READS) {
        await Promise.all(reads);
        reads = [];
      }
      from = to;
    }
    await Promise.all(reads);
    return taken;
  }

  async close(): Promise<void> {
    if (!this.#matrix) await this.#file.close();
  }
}

/**
 * Vectors of a part of a pool. Computes others on demand and appends them to the file, so it must
 * be the file's only writer.
 */
export class PartlyCachedEmbeddings extends CachedEmbeddings {
  override readonly onDemand = true;
  readonly #file: EmbeddingFile;
  readonly #pool: EmbeddablePool;
  readonly #reopen: () => Promise<Embedder>;
  /** Serializes appends. */
  #appending: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(
    file: EmbeddingFile,
    fingerprint: string,
    pool: EmbeddablePool,
    reopen: () => Promise<Embedder>,
  ) {
    super(file, fingerprint, pool.size, false);
    this.#file = file;
    this.#pool = pool;
    this.#reopen = reopen;
  }

  override async take(rows: ArrayLike<number>): Promise<Matrix> {
    if (this.#missing(rows).length > 0)
      await this.#serialize(() => this.#embedRows(this.#missing(rows)));
    return super.take(rows);
  }

  /**
   * Computes the vectors of all rows; existing ones stay readable and others can be requested.
   * @throws UserError if the embedder has another fingerprint; CancelledError on abort, which keeps
   * vectors computed so far.
   */
  async embedAll(
    embedder: Embedder,
    options: Pick<EmbedPoolOptions, 'order' | 'signal' | 'onProgress'>,
  ): Promise<void> {
    this.#checkFingerprint(embedder);
    const append = (work: () => Promise<void>): Promise<void> => this.#serialize(work);
    await embedMissing(this.#file, this, { pool: this.#pool, embedder, ...options }, append);
    await this.#file.flush();
  }

  #checkFingerprint({ fingerprint }: Embedder): void {
    if (fingerprint === this.fingerprint) return;
    throw new UserError(message('vectors.modelGone', {}));
  }

  override async close(): Promise<void> {
    this.#closing.abort();
    await this.#appending;
    await super.close();
  }

  #missing(rows: ArrayLike<number>): Int32Array {
    const missing = new Set<number>();
    for (let i = 0; i < rows.length; i++) if (!this.has(rows[i]!)) missing.add(rows[i]!);
    return Int32Array.from(missing);
  }

  async #embedRows(order: Int32Array): Promise<void> {
    if (order.length === 0) return;
    const embedder = await this.#reopen();
    try {
      this.#checkFingerprint(embedder);
      const { signal } = this.#closing;
      await embedMissing(this.#file, this, { pool: this.#pool, embedder, order, signal });
    } finally {
      await embedder.close?.();
    }
  }

  /** @throws CancelledError after the vectors are closed. */
  #serialize<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#appending.then(() => {
      throwIfAborted(this.#closing.signal);
      return work();
    });
    this.#appending = done.catch(() => undefined);
    return done;
  }
}

/** Adopts the rows of the file that the pool has; returns the number of rows in the file. */
async function matchRows(
  file: EmbeddingFile,
  store: CachedEmbeddings,
  pool: EmbeddablePool,
  signal: AbortSignal | undefined,
): Promise<number> {
  const table = new IdTable(pool.idBytes.subarray(0, pool.size * idLength));
  let rowsInFile = 0;
  for await (const { ids, rows, offset } of file.blocks()) {
    throwIfAborted(signal);
    table.rowsOf(ids).forEach((row, i) => {
      const begin = i * file.dimensions;
      const vector = rows.subarray(begin, begin + file.dimensions);
      if (row >= 0) store.put(row, vector, offset + 4 * begin);
    });
    rowsInFile += ids.length / idLength;
  }
  return rowsInFile;
}

async function embedMissing(
  file: EmbeddingFile,
  store: CachedEmbeddings,
  {
    pool,
    embedder,
    order,
    signal,
    onProgress,
  }: Pick<EmbedPoolOptions, 'pool' | 'embedder' | 'order' | 'signal' | 'onProgress'>,
  append = (work: () => Promise<void>): Promise<void> => work(),
): Promise<void> {
  const { dimensions, name } = embedder;
  const missing = missingRows(store, pool.size, order);
  const total = order?.length ?? pool.size;
  let done = total - missing.length;
  const report = (): void =>
    onProgress?.({
      what: message('progress.embedding', { model: name }),
      step: done,
      steps: total,
    });
  for (let from = 0; from < missing.length; from += BLOCK_ROWS) {
    report();
    throwIfAborted(signal);
    const rows = missing.subarray(from, from + BLOCK_ROWS).toSorted();
    const vectors = embedder.embedRows
      ? await embedder.embedRows([...rows], signal)
      : await embedder.embed(await textsOf(pool, rows), signal);
    await append(async () => {
      const offset = await file.append(idsOf(pool, rows), vectors);
      rows.forEach((row, i) => {
        const begin = i * dimensions;
        store.put(row, vectors.subarray(begin, begin + dimensions), offset + 4 * begin);
      });
    });
    done += rows.length;
  }
  report();
}

function missingRows(store: CachedEmbeddings, size: number, order?: Int32Array): Int32Array {
  const total = order?.length ?? size;
  const missing = new Int32Array(total);
  let count = 0;
  for (let i = 0; i < total; i++) {
    const row = order ? order[i]! : i;
    if (!store.has(row)) missing[count++] = row;
  }
  return missing.subarray(0, count);
}

/** @param rows ascending; neighbours are read together */
async function textsOf(pool: EmbeddablePool, rows: Int32Array): Promise<string[]> {
  const texts: string[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from + 1;
    while (to < rows.length && rows[to] === rows[from]! + to - from) to++;
    texts.push(...(await pool.texts(rows[from]!, rows[to - 1]! + 1)));
    from = to;
  }
  return texts;
}

/** Rewrites the file with only the pool's rows, in pool order. */
async function compact(
  file: EmbeddingFile,
  store: CachedEmbeddings,
  pool: EmbeddablePool,
): Promise<void> {
  let next = 0;
  async function* blocks(): AsyncGenerator<{ ids: Uint8Array; rows: Float32Array }> {
    for (let from = 0; from < pool.size; from += BLOCK_ROWS) {
      const to = Math.min(pool.size, from + BLOCK_ROWS);
      const ids = pool.idBytes.subarray(from * idLength, to * idLength);
      yield { ids, rows: (await store.block(from, to)).data };
    }
  }
  const offsets = new Float64Array(pool.size);
  await file.replaceWith(blocks(), (offset) => {
    for (let i = 0; i < BLOCK_ROWS && next < pool.size; i++) {
      offsets[next++] = offset + 4 * i * file.dimensions;
    }
  });
  offsets.forEach((offset, row) => store.setOffset(row, offset));
}

function idsOf(pool: EmbeddablePool, rows: Int32Array): Uint8Array {
  const ids = new Uint8Array(rows.length * idLength);
  rows.forEach((row, i) => {
    ids.set(pool.idBytes.subarray(row * idLength, (row + 1) * idLength), i * idLength);
  });
  return ids;
}
