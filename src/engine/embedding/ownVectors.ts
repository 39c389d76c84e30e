import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { setImmediate } from 'node:timers/promises';
import type { Embedder } from '../../core/embed/embedder.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { SeenVectors } from './seenVectors.ts';

/** Vectors supplied by the user, matched to records of the pool. */
export interface VectorSource {
  /** Display name. */
  readonly name: string;
  readonly dimensions: number;
  /** Number of records. */
  readonly size: number;
  /** 16 bytes per record. */
  readonly idBytes: Uint8Array;
  /** The vector of each record as supplied; undefined if there is none, see `problem`. */
  read(rows: readonly number[]): Promise<(Float32Array | undefined)[]>;
  /** Describes missing vectors; call after reading all records. */
  problem(missing: MissingVectors): Message | undefined;
  close(): Promise<void>;
}

/** Records without a usable vector. */
export interface MissingVectors {
  readonly count: number;
  /** Pool row of the first one. */
  readonly first: number;
  /** How many are not absent, but all zeros or contain NaN or Infinity. */
  readonly invalid: number;
}

/** Records whose vectors are read at a time. */
const blockRows = 1024;

/**
 * Reads all vectors once to detect changes since the last opening: without any, they keep their
 * fingerprint, even if records were added.
 * @param seenFile stores the hashes of vectors seen
 * @throws UserError if no record has a vector; CancelledError.
 */
export async function openOwnVectors(
  source: VectorSource,
  seenFile: string,
  { signal, onProgress }: WorkOptions,
): Promise<{ readonly embedder: Embedder; readonly problem: Message | undefined }> {
  const seen = await SeenVectors.open(seenFile, source);
  let count = 0;
  let first = -1;
  let invalid = 0;
  for (let from = 0; from < source.size; from += blockRows) {
    const rows = rowsFrom(from, Math.min(source.size, from + blockRows));
    const vectors = await source.read(rows);
    rows.forEach((row, i) => {
      const vector = toUnitVector(vectors[i]);
      seen.add(row, vector);
      if (vector) return;
      if (count++ === 0) first = row;
      if (vectors[i]) invalid++;
    });
    onProgress?.({
      what: message('progress.readingVectors', { source: source.name }),
      step: rows.at(-1)! + 1,
      steps: source.size,
    });
    await setImmediate();
    throwIfAborted(signal);
  }
  const problem = source.problem({ count, first, invalid });
  if (count === source.size) {
    throw new UserError(
      problem === undefined
        ? message('vectors.none', {})
        : message('vectors.noneBecause', { why: problem }),
    );
  }
  return { embedder: new OwnVectors(source, await seen.save()), problem };
}

class OwnVectors implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly #source: VectorSource;

  constructor(source: VectorSource, fingerprint: string) {
    this.#source = source;
    this.name = source.name;
    this.dimensions = source.dimensions;
    this.fingerprint = fingerprint;
  }

  /** Texts outside the pool have no vectors. */
  async embed(texts: readonly string[]): Promise<Float32Array> {
    return new Float32Array(texts.length * this.dimensions);
  }

  async embedRows(rows: readonly number[]): Promise<Float32Array> {
    const out = new Float32Array(rows.length * this.dimensions);
    (await this.#source.read(rows)).forEach((supplied, i) => {
      const vector = toUnitVector(supplied);
      if (vector) out.set(vector, i * this.dimensions);
    });
    return out;
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}

/** Scaled to unit length; undefined if all values are zero or one is not finite. */
export function toUnitVector(vector: Float32Array | undefined): Float32Array | undefined {
  if (!vector) return undefined;
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares) || squares === 0) return undefined;
  const scale = 1 / Math.sqrt(squares);
  return vector.map((value) => value * scale);
}

function rowsFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
