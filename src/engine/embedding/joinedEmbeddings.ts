import { joinedFingerprint, joinRows } from '../../core/embed/blocks.ts';
import { takeRows, type Matrix } from '../../core/math/matrix.ts';
import type { EmbeddingStore } from './embeddingCache.ts';

/** A block's vectors of the pool and its weight. */
export interface StoredBlock {
  readonly store: EmbeddingStore;
  readonly weight: number;
}

/** Bytes of joined vectors kept in memory; larger ones are joined on read. */
const BUDGET = 512 * 1024 * 1024;
const BLOCK_ROWS = 4096;

/**
 * Joins the vectors of the blocks of an embedding.
 * @param blocks of the same pool, at least one; the result owns and closes them.
 */
export async function joinEmbeddings(
  blocks: readonly StoredBlock[],
  memoryBudget = BUDGET,
): Promise<EmbeddingStore> {
  const [first] = blocks;
  // A single block needs no weight, and its vectors have unit length already.
  if (blocks.length === 1) return first!.store;
  const joined = new JoinedEmbeddings(blocks);
  if (joined.onDemand) return joined;
  if (joined.size * joined.dimensions * 4 > memoryBudget) return joined;
  try {
    return await joined.inMemory();
  } finally {
    await joined.close();
  }
}

class JoinedEmbeddings implements EmbeddingStore {
  readonly dimensions: number;
  readonly size: number;
  readonly fingerprint: string;
  readonly onDemand: boolean;
  readonly #blocks: readonly StoredBlock[];

  constructor(blocks: readonly StoredBlock[]) {
    this.#blocks = blocks;
    this.dimensions = blocks.reduce((sum, { store }) => sum + store.dimensions, 0);
    this.size = blocks[0]!.store.size;
    this.onDemand = blocks.some(({ store }) => store.onDemand);
    this.fingerprint = joinedFingerprint(
      blocks.map(({ store, weight }) => ({ fingerprint: store.fingerprint, weight })),
    );
  }

  all(): undefined {
    return undefined;
  }

  block(from: number, to: number): Promise<Matrix> {
    return this.#join(to - from, (store) => store.block(from, to));
  }

  take(rows: ArrayLike<number>): Promise<Matrix> {
    return this.#join(rows.length, (store) => store.take(rows));
  }

  async close(): Promise<void> {
    await Promise.all(this.#blocks.map(({ store }) => store.close()));
  }

  /** Joins all rows in memory; the result replaces this store. */
  async inMemory(): Promise<EmbeddingStore> {
    const { size, dimensions, fingerprint } = this;
    const all: Matrix = { rows: size, cols: dimensions, data: new Float32Array(size * dimensions) };
    for (let from = 0; from < size; from += BLOCK_ROWS) {
      const { data } = await this.block(from, Math.min(size, from + BLOCK_ROWS));
      all.data.set(data, from * dimensions);
    }
    return new InMemoryEmbeddings(all, fingerprint);
  }

  async #join(rows: number, read: (store: EmbeddingStore) => Promise<Matrix>): Promise<Matrix> {
    const parts = await Promise.all(
      this.#blocks.map(async ({ store, weight }) => ({
        data: (await read(store)).data,
        dimensions: store.dimensions,
        weight,
      })),
    );
    return { rows, cols: this.dimensions, data: joinRows(parts, rows) };
  }
}

class InMemoryEmbeddings implements EmbeddingStore {
  readonly onDemand = false;
  readonly dimensions: number;
  readonly size: number;
  readonly fingerprint: string;
  readonly #all: Matrix;

  constructor(all: Matrix, fingerprint: string) {
    this.#all = all;
    this.fingerprint = fingerprint;
    this.dimensions = all.cols;
    this.size = all.rows;
  }

  all(): Matrix {
    return this.#all;
  }

  async block(from: number, to: number): Promise<Matrix> {
    const { cols, data } = this.#all;
    return { rows: to - from, cols, data: data.subarray(from * cols, to * cols) };
  }

  async take(rows: ArrayLike<number>): Promise<Matrix> {
    return takeRows(this.#all, rows);
  }

  async close(): Promise<void> {}
}

/** Scales a row, or part of one, to unit length and repeats it `times` times; zeros stay zeros. */
export function repeatedUnitRow(row: Float32Array, times: number): Float32Array {
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const unit = norm === 0 ? row : row.map((value) => value / norm);
  const rows = new Float32Array(times * row.length);
  for (let i = 0; i < times; i++) rows.set(unit, i * row.length);
  return rows;
}
