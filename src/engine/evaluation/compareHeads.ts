import { message } from '../../core/messages/messages.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { UserError } from '../../core/errors.ts';
import {
  compareClasses,
  compareHeads as comparePredictions,
  compareRocAuc,
} from '../../core/metrics/pairedTests.ts';
import { YES, type Indicators } from '../../core/heads/indicators.ts';
import { isRight, outcomesOf } from '../../core/metrics/labelOutcomes.ts';
import { compareLabels, compareLabelSets } from '../../core/metrics/pairedLabelTests.ts';
import { oneVsRestRankings, type OneVsRest } from '../../core/metrics/rocAuc.ts';
import { Rng } from '../../core/rng.ts';
import type { ModelService } from '../model/modelService.ts';
import { holdoutRows, type HoldoutRows } from './holdoutRows.ts';
import { withRecordVectors } from './recordVectors.ts';
import type { PoolService } from '../pool/poolService.ts';
import {
  scoreMulti,
  scoreSingle,
  type ScoredMulti,
  type ScoredSingle,
  type ScoreOptions,
} from './scoreHead.ts';
import type { CompareHeadsParams, HeadComparisonResult } from '../../core/engine/evaluationApi.ts';

/**
 * Compares two stored heads on the same hold-out records: their metrics and where they differ.
 * @throws UserError if the pool no longer holds any of the records.
 */
export async function compareHeads(
  { heads: stored, holdout, vectors = [], labels, seed }: CompareHeadsParams,
  pool: PoolService,
  model: ModelService,
  { signal }: WorkOptions = {},
): Promise<HeadComparisonResult> {
  const options = { labels, seed, signal };
  if (holdout.task === 'multi') {
    const records = requireAnswers(await holdoutRows(holdout, labels, pool));
    const [first, second] = await inTurn((at) =>
      scoreMulti(stored[at], withRecordVectors(vectors[at], records), model, options),
    );
    return compareMulti(records, first, second, options);
  }
  const records = requireAnswers(await holdoutRows(holdout, labels, pool));
  const [first, second] = await inTurn((at) =>
    scoreSingle(stored[at], withRecordVectors(vectors[at], records), model, options),
  );
  return compareSingle(records, first, second, options);
}

/** Scores one head after the other: both at once would compete for the cores. */
async function inTurn<T>(score: (at: 0 | 1) => Promise<T>): Promise<readonly [T, T]> {
  return [await score(0), await score(1)];
}

function requireAnswers<H extends HoldoutRows>(records: H): H {
  if (records.rows.length === 0) throw new UserError(message('engine.noHoldoutAnswer', {}));
  return records;
}

/**
 * Makes the intervals of the metrics that both heads have hold simultaneously, so that they support
 * one verdict (Bonferroni).
 */
function simultaneous(comparable: readonly boolean[]): { confidence: number; resamples: number } {
  const count = comparable.filter(Boolean).length;
  return { confidence: 1 - 0.05 / Math.max(1, count), resamples: 4000 };
}

function compareSingle(
  { ids, truth, weights, groups }: HoldoutRows<Int32Array>,
  first: ScoredSingle,
  second: ScoredSingle,
  { labels, seed }: ScoreOptions,
): HeadComparisonResult {
  const classes = labels.length;
  const rng = new Rng(seed);
  const records = { truth, weights, groups };
  const pair = [records, first.predicted, second.predicted, classes] as const;
  const options = simultaneous(
    (['accuracy', 'macroF1', 'rocAuc'] as const).map(
      (metric) => first.metrics[metric].value !== null && second.metrics[metric].value !== null,
    ),
  );
  const [firstRankings, secondRankings] = [first, second].map(({ probabilities, columns }) =>
    oneVsRestRankings(probabilities, columns, truth, classes),
  ) as [OneVsRest[], OneVsRest[]];
  const auc = { ...options, rng: rng.fork('rocAuc') };
  return {
    task: 'single',
    first: first.metrics,
    second: second.metrics,
    heads: comparePredictions(...pair, { ...options, rng: rng.fork('heads') }),
    rocAuc: compareRocAuc(firstRankings, secondRankings, truth.length, auc, records),
    perClass: compareClasses(...pair),
    changes: ids.flatMap((id, i) => {
      const [a, b] = [first.predicted[i]!, second.predicted[i]!];
      if ((a === truth[i]) === (b === truth[i])) return [];
      const right = a === truth[i] ? 'first' : 'second';
      const nameOf = (label: number): string[] => [labels[label]!];
      return [{ id, right, truth: nameOf(truth[i]!), first: nameOf(a), second: nameOf(b) }];
    }),
  };
}

function compareMulti(
  { ids, truth, weights, groups }: HoldoutRows<Indicators>,
  first: ScoredMulti,
  second: ScoredMulti,
  { labels, seed }: ScoreOptions,
): HeadComparisonResult {
  const rng = new Rng(seed);
  const sets = { truth, weights, groups, first: first.predicted, second: second.predicted };
  const options = simultaneous(
    (['microF1', 'macroF1', 'subsetAccuracy'] as const).map(
      (metric) => first.metrics[metric].value !== null && second.metrics[metric].value !== null,
    ),
  );
  const [firstOutcomes, secondOutcomes] = [
    outcomesOf(truth, sets.first),
    outcomesOf(truth, sets.second),
  ];
  const namesIn = ({ data }: Indicators, i: number): string[] =>
    labels.filter((_, label) => data[i * labels.length + label] === YES);
  return {
    task: 'multi',
    first: first.metrics,
    second: second.metrics,
    heads: compareLabelSets(sets, { ...options, rng: rng.fork('heads') }),
    perClass: compareLabels(sets),
    changes: ids.flatMap((id, i) => {
      const [a, b] = [isRight(firstOutcomes[i]!), isRight(secondOutcomes[i]!)];
      if (!firstOutcomes[i]!.whole || a === b) return [];
      const predicted = { first: namesIn(sets.first, i), second: namesIn(sets.second, i) };
      return [{ id, right: a ? 'first' : 'second', truth: namesIn(truth, i), ...predicted }];
    }),
  };
}
