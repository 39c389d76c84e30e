import { setImmediate } from 'node:timers/promises';
import { scoreProbabilities } from '../../core/acquisition/inBlocks.ts';
import { builtInAcquisitions } from '../../core/acquisition/registry.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { columnsOf, type Head } from '../../core/heads/head.ts';
import { headFromBytes } from '../../core/heads/headBytes.ts';
import { LogisticHead, precomputeCurvature } from '../../core/heads/logisticHead.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import type { Embeddings } from '../../core/query/queryState.ts';
import type { RecordId } from '../../core/record.ts';
import { Rng } from '../../core/rng.ts';
import { PoolPredictions } from './poolPredictions.ts';
import { remapColumns } from './remapColumns.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import { fitHead, type DropoutHeads, type FittedHead } from './fitHead.ts';
import type { RemoteScore } from './remoteScorer.ts';
import { cancellable, cooperativeYield } from '../yieldingOps.ts';
import { queryPool } from './queryPool.ts';
import { trainingRows } from './trainingRows.ts';
import { startKernelThreads } from './kernelThreads.ts';
import type { TextSimilarity } from '../embedding/textSimilarity.ts';
import type { PoolService } from '../pool/poolService.ts';
import { MarginBoundsCache } from './marginBoundsCache.ts';
import { fingerprintAt, weighingOf } from './lexicalWeighing.ts';
import type {
  AskedPick,
  BesideFit,
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
  /** Scores by functions of other extensions. */
  readonly score?: RemoteScore | undefined;
  /** Bytes of predictions over the whole pool to cache. */
  readonly memoryBudget?: number | undefined;
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
  #formerLabels: readonly string[] = [];
  /** The previous head: a query may have been sent before the last fit ended. */
  #former: Head | undefined;
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
    this.#former = undefined;
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
    const { rows, labels } = trainingRows(params.training, params.labels, pool.pool.index);
    const x = await embeddings.take(rows);
    throwIfAborted(signal);
    const labelVectors = await this.#labelVectors(params, signal);
    const texts = async (): Promise<string[]> =>
      (await pool.pool.read(rows)).map(({ text }) => text);
    const weighing = params.chooseWeight
      ? await weighingOf(blocks, { x, labelVectors }, texts, signal)
      : undefined;
    throwIfAborted(signal);
    const former = this.#predictions?.head;
    const tools = { ops, dropout, labelVectors, weighing, former, signal };
    const fitted = await fitHead(params, x, labels, tools);
    throwIfAborted(signal);
    const { head, prior, weight, warm, backend } = fitted;
    this.#former = former;
    this.#formerLabels = this.#labels;
    this.#labels = params.labels;
    this.#predictions = this.#predictionsOf(head, embeddings, params.members);
    this.#fits++;
    if (params.warmStart && head instanceof LogisticHead && rows.length >= minPrepared) {
      const { classWeight } = params;
      // Not `cooperativeYield`, which runs other computations first: answer this call before them.
      const pause = (): Promise<void> => setImmediate();
      void precomputeCurvature(head, x, labels, ops, { classWeight, prior, pause });
    }
    return {
      head: this.#fits,
      ...summaryOf(fitted, labels, params),
      ...(weight !== undefined && {
        weight: { chosen: weight, embedding: fingerprintAt(blocks, weight) },
      }),
      warm,
      ...(backend ? { backend } : {}),
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  /** @see ModelApi.fitBeside */
  async fitBeside(params: FitParams, { signal }: WorkOptions): Promise<BesideFit> {
    const began = performance.now();
    const { pool, embedding, dropout } = this.#options;
    const { embeddings, fingerprint } = embedding.current;
    const ops = cancellable(await this.#options.ops(), signal);
    const { rows, labels } = trainingRows(params.training, params.labels, pool.pool.index);
    const x = await embeddings.take(rows);
    const labelVectors = await this.#labelVectors(params, signal);
    const fitted = await fitHead(params, x, labels, { ops, dropout, labelVectors, signal });
    return {
      ...summaryOf(fitted, labels, params),
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  /** Label vectors, if they are to serve as a prior. */
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
    const predictions = this.#predictionsAt(params, embeddings);
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

  /** Empty before the head is trained. Uses the label names of the time of training. */
  async predict(ids: readonly RecordId[]): Promise<Prediction[]> {
    const predictions = this.#predictions;
    const labels = this.#labels;
    if (!predictions) return [];
    const { pool } = this.#options;
    const rows = pool.rowsOf(ids);
    const p = await predictions.probabilities(Int32Array.from(rows));
    return rows.map((row, i) => ({
      id: pool.pool.index.id(row),
      probabilities: Array.from(predictions.head.labels, (label, j) => ({
        label: labels[label]!,
        p: p.data[i * p.cols + j]!,
      })).sort((left, right) => right.p - left.p),
    }));
  }

  /**
   * A stored head's probabilities for the given rows, and each column's label-set index; see
   * `remapColumns` for labels merged or removed since.
   */
  async predictStored(
    stored: StoredHead,
    rows: Int32Array,
    labels: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ probabilities: Matrix; columns: Int32Array }> {
    const { dropout, embedding, ops } = this.#options;
    const head = headFromBytes(stored.bytes, await ops(), dropout?.decoders);
    const x = await embedding.current.embeddings.take(rows);
    const probabilities = await head.predictProba(x, signal);
    throwIfAborted(signal);
    return remapColumns(labels, stored.labels, probabilities);
  }

  /** Histogram of the acquisition score over unlabelled candidates: 20 equal bins over [0, 1]. */
  async uncertainty(
    acquisition: string,
    exclude: readonly RecordId[],
    { signal }: WorkOptions,
  ): Promise<number[]> {
    const bins = new Array<number>(20).fill(0);
    const scored = builtInAcquisitions.get(acquisition);
    if (!this.#predictions || scored.needs !== 'proba') return bins;
    const { pool, embedding } = this.#options;
    const rows = embedding.drawable(pool.candidates(exclude));
    const p = await this.#predictions.probabilities(rows, signal);
    const context = { rng: new Rng(0) };
    for (const score of await scoreProbabilities(scored, p, context, cooperativeYield(signal))) {
      bins[Math.min(bins.length - 1, Math.max(0, Math.floor(score * bins.length)))]!++;
    }
    return bins;
  }

  #predictionsOf(head: Head, embeddings: Embeddings, samples: number): PoolPredictions {
    const { memoryBudget } = this.#options;
    const budget = memoryBudget === undefined ? {} : { memoryBudget };
    return new PoolPredictions({ head, embeddings, samples, ...budget });
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

  #predictionsAt(
    { head: fit, labels }: QueryParams,
    embeddings: Embeddings,
  ): PoolPredictions | undefined {
    if (fit === undefined || fit === this.#fits || !this.#former) return this.predictions(labels);
    if (!sameNames(labels, this.#formerLabels)) return undefined;
    return this.#predictionsOf(this.#former, embeddings, this.#predictions?.sampled ?? 1);
  }
}

/** Summary of a fitted head. */
function summaryOf(
  { head, c, prior, iterations, converged, kernel }: FittedHead,
  labels: Int32Array,
  { labels: names, prior: asked }: FitParams,
): Omit<BesideFit, 'embedding' | 'fitMs'> {
  return {
    c,
    ...(prior && asked && { prior: { texts: asked.texts, strength: prior.strength } }),
    columns: Array.from(head.labels, (label) => names[label]!),
    learnt: Array.from(columnsOf(labels).learnt, (label) => names[label]!),
    trainedOn: labels.length,
    iterations,
    converged,
    bytes: head.toBytes(),
    kernel,
  };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
