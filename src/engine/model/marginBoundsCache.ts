import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import { LogisticHead } from '../../core/heads/logisticHead.ts';
import type { Head } from '../../core/heads/head.ts';
import type { StartThreads } from '../../core/math/kernels/threadPool.ts';
import { bytesFor, QuantizedVectors } from '../../core/math/kernels/quantizedVectors.ts';
import type { Embeddings, MarginBounds, QueryState } from '../../core/query/queryState.ts';

/** Smaller pools are scored in a few milliseconds without bounds. */
const minRows = 20_000;
/** Size limit of the copy; vectors of a larger pool are read from disk for each pass. */
const maxBytes = 2 ** 30;
/**
 * A pass costs the same for every four labels; onnxruntime's matrix product hardly depends on their
 * number.
 */
const maxLabels = { inMemory: 8, onDisk: 64 };
/** Rows quantized between yields: tens of milliseconds. */
const rowsPerBlock = 16_384;
/** Multiply-adds per block: tens of milliseconds. */
const workPerBlock = 2 ** 29;

/**
 * Lower bounds of the margins of a large pool, computed from a quantized copy of its vectors made
 * on first use. This halves the memory read per round and avoids the disk.
 */
export class MarginBoundsCache {
  readonly #embeddings: Embeddings;
  #startThreads: StartThreads | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #vectors: QuantizedVectors | undefined;
  #filled = 0;

  /** @param startThreads starts worker threads that share the passes */
  constructor(embeddings: Embeddings, startThreads?: StartThreads) {
    this.#embeddings = embeddings;
    this.#startThreads = startThreads;
  }

  /** Ends the threads after the current query. Later queries run on this thread alone. */
  close(): void {
    this.#startThreads = undefined;
    void this.#serialize(async () => this.#vectors?.close());
  }

  /**
   * Bounds for a query with this head; empty if the pool is too small or too large, or the head is
   * not linear.
   */
  for(head: Head | undefined, signal?: AbortSignal): Pick<QueryState, 'marginBounds'> {
    const { size, dimensions } = this.#embeddings;
    const limit = this.#embeddings.all() ? maxLabels.inMemory : maxLabels.onDisk;
    const isSupported =
      !this.#embeddings.onDemand &&
      head instanceof LogisticHead &&
      head.classes >= 2 &&
      head.classes <= limit &&
      size >= minRows &&
      bytesFor(size, dimensions) <= maxBytes;
    if (!isSupported) return {};
    return {
      marginBounds: (use) => this.#serialize(async () => use(await this.#bounds(head, signal))),
    };
  }

  /** One query at a time: margins belong to one head. */
  #serialize<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #bounds(
    { weights, bias }: LogisticHead,
    signal: AbortSignal | undefined,
  ): Promise<MarginBounds> {
    const { size, dimensions } = this.#embeddings;
    await this.#fill(signal);
    const vectors = this.#vectors!;
    const step = 2 * Math.ceil(workPerBlock / (2 * dimensions * weights.cols));
    for (let from = 0; from < size; from += step) {
      if (from > 0) await setImmediate();
      throwIfAborted(signal);
      vectors.computeMargins(weights, bias, from, Math.min(size, from + step));
    }
    return vectors;
  }

  /** Resumes where a cancelled query stopped. */
  async #fill(signal: AbortSignal | undefined): Promise<void> {
    const { size, dimensions } = this.#embeddings;
    this.#vectors ??= new QuantizedVectors(size, dimensions, this.#startThreads);
    while (this.#filled < size) {
      throwIfAborted(signal);
      await this.#fillBlock();
      await setImmediate();
    }
  }

  async #fillBlock(): Promise<void> {
    const from = this.#filled;
    const to = Math.min(this.#embeddings.size, from + rowsPerBlock);
    this.#vectors!.set(from, await this.#embeddings.block(from, to));
    this.#filled = to;
  }
}
