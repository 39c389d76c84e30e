import type { StoredHead } from '../../core/engine/modelApi.ts';
import { decide } from '../../core/heads/expectedCount.ts';
import type { Indicators } from '../../core/heads/indicators.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import { evaluateHoldout, predictedLabels } from '../../core/metrics/evaluate.ts';
import { evaluateMultiHoldout } from '../../core/metrics/evaluateMulti.ts';
import type { MultiMetrics, SingleMetrics } from '../../core/metrics/holdoutMetrics.ts';
import type { ModelService } from '../model/modelService.ts';
import type { HoldoutRows } from './holdoutRows.ts';

export interface ScoreOptions {
  /** The whole label set, in order. */
  readonly labels: readonly string[];
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** A head's predictions for hold-out records. */
interface HeadScores<Metrics, Predicted> {
  readonly metrics: Metrics;
  readonly predicted: Predicted;
  readonly probabilities: Matrix;
  /** Label-set index of each column. */
  readonly columns: Int32Array;
}

export type ScoredSingle = HeadScores<SingleMetrics, Int32Array>;
export type ScoredMulti = HeadScores<MultiMetrics, Indicators>;

/** Scores a stored head on records with one label. */
export async function scoreSingle(
  stored: StoredHead,
  { rows, vectors, truth, weights, groups }: HoldoutRows<Int32Array>,
  model: ModelService,
  { labels, seed, signal }: ScoreOptions,
): Promise<ScoredSingle> {
  const predicted = await model.predictStored(stored, vectors ?? rows, labels, signal);
  const { probabilities, shown, columns } = predicted;
  const metrics = evaluateHoldout({
    probabilities,
    shown,
    headLabels: columns,
    described: describedIn(stored, labels),
    truth,
    weights,
    groups,
    labelNames: labels,
    seed,
  });
  return { metrics, predicted: predictedLabels(probabilities, columns), probabilities, columns };
}

/** Scores a stored multi-label head by its own thresholds. */
export async function scoreMulti(
  stored: StoredHead,
  { rows, vectors, truth, weights, groups }: HoldoutRows<Indicators>,
  model: ModelService,
  { labels, seed, signal }: ScoreOptions,
): Promise<ScoredMulti> {
  const { probabilities, columns, predicted } = await predictedSets(
    stored,
    vectors ?? rows,
    model,
    labels,
    signal,
  );
  const metrics = evaluateMultiHoldout({
    probabilities,
    headLabels: columns,
    described: describedIn(stored, labels),
    predicted,
    truth,
    weights,
    groups,
    labelNames: labels,
    seed,
  });
  return { metrics, predicted, probabilities, columns };
}

/**
 * The label sets that a stored head predicts.
 * @param records rows of the pool, or vectors that the head was fitted on
 * @throws RangeError for a single-label head
 */
export async function predictedSets(
  stored: StoredHead,
  records: Int32Array | Matrix,
  model: ModelService,
  labels: readonly string[],
  signal?: AbortSignal,
): Promise<Omit<ScoredMulti, 'metrics'>> {
  const { probabilities, columns, thresholds } = await model.predictStored(
    stored,
    records,
    labels,
    signal,
  );
  if (!thresholds) throw new RangeError('A head of one label per record has no sets of labels');
  const predicted = decide(probabilities, columns, thresholds, labels.length);
  return { probabilities, columns, predicted };
}

/** Label-set indices that a stored head knows only from their descriptions. */
function describedIn({ described = [] }: StoredHead, labels: readonly string[]): number[] {
  return described.map((label) => labels.indexOf(label)).filter((index) => index >= 0);
}
