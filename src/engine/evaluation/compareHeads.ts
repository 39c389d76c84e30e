import { message } from '../../core/messages/messages.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { UserError } from '../../core/errors.ts';
import {
  compareClasses,
  compareHeads as comparePredictions,
  compareRocAuc,
} from '../../core/metrics/pairedTests.ts';
import { oneVsRestRankings } from '../../core/metrics/rocAuc.ts';
import { Rng } from '../../core/rng.ts';
import type { ModelService } from '../model/modelService.ts';
import { holdoutRows, singleHoldout } from './holdoutRows.ts';
import type { PoolService } from '../pool/poolService.ts';
import { scoreSingle } from './scoreHead.ts';
import type { CompareHeadsParams, HeadComparisonResult } from '../../core/engine/evaluationApi.ts';

/**
 * Compares two stored heads on the same hold-out records: their metrics and where they differ.
 * @throws UserError if the pool holds none of the records any more.
 */
export async function compareHeads(
  { heads: stored, holdout, labels, seed }: CompareHeadsParams,
  pool: PoolService,
  heads: ModelService,
  { signal }: WorkOptions = {},
): Promise<HeadComparisonResult> {
  const held = await holdoutRows(singleHoldout(holdout), labels, pool);
  const { ids, rows, truth, weights, groups } = held;
  if (rows.length === 0) throw new UserError(message('engine.noHoldoutAnswer', {}));
  const classes = labels.length;
  const sides = [];
  for (const head of stored) {
    const scored = await scoreSingle(head, held, heads, { labels, seed, signal });
    const { probabilities, columns } = scored;
    const rankings = oneVsRestRankings(probabilities, columns, truth, classes);
    sides.push({ ...scored, rankings });
  }
  const [first, second] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const rng = new Rng(seed);
  const records = { truth, weights, groups };
  const pair = [records, first.predicted, second.predicted, classes] as const;
  const { length: n } = truth;
  const told = (['accuracy', 'macroF1', 'rocAuc'] as const).filter(
    (metric) => first.metrics[metric].value !== null && second.metrics[metric].value !== null,
  );
  // The intervals hold simultaneously, so one verdict can be read from them (Bonferroni).
  const options = { confidence: 1 - 0.05 / Math.max(1, told.length), resamples: 4000 };
  const auc = { ...options, rng: rng.fork('rocAuc') };
  return {
    first: first.metrics,
    second: second.metrics,
    heads: comparePredictions(...pair, { ...options, rng: rng.fork('heads') }),
    rocAuc: compareRocAuc(first.rankings, second.rankings, n, auc, records),
    perClass: compareClasses(...pair, { rng: rng.fork('classes') }),
    changes: ids.flatMap((id, i) => {
      const [a, b] = [first.predicted[i]!, second.predicted[i]!];
      if ((a === truth[i]) === (b === truth[i])) return [];
      return [{ id, truth: labels[truth[i]!]!, first: labels[a]!, second: labels[b]! }];
    }),
  };
}
