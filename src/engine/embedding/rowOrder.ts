import type { EmbedParams, EmbeddingOrder } from '../../core/engine/embeddingApi.ts';
import type { RecordId } from '../../core/record.ts';
import type { PoolService } from '../pool/poolService.ts';
import { standardModelRecords, subPool } from '../pool/subPool.ts';

/**
 * The rows that models embed; undefined for all.
 * @param standard number of rows if the embedding sets none
 */
export function rowsForModels(
  { seed, modelRecords }: Pick<EmbedParams, 'seed' | 'modelRecords'>,
  { pool }: PoolService,
  standard = standardModelRecords,
): Int32Array | undefined {
  const { size, idBytes } = pool.index;
  const count = modelRecords ?? standard;
  return count === 'all' || size <= count ? undefined : subPool(idBytes, size, count, seed);
}

/**
 * The rows to embed, in order; undefined for all rows in pool order.
 * @param part the rows to embed besides those that the order names; all if omitted
 */
export function servedOrder(
  { order: order }: Pick<EmbedParams, 'order'>,
  pool: PoolService,
  part?: Int32Array,
): Int32Array | undefined {
  if (!order) return part;
  return embeddingOrder(part ?? pool.pool.index.size, (ids) => pool.rowsOf(ids), order);
}

/**
 * The rows of a pool in embedding order.
 * @param among the rows besides those named in the order, or the number of rows in the pool
 */
export function embeddingOrder(
  among: number | Int32Array,
  rowsOf: (ids: readonly RecordId[]) => readonly number[],
  { first, last }: EmbeddingOrder,
): Int32Array {
  const early = new Set(rowsOf(first));
  const late = new Set(rowsOf(last).filter((row) => !early.has(row)));
  const between =
    typeof among === 'number' ? Int32Array.from({ length: among }, (_, row) => row) : among;
  const rest = between.filter((row) => !early.has(row) && !late.has(row));
  const order = new Int32Array(early.size + rest.length + late.size);
  order.set([...early]);
  order.set(rest, early.size);
  order.set([...late], early.size + rest.length);
  return order;
}
