import { fitLogisticHead } from '../core/heads/logisticHead.ts';
import type {
  ArmsVerdict,
  CompareArmsParams,
  TrainingSet,
  WorkOptions,
} from '../core/loop/enginePort.ts';
import type { Matrix } from '../core/math/matrix.ts';
import type { Products } from '../core/math/products.ts';
import { predictedLabels } from '../core/metrics/evaluate.ts';
import { judgeHelping, type HelpingResult } from '../core/metrics/helping.ts';
import type { Embeddings } from '../core/query/queryState.ts';
import { Rng } from '../core/rng.ts';
import type { PoolRoom } from './poolRoom.ts';

interface Rooms {
  readonly pool: PoolRoom;
  readonly embeddings: Embeddings;
  readonly products: Products;
}

/** @see EngineApi.compareArms */
export async function compareArms(
  { folds, labels: names, c, classWeight, seed }: CompareArmsParams,
  { pool, embeddings, products }: Rooms,
  { signal }: WorkOptions,
): Promise<ArmsVerdict> {
  const { index } = pool.pool;
  const known = async (set: TrainingSet) => {
    const kept = set.ids.flatMap((id, at) => {
      const row = index.rowOf(id);
      return row === undefined ? [] : [{ row, at, label: names.indexOf(set.answers[at]!) }];
    });
    const x = await embeddings.take(kept.map(({ row }) => row));
    return { x, labels: kept.map(({ label }) => label), at: kept.map(({ at }) => at) };
  };
  const predictionsOf = async (arm: TrainingSet, test: Matrix): Promise<Int32Array> => {
    const { x, labels } = await known(arm);
    const { head } = await fitLogisticHead(x, labels, products, { c, classWeight, signal });
    return predictedLabels(await head.predictProba(test), head.labels);
  };
  const results: HelpingResult[] = [];
  for (const { randomArm, activeArm, test, multiplicities } of folds) {
    const { x, labels: truth, at } = await known(test);
    results.push({
      truth,
      randomPredicted: await predictionsOf(randomArm, x),
      activePredicted: await predictionsOf(activeArm, x),
      weights: at.map((i) => multiplicities[i]!),
    });
  }
  const rng = new Rng(seed).fork('is it helping');
  const { verdict, comparison } = judgeHelping(results, names.length, { rng });
  const { value, low, high } = comparison.macroF1;
  return { verdict, difference: value, low, high };
}
