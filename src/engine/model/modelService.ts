import { setImmediate } from 'node:timers/promises';
import { scoreProbabilities } from '../../core/acquisition/inBlocks.ts';
import { AcquisitionRegistry } from '../../core/acquisition/registry.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import { crossFit } from '../../core/heads/crossFit.ts';
import { columnsOf, type Head } from '../../core/heads/head.ts';
import { headFromBytes } from '../../core/heads/headBytes.ts';
import { LogisticHead, precomputeCurvature } from '../../core/heads/logisticHead.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import { answerTime } from '../../core/metrics/answerTime.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import {
  needsSamples,
  parseStrategy,
  type StrategySettings,
} from '../../core/query/parseStrategy.ts';
import type { Embeddings, QueryState } from '../../core/query/queryState.ts';
import type { RecordId } from '../../core/record.ts';
import { Rng } from '../../core/rng.ts';
import { PoolPredictions } from './poolPredictions.ts';
import { remapColumns } from './remapColumns.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import { fitHead, type DropoutHeads } from './fitHead.ts';
import { remoteScorer, type RemoteScore } from './remoteScorer.ts';
import { cancellable, yieldingEmbeddings, cooperativeYield } from '../yieldingOps.ts';
import { startKernelThreads } from './kernelThreads.ts';
import { labelPriorOf } from './labelPriors.ts';
import type { TextSimilarity } from '../search/textSimilarity.ts';
import type { PoolService } from '../pool/poolService.ts';
import { MarginBoundsCache } from './marginBoundsCache.ts';
import { seededIdHash } from './seededIdHash.ts';
import { fingerprintAt, weighingOf } from './lexicalWeighing.ts';
import type {
  AnswerTiming,
  AskedPick,
  BesideFit,
  FitParams,
  FitSummary,
  Prediction,
  QueryParams,
  StoredHead,
  TrainingSet,
} from '../../core/engine/modelApi.ts';
import type { CrossFitParams } from '../../core/engine/evaluationApi.ts';

export interface HeadRoomOptions {
  readonly pool: PoolService;
  readonly products: () => Promise<MatrixOps>;
  readonly embedding: Pick<EmbeddingService, 'current' | 'labelVectors' | 'drawable' | 'blocks'>;
  readonly dropout?: DropoutHeads | undefined;
  /** How like records are to texts, for seeds. */
  readonly likeness: TextSimilarity;
  /** Scores by the functions of other extensions. */
  readonly score?: RemoteScore | undefined;
  /** Bytes of beliefs about the whole pool that are kept. */
  readonly memoryBudget?: number | undefined;
}

/** Training records below which a refit takes a few milliseconds anyhow. */
export const minPrepared = 512;

/** The head: trained here, asked for predictions and for the next batch. */
export class ModelService {
  readonly #options: HeadRoomOptions;
  readonly #acquisitions = new AcquisitionRegistry();
  #beliefs: PoolPredictions | undefined;
  /** Fits so far. */
  #fits = 0;
  /** The label set that the present head was fitted under: its columns are places in it. */
  #labels: readonly string[] = [];
  #formerLabels: readonly string[] = [];
  /** The head before the present one: a query may have been sent before the last fit ended. */
  #former: Head | undefined;
  #marginBounds: { readonly embeddings: Embeddings; readonly cache: MarginBoundsCache } | undefined;

  constructor(options: HeadRoomOptions) {
    this.#options = options;
  }

  /**
   * The present head, with what it believes of the pool; undefined before there is one for that label
   * set. A head of another one, from before a label was renamed, say, would speak of the wrong labels.
   */
  beliefs(labels: readonly string[]): PoolPredictions | undefined {
    return sameNames(labels, this.#labels) ? this.#beliefs : undefined;
  }

  /** Those of these rows that have vectors without a model's time; see `EmbeddingService`. */
  drawable(rows: Int32Array): Int32Array {
    return this.#options.embedding.drawable(rows);
  }

  /** After the pool or its embedding changed: a head speaks of one embedding only. */
  forget(): void {
    this.#beliefs = undefined;
    this.#former = undefined;
    this.#marginBounds?.cache.close();
    this.#marginBounds = undefined;
  }

  async fit(params: FitParams, { signal }: WorkOptions): Promise<FitSummary> {
    const began = performance.now();
    const { embedding } = this.#options;
    const { embeddings, fingerprint } = embedding.current;
    const { blocks } = embedding;
    const products = await this.#options.products();
    const { rows, labels } = this.#rowsAndLabels(params.training, params.labels);
    const x = await embeddings.take(rows);
    throwIfAborted(signal);
    const { dropout } = this.#options;
    const { prior: asked } = params;
    const labelVectors = asked && (await embedding.labelVectors(asked.texts, signal));
    throwIfAborted(signal);
    const texts = async (): Promise<string[]> =>
      (await this.#options.pool.pool.read(rows)).map(({ text }) => text);
    const weighing = params.chooseWeight
      ? await weighingOf(blocks, { x, labelVectors }, texts, signal)
      : undefined;
    throwIfAborted(signal);
    const former = this.#beliefs?.head;
    const tools = { products, dropout, labelVectors, weighing, former, signal };
    const fitted = await fitHead(params, x, labels, tools);
    throwIfAborted(signal);
    const { head, c, prior, weight, iterations, converged, warm, kernel, backend } = fitted;
    this.#former = former;
    this.#formerLabels = this.#labels;
    this.#labels = params.labels;
    this.#beliefs = this.#beliefsOf(head, embeddings, params.members);
    this.#fits++;
    if (params.warmStart && head instanceof LogisticHead && rows.length >= minPrepared) {
      const { classWeight } = params;
      // Not `cooperativeYield`, which lets some computing pass: the answer to this call goes first.
      const pause = (): Promise<void> => setImmediate();
      void precomputeCurvature(head, x, labels, products, { classWeight, prior, pause });
    }
    return {
      head: this.#fits,
      c,
      ...(prior && asked && { prior: { texts: asked.texts, strength: prior.strength } }),
      ...(weight !== undefined && {
        weight: { chosen: weight, embedding: fingerprintAt(blocks, weight) },
      }),
      columns: Array.from(head.labels, (label) => params.labels[label]!),
      learnt: Array.from(columnsOf(labels).learnt, (label) => params.labels[label]!),
      trainedOn: rows.length,
      iterations,
      converged,
      warm,
      bytes: head.toBytes(),
      kernel,
      ...(backend ? { backend } : {}),
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  /** @see EngineApi.fitBeside */
  async fitBeside(params: FitParams, { signal }: WorkOptions): Promise<BesideFit> {
    const began = performance.now();
    const { embedding, dropout } = this.#options;
    const { embeddings, fingerprint } = embedding.current;
    const products = cancellable(await this.#options.products(), signal);
    const { rows, labels } = this.#rowsAndLabels(params.training, params.labels);
    const x = await embeddings.take(rows);
    const { prior: asked } = params;
    const labelVectors = asked && (await embedding.labelVectors(asked.texts, signal));
    throwIfAborted(signal);
    const tools = { products, dropout, labelVectors, signal };
    const { head, c, prior, iterations, converged, kernel } = await fitHead(
      params,
      x,
      labels,
      tools,
    );
    return {
      c,
      ...(prior && asked && { prior: { texts: asked.texts, strength: prior.strength } }),
      columns: Array.from(head.labels, (label) => params.labels[label]!),
      learnt: Array.from(columnsOf(labels).learnt, (label) => params.labels[label]!),
      trainedOn: rows.length,
      iterations,
      converged,
      bytes: head.toBytes(),
      kernel,
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  async query(params: QueryParams, { signal }: WorkOptions): Promise<AskedPick[]> {
    const { embedding, likeness } = this.#options;
    const { embeddings } = embedding.current;
    // Before anything is waited for: a fit may end meanwhile.
    const beliefs = this.#beliefsAt(params, embeddings);
    const products = cancellable(await this.#options.products(), signal);
    const { rows, labels } = this.#rowsAndLabels(params.training, params.labels);
    const { index } = this.#options.pool.pool;
    const candidates = embedding.drawable(this.#options.pool.candidates(params.exclude));
    const state: QueryState = {
      embeddings: yieldingEmbeddings(embeddings, signal),
      candidates,
      labelledRows: Int32Array.from(rows),
      labels,
      labelCount: params.labels.length,
      columns: beliefs?.head.labels ?? new Int32Array(),
      products,
      rng: new Rng(params.seed),
      idHash: seededIdHash(index.idBytes, params.seed),
      signal,
      pause: cooperativeYield(signal),
      likeness: (texts, wanted) => likeness.of(texts, wanted, signal),
      ...(beliefs && { probabilities: (wanted) => beliefs.probabilities(wanted, signal) }),
      ...this.#marginBoundsOf(embeddings).for(beliefs?.head, signal),
      ...(beliefs?.head.sampleProba && { samples: (wanted) => beliefs.samples(wanted, signal) }),
      ...this.#seconds(params.timings),
    };
    const { score } = this.#options;
    const settings = this.#bounded(params.settings, beliefs, candidates.length);
    const strategy = parseStrategy(settings, this.#acquisitions, (name) =>
      score ? remoteScorer(name, score) : undefined,
    );
    const picks = await strategy.select(state, params.count);
    throwIfAborted(signal);
    return picks.map(({ row, score: value, reason: { kind, value: shown, a, b, label }, q }) => ({
      id: index.id(row),
      score: value,
      reason: {
        kind,
        ...(shown === undefined ? {} : { value: shown }),
        ...(a === undefined || b === undefined
          ? {}
          : { between: [params.labels[a]!, params.labels[b]!] as const }),
        ...(label === undefined ? {} : { of: params.labels[label]! }),
      },
      ...(q === undefined ? {} : { q }),
    }));
  }

  /** Empty before the head is trained. Labels are named as they were when it was. */
  async predict(ids: readonly RecordId[]): Promise<Prediction[]> {
    const beliefs = this.#beliefs;
    const labels = this.#labels;
    if (!beliefs) return [];
    const { pool } = this.#options;
    const rows = pool.rowsOf(ids);
    const p = await beliefs.probabilities(Int32Array.from(rows));
    return rows.map((row, i) => ({
      id: pool.pool.index.id(row),
      probabilities: Array.from(beliefs.head.labels, (label, j) => ({
        label: labels[label]!,
        p: p.data[i * p.cols + j]!,
      })).sort((left, right) => right.p - left.p),
    }));
  }

  /**
   * A stored head's probabilities of the given rows, and the label-set index of each column: see
   * `remapColumns` for labels that were merged or taken out since.
   */
  async predictStored(
    stored: StoredHead,
    rows: Int32Array,
    labels: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ probabilities: Matrix; columns: Int32Array }> {
    const { dropout, embedding, products } = this.#options;
    const head = headFromBytes(stored.bytes, await products(), dropout?.decoders);
    const x = await embedding.current.embeddings.take(rows);
    const probabilities = await head.predictProba(x, signal);
    throwIfAborted(signal);
    return remapColumns(labels, stored.labels, probabilities);
  }

  /** Counts of the acquisition score over what may still be asked: 20 equal bins over [0, 1]. */
  async uncertainty(
    acquisition: string,
    exclude: readonly RecordId[],
    { signal }: WorkOptions,
  ): Promise<number[]> {
    const bins = new Array<number>(20).fill(0);
    const scored = this.#acquisitions.get(acquisition);
    if (!this.#beliefs || scored.needs !== 'proba') return bins;
    const { pool, embedding } = this.#options;
    const rows = embedding.drawable(pool.candidates(exclude));
    const p = await this.#beliefs.probabilities(rows, signal);
    const context = { rng: new Rng(0) };
    for (const score of await scoreProbabilities(scored, p, context, cooperativeYield(signal))) {
      bins[Math.min(bins.length - 1, Math.max(0, Math.floor(score * bins.length)))]!++;
    }
    return bins;
  }

  /** @see EngineApi.crossFittedErrors */
  async crossFittedErrors(
    { training, labels: names, ids, c, prior, classWeight, seed }: CrossFitParams,
    { signal }: WorkOptions,
  ): Promise<number[]> {
    const { rows, labels } = this.#rowsAndLabels(training, names);
    const { embedding } = this.#options;
    const x = await embedding.current.embeddings.take(rows);
    const [fit] = await crossFit(x, labels, [c], await this.#options.products(), {
      rng: new Rng(seed).fork('cross-fitting'),
      classWeight,
      prior: await labelPriorOf(prior, embedding, signal),
      signal,
    });
    const predicted = predictedLabels(fit!.probabilities, fit!.labels);
    const wrong = new Map(rows.map((row, i) => [row, Number(predicted[i] !== labels[i])]));
    // The only record of its label was in every fold's training set; no other head knows the label.
    fit!.folds.forEach((fold, i) => fold < 0 && wrong.set(rows[i]!, 1));
    return this.#options.pool.rowsOf(ids).map((row) => wrong.get(row) ?? 1);
  }

  #beliefsOf(head: Head, embeddings: Embeddings, samples: number): PoolPredictions {
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

  #beliefsAt(
    { head: fit, labels }: QueryParams,
    embeddings: Embeddings,
  ): PoolPredictions | undefined {
    if (fit === undefined || fit === this.#fits || !this.#former) return this.beliefs(labels);
    if (!sameNames(labels, this.#formerLabels)) return undefined;
    return this.#beliefsOf(this.#former, embeddings, this.#beliefs?.sampled ?? 1);
  }

  /** Samples of all candidates at once have to fit into memory: beyond it, chance chooses which. */
  #bounded(
    settings: StrategySettings,
    beliefs: PoolPredictions | undefined,
    candidates: number,
  ): StrategySettings {
    if (!beliefs || !needsSamples(settings, this.#acquisitions)) return settings;
    const { poolLimit = 1 } = settings;
    const wanted = poolLimit <= 1 ? poolLimit * candidates : poolLimit;
    return wanted <= beliefs.maxRows ? settings : { ...settings, poolLimit: beliefs.maxRows };
  }

  /** Expected seconds by the length of a record's row in its file, which is known without reading it. */
  #seconds(timings: readonly AnswerTiming[] = []): Pick<QueryState, 'seconds'> {
    const { index } = this.#options.pool.pool;
    const known = timings.flatMap(({ id, elapsedMs }) => {
      const row = index.rowOf(id);
      return row === undefined ? [] : [{ length: index.place(row).length, elapsedMs }];
    });
    const time = answerTime(
      known.map(({ length }) => length),
      known.map(({ elapsedMs }) => elapsedMs / 1000),
    );
    if (!time) return {};
    return { seconds: (row) => time.base + time.perUnit * index.place(row).length };
  }

  #rowsAndLabels(
    { ids, answers }: TrainingSet,
    names: readonly string[],
  ): { rows: number[]; labels: Int32Array } {
    const { index } = this.#options.pool.pool;
    const rows: number[] = [];
    const labels: number[] = [];
    for (const [i, id] of ids.entries()) {
      const row = index.rowOf(id);
      const label = names.indexOf(answers[i]!);
      if (label < 0) throw new UserError(`"${answers[i]}" is not a label of this project.`);
      if (row === undefined) continue;
      rows.push(row);
      labels.push(label);
    }
    return { rows, labels: Int32Array.from(labels) };
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
