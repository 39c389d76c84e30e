import type { ServingOrder } from '../core/loop/embeddingPort.ts';
import type { RecordId } from '../core/record.ts';

/** The rows of a pool in the order in which they are embedded. */
export function embeddingOrder(
  size: number,
  rowsOf: (ids: readonly RecordId[]) => readonly number[],
  { first, last }: ServingOrder,
): Int32Array {
  const order = new Int32Array(size);
  const taken = new Uint8Array(size);
  let count = 0;
  for (const row of rowsOf(first)) {
    if (taken[row]) continue;
    taken[row] = 1;
    order[count++] = row;
  }
  const late = rowsOf(last).filter((row) => taken[row] === 0);
  for (const row of late) taken[row] = 1;
  for (let row = 0; row < size; row++) if (taken[row] === 0) order[count++] = row;
  order.set([...new Set(late)], count);
  return order;
}
