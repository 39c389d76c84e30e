import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { curveOfPredictions, forecast } from '../../core/metrics/forecast.ts';
import { roundInterval } from '../../core/metrics/learningCurve.ts';
import {
  compareOnStopSet,
  drawStopSet,
  meanNormalisedEntropy,
} from '../../core/metrics/stopSet.ts';
import type { RecordId } from '../../core/record.ts';
import { Rng } from '../../core/rng.ts';
import type { ModelService } from '../model/modelService.ts';
import { holdoutRows, singleHoldout } from './holdoutRows.ts';
import { scoreMulti, scoreSingle } from './scoreHead.ts';
import type { PoolService } from '../pool/poolService.ts';
import type { HoldoutMetrics } from '../../core/metrics/holdoutMetrics.ts';
import type {
  CompareRoundsParams,
  EvaluateParams,
  RoundComparison,
} from '../../core/engine/evaluationApi.ts';

/** Metrics of each stored head on the labelled part of the hold-out. */
export async function evaluateHeads(
  { heads: stored, holdout, labels, seed }: EvaluateParams,
  pool: PoolService,
  heads: ModelService,
  { signal }: WorkOptions = {},
): Promise<HoldoutMetrics[]> {
  const options = { labels, seed, signal };
  const metrics: HoldoutMetrics[] = [];
  if (holdout.task === 'multi') {
    const held = await holdoutRows(holdout, labels, pool);
    for (const head of stored) metrics.push((await scoreMulti(head, held, heads, options)).metrics);
  } else {
    const held = await holdoutRows(holdout, labels, pool);
    for (const head of stored)
      metrics.push((await scoreSingle(head, held, heads, options)).metrics);
  }
  return metrics;
}

/** Stability of the last rounds' predictions on the stop set, and the learning-curve forecast. */
export async function compareRounds(
  params: CompareRoundsParams,
  pool: PoolService,
  heads: ModelService,
  { signal }: WorkOptions = {},
): Promise<RoundComparison> {
  const { labels, trainingLabels, seed, target } = params;
  const stopSet = stopSetRows(params.heldOut, seed, pool, heads);
  const votes = new Map<number, Int32Array>();
  const votesOf = async (round: number): Promise<Int32Array> => {
    const known = votes.get(round);
    if (known) return known;
    const p = await heads.predictStored(params.heads[round]!, stopSet, labels, signal);
    const found = predictedLabels(p.probabilities, p.columns);
    votes.set(round, found);
    return found;
  };
  const comparisons: RoundComparison['comparisons'] = [];
  const last = params.heads.length - 1;
  for (let later = last; later > 0 && comparisons.length < params.window; later--) {
    const earlier = farEnoughBefore(trainingLabels, later);
    if (earlier < 0) break;
    comparisons.unshift({
      later,
      earlier,
      agreement: compareOnStopSet(await votesOf(earlier), await votesOf(later), labels.length),
    });
  }
  const present = await heads.predictStored(params.heads[last]!, stopSet, labels, signal);
  return {
    comparisons,
    entropy: meanNormalisedEntropy(present.probabilities),
    ...(target ? { forecast: await forecastOf(params, target, pool, heads) } : {}),
  };
}

/** Drawn once per pool and seed, without the hold-out. */
function stopSetRows(
  heldOut: readonly RecordId[],
  seed: number,
  pool: PoolService,
  heads: ModelService,
): Int32Array {
  const candidates = heads.drawable(pool.candidates(heldOut));
  const positions = drawStopSet(candidates.length, new Rng(seed).fork('stop set'));
  return Int32Array.from(positions, (position) => candidates[position]!);
}

/** The latest round whose head has at least a round's labels fewer; −1 if there is none. */
function farEnoughBefore(trainingLabels: readonly number[], later: number): number {
  for (let earlier = later - 1; earlier >= 0; earlier--) {
    const gap = trainingLabels[later]! - trainingLabels[earlier]!;
    if (gap >= roundInterval(trainingLabels[earlier]!)) return earlier;
  }
  return -1;
}

async function forecastOf(
  { heads: stored, trainingLabels, holdout, labels, seed }: CompareRoundsParams,
  target: NonNullable<CompareRoundsParams['target']>,
  pool: PoolService,
  heads: ModelService,
): Promise<NonNullable<RoundComparison['forecast']>> {
  const { rows, truth, weights, groups } = await holdoutRows(singleHoldout(holdout), labels, pool);
  const predictions: Int32Array[] = [];
  for (const head of stored) {
    const p = await heads.predictStored(head, rows, labels);
    predictions.push(predictedLabels(p.probabilities, p.columns));
  }
  return forecast({
    labels: trainingLabels,
    records: truth.length,
    weights,
    groups,
    curve: curveOfPredictions(target.metric, predictions, truth, labels.length),
    target: target.value,
    seed,
  });
}
