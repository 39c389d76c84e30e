import type { Message } from '../../../src/core/messages/message.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import type { ByteSource } from '../../../src/core/pool/byteSource.ts';
import { UnreachableError, UserError, inOwnWords } from '../../../src/core/errors.ts';
import type { ActiveLearner } from '../../../src/core/loop/activeLearner.ts';
import { buildLearner } from '../../../src/core/loop/buildLearner.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import type { EmbedParams, EmbeddingOrder } from '../../../src/core/engine/embeddingApi.ts';
import type { EngineHandle } from '../../../src/core/loop/learnerOptions.ts';
import type { Engine as EnginePort } from '../../../src/core/engine/engineApi.ts';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { WritableStore } from '../../../src/core/store/store.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { EngineOptions } from '../../../src/engine/engineOptions.ts';
import type { AskedPick, FitParams } from '../../../src/core/engine/modelApi.ts';
import { jsonLines } from '../../harness/topics.ts';

/** Starts with random records, so that every label is found soon. */
export const randomStart = { ...projectDefaults.query, start: 'random' } as const;

/** A pool of two topics with little overlap in words; a fifth belongs to the rarer one. */
export function twoTopics(size: number, seed = 7): { text: string; label: string }[] {
  const words = {
    refund: 'money back refund charged twice invoice bank card wrong amount paid'.split(' '),
    delivery: 'parcel late courier tracking lost box doorstep shipping van weeks'.split(' '),
  };
  const rng = new Rng(seed);
  return Array.from({ length: size }, (_, i) => {
    const label = rng.uniform() < 0.2 ? 'refund' : 'delivery';
    const chosen = Array.from({ length: 8 }, () => {
      const from = words[rng.uniform() < 0.85 ? label : 'delivery'];
      return from[rng.integer(from.length)];
    });
    return { text: `${chosen.join(' ')} ${i}`, label };
  });
}

export interface Bench {
  readonly learner: ActiveLearner;
  readonly store: WritableStore;
  readonly engine: FakeHandle;
  readonly truth: ReadonlyMap<RecordId, string>;
  readonly errors: unknown[];
  /** Path of the pool file. */
  readonly poolFile: string;
  /** Embedding parameters. */
  readonly embed: EmbedParams;
  /** Resolves when the view satisfies the condition, possibly at once. */
  readonly until: (condition: (view: LearnerView) => boolean) => Promise<LearnerView>;
  /** Waits for a record on screen and answers it, truthfully by default. */
  readonly answer: (
    answer?: { kind: 'skip' } | { kind: 'label'; label: string },
  ) => Promise<RecordId>;
  readonly close: () => Promise<void>;
}

/** An engine in this process that can simulate a process exit. */
export class FakeHandle implements EngineHandle {
  #engine: Engine;
  readonly #options: Partial<EngineOptions>;
  readonly #sources: ByteSource[] = [];
  readonly #engines: Engine[] = [];
  #listener: (event: { kind: 'restarted' | 'gaveUp'; why: Message }) => void = () => undefined;
  calls: string[] = [];
  /** Parameters of fits alongside the current head. */
  readonly besides: FitParams[] = [];
  /** The most recently requested embedding order. */
  serving: EmbeddingOrder | undefined;
  readonly #running = new Set<{ readonly method: keyof EnginePort }>();
  readonly #waiting: (() => void)[] = [];
  /** Results of `query`, in order. */
  readonly drawn: RecordId[][] = [];
  /** Called when a call begins, so that a test can end the process during it. */
  onCall: (method: keyof EnginePort) => void = () => undefined;

  constructor(options: Partial<EngineOptions> = {}) {
    this.#options = options;
    this.#engine = this.#fresh();
  }

  #fresh(): Engine {
    const engine = new Engine({
      ops: Promise.resolve(typeScriptOps),
      quotedRows,
      openSource: async (file) => {
        const source = await openFileSource(file);
        this.#sources.push(source);
        return source;
      },
      openTransformer: () =>
        Promise.reject(new UserError(inOwnWords('There is no model in this test.'))),
      openBundledModel: () =>
        Promise.reject(new UserError(inOwnWords('There is no model in this test.'))),
      openServer: () =>
        Promise.reject(new UserError(inOwnWords('There is no server in this test.'))),
      openVectors: () =>
        Promise.reject(new UserError(inOwnWords('There are no vectors in this test.'))),
      openStatic: () =>
        Promise.reject(new UserError(inOwnWords('There is no table in this test.'))),
      languagesOf: () => [{ code: 'eng', share: 1 }],
      ...this.#options,
    });
    this.#engines.push(engine);
    return engine;
  }

  get remote(): EnginePort {
    const engine = this.#engine;
    return new Proxy({} as EnginePort, {
      get:
        (_, method: keyof EnginePort) =>
        async (params: never, work = {}) => {
          this.calls.push(method);
          const { order: order } = (params ?? {}) as Partial<EmbedParams>;
          if (method === 'prepareVectors') this.serving = order;
          if (method === 'fitSeparately') this.besides.push(params);
          const running = handlerOf(engine, method)(params, contextOf(work));
          const call = { method };
          this.#running.add(call);
          const ended = running.finally(() => this.#ended(call));
          this.onCall(method);
          const result = structuredClone(await ended);
          if (engine !== this.#engine) {
            throw new UnreachableError(inOwnWords('ended'));
          }
          if (method === 'query') this.drawn.push((result as AskedPick[]).map(({ id }) => id));
          return result;
        },
    });
  }

  #ended(call: { readonly method: keyof EnginePort }): void {
    this.#running.delete(call);
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Resolves when no call except to the given methods is pending. */
  async quiet(...besides: (keyof EnginePort)[]): Promise<void> {
    const isQuiet = (): boolean =>
      [...this.#running].every(({ method }) => besides.includes(method));
    do {
      while (!isQuiet()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      // Follow-up calls start before the next event-loop turn.
      await setImmediate();
    } while (!isQuiet());
  }

  onEvent(listener: (event: { kind: 'restarted' | 'gaveUp'; why: Message }) => void): void {
    this.#listener = listener;
  }

  /** Simulates a killed and restarted process. */
  die(): void {
    this.#engine = this.#fresh();
    this.#listener({ kind: 'restarted', why: inOwnWords('SIGKILL') });
  }

  restart(): void {}
  dispose(): void {}

  /** Closes files that a process exit would close. */
  async closeFiles(): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.close()));
    await Promise.all(this.#sources.map((source) => source.close()));
  }
}

/** Like a message handler, starts synchronously and fails by rejecting. */
function handlerOf(engine: Engine, method: keyof EnginePort) {
  const handler = engine.handlers[method] as (params: never, context: unknown) => unknown;
  return async (params: never, context: unknown): Promise<unknown> => handler(params, context);
}

function contextOf(work: object): object {
  const { signal } = new AbortController();
  return { signal, onProgress: () => undefined, ...work };
}

export interface BenchOptions {
  readonly records?: readonly { text: string; label: string; [field: string]: unknown }[];
  readonly project?: Partial<ProjectFile>;
  readonly store?: WritableStore;
  readonly engine?: Partial<EngineOptions>;
  readonly embed?: Partial<EmbedParams>;
  readonly pause?: (ms: number) => Promise<void>;
  readonly turn?: () => Promise<void>;
  /** Folder of pool and cache, which is kept; by default a temporary one. */
  readonly folder?: string;
  readonly newId?: () => string;
}

let ids = 0;

export function setUp(options: BenchOptions = {}): Bench {
  const records = options.records ?? twoTopics(150);
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'marginalia-loop-'));
  writeFileSync(join(folder, 'pool.jsonl'), jsonLines(records));
  const project: ProjectFile = {
    ...projectDefaults,
    query: randomStart,
    version: 1,
    pool: [{ path: 'pool.jsonl' }],
    text: ['text'],
    labels: [{ name: 'refund' }, { name: 'delivery' }],
    embedding: 'lexical',
    ...options.project,
  };
  const store = options.store ?? new MemoryStore({ project: 'test', identityVersion: 1 });
  const engine = new FakeHandle(options.engine);
  const errors: unknown[] = [];
  const embed: EmbedParams = {
    embedding: project.embedding,
    dimensions: 32,
    seed: project.seed,
    modelsDir: join(folder, 'models'),
    allowDownload: false,
    ...options.embed,
  };
  let now = 1_700_000_000_000;
  const learner = buildLearner({
    project,
    store,
    writeQueue: new WriteQueue(store, options.pause ?? (() => Promise.resolve())),
    engine,
    pool: {
      pool: {
        files: [{ path: 'pool.jsonl', format: { kind: 'jsonl' } }],
        textFields: ['text'],
        contextFields: [],
        filter: project.filter,
        ...(project.labelField && 'field' in project.labelField
          ? { labelField: project.labelField.field }
          : {}),
      },
      folder,
      name: 'pool',
      cacheDir: join(folder, 'cache'),
      seed: project.seed,
    },
    embed,
    annotator: 'ada',
    clock: () => (now += 1000),
    turn: options.turn ?? (() => setImmediate()),
    newId: options.newId ?? (() => `fresh-${ids++}`),
    onError: (error) => errors.push(error),
  });
  const truth = new Map(records.map(({ text, label }) => [recordIdOf(text), label]));
  const until = (condition: (view: LearnerView) => boolean): Promise<LearnerView> =>
    new Promise((resolve) => {
      if (condition(learner.view)) return resolve(learner.view);
      const stop = learner.onChange((view) => {
        if (!condition(view)) return;
        stop();
        resolve(view);
      });
    });
  return {
    learner,
    store,
    engine,
    truth,
    errors,
    embed,
    poolFile: join(folder, 'pool.jsonl'),
    until,
    async answer(answer) {
      const { ahead } = await until((view) => view.ahead.length > 0);
      const recordId = ahead[0]!.record.id;
      await learner.answer({
        answerId: `answer-${ids++}`,
        recordId,
        answer: answer ?? { kind: 'label', label: truth.get(recordId)! },
        elapsedMs: 900,
      });
      return recordId;
    },
    async close() {
      await learner.dispose();
      await engine.closeFiles();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Answers `count` records, each after pending work is done; returns the ids asked and those ahead.
 */
export async function answerAll(bench: Bench, count: number): Promise<string[]> {
  const asked: string[] = [];
  for (let i = 0; i < count; i++) {
    await bench.engine.quiet();
    asked.push(await bench.answer());
  }
  await bench.engine.quiet();
  return [...asked, ...bench.learner.view.ahead.map(({ record }) => record.id)];
}
