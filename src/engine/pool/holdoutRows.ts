import type { RecordId } from '../../core/record.ts';
import { joinedBy, nearGroups } from './nearGroups.ts';
import type { PoolService } from './poolService.ts';
import type { HoldoutAnswers } from '../../core/engine/evaluationApi.ts';

interface HoldoutRows {
  readonly ids: RecordId[];
  readonly rows: Int32Array;
  readonly truth: Int32Array;
  readonly weights: Float64Array;
  readonly groups: Int32Array;
}

/**
 * The labelled hold-out records that the pool still holds, with their near-duplicate groups;
 * parallel arrays.
 */
export async function holdoutRows(
  { ids, answers, multiplicities, kin }: HoldoutAnswers,
  labels: readonly string[],
  pool: PoolService,
): Promise<HoldoutRows> {
  const present = ids.flatMap((id, i) => {
    const row = pool.pool.index.rowOf(id);
    return row === undefined
      ? []
      : [
          {
            id,
            row,
            truth: labels.indexOf(answers[i]!),
            weight: multiplicities[i]!,
            key: kin[i]!,
          },
        ];
  });
  const rows = Int32Array.from(present, ({ row }) => row);
  return {
    ids: present.map(({ id }) => id),
    rows,
    groups: joinedBy(
      present.map(({ key }) => key),
      await nearGroups(rows, pool),
    ),
    truth: Int32Array.from(present, ({ truth }) => truth),
    weights: Float64Array.from(present, ({ weight }) => weight),
  };
}
