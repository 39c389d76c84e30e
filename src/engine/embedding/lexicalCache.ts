import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fitLexical } from '../../core/embed/fitLexical.ts';
import type { TextBlocks } from '../../core/embed/embedder.ts';
import { LexicalEmbedder } from '../../core/embed/lexicalEmbedder.ts';
import type { PreviousLexical } from '../../core/engine/embeddingApi.ts';
import type { OnProgress } from '../../core/progress.ts';
import type { EmbeddablePool } from './embeddingCache.ts';
import { idLength, withDiskErrors } from './embeddingFile.ts';

/** A pool whose ids are not all in memory. */
export interface BlockwisePool extends TextBlocks {
  /** The ids of the records in row order, 16 bytes each, some at a time. */
  readonly idBlocks: () => Iterable<Uint8Array>;
}

export interface LexicalCacheOptions {
  readonly pool: EmbeddablePool | BlockwisePool;
  /** File of the fitted embedder, beside the vectors. */
  readonly file: string;
  readonly seed: number;
  readonly dimensions?: number;
  /** The embedder of the pool's earlier vectors. */
  readonly previous?: PreviousLexical;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** A lexical embedder and the number of leading pool records it was fitted on. */
export interface OpenedLexical {
  readonly embedder: LexicalEmbedder;
  readonly fittedOn: number;
}

/** "MGLC" read as a little-endian 32-bit integer. */
const MAGIC = 0x434c474d;
const VERSION = 1;
const HEADER_WORDS = 6;
const SKETCH_SIZE = 1024;
/** The embedder is refitted above this share of new records. */
const MAX_NEW_SHARE = 0.2;
const defaultDimensions = 256;

/**
 * The lexical embedder of a pool: the earlier one while at most a fifth of the records are new
 * since it was fitted, so that a few edits do not re-embed everything; otherwise a new one, which
 * is stored. If the file of the earlier one is missing, it is refitted on the records of that time.
 * The share of new records is estimated from the 1,024 smallest ids of the pool it was fitted on:
 * ids are hashes, so these are a random sample (the k-minimum-values sketch of Bar-Yossef et al.
 * 2002), ± 1.3 points.
 * @throws UserError if the pool has no text; on a file system error.
 * @throws CancelledError when the signal is aborted.
 */
export async function openLexical(options: LexicalCacheOptions): Promise<OpenedLexical> {
  const { pool, previous } = options;
  const stored = await readStored(options);
  if (stored && (!previous || stored.embedder.fingerprint === previous.fingerprint)) return stored;
  if (previous && isReusable(previous, pool)) {
    const embedder = await fitOn(options, previous.fittedOn);
    // The leading records may have been different at that time.
    if (embedder.fingerprint === previous.fingerprint)
      return storeLexical(options, embedder, previous.fittedOn);
  }
  return stored ?? storeLexical(options, await fitOn(options, pool.size), pool.size);
}

function isReusable({ fittedOn, always = false }: PreviousLexical, { size }: TextBlocks): boolean {
  return fittedOn > 0 && fittedOn <= size && (always || size - fittedOn <= MAX_NEW_SHARE * size);
}

function fitOn(
  { pool, seed, dimensions = defaultDimensions, signal, onProgress }: LexicalCacheOptions,
  first: number,
): Promise<LexicalEmbedder> {
  const texts = { size: first, texts: pool.texts.bind(pool) };
  return fitLexical(texts, { seed, dimensions, pause: setImmediate, signal, onProgress });
}

async function storeLexical(
  { pool, file, seed, dimensions = defaultDimensions }: LexicalCacheOptions,
  embedder: LexicalEmbedder,
  fittedOn: number,
): Promise<OpenedLexical> {
  const sketch = sketchOf(pool, fittedOn);
  const header = Uint32Array.of(MAGIC, VERSION, seed >>> 0, dimensions, sketch.length, fittedOn);
  await withDiskErrors(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    const partial = `${file}.part`;
    await writeFile(partial, [bytesOf(header), bytesOf(sketch), embedder.toBytes()]);
    await rename(partial, file);
  });
  return { embedder, fittedOn };
}

async function readStored({
  pool,
  file,
  seed,
  dimensions = defaultDimensions,
  previous,
}: LexicalCacheOptions): Promise<OpenedLexical | undefined> {
  const stored = await readLexical(file);
  if (stored?.seed !== seed >>> 0 || stored.embedder.dimensions !== dimensions) return undefined;
  const { sketch, fittedOn } = stored;
  return previous?.always || newShare(pool, sketch, fittedOn) <= MAX_NEW_SHARE ? stored : undefined;
}

/** The lexical embedder in a cache file; undefined if there is none. */
export async function readLexical(
  file: string,
): Promise<(OpenedLexical & { readonly seed: number; readonly sketch: Uint32Array }) | undefined> {
  // Any problem with the cache has the same remedy: refit.
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes || bytes.length < 4 * HEADER_WORDS) return undefined;
  const word = (i: number): number => bytes.readUInt32LE(4 * i);
  if (word(0) !== MAGIC || word(1) !== VERSION) return undefined;
  const body = 4 * (HEADER_WORDS + word(4));
  if (bytes.length < body) return undefined;
  const sketch = new Uint32Array(new Uint8Array(bytes.subarray(4 * HEADER_WORDS, body)).buffer);
  try {
    const embedder = LexicalEmbedder.fromBytes(bytes.subarray(body), setImmediate);
    return { embedder, fittedOn: word(5), seed: word(2), sketch };
  } catch {
    return undefined;
  }
}

type Ids = LexicalCacheOptions['pool'];

/** The smallest first words of the ids of the leading records, ascending. */
function sketchOf(pool: Ids, records: number): Uint32Array {
  let smallest = new Uint32Array();
  let left = records;
  for (const words of firstWords(pool)) {
    const some = words.subarray(0, left);
    left -= some.length;
    const all = new Uint32Array(smallest.length + some.length);
    all.set(smallest);
    all.set(some, smallest.length);
    smallest = all.sort().slice(0, SKETCH_SIZE);
  }
  return smallest;
}

/**
 * Estimated share of the pool's records that are missing from a pool of `size` records with this
 * sketch.
 */
function newShare(pool: Ids, sketch: Uint32Array, size: number): number {
  const known = new Set(sketch);
  // A sketch of the whole pool decides for every id; a partial one only up to its largest.
  const largest = size <= sketch.length ? 0xffffffff : sketch.at(-1)!;
  let seen = 0;
  let unseen = 0;
  for (const words of firstWords(pool)) {
    for (const word of words) {
      if (word > largest) continue;
      seen++;
      if (!known.has(word)) unseen++;
    }
  }
  return seen === 0 ? 1 : unseen / seen;
}

/** The first words of all ids, some at a time. */
function* firstWords(pool: Ids): Generator<Uint32Array<ArrayBuffer>> {
  const blocks =
    'idBlocks' in pool ? pool.idBlocks() : [pool.idBytes.subarray(0, pool.size * idLength)];
  for (const ids of blocks) {
    const words = new Uint32Array(new Uint8Array(ids).buffer);
    yield Uint32Array.from({ length: words.length / 4 }, (_, row) => words[4 * row]!);
  }
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
