import { ScratchFile } from '../adapters/files/scratchFile.ts';
import { joinedFingerprint, joinRows } from '../core/embed/blocks.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import { throwIfAborted, UserError } from '../core/errors.ts';
import type { Matrix } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import { EmbeddingFile } from '../engine/embedding/embeddingFile.ts';
import type { OpenedBlock } from '../engine/embedding/usedBlock.ts';
import type { PassedPool } from './passedPool.ts';

/** A block of the embedding; `file`: its cached vectors. */
export interface WeightedBlock extends Pick<OpenedBlock, 'embedder' | 'file'> {
  readonly weight: number;
}

/** Finds records in the pool. */
type RecordRows = Pick<PassedPool, 'rowsOfIds'>;

/**
 * The vectors of a pool's records and of other texts, for a single pass: read from the cache files where
 * present, otherwise computed. Writes only temporary files, with the places of cached vectors.
 */
export class PoolVectors {
  readonly #blocks: readonly BlockVectors[];

  private constructor(blocks: readonly BlockVectors[]) {
    this.#blocks = blocks;
  }

  /**
   * @param blocks closed by `close`
   * @param options.exact recomputes every vector, one text at a time: a quantized model's vectors may depend
   * slightly on the other texts of the batch
   * @param options.tempFolder for temporary files
   */
  static async open(
    blocks: readonly WeightedBlock[],
    pool: RecordRows,
    {
      exact,
      tempFolder,
      signal,
    }: { readonly exact: boolean; readonly tempFolder: string; readonly signal?: AbortSignal },
  ): Promise<PoolVectors> {
    if (exact) return new PoolVectors(blocks.map((block) => new BlockVectors(oneAtATime(block))));
    const opened: BlockVectors[] = [];
    try {
      for (const block of blocks) {
        opened.push(new BlockVectors(block, await findCached(block, pool, tempFolder, signal)));
      }
      return new PoolVectors(opened);
    } catch (error) {
      await Promise.all(opened.map((block) => block.closeFile()));
      throw error;
    }
  }

  get dimensions(): number {
    return this.#blocks.reduce((sum, { embedder }) => sum + embedder.dimensions, 0);
  }

  get fingerprint(): string {
    return joinedFingerprint(
      this.#blocks.map(({ embedder, weight }) => ({ fingerprint: embedder.fingerprint, weight })),
    );
  }

  /**
   * @param rows of records
   * @param textsOf called for records without cached vectors, at most once for each block
   * @returns rows.length × dimensions
   * @throws UserError if a model fails; CancelledError
   */
  async take(
    rows: readonly number[],
    textsOf: (rows: readonly number[]) => Promise<readonly string[]>,
    signal: AbortSignal | undefined,
  ): Promise<Matrix> {
    return this.#join(rows.length, (block) => block.take(rows, textsOf, signal));
  }

  /**
   * @returns texts.length × dimensions
   * @throws UserError if a model fails or the embedding has vectors from the user; CancelledError
   */
  async embed(texts: readonly string[], signal: AbortSignal | undefined): Promise<Matrix> {
    const ownVectors = this.#blocks.find(({ embedder }) => 'embedRows' in embedder);
    if (ownVectors)
      throw new UserError(message('predict.ownVectors', { vectors: ownVectors.embedder.name }));
    return this.#join(texts.length, ({ embedder }) => embedder.embed(texts, signal));
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#blocks.map(async (block) => {
        await block.closeFile();
        await block.embedder.close?.();
      }),
    );
  }

  async #join(
    rows: number,
    vectors: (block: BlockVectors) => Promise<Float32Array>,
  ): Promise<Matrix> {
    const parts = [];
    for (const block of this.#blocks) {
      const { embedder, weight } = block;
      parts.push({ data: await vectors(block), dimensions: embedder.dimensions, weight });
    }
    // A single block needs no weight, and its vectors have unit length already.
    const data = parts.length === 1 ? parts[0]!.data : joinRows(parts, rows);
    return { rows, cols: this.dimensions, data };
  }
}

interface CachedVectors {
  readonly file: EmbeddingFile;
  readonly places: VectorPlaces;
}

/** Records whose places are read together, although those between them are not wanted. */
const placeGap = 64;

/** The offset of each record's vector in a file; kept on disk. */
class VectorPlaces {
  readonly #file: ScratchFile;

  constructor(folder: string) {
    this.#file = new ScratchFile(folder);
  }

  /**
   * @param rows of records; negative ones are left out
   * @param offset of the first vector; the others follow, `width` bytes each
   */
  set(rows: Int32Array, offset: number, width: number): void {
    for (let from = 0; from < rows.length;) {
      let to = from + 1;
      if (rows[from]! >= 0) {
        while (to < rows.length && rows[to] === rows[from]! + to - from) to++;
        const offsets = Float64Array.from(
          { length: to - from },
          (_, i) => offset + (from + i) * width,
        );
        this.#file.write(new Uint8Array(offsets.buffer), 8 * rows[from]!);
      }
      from = to;
    }
  }

  /** The offset of each of these records; 0 if it is not in the file. */
  of(rows: readonly number[]): Float64Array {
    const offsets = new Float64Array(rows.length);
    for (let from = 0; from < rows.length;) {
      let to = from + 1;
      for (; to < rows.length; to++) {
        const gap = rows[to]! - rows[to - 1]!;
        if (gap <= 0 || gap > placeGap) break;
      }
      const first = rows[from]!;
      const bytes = this.#file.read(8 * first, 8 * (rows[to - 1]! - first + 1));
      const found = new Float64Array(bytes.buffer);
      for (let i = from; i < to; i++) offsets[i] = found[rows[i]! - first]!;
      from = to;
    }
    return offsets;
  }

  close(): void {
    this.#file.close();
  }
}

class BlockVectors {
  readonly embedder: WeightedBlock['embedder'];
  readonly weight: number;
  #cached: CachedVectors | undefined;

  constructor({ embedder, weight }: WeightedBlock, cached?: CachedVectors) {
    this.embedder = embedder;
    this.weight = weight;
    this.#cached = cached;
  }

  async take(
    rows: readonly number[],
    textsOf: (rows: readonly number[]) => Promise<readonly string[]>,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    const { embedder } = this;
    const { dimensions } = embedder;
    const out = new Float32Array(rows.length * dimensions);
    const missing = await this.#read(rows, out);
    if (missing.length === 0) return out;
    const missingRows = missing.map((i) => rows[i]!);
    const vectors = embedder.embedRows
      ? await embedder.embedRows(missingRows, signal)
      : await embedder.embed(await textsOf(missingRows), signal);
    missing.forEach((i, at) => {
      out.set(vectors.subarray(at * dimensions, (at + 1) * dimensions), i * dimensions);
    });
    return out;
  }

  /** Fills in the cached vectors; returns the positions of the others. */
  async #read(rows: readonly number[], out: Float32Array): Promise<number[]> {
    const all = rows.map((_, i) => i);
    if (!this.#cached) return all;
    const { file, places } = this.#cached;
    const offsets = places.of(rows);
    const width = 4 * file.dimensions;
    const missing: number[] = [];
    try {
      for (let from = 0; from < rows.length;) {
        const offset = offsets[from]!;
        if (offset === 0) {
          missing.push(from++);
          continue;
        }
        // Neighbours in the pool are usually neighbours in the file: read each run at once.
        let to = from + 1;
        while (to < rows.length && offsets[to] === offset + (to - from) * width) to++;
        await file.read(offset, out.subarray(from * file.dimensions, to * file.dimensions));
        from = to;
      }
      if (await file.belongsToEmbedder()) return missing;
    } catch {
      // A window that embeds again may have truncated the file.
    }
    await this.closeFile();
    return all;
  }

  async closeFile(): Promise<void> {
    const { file, places } = this.#cached ?? {};
    this.#cached = undefined;
    places?.close();
    await file?.close();
  }
}

/** The block with an embedder that gets one text at a time. */
function oneAtATime({ embedder, ...block }: WeightedBlock): WeightedBlock {
  const { name, dimensions, fingerprint } = embedder;
  const close = embedder.close?.bind(embedder);
  const embedRows = embedder.embedRows?.bind(embedder);
  const embed: Embedder['embed'] = async (texts, signal) => {
    const all = new Float32Array(texts.length * dimensions);
    for (const [i, text] of texts.entries()) {
      all.set(await embedder.embed([text], signal), i * dimensions);
    }
    return all;
  };
  const single = { name, dimensions, fingerprint, embed };
  return {
    ...block,
    embedder: { ...single, ...(embedRows && { embedRows }), ...(close && { close }) },
  };
}

async function findCached(
  { embedder, file: path }: WeightedBlock,
  pool: RecordRows,
  tempFolder: string,
  signal: AbortSignal | undefined,
): Promise<CachedVectors | undefined> {
  const { fingerprint, dimensions } = embedder;
  const file = await EmbeddingFile.openToRead(path, fingerprint, dimensions);
  if (!file) return undefined;
  let places: VectorPlaces | undefined;
  try {
    places = new VectorPlaces(tempFolder);
    for await (const { ids, offset } of file.blocks()) {
      throwIfAborted(signal);
      places.set(pool.rowsOfIds(ids), offset, 4 * dimensions);
    }
    if (await file.belongsToEmbedder()) return { file, places };
    places.close();
    await file.close();
    return undefined;
  } catch (error) {
    places?.close();
    await file.close();
    throw error;
  }
}
