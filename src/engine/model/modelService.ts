import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import type { Head } from '../../core/heads/head.ts';
import { headFromBytes } from '../../core/heads/headBytes.ts';
import { LogisticHead, precomputeCurvature } from '../../core/heads/logisticHead.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { answerCount } from '../../core/heads/heldOutScores.ts';
import type { Indicators } from '../../core/heads/indicators.ts';
import { OneVsRestHead } from '../../core/heads/oneVsRestHead.ts';
import { withTemperature } from '../../core/heads/temperature.ts';
import { rowOf, type Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import type { Embeddings } from '../../core/query/queryState.ts';
import type { RecordId } from '../../core/record.ts';
import { PoolPredictions } from './poolPredictions.ts';
import { remapColumns, remapLabels } from './remapColumns.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import { answeredLabels, fitHead, type DropoutHeads, type FittedHead } from './fitHead.ts';
import type { RemoteScore } from './remoteScorer.ts';
import { cancellable } from '../yieldingOps.ts';
import { queryPool } from './queryPool.ts';
import { trainingRows } from './trainingRows.ts';
import { poolThresholds } from './poolThresholds.ts';
import { labelPredictions } from './labelPredictions.ts';
import { uncertaintyScores } from './uncertaintyScores.ts';
import { startKernelThreads } from './kernelThreads.ts';
import type { TextSimilarity } from '../embedding/textSimilarity.ts';
import type { PoolService } from '../pool/poolService.ts';
import { MarginBoundsCache } from './marginBoundsCache.ts';
import { fingerprintAt, weighingOf } from './lexicalWeighing.ts';
import type {
  AskedPick,
  ScoredFit,
  FitParams,
  FitSummary,
  Prediction,
  QueryParams,
  StoredHead,
} from '../../core/engine/modelApi.ts';

export interface ModelServiceOptions {
  readonly pool: PoolService;
  readonly ops: () => Promise<MatrixOps>;
  readonly embedding: Pick<EmbeddingService, 'current' | 'labelVectors' | 'drawable' | 'blocks'>;
  readonly dropout?: DropoutHeads | undefined;
  /** Similarity of records to texts, for seeds. */
  readonly similarity: TextSimilarity;
  /** Scores by functions that other extensions registered. */
  readonly score?: RemoteScore | undefined;
  /** Bytes of predictions over the whole pool to cache. */
  readonly memoryBudget?: number | undefined;
}

/** A stored head's predictions for n records. */
export interface StoredPredictions {
  /** n × c, uncalibrated. */
  readonly probabilities: Matrix;
  /** Single-label heads with a T: n × c, calibrated. */
  readonly shown?: Matrix;
  /** c label-set indices. */
  readonly columns: Int32Array;
  /** Multi-label heads: c thresholds of the uncalibrated probabilities. */
  readonly thresholds?: Float32Array;
}

/** Below this many training records a refit takes a few milliseconds anyway. */
export const minPrepared = 512;

/** Fits the head, predicts, and scores the candidates of the next batch. */
export class ModelService {
  readonly #options: ModelServiceOptions;
  #predictions: PoolPredictions | undefined;
  /** Number of fits so far. */
  #fits = 0;
  /** Label set of the present head's fit: its columns are indices into it. */
  #labels: readonly string[] = [];
  #previousLabels: readonly string[] = [];
  /** The previous head: a query may have been sent before the last fit ended. */
  #previousHead: Head | undefined;
  /** Training records of the present head. */
  #trainedOn = 0;
  #marginBounds: { readonly embeddings: Embeddings; readonly cache: MarginBoundsCache } | undefined;

  constructor(options: ModelServiceOptions) {
    this.#options = options;
  }

  /**
   * The present head's predictions over the pool; undefined if it has none for that label set, for
   * example because a label was renamed since.
   */
  predictions(labels: readonly string[]): PoolPredictions | undefined {
    return sameNames(labels, this.#labels) ? this.#predictions : undefined;
  }

  /** The given rows that have vectors without running a model; see `EmbeddingService`. */
  drawable(rows: Int32Array): Int32Array {
    return this.#options.embedding.drawable(rows);
  }

  /** Resets after a change of the pool or its embedding: a head is tied to one embedding. */
  forget(): void {
    this.#predictions = undefined;
    this.#previousHead = undefined;
    this.#marginBounds?.cache.close();
    this.#marginBounds = undefined;
  }

  /** @see ModelApi.fit */
  async fit(params: FitParams, { signal }: WorkOptions): Promise<FitSummary> {
    const began = performance.now();
    const { pool, embedding, dropout } = this.#options;
    const { embeddings, fingerprint } = embedding.current;
    const { blocks } = embedding;
    const ops = await this.#options.ops();
    const { rows, answers } = trainingRows(params.training, params.labels, pool.pool.index);
    const x = await embeddings.take(rows);
    throwIfAborted(signal);
    const labelVectors = await this.#labelVectors(params, signal);
    const texts = async (): Promise<string[]> =>
      (await pool.pool.read(rows)).map(({ text }) => text);
    const weighing = params.chooseWeight
      ? await weighingOf(blocks, { x, labelVectors }, texts, signal)
      : undefined;
    throwIfAborted(signal);
    const previousHead = this.#predictions?.head;
    const tools = { ops, dropout, labelVectors, weighing, previousHead, signal };
    const fitted = await fitHead(params, x, answers, tools);
    throwIfAborted(signal);
    const { prior, weight, warm, backend } = fitted;
    const withoutThresholds = this.#predictionsOf(fitted, embeddings, params.members);
    // Deciding predicts the whole pool, and two heads' predictions may not fit into memory.
    if (fitted.head instanceof OneVsRestHead) this.#predictions?.release();
    const predictions = await this.#withThresholds(withoutThresholds, params, signal);
    const { head } = predictions;
    this.#previousHead = previousHead;
    this.#previousLabels = this.#labels;
    this.#labels = params.labels;
    this.#predictions = predictions;
    this.#trainedOn = rows.length;
    this.#fits++;
    if (params.warmStart && head instanceof LogisticHead && rows.length >= minPrepared) {
      const { classWeight } = params;
      // Not `cooperativeYield`, which would compute for a while first: this call's answer comes
      // first.
      const pause = (): Promise<void> => setImmediate();
      const labels = answers as Int32Array;
      void precomputeCurvature(head, x, labels, ops, { classWeight, prior, pause });
    }
    return {
      head: this.#fits,
      ...summaryOf({ ...fitted, head }, answers, params),
      ...(weight !== undefined && {
        weight: { chosen: weight, embedding: fingerprintAt(blocks, weight) },
      }),
      warm,
      ...(backend ? { backend } : {}),
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  /** @see ModelApi.fitSeparately */
  async fitSeparately(params: FitParams, { signal }: WorkOptions): Promise<ScoredFit> {
    const began = performance.now();
    const { pool, embedding, dropout } = this.#options;
    const { embeddings, fingerprint } = embedding.current;
    const ops = cancellable(await this.#options.ops(), signal);
    const { rows, answers } = trainingRows(params.training, params.labels, pool.pool.index);
    const x = await embeddings.take(rows);
    const labelVectors = await this.#labelVectors(params, signal);
    const fitted = await fitHead(params, x, answers, { ops, dropout, labelVectors, signal });
    // No cache, since the present head's predictions stay in memory.
    const withoutThresholds = new PoolPredictions({
      head: fitted.head,
      embeddings,
      samples: params.members,
      memoryBudget: 0,
    });
    const { head } = await this.#withThresholds(withoutThresholds, params, signal);
    return {
      ...summaryOf({ ...fitted, head }, answers, params),
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  /** The predictions of a fitted head; derives the thresholds of a multi-label head from them. */
  async #withThresholds(
    predictions: PoolPredictions,
    { training, heldOut = [], decide = 'global' }: FitParams,
    signal: AbortSignal | undefined,
  ): Promise<PoolPredictions> {
    const { head } = predictions;
    if (!(head instanceof OneVsRestHead)) return predictions;
    const { pool, embedding } = this.#options;
    const unlabelled = embedding.drawable(pool.candidates([...training.ids, ...heldOut]));
    // Once all records are answered, these are the pool.
    const rows = unlabelled.length > 0 ? unlabelled : embedding.drawable(pool.candidates(heldOut));
    const thresholds = await poolThresholds(predictions, rows, decide, signal);
    return predictions.withHead(head.decidingBy(thresholds));
  }

  /** Label vectors, if they serve as a prior. */
  async #labelVectors(
    { prior }: FitParams,
    signal: AbortSignal | undefined,
  ): Promise<Matrix | undefined> {
    const vectors = prior && (await this.#options.embedding.labelVectors(prior.texts, signal));
    throwIfAborted(signal);
    return vectors;
  }

  /** @see ModelApi.query */
  async query(params: QueryParams, { signal }: WorkOptions): Promise<AskedPick[]> {
    const { pool, embedding, similarity, score, ops } = this.#options;
    const { embeddings } = embedding.current;
    // Capture before any await: a fit may end in between.
    const predictions = this.#predictionsFor(params, embeddings);
    const sources = {
      pool,
      embeddings,
      drawable: (rows: Int32Array) => embedding.drawable(rows),
      ops,
      similarity,
      score,
      predictions,
      marginBounds: () => this.#marginBoundsOf(embeddings),
    };
    return queryPool(params, sources, signal);
  }

  /**
   * Calibrated predictions; empty before the head is trained. Uses the label names at training
   * time.
   */
  async predict(ids: readonly RecordId[]): Promise<Prediction[]> {
    const predictions = this.#predictions;
    const labels = this.#labels;
    if (!predictions) return [];
    const { pool } = this.#options;
    const rows = pool.rowsOf(ids);
    const p = await predictions.probabilities(Int32Array.from(rows));
    const shown = predictions.calibrated(p);
    const labelProbabilities = labelPredictions(predictions.head, labels, this.#trainedOn);
    const { temperature } = predictions;
    return rows.map((row, i) => ({
      id: pool.pool.index.id(row),
      probabilities: labelProbabilities.of(rowOf(p, i), rowOf(shown, i)),
      ...(temperature !== undefined && { temperature }),
    }));
  }

  /**
   * A stored head's predictions; see `remapColumns` for labels merged or removed since.
   * @param records rows of the pool, or vectors that the head was fitted on
   */
  async predictStored(
    stored: StoredHead,
    records: Int32Array | Matrix,
    labels: readonly string[],
    signal?: AbortSignal,
  ): Promise<StoredPredictions> {
    const { dropout, embedding, ops } = this.#options;
    const head = headFromBytes(stored.bytes, await ops(), dropout?.decoders);
    const x =
      records instanceof Int32Array ? await embedding.current.embeddings.take(records) : records;
    const probabilities = await head.predictProba(x, signal);
    throwIfAborted(signal);
    if (head instanceof OneVsRestHead) {
      return remapLabels(labels, stored.labels, probabilities, head.thresholds);
    }
    const remapped = remapColumns(labels, stored.labels, probabilities);
    if (stored.temperature === undefined) return remapped;
    const calibrated = withTemperature(probabilities, stored.temperature);
    return { ...remapped, shown: remapColumns(labels, stored.labels, calibrated).probabilities };
  }

  /** Histogram of the acquisition score over unlabelled candidates: 20 equal bins over [0, 1]. */
  async uncertainty(
    acquisition: string,
    exclude: readonly RecordId[],
    { signal }: WorkOptions,
  ): Promise<number[]> {
    const bins = new Array<number>(20).fill(0);
    const predictions = this.#predictions;
    if (!predictions) return bins;
    const { pool, embedding } = this.#options;
    const rows = embedding.drawable(pool.candidates(exclude));
    for (const score of await uncertaintyScores(acquisition, predictions, rows, signal)) {
      bins[Math.min(bins.length - 1, Math.max(0, Math.floor(score * bins.length)))]!++;
    }
    return bins;
  }

  #predictionsOf(
    { head, temperature }: Pick<FittedHead, 'head' | 'temperature'>,
    embeddings: Embeddings,
    samples: number,
  ): PoolPredictions {
    const { memoryBudget } = this.#options;
    const budget = memoryBudget === undefined ? {} : { memoryBudget };
    return new PoolPredictions({ head, temperature, embeddings, samples, ...budget });
  }

  #marginBoundsOf(embeddings: Embeddings): MarginBoundsCache {
    if (this.#marginBounds?.embeddings !== embeddings) {
      this.#marginBounds?.cache.close();
      this.#marginBounds = {
        embeddings,
        cache: new MarginBoundsCache(embeddings, startKernelThreads),
      };
    }
    return this.#marginBounds.cache;
  }

  #predictionsFor(
    { head: fit, labels }: QueryParams,
    embeddings: Embeddings,
  ): PoolPredictions | undefined {
    if (fit === undefined || fit === this.#fits || !this.#previousHead)
      return this.predictions(labels);
    if (!sameNames(labels, this.#previousLabels)) return undefined;
    const samples = this.#predictions?.sampleCount ?? 1;
    return this.#predictionsOf({ head: this.#previousHead }, embeddings, samples);
  }
}

/** Summary of a fitted head. */
function summaryOf(
  { head, c, temperature, prior, iterations, converged, kernel }: FittedHead,
  answers: Int32Array | Indicators,
  { labels: names, prior: requestedPrior }: FitParams,
): Omit<ScoredFit, 'embedding' | 'fitMs'> {
  return {
    c,
    ...(temperature !== undefined && { temperature }),
    ...(prior &&
      requestedPrior && { prior: { texts: requestedPrior.texts, strength: prior.strength } }),
    columns: Array.from(head.labels, (label) => names[label]!),
    learnt: answeredLabels(answers).map((label) => names[label]!),
    trainedOn: answerCount(answers),
    iterations,
    converged,
    bytes: head.toBytes(),
    kernel,
  };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
