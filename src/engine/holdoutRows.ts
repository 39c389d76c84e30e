import type { CompareParams } from '../core/loop/enginePort.ts';
import type { RecordId } from '../core/record.ts';
import type { PoolRoom } from './poolRoom.ts';

/** The answered hold-out records that the pool still holds; all of one length. */
export function holdoutRows(
  { ids, answers, multiplicities }: CompareParams['holdout'],
  labels: readonly string[],
  pool: PoolRoom,
): { ids: RecordId[]; rows: Int32Array; truth: Int32Array; weights: Float64Array } {
  const present = ids.flatMap((id, i) => {
    const row = pool.pool.index.rowOf(id);
    return row === undefined
      ? []
      : [{ id, row, truth: labels.indexOf(answers[i]!), weight: multiplicities[i]! }];
  });
  return {
    ids: present.map(({ id }) => id),
    rows: Int32Array.from(present, ({ row }) => row),
    truth: Int32Array.from(present, ({ truth }) => truth),
    weights: Float64Array.from(present, ({ weight }) => weight),
  };
}
