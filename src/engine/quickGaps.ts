import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../core/errors.ts';
import { LogisticHead } from '../core/heads/logisticHead.ts';
import type { Head } from '../core/heads/head.ts';
import type { GatherCrew } from '../core/math/crew.ts';
import { bytesFor, WordVectors } from '../core/math/wordVectors.ts';
import type { Embeddings, GapBounds, QueryState } from '../core/query/queryState.ts';

/** Below it, scoring everything takes a few milliseconds anyhow. */
const fewestRows = 20_000;
/** Bytes of the copy; a larger pool is read from disk whenever it is scored. */
const mostBytes = 2 ** 30;
/** A pass costs so much for every four labels, while onnxruntime's product hardly minds their number. */
const mostLabels = { inMemory: 8, onDisk: 64 };
/** Rows rounded in one go: some tens of milliseconds. */
const rowsAtOnce = 16_384;
/** Numbers times labels that are gone through in one go: some tens of milliseconds. */
const workAtOnce = 2 ** 29;

/**
 * Gaps between the two best labels of everything in a large pool, out of a copy of its vectors in half of their
 * bytes, made when first asked for. With it a round reads half of the memory, and none of the disk.
 */
export class QuickGaps {
  readonly #embeddings: Embeddings;
  #gather: GatherCrew | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #vectors: WordVectors | undefined;
  #filled = 0;

  /** @param gather who goes through the copy beside this thread */
  constructor(embeddings: Embeddings, gather?: GatherCrew) {
    this.#embeddings = embeddings;
    this.#gather = gather;
  }

  /** Sends the crew home when what is going on has ended. Who still asks is served by this thread alone. */
  close(): void {
    this.#gather = undefined;
    void this.#inTurn(async () => this.#vectors?.close());
  }

  /** For a query by this head; nothing where the pool is too small or too large, or the head not linear. */
  for(head: Head | undefined, signal?: AbortSignal): Pick<QueryState, 'gaps'> {
    const { size, dimensions } = this.#embeddings;
    const most = this.#embeddings.all() ? mostLabels.inMemory : mostLabels.onDisk;
    const serves =
      head instanceof LogisticHead &&
      head.classes >= 2 &&
      head.classes <= most &&
      size >= fewestRows &&
      bytesFor(size, dimensions) <= mostBytes;
    if (!serves) return {};
    return { gaps: (use) => this.#inTurn(async () => use(await this.#bounds(head, signal))) };
  }

  /** One after the other: the copy speaks of one head at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #bounds(
    { weights, bias }: LogisticHead,
    signal: AbortSignal | undefined,
  ): Promise<GapBounds> {
    const { size, dimensions } = this.#embeddings;
    await this.#fill(signal);
    const vectors = this.#vectors!;
    const step = 2 * Math.ceil(workAtOnce / (2 * dimensions * weights.cols));
    for (let from = 0; from < size; from += step) {
      if (from > 0) await setImmediate();
      throwIfAborted(signal);
      vectors.look(weights, bias, from, Math.min(size, from + step));
    }
    return vectors;
  }

  /** Goes on where a cancelled query left off. */
  async #fill(signal: AbortSignal | undefined): Promise<void> {
    const { size, dimensions } = this.#embeddings;
    this.#vectors ??= new WordVectors(size, dimensions, this.#gather);
    while (this.#filled < size) {
      throwIfAborted(signal);
      await this.#fillSome();
      await setImmediate();
    }
  }

  async #fillSome(): Promise<void> {
    const from = this.#filled;
    const to = Math.min(this.#embeddings.size, from + rowsAtOnce);
    this.#vectors!.set(from, await this.#embeddings.block(from, to));
    this.#filled = to;
  }
}
