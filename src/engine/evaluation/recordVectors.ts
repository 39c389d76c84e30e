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
  own: RecordVectors | undefined,
  held: H,
): H {
  return own ? { ...held, vectors: vectorsById(own, held.ids) } : held;
}

function vectorsById({ ids, rows }: RecordVectors, wanted: readonly RecordId[]): Matrix {
  const dimensions = rows.length / Math.max(1, ids.length);
  const places = new Map(ids.map((id, place) => [id, place]));
  const x = matrix(wanted.length, dimensions);
  for (const [i, id] of wanted.entries()) {
    const place = places.get(id);
    if (place === undefined) throw new RangeError(`No vector of record ${id}`);
    x.data.set(rows.subarray(place * dimensions, (place + 1) * dimensions), i * dimensions);
  }
  return x;
}
