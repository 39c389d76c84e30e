import type {
  HoldoutAnswers,
  MultiHoldout,
  SingleHoldout,
} from '../../core/engine/evaluationApi.ts';
import type { Indicators } from '../../core/heads/indicators.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { RecordId } from '../../core/record.ts';
import { trainingRows } from '../model/trainingRows.ts';
import { mergeGroupsByKey, nearGroups } from './nearGroups.ts';
import type { PoolService } from '../pool/poolService.ts';

export interface HoldoutRows<Truth = Int32Array | Indicators> {
  readonly ids: RecordId[];
  readonly rows: Int32Array;
  /** Vectors to predict from, instead of the pool's. */
  readonly vectors?: Matrix;
  /** Label-set indices, or judgements of the labels. */
  readonly truth: Truth;
  readonly weights: Float64Array;
  readonly groups: Int32Array;
}

/**
 * The labelled hold-out records that the pool still holds, with their near-duplicate groups;
 * parallel arrays.
 * @throws UserError for an answer outside `labels`
 */
export async function holdoutRows<H extends HoldoutAnswers>(
  holdout: H,
  labels: readonly string[],
  pool: PoolService,
): Promise<
  HoldoutRows<H extends SingleHoldout ? Int32Array : H extends MultiHoldout ? Indicators : never>
>;
export async function holdoutRows(
  holdout: HoldoutAnswers,
  labels: readonly string[],
  pool: PoolService,
): Promise<HoldoutRows> {
  const { ids, multiplicities, groups } = holdout;
  const { index } = pool.pool;
  const present = [...ids.keys()].filter((i) => index.rowOf(ids[i]!) !== undefined);
  const { rows, answers } = trainingRows(holdout, labels, index);
  return {
    ids: present.map((i) => ids[i]!),
    rows: Int32Array.from(rows),
    groups: mergeGroupsByKey(
      present.map((i) => groups[i]!),
      await nearGroups(Int32Array.from(rows), pool),
    ),
    truth: answers,
    weights: Float64Array.from(present, (i) => multiplicities[i]!),
  };
}
