import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fitLexical } from '../core/embed/fitLexical.ts';
import { LexicalEmbedder } from '../core/embed/lexicalEmbedder.ts';
import type { OnProgress } from '../core/progress.ts';
import type { EmbeddablePool } from './embeddingCache.ts';
import { idLength, onDisk } from './embeddingFile.ts';

export interface LexicalCacheOptions {
  readonly pool: EmbeddablePool;
  /** Where the fitted embedder is kept, beside the vectors. */
  readonly file: string;
  readonly seed: number;
  readonly dimensions?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** "MGLC" read as a little-endian 32-bit integer. */
const MAGIC = 0x434c474d;
const VERSION = 1;
const HEADER_WORDS = 6;
const SKETCH = 1024;
/** With more than this share of new records the embedder is fitted again. */
const NEW_SHARE = 0.2;

/**
 * The lexical embedder of a pool: the stored one while at most a fifth of the records are new since it was
 * fitted, so that a few edits do not embed everything again; otherwise a new one, which is stored.
 *
 * How much is new is estimated from the 1,024 smallest ids of the pool that it was fitted on: ids are hashes,
 * so these are a random sample (the k-minimum-values sketch of Bar-Yossef et al. 2002), ± 1.3 points.
 *
 * @throws HumanError if the pool has no text, or the disk refuses.
 * @throws CancelledError when the signal is aborted.
 */
export async function openLexical(options: LexicalCacheOptions): Promise<LexicalEmbedder> {
  const { pool, file, seed, dimensions = 256, signal, onProgress } = options;
  const stored = await readStored(options, dimensions);
  if (stored) return stored;
  const embedder = await fitLexical(pool, {
    seed,
    dimensions,
    pause: setImmediate,
    signal,
    onProgress,
  });
  const sketch = sketchOf(pool);
  const header = Uint32Array.of(MAGIC, VERSION, seed >>> 0, dimensions, sketch.length, pool.size);
  await onDisk(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    const partial = `${file}.part`;
    await writeFile(partial, [bytesOf(header), bytesOf(sketch), embedder.toBytes()]);
    await rename(partial, file);
  });
  return embedder;
}

async function readStored(
  { pool, file, seed }: LexicalCacheOptions,
  dimensions: number,
): Promise<LexicalEmbedder | undefined> {
  // Whatever is wrong with a cache, the answer is the same: fit again.
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes || bytes.length < 4 * HEADER_WORDS) return undefined;
  const word = (i: number): number => bytes.readUInt32LE(4 * i);
  if (word(0) !== MAGIC || word(1) !== VERSION) return undefined;
  if (word(2) !== seed >>> 0 || word(3) !== dimensions) return undefined;
  const body = 4 * (HEADER_WORDS + word(4));
  if (bytes.length < body) return undefined;
  const sketch = new Uint32Array(new Uint8Array(bytes.subarray(4 * HEADER_WORDS, body)).buffer);
  if (newShare(pool, sketch, word(5)) > NEW_SHARE) return undefined;
  try {
    return LexicalEmbedder.fromBytes(bytes.subarray(body), setImmediate);
  } catch {
    return undefined;
  }
}

/** The smallest first words of the ids, ascending. */
function sketchOf(pool: EmbeddablePool): Uint32Array {
  return firstWords(pool).sort().slice(0, SKETCH);
}

/** The estimated share of the pool's records that are not in a pool of `size` records with this sketch. */
function newShare(pool: EmbeddablePool, sketch: Uint32Array, size: number): number {
  const known = new Set(sketch);
  // A sketch of the whole pool says of every id whether it was there; a part of one only up to its largest.
  const largest = size <= sketch.length ? 0xffffffff : sketch.at(-1)!;
  let seen = 0;
  let fresh = 0;
  for (const first of firstWords(pool)) {
    if (first > largest) continue;
    seen++;
    if (!known.has(first)) fresh++;
  }
  return seen === 0 ? 1 : fresh / seen;
}

function firstWords(pool: EmbeddablePool): Uint32Array {
  const words = new Uint32Array(
    new Uint8Array(pool.idBytes.subarray(0, pool.size * idLength)).buffer,
  );
  return Uint32Array.from({ length: pool.size }, (_, row) => words[4 * row]!);
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
