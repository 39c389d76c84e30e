import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { RecordId } from '../../core/record.ts';
import type { RecordVectors } from '../../core/store/holdoutVectors.ts';
import type { PoolService } from '../pool/poolService.ts';
import type { HoldoutRows } from './holdoutRows.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';

/**
 * The present vectors of the given records, without those that left the pool.
 * @throws UserError before the pool is embedded.
 */
export async function recordVectors(
  ids: readonly RecordId[],
  pool: PoolService,
  embedding: EmbeddingService,
): Promise<RecordVectors> {
  const { embeddings, fingerprint } = embedding.current;
  const rows = pool.rowsOf(ids);
  const { data } = await embeddings.take(rows);
  return {
    embedding: fingerprint,
    ids: rows.map((row) => pool.pool.index.id(row)),
    rows: data,
  };
}

/**
 * Hold-out records to be scored on these vectors; on the pool's without them.
 * @throws RangeError for a record without a vector
 */
export function withRecordVectors<H extends HoldoutRows>(
  vectors: RecordVectors | undefined,
  records: H,
): H {
  return vectors ? { ...records, vectors: vectorsById(vectors, records.ids) } : records;
}

function vectorsById({ ids, rows }: RecordVectors, requested: readonly RecordId[]): Matrix {
  const dimensions = rows.length / Math.max(1, ids.length);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const x = matrix(requested.length, dimensions);
  for (const [i, id] of requested.entries()) {
    const index = indexOf.get(id);
    if (index === undefined) throw new RangeError(`No vector of record ${id}`);
    x.data.set(rows.subarray(index * dimensions, (index + 1) * dimensions), i * dimensions);
  }
  return x;
}
