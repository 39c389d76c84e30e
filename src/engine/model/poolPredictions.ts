import { setImmediate } from 'node:timers/promises';
import { CancelledError, throwIfAborted } from '../../core/errors.ts';
import { meanOverSamples, type Head, type SampledProbabilities } from '../../core/heads/head.ts';
import { OneVsRestHead } from '../../core/heads/oneVsRestHead.ts';
import { calibrated } from '../../core/heads/temperature.ts';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { Embeddings } from '../../core/query/queryState.ts';
import { maxUninterrupted } from '../yieldingOps.ts';

export interface PoolPredictionsOptions {
  readonly head: Head;
  /** Temperature T of `calibrated`; default 1. */
  readonly temperature?: number | undefined;
  readonly embeddings: Embeddings;
  /** K, for sampled heads. */
  readonly samples: number;
  /** Bytes of predictions to cache. */
  readonly memoryBudget?: number;
}

const defaultBudget = 256 * 1024 * 1024;
/** Heads whose cost is a matrix product with the vectors. */
const linearHeads = ['logistic', 'committee', 'one-vs-rest'];
/** Rows per block for heads whose cost per row is unknown. */
const blockRows = 8192;
/** Multiplications that cost as much as one exponential. */
const exponentialCost = 64;
/** Values copied or summed between yields. */
const valuesPerBlock = 2 ** 22;

/** One computation over the whole pool, shared by several callers. */
interface PoolComputation {
  readonly data: Promise<Float32Array>;
  /** Aborted when the last waiter cancels. */
  readonly stop: AbortController;
  waiters: number;
}

/**
 * One head's predictions over the pool. If they fit into the memory budget, they are computed once,
 * block by block, and cached for batch, histogram and suggestions; otherwise only requested rows
 * are computed. A sampled head's probabilities are the mean of its samples.
 */
export class PoolPredictions {
  readonly head: Head;
  readonly temperature: number | undefined;
  readonly #embeddings: Embeddings;
  readonly #samples: number;
  readonly #budget: number;
  #computation: PoolComputation | undefined;
  #means: Matrix | undefined;

  constructor({
    head,
    temperature,
    embeddings,
    samples,
    memoryBudget = defaultBudget,
  }: PoolPredictionsOptions) {
    this.head = head;
    this.temperature = temperature;
    this.#embeddings = embeddings;
    this.#samples = samples;
    this.#budget = memoryBudget;
  }

  get #isSampled(): boolean {
    return this.head.sampleProba !== undefined;
  }

  /** Number of samples K. */
  get sampleCount(): number {
    return this.#samples;
  }

  /** Values per row: c, or K · c for a sampled head. */
  get #width(): number {
    return this.head.classes * (this.#isSampled ? this.#samples : 1);
  }

  /** Rows whose predictions fit into the budget. */
  get maxRows(): number {
    return Math.max(1, Math.floor(this.#budget / (4 * this.#width)));
  }

  /**
   * Uncalibrated probabilities, for selecting records.
   * @returns rows × c.
   * @throws CancelledError
   */
  async probabilities(rows: Int32Array, signal?: AbortSignal): Promise<Matrix> {
    const { classes } = this.head;
    if (classes === 0) return matrix(rows.length, 0);
    if (!this.#needsPool(rows)) {
      const out = matrix(rows.length, classes);
      await this.#eachBlock(rows, signal, (data, at, count) => {
        out.data.set(this.#isSampled ? this.#meansOf(data, count).data : data, at * classes);
      });
      return out;
    }
    const data = await this.#computePool(signal);
    if (this.#isSampled) this.#means ??= await this.#poolMeans(data, signal);
    const gathering = gather(this.#means?.data ?? data, rows, classes, signal);
    return matrix(rows.length, classes, await gathering);
  }

  /** Calibrates results of `probabilities` for display. */
  calibrated(probabilities: Matrix): Matrix {
    return calibrated(probabilities, this.temperature, this.head instanceof OneVsRestHead);
  }

  /**
   * Passes the probabilities of the given rows to `take` block by block, in order. Keeps them only
   * if the whole pool is cached.
   * @throws CancelledError
   */
  async visit(
    rows: Int32Array,
    take: (block: Matrix) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.head.classes === 0) return;
    if (this.#needsPool(rows)) await this.#computePool(signal);
    const step = Math.max(1, Math.floor(valuesPerBlock / this.#width));
    for (let from = 0; from < rows.length; from += step) {
      take(await this.probabilities(rows.subarray(from, from + step), signal));
    }
  }

  /** The same predictions, by the same head with other thresholds. */
  withHead(head: Head): PoolPredictions {
    const copy = new PoolPredictions({
      head,
      temperature: this.temperature,
      embeddings: this.#embeddings,
      samples: this.#samples,
      memoryBudget: this.#budget,
    });
    copy.#computation = this.#computation;
    copy.#means = this.#means;
    return copy;
  }

  /** Frees the cached predictions to make room for another head's. */
  release(): void {
    this.#computation = undefined;
    this.#means = undefined;
  }

  /**
   * @returns K × rows × c.
   * @throws RangeError unless the head is Bayesian, CancelledError.
   */
  async samples(rows: Int32Array, signal?: AbortSignal): Promise<SampledProbabilities> {
    if (!this.#isSampled) throw new RangeError(`A ${this.head.kind} head has no samples`);
    const shape = { samples: this.#samples, rows: rows.length, classes: this.head.classes };
    const width = this.#width;
    if (this.#needsPool(rows)) {
      const computation = await this.#computePool(signal);
      return { ...shape, data: await gather(computation, rows, width, signal) };
    }
    const data = new Float32Array(rows.length * width);
    await this.#eachBlock(rows, signal, (block, at) => data.set(block, at * width));
    return { ...shape, data };
  }

  /** Whether this many rows justify computing the whole pool, or it is already computed. */
  #needsPool(rows: Int32Array): boolean {
    const { size, onDemand } = this.#embeddings;
    return (
      !onDemand &&
      size <= this.maxRows &&
      (this.#computation !== undefined || 2 * rows.length > size)
    );
  }

  /** Shared by concurrent callers; cancelled when the last one cancels. */
  #computePool(signal: AbortSignal | undefined): Promise<Float32Array> {
    const computation = (this.#computation ??= this.#startComputation());
    computation.waiters++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        reject(new CancelledError());
        if (--computation.waiters > 0) return;
        computation.stop.abort();
        if (this.#computation === computation) this.#computation = undefined;
      };
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      void computation.data
        .then(resolve, reject)
        .then(() => signal?.removeEventListener('abort', cancel));
    });
  }

  #startComputation(): PoolComputation {
    const stop = new AbortController();
    const compute = async (): Promise<Float32Array> => {
      const rows = new Int32Array(this.#embeddings.size);
      for (let row = 0; row < rows.length; row++) rows[row] = row;
      const data = new Float32Array(rows.length * this.#width);
      await this.#eachBlock(rows, stop.signal, (block, at) => data.set(block, at * this.#width));
      return data;
    };
    const computation: PoolComputation = { data: compute(), stop, waiters: 0 };
    // The next caller retries after a failure.
    computation.data.catch(() => {
      if (this.#computation === computation) this.#computation = undefined;
    });
    return computation;
  }

  async #eachBlock(
    rows: Int32Array,
    signal: AbortSignal | undefined,
    take: (data: Float32Array, at: number, count: number) => void,
  ): Promise<void> {
    const { head } = this;
    const isLinear = linearHeads.includes(head.kind);
    const step = isLinear
      ? Math.max(
          1,
          Math.floor(maxUninterrupted / ((head.dimensions + exponentialCost) * this.#width)),
        )
      : blockRows;
    for (let from = 0; from < rows.length; from += step) {
      throwIfAborted(signal);
      const part = rows.subarray(from, from + step);
      const x = await this.#vectors(part);
      const predictions = head.sampleProba
        ? await head.sampleProba(x, this.#samples, signal)
        : await head.predictProba(x, signal);
      take(predictions.data, from, part.length);
      // Lets a pending cancellation arrive.
      if (from + step < rows.length) await setImmediate();
    }
    throwIfAborted(signal);
  }

  /** Contiguous rows are returned as a view. */
  #vectors(rows: Int32Array): Promise<Matrix> {
    const [first = 0] = rows;
    const contiguous = rows.every((row, i) => row === first + i);
    return contiguous
      ? this.#embeddings.block(first, first + rows.length)
      : this.#embeddings.take(rows);
  }

  async #poolMeans(data: Float32Array, signal: AbortSignal | undefined): Promise<Matrix> {
    const { size } = this.#embeddings;
    const { classes } = this.head;
    const means = matrix(size, classes);
    const step = Math.ceil(valuesPerBlock / this.#width);
    for (let from = 0; from < size; from += step) {
      const to = Math.min(size, from + step);
      const part = data.subarray(from * this.#width, to * this.#width);
      means.data.set(this.#meansOf(part, to - from).data, from * classes);
      await setImmediate();
      throwIfAborted(signal);
    }
    return means;
  }

  #meansOf(data: Float32Array, rows: number): Matrix {
    const { classes } = this.head;
    return meanOverSamples({ samples: this.#samples, rows, classes, data });
  }
}

/** Gathers rows of `width` values one value at a time: the rows are many and short. */
async function gather(
  data: Float32Array,
  rows: Int32Array,
  width: number,
  signal: AbortSignal | undefined,
): Promise<Float32Array<ArrayBuffer>> {
  const out = new Float32Array(rows.length * width);
  const step = Math.ceil(valuesPerBlock / width);
  for (let i = 0, to = 0; i < rows.length;) {
    for (const end = Math.min(rows.length, i + step); i < end; i++) {
      const from = rows[i]! * width;
      for (let j = from; j < from + width; j++) out[to++] = data[j]!;
    }
    if (i < rows.length) await setImmediate();
    throwIfAborted(signal);
  }
  return out;
}
