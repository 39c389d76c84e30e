import { HumanError, throwIfAborted } from '../core/errors.ts';
import { AcquisitionRegistry } from '../core/acquisition/registry.ts';
import { chooseC, initialC } from '../core/heads/chooseC.ts';
import type { Head } from '../core/heads/head.ts';
import { headFromBytes } from '../core/heads/headBytes.ts';
import { fitLogisticHead } from '../core/heads/logisticHead.ts';
import type {
  AskedPick,
  FitParams,
  FitSummary,
  Prediction,
  QueryParams,
  StoredHead,
  TrainingSet,
  WorkOptions,
} from '../core/loop/enginePort.ts';
import { matrix, type Matrix } from '../core/math/matrix.ts';
import type { Products } from '../core/math/products.ts';
import { parseStrategy } from '../core/query/parse.ts';
import type { Embeddings, QueryState } from '../core/query/queryState.ts';
import type { RecordId } from '../core/record.ts';
import { hashString, Rng } from '../core/rng.ts';
import type { PoolRoom } from './poolRoom.ts';

export interface HeadRoomOptions {
  readonly pool: PoolRoom;
  readonly products: () => Promise<Products>;
  /** @throws HumanError before the pool is embedded. */
  readonly embedding: () => { embeddings: Embeddings; fingerprint: string };
}

/** Records scored at a time: small enough that a cancel is heard and memory stays bounded. */
const blockRows = 65_536;

/** The head: trained here, asked for predictions and for the next batch. */
export class HeadRoom {
  readonly #options: HeadRoomOptions;
  readonly #acquisitions = new AcquisitionRegistry();
  #head: Head | undefined;

  constructor(options: HeadRoomOptions) {
    this.#options = options;
  }

  /** After the pool or its embedding changed: a head speaks of one embedding only. */
  forget(): void {
    this.#head = undefined;
  }

  async fit(params: FitParams, { signal }: WorkOptions): Promise<FitSummary> {
    const began = performance.now();
    const { embeddings, fingerprint } = this.#options.embedding();
    const products = await this.#options.products();
    const { rows, labels } = this.#rowsAndLabels(params.training, params.labels);
    const x = await embeddings.take(rows);
    throwIfAborted(signal);
    let c = params.c === 'auto' ? (params.lastC ?? initialC) : params.c;
    const { seed, classWeight } = params;
    if (params.c === 'auto' && params.chooseC) {
      c = (
        await chooseC(x, labels, products, {
          rng: new Rng(seed).fork('folds'),
          classWeight,
          signal,
        })
      ).c;
    }
    throwIfAborted(signal);
    const warmStart = params.warmStart ? this.#head : undefined;
    const fitted = await fitLogisticHead(x, labels, products, {
      c,
      classWeight,
      warmStart,
      signal,
    });
    throwIfAborted(signal);
    this.#head = fitted.head;
    return {
      c,
      learnt: Array.from(fitted.head.labels, (label) => params.labels[label]!),
      trainedOn: rows.length,
      iterations: fitted.iterations,
      converged: fitted.converged,
      bytes: fitted.head.toBytes(),
      kernel: products.name,
      embedding: fingerprint,
      fitMs: performance.now() - began,
    };
  }

  async query(params: QueryParams, { signal }: WorkOptions): Promise<AskedPick[]> {
    const { embeddings } = this.#options.embedding();
    const products = await this.#options.products();
    const { rows, labels } = this.#rowsAndLabels(params.training, params.labels);
    const { index } = this.#options.pool.pool;
    const head = this.#head;
    const state: QueryState = {
      embeddings,
      candidates: this.#options.pool.candidates(params.exclude),
      labelledRows: Int32Array.from(rows),
      labels,
      labelCount: params.labels.length,
      columns: head?.labels ?? new Int32Array(),
      products,
      rng: new Rng(params.seed),
      idHash: (row) => hashString(index.id(row), params.seed),
      signal,
      ...(head ? { probabilities: (wanted) => this.#probabilities(head, wanted, signal) } : {}),
    };
    const strategy = parseStrategy(
      { strategy: params.strategy, explore: params.explore },
      this.#acquisitions,
    );
    const picks = await strategy.select(state, params.count);
    return picks.map(({ row, score, reason: { kind, value, a, b }, q }) => ({
      id: index.id(row),
      score,
      reason: {
        kind,
        ...(value === undefined ? {} : { value }),
        ...(a === undefined || b === undefined
          ? {}
          : { between: [params.labels[a]!, params.labels[b]!] as const }),
      },
      ...(q === undefined ? {} : { q }),
    }));
  }

  /** Empty before the head is trained. */
  async predict(ids: readonly RecordId[], labels: readonly string[]): Promise<Prediction[]> {
    const head = this.#head;
    if (!head) return [];
    const { pool } = this.#options;
    const rows = pool.rowsOf(ids);
    const p = await this.#probabilities(head, Int32Array.from(rows));
    return rows.map((row, i) => ({
      id: pool.pool.index.id(row),
      probabilities: Array.from(head.labels, (label, j) => ({
        label: labels[label]!,
        p: p.data[i * p.cols + j]!,
      })).sort((left, right) => right.p - left.p),
    }));
  }

  /** A stored head's probabilities of the given rows, and the label-set index of each column. */
  async predictStored(
    stored: StoredHead,
    rows: Int32Array,
    labels: readonly string[],
  ): Promise<{ probabilities: Matrix; columns: Int32Array }> {
    const head = headFromBytes(stored.bytes, await this.#options.products());
    const probabilities = await this.#probabilities(head, rows);
    return {
      probabilities,
      columns: Int32Array.from(stored.labels, (name) => labels.indexOf(name)),
    };
  }

  /** Counts of the acquisition score over what may still be asked: 20 equal bins over [0, 1]. */
  async uncertainty(acquisition: string, exclude: readonly RecordId[]): Promise<number[]> {
    const bins = new Array<number>(20).fill(0);
    const head = this.#head;
    const { fn, needs } = this.#acquisitions.get(acquisition);
    if (!head || needs !== 'proba') return bins;
    const p = await this.#probabilities(head, this.#options.pool.candidates(exclude));
    for (const score of fn(p, { rng: new Rng(0) })) {
      bins[Math.min(bins.length - 1, Math.max(0, Math.floor(score * bins.length)))]!++;
    }
    return bins;
  }

  async #probabilities(head: Head, rows: Int32Array, signal?: AbortSignal): Promise<Matrix> {
    const { embeddings } = this.#options.embedding();
    const whole = embeddings.all();
    const all = matrix(rows.length, head.classes);
    // Rows that lie side by side are a view of the matrix: no copy of 100,000 vectors for each batch.
    if (whole && 2 * rows.length > whole.rows) {
      const everything = await head.predictProba(whole);
      throwIfAborted(signal);
      for (let i = 0; i < rows.length; i++) {
        const from = rows[i]! * head.classes;
        all.data.set(everything.data.subarray(from, from + head.classes), i * head.classes);
      }
      return all;
    }
    for (let from = 0; from < rows.length; from += blockRows) {
      const part = rows.subarray(from, from + blockRows);
      const p = await head.predictProba(await embeddings.take(part));
      throwIfAborted(signal);
      all.data.set(p.data, from * head.classes);
    }
    return all;
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
      if (label < 0) throw new HumanError(`"${answers[i]}" is not a label of this project.`);
      if (row === undefined) continue;
      rows.push(row);
      labels.push(label);
    }
    return { rows, labels: Int32Array.from(labels) };
  }
}
