import type { EmbedParams, EmbeddingOrder } from '../../core/engine/embeddingApi.ts';
import type { RecordId } from '../../core/record.ts';
import type { PoolService } from '../pool/poolService.ts';
import { defaultModelRecords, subPool } from '../pool/subPool.ts';

/**
 * The rows that models embed; undefined for all.
 * @param defaultCount number of rows if the embedding sets none
 */
export function rowsForModels(
  { seed, modelRecords }: Pick<EmbedParams, 'seed' | 'modelRecords'>,
  { pool }: PoolService,
  defaultCount = defaultModelRecords,
): Int32Array | undefined {
  const { size, idBytes } = pool.index;
  const count = modelRecords ?? defaultCount;
  return count === 'all' || size <= count ? undefined : subPool(idBytes, size, count, seed);
}

/**
 * The rows to embed, in order; undefined for all rows in pool order.
 * @param part the rows to embed besides those that the order names; all if omitted
 */
export function rowsToEmbed(
  { order }: Pick<EmbedParams, 'order'>,
  pool: PoolService,
  part?: Int32Array,
): Int32Array | undefined {
  if (!order) return part;
  return embeddingOrder(part ?? pool.pool.index.size, (ids) => pool.rowsOf(ids), order);
}

/**
 * The rows of a pool in embedding order.
 * @param candidates the rows besides those named in the order, or the number of rows in the pool
 */
export function embeddingOrder(
  candidates: number | Int32Array,
  rowsOf: (ids: readonly RecordId[]) => readonly number[],
  { first, last }: EmbeddingOrder,
): Int32Array {
  const firstRows = new Set(rowsOf(first));
  const lastRows = new Set(rowsOf(last).filter((row) => !firstRows.has(row)));
  const candidateRows =
    typeof candidates === 'number'
      ? Int32Array.from({ length: candidates }, (_, row) => row)
      : candidates;
  const remaining = candidateRows.filter((row) => !firstRows.has(row) && !lastRows.has(row));
  const order = new Int32Array(firstRows.size + remaining.length + lastRows.size);
  order.set([...firstRows]);
  order.set(remaining, firstRows.size);
  order.set([...lastRows], firstRows.size + remaining.length);
  return order;
}
