import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { curveOfLabelSets, curveOfPredictions, forecast } from '../../core/metrics/forecast.ts';
import { roundInterval } from '../../core/metrics/learningCurve.ts';
import {
  compareOnStopSet,
  compareSetsOnStopSet,
  drawStopSet,
  meanLabelEntropy,
  meanNormalisedEntropy,
  type HeadAgreement,
} from '../../core/metrics/stopSet.ts';
import type { RecordId } from '../../core/record.ts';
import { Rng } from '../../core/rng.ts';
import type { ModelService } from '../model/modelService.ts';
import { holdoutRows } from './holdoutRows.ts';
import { withRecordVectors } from './recordVectors.ts';
import { predictedSets, scoreMulti, scoreSingle } from './scoreHead.ts';
import type { PoolService } from '../pool/poolService.ts';
import type { HoldoutMetrics } from '../../core/metrics/holdoutMetrics.ts';
import type { StoredHead } from '../../core/engine/modelApi.ts';
import type {
  CompareRoundsParams,
  EvaluateParams,
  RoundComparison,
} from '../../core/engine/evaluationApi.ts';

/** Metrics of each stored head on the labelled part of the hold-out. */
export async function evaluateHeads(
  { heads: stored, holdout, vectors, labels, seed }: EvaluateParams,
  pool: PoolService,
  model: ModelService,
  { signal }: WorkOptions = {},
): Promise<HoldoutMetrics[]> {
  const options = { labels, seed, signal };
  const metrics: HoldoutMetrics[] = [];
  if (holdout.task === 'multi') {
    const records = withRecordVectors(vectors, await holdoutRows(holdout, labels, pool));
    for (const head of stored)
      metrics.push((await scoreMulti(head, records, model, options)).metrics);
  } else {
    const records = withRecordVectors(vectors, await holdoutRows(holdout, labels, pool));
    for (const head of stored)
      metrics.push((await scoreSingle(head, records, model, options)).metrics);
  }
  return metrics;
}

/** Stability of the last rounds' predictions on the stop set, and the learning-curve forecast. */
export async function compareRounds(
  params: CompareRoundsParams,
  pool: PoolService,
  model: ModelService,
  { signal }: WorkOptions = {},
): Promise<RoundComparison> {
  const { labels, seed, target } = params;
  const stopSet = stopSetRows(params.heldOut, seed, pool, model);
  const isMultiLabel = params.holdout.task === 'multi';
  const last = params.heads.at(-1)!;
  const comparisons = isMultiLabel
    ? await compareLastRounds(
        params,
        async (head) => (await predictedSets(head, stopSet, model, labels, signal)).predicted,
        compareSetsOnStopSet,
      )
    : await compareLastRounds(
        params,
        async (head) => {
          const p = await model.predictStored(head, stopSet, labels, signal);
          return predictedLabels(p.probabilities, p.columns);
        },
        (earlier, later) => compareOnStopSet(earlier, later, labels.length),
      );
  const latest = await model.predictStored(last, stopSet, labels, signal);
  const entropy = isMultiLabel ? meanLabelEntropy : meanNormalisedEntropy;
  return {
    comparisons,
    entropy: entropy(latest.probabilities),
    ...(target ? await forecastOf(params, target, pool, model) : {}),
  };
}

/** Compares each of the last rounds with the latest one far enough before it. */
async function compareLastRounds<Predictions>(
  { heads, trainingLabels, window }: CompareRoundsParams,
  predict: (head: StoredHead) => Promise<Predictions>,
  compare: (earlier: Predictions, later: Predictions) => HeadAgreement,
): Promise<RoundComparison['comparisons']> {
  const predictions = new Map<number, Predictions>();
  const predictionsBy = async (round: number): Promise<Predictions> => {
    const predicted = predictions.get(round) ?? (await predict(heads[round]!));
    predictions.set(round, predicted);
    return predicted;
  };
  const comparisons: RoundComparison['comparisons'] = [];
  for (let later = heads.length - 1; later > 0 && comparisons.length < window; later--) {
    const earlier = comparableRoundBefore(trainingLabels, later);
    if (earlier < 0) break;
    const agreement = compare(await predictionsBy(earlier), await predictionsBy(later));
    comparisons.unshift({ later, earlier, agreement });
  }
  return comparisons;
}

/** Pool and seed determine the rows; they exclude the hold-out. */
function stopSetRows(
  heldOut: readonly RecordId[],
  seed: number,
  pool: PoolService,
  model: ModelService,
): Int32Array {
  const candidates = model.drawable(pool.candidates(heldOut));
  const positions = drawStopSet(candidates.length, new Rng(seed).fork('stop set'));
  return Int32Array.from(positions, (position) => candidates[position]!);
}

/** The latest round whose head has at least a round's labels fewer; −1 if there is none. */
function comparableRoundBefore(trainingLabels: readonly number[], later: number): number {
  for (let earlier = later - 1; earlier >= 0; earlier--) {
    const gap = trainingLabels[later]! - trainingLabels[earlier]!;
    if (gap >= roundInterval(trainingLabels[earlier]!)) return earlier;
  }
  return -1;
}

/** Returns no forecast for a metric of the other task. */
async function forecastOf(
  { heads: stored, trainingLabels, holdout, labels, seed }: CompareRoundsParams,
  { metric, value: target }: NonNullable<CompareRoundsParams['target']>,
  pool: PoolService,
  model: ModelService,
): Promise<Pick<RoundComparison, 'forecast'>> {
  const options = { labels: trainingLabels, target, seed };
  if (holdout.task === 'multi') {
    if (metric === 'accuracy') return {};
    const { rows, truth, weights, groups } = await holdoutRows(holdout, labels, pool);
    const sets = [];
    for (const head of stored) {
      sets.push((await predictedSets(head, rows, model, labels)).predicted);
    }
    const curve = curveOfLabelSets(metric, sets, truth);
    return { forecast: forecast({ ...options, records: truth.rows, weights, groups, curve }) };
  }
  if (metric === 'microF1') return {};
  const { rows, truth, weights, groups } = await holdoutRows(holdout, labels, pool);
  const predictions: Int32Array[] = [];
  for (const head of stored) {
    const p = await model.predictStored(head, rows, labels);
    predictions.push(predictedLabels(p.probabilities, p.columns));
  }
  const curve = curveOfPredictions(metric, predictions, truth, labels.length);
  return { forecast: forecast({ ...options, records: truth.length, weights, groups, curve }) };
}
