import type { ServingOrder } from '../../core/engine/embeddingApi.ts';
import type { RecordId } from '../../core/record.ts';

/**
 * The rows of a pool in the order in which they are embedded.
 * @param among the rows besides those that are named in the order, or how many the pool has
 */
export function embeddingOrder(
  among: number | Int32Array,
  rowsOf: (ids: readonly RecordId[]) => readonly number[],
  { first, last }: ServingOrder,
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
