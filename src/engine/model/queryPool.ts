import { builtInAcquisitions } from '../../core/acquisition/registry.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { AnswerTiming, AskedPick, QueryParams } from '../../core/engine/modelApi.ts';
import type { Head } from '../../core/heads/head.ts';
import type { Indicators } from '../../core/heads/indicators.ts';
import { OneVsRestHead } from '../../core/heads/oneVsRestHead.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import { answerTime } from '../../core/metrics/answerTime.ts';
import type { Pool } from '../../core/pool/openPool.ts';
import type { PoolIndex } from '../../core/pool/poolIndex.ts';
import {
  needsSamples,
  parseStrategy,
  type StrategySettings,
} from '../../core/query/parseStrategy.ts';
import type { Embeddings, Pick as PickedRow, QueryState } from '../../core/query/queryState.ts';
import { Rng } from '../../core/rng.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import type { PoolService } from '../pool/poolService.ts';
import type { TextSimilarity } from '../embedding/textSimilarity.ts';
import { cancellable, cooperativeYield, yieldingEmbeddings } from '../yieldingOps.ts';
import type { MarginBoundsCache } from './marginBoundsCache.ts';
import type { PoolPredictions } from './poolPredictions.ts';
import { remoteScorer, type RemoteScore } from './remoteScorer.ts';
import { seededIdHash } from '../pool/seededIdHash.ts';
import { trainingRows } from './trainingRows.ts';

export interface QuerySources {
  readonly pool: PoolService;
  readonly embeddings: Embeddings;
  readonly drawable: EmbeddingService['drawable'];
  readonly ops: () => Promise<MatrixOps>;
  readonly similarity: TextSimilarity;
  /** Scores by functions that other extensions registered. */
  readonly score: RemoteScore | undefined;
  /** Predictions of the scoring head; undefined without one. */
  readonly predictions: PoolPredictions | undefined;
  readonly marginBounds: () => MarginBoundsCache;
}

/**
 * Draws the next batch by the given strategy; without a head only start strategies work.
 * @throws UserError for an answer outside the label set, and errors of the strategy;
 * CancelledError.
 */
export async function queryPool(
  params: QueryParams,
  sources: QuerySources,
  signal: AbortSignal | undefined,
): Promise<AskedPick[]> {
  const { embeddings, predictions, score } = sources;
  const ops = cancellable(await sources.ops(), signal);
  const { pool } = sources.pool;
  const { index } = pool;
  const { rows, answers } = trainingRows(params.training, params.labels, index);
  const candidates = sources.drawable(sources.pool.candidates(params.exclude));
  const head = predictions?.head;
  const state: QueryState = {
    embeddings: yieldingEmbeddings(embeddings, signal),
    candidates,
    labelledRows: Int32Array.from(rows),
    ...answersOf(answers, head),
    labelCount: params.labels.length,
    columns: head?.labels ?? new Int32Array(),
    ops,
    rng: new Rng(params.seed),
    idHash: seededIdHash(index.idBytes, params.seed),
    signal,
    pause: cooperativeYield(signal),
    similarity: (texts, requestedRows) => sources.similarity.of(texts, requestedRows, signal),
    ...(predictions && {
      probabilities: (requestedRows) => predictions.probabilities(requestedRows, signal),
    }),
    ...sources.marginBounds().for(head, signal),
    ...(predictions &&
      head?.sampleProba && {
        samples: (requestedRows) => predictions.samples(requestedRows, signal),
      }),
    ...expectedSeconds(params.timings, index),
  };
  const settings = limitedToMemory(params.settings, predictions, candidates.length);
  const strategy = parseStrategy(
    settings,
    builtInAcquisitions,
    (name) => (score ? remoteScorer(name, score) : undefined),
    params.training.task,
  );
  const picks = await strategy.select(state, params.count);
  throwIfAborted(signal);
  return picks.map((pick) => askedPick(pick, pool, params.labels));
}

/** The answers as strategies read them, with the head's thresholds for multi-label tasks. */
function answersOf(
  answers: Int32Array | Indicators,
  head: Head | undefined,
): Pick<QueryState, 'labels' | 'multiLabel'> {
  if (answers instanceof Int32Array) return { labels: answers };
  const { thresholds = new Float32Array() } = head instanceof OneVsRestHead ? head : {};
  return { labels: new Int32Array(), multiLabel: { truth: answers, thresholds } };
}

function askedPick(
  { row, score, reason: { kind, value, a, b, label }, q }: PickedRow,
  { index }: Pool,
  labels: readonly string[],
): AskedPick {
  return {
    id: index.id(row),
    score,
    reason: {
      kind,
      ...(value === undefined ? {} : { value }),
      ...(a === undefined || b === undefined ? {} : { between: [labels[a]!, labels[b]!] as const }),
      ...(label === undefined ? {} : { of: labels[label]! }),
    },
    ...(q === undefined ? {} : { q }),
  };
}

/** Subsamples the candidates at random if the samples of all would exceed the memory limit. */
function limitedToMemory(
  settings: StrategySettings,
  predictions: PoolPredictions | undefined,
  candidates: number,
): StrategySettings {
  if (!predictions || !needsSamples(settings, builtInAcquisitions)) return settings;
  const { poolLimit = 1 } = settings;
  const requested = poolLimit <= 1 ? poolLimit * candidates : poolLimit;
  return requested <= predictions.maxRows
    ? settings
    : { ...settings, poolLimit: predictions.maxRows };
}

/**
 * Expected seconds by the length of a record's row in its file, which is known without reading it.
 */
function expectedSeconds(
  timings: readonly AnswerTiming[] | undefined = [],
  index: PoolIndex,
): Pick<QueryState, 'seconds'> {
  const timed = timings.flatMap(({ id, elapsedMs }) => {
    const row = index.rowOf(id);
    return row === undefined ? [] : [{ length: index.place(row).length, elapsedMs }];
  });
  const time = answerTime(
    timed.map(({ length }) => length),
    timed.map(({ elapsedMs }) => elapsedMs / 1000),
  );
  if (!time) return {};
  return { seconds: (row) => time.base + time.perUnit * index.place(row).length };
}
