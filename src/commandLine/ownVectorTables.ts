import { resolve } from 'node:path';
import { unzip } from '../adapters/excel/zipEntries.ts';
import { openNpy } from '../adapters/numpy/openNpy.ts';
import type { EmbeddingBlock } from '../core/embed/blocks.ts';
import { throwIfAborted, UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { Pool } from '../core/pool/openPool.ts';
import { recordIdOf } from '../core/record.ts';
import { toUnitVector } from '../engine/embedding/ownVectors.ts';
import { vectorsOfFile } from '../engine/embedding/vectorSources.ts';

/** Vectors by text. */
export interface OwnVectorTable {
  readonly dimensions: number;
  /** Unit vectors by `recordIdOf`. */
  readonly byText: ReadonlyMap<string, Float32Array>;
}

const blockRows = 1024;

/** Whether a name on the command line is a NumPy file, read by the rows of the pool. */
export const isVectorsFile = (name: string): boolean => /\.np(y|z(#.+)?)$/i.test(name);

/**
 * The user's own vectors among the blocks, by the block's name.
 * @param pool provides texts and vectors by row
 * @throws UserError if a file cannot be read, or its rows do not match the pool's
 * @throws CancelledError
 */
export async function ownVectorTables(
  blocks: readonly EmbeddingBlock[],
  pool: Pool,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, OwnVectorTable>> {
  const tables = new Map<string, OwnVectorTable>();
  for (const { use, source } of blocks) {
    if (!source || !('vectors' in source)) continue;
    const suppliedFile = { vectors: resolve(source.vectors), by: source.by };
    const file = await vectorsOfFile(
      suppliedFile,
      pool,
      { folder: '.', idField: undefined },
      (path) => openNpy(path, unzip),
    );
    try {
      const byText = new Map<string, Float32Array>();
      let count = 0;
      let first = -1;
      let invalid = 0;
      for (let from = 0; from < file.size; from += blockRows) {
        throwIfAborted(signal);
        const to = Math.min(file.size, from + blockRows);
        const rows = Array.from({ length: to - from }, (_, i) => from + i);
        const [texts, vectors] = [await pool.texts(from, to), await file.read(rows)];
        rows.forEach((row, i) => {
          const vector = toUnitVector(vectors[i]);
          if (vector) {
            byText.set(recordIdOf(texts[i]!), vector);
            return;
          }
          if (count++ === 0) first = row;
          // It has a vector, but of zeros or with a value that is not finite.
          if (vectors[i]) invalid++;
        });
      }
      // In the editor this is only a notice, but a simulation has no other vectors.
      const problem = file.problem({ count, first, invalid });
      if (problem) throw new UserError(message('simulate.vectorsLack', { why: problem }));
      tables.set(use, { dimensions: file.dimensions, byText });
    } finally {
      await file.close();
    }
  }
  return tables;
}
