import { stagesOf, type EmbeddingStages } from '../../embed/stages.ts';
import type { Progress } from '../../progress.ts';
import type { RecordId } from '../../record.ts';
import type { Stamp, VectorsEvent } from '../../store/events.ts';
import { unavailableEngine } from '../../engine/unavailableEngine.ts';
import type { TaskQueue } from '../taskQueue.ts';
import { defaultsInEffect } from '../training/defaultsInEffect.ts';
import { embedPool } from './embedPool.ts';
import type { EmbedParams, ModelDownload, ServingOrder } from '../../engine/embeddingApi.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { Gate } from '../answers/gate.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import { atChosenWeight, weighs } from '../training/lexicalWeight.ts';
import type { ActiveLearnerOptions } from '../learnerOptions.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import * as notices from '../notices.ts';
import { isReadable, openPool } from '../preparePool.ts';
import { haveAllOf, haveBlocksOf, latestVectors, lexicalBefore } from './vectorChanges.ts';
import { VectorsBehindWork } from './backgroundEmbedding.ts';
import { watchedEngine } from './watchedEngine.ts';

export interface PreparedEngineOptions {
  readonly learner: ActiveLearnerOptions;
  readonly views: ViewPublisher;
  readonly work: TaskQueue;
  readonly gate: Pick<Gate, 'write'>;
  readonly holdout: HoldoutProgress;
  readonly stamp: () => Stamp;
  /** Records that the annotator has seen, or is about to. */
  readonly shown: () => RecordId[];
  /** Whose vectors are made first. */
  readonly serving: () => ServingOrder;
  /** Told when a large pool that is still being indexed has records to ask. */
  readonly readable: () => void;
  /** Told when the pool is open, before anything is embedded. */
  readonly opened: () => Promise<void>;
  /** Told when the pool is embedded, in the same piece of work. */
  readonly embedded: (signal: AbortSignal) => Promise<void>;
  /** Told when the engine has no head any more. */
  readonly forgotten: () => void;
}

/** The user has asked for the vectors of all records of a pool of which models embed a part. */
const embedAllSetting = 'embedding.all';

/** The engine with the pool open and embedded in it, which is brought back there when it ends. */
export class PreparedEngine {
  readonly #options: PreparedEngineOptions;
  readonly #watched: Engine;
  #opened = false;
  #readable = false;
  #embedded: string | undefined;
  #vectors: number | undefined;
  #weighs = false;
  #download: ModelDownload;
  /** How a part of the pool was embedded; undefined where it is all of it. */
  #partly: EmbedParams | undefined;
  /** Makes vectors while labelling goes on with others. */
  readonly behind: VectorsBehindWork;
  #disposed = false;

  constructor(options: PreparedEngineOptions) {
    const { engine, store, embed } = options.learner;
    this.#options = options;
    this.#download = { allowDownload: embed.allowDownload };
    this.#watched = watchedEngine(engine, store, (...news) => this.#poolChanged(...news));
    this.behind = new VectorsBehindWork({
      engine,
      store,
      write: options.gate.write,
      serving: options.serving,
      views: options.views,
      localize: options.learner.localize,
      clock: options.learner.clock,
      report: (error) => options.work.report(error),
      ready: (made) => options.work.schedule((signal) => this.#takeOver(signal, made)),
    });
    engine.onEvent((event) => this.#engineEnded(event));
  }

  /** What answers now: the engine, or its stand-in while it cannot be asked about the pool. */
  readonly engine = (): Engine => (this.canAsk ? this.#watched : unavailableEngine);

  /** Whether all of the pool is indexed. */
  get isOpen(): boolean {
    return this.#opened;
  }

  /** Whether there are records to ask. */
  get canAsk(): boolean {
    return this.#opened || this.#readable;
  }

  /** Fingerprint of the embedding; undefined while there is none. */
  get embedding(): string | undefined {
    return this.#embedded;
  }

  /** Whether the weight of the lexical block is chosen by cross-validation. */
  get weighs(): boolean {
    return this.#weighs;
  }

  /** Journal position of the event that names the present vectors; undefined before there are any. */
  get vectors(): number | undefined {
    return this.#embedded === undefined ? undefined : this.#vectors;
  }

  /** Resolves when the pool is open; it is embedded behind that. */
  async start(): Promise<void> {
    const { work } = this.#options;
    await work.run((signal) => this.#open(signal));
    // What goes wrong there is in the view, and reported.
    work.run((signal) => this.#embed(signal)).catch(() => undefined);
  }

  /** Starts the engine again where it was given up, and embeds once more. */
  async resume(download: Partial<ModelDownload>): Promise<void> {
    const { learner, views, work } = this.#options;
    this.#download = { ...this.#download, ...download };
    learner.engine.restart();
    for (const id of notices.endedByResuming) views.state.notices.delete(id);
    await work.run(async (signal) => {
      if (!this.#opened) await this.#open(signal);
      await this.#embed(signal);
    });
  }

  /**
   * Brings an engine that has lost the pool to where the store is. To be called inside a piece of work
   * that needs it there: that piece may have been queued before the one that follows the engine's end.
   */
  async bringBack(signal: AbortSignal): Promise<void> {
    if (this.#opened) return;
    await this.#open(signal);
    await this.#embed(signal);
  }

  /** Embeds once more, by the weight of the lexical block that was chosen last. To be called inside a piece of work. */
  async reweigh(signal: AbortSignal): Promise<void> {
    await this.#embed(signal);
  }

  /** Stops making vectors behind the work; `resume` goes on with it. */
  pause(): void {
    this.behind.stop();
  }

  /**
   * Has all records embedded where models have embedded a part of the pool, in later sessions too until it is done.
   * Queries draw from all of them from then on.
   */
  async embedAll(): Promise<void> {
    await this.#options.gate.write((into) => into.setSetting(embedAllSetting, true));
    if (this.#partly && !this.#options.views.state.behind) {
      this.behind.start({ ...this.#partly, modelRecords: 'all' });
    }
    await this.behind.goOn();
  }

  dispose(): void {
    this.#disposed = true;
    this.behind.stop();
    this.#options.learner.engine.dispose();
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { learner, views, gate, holdout, stamp, shown, readable, opened } = this.#options;
    try {
      const onProgress = (progress: Progress): void => {
        views.progress(progress);
        if (this.#readable || !isReadable(progress)) return;
        this.#readable = true;
        readable();
      };
      const work = { signal, onProgress };
      views.opened(await openPool({ ...learner, holdout, write: gate.write }, work, stamp, shown));
    } catch (error) {
      views.openingFailed(error);
      throw error;
    } finally {
      this.#readable = false;
    }
    this.#opened = true;
    await opened();
  }

  /** As the defaults have it now, which may be others than at the start. */
  get #stages(): EmbeddingStages {
    const { embed, store } = this.#options.learner;
    return stagesOf(embed.embedding, defaultsInEffect(store));
  }

  /** @param made what vectors behind the work were made of just now */
  async #embed(signal: AbortSignal, made?: EmbedParams): Promise<void> {
    const { learner, views, gate, stamp, serving, forgotten, embedded } = this.#options;
    const { store } = learner;
    const { first, later } = this.#stages;
    const last = latestVectors(store);
    const tookOver = later !== undefined && (made !== undefined || haveBlocksOf(last, later));
    const wantsAll = store.setting(embedAllSetting) === true;
    const hasAll = made?.modelRecords === 'all' || haveAllOf(last, later ?? first);
    this.behind.stop();
    // The engine drops the vectors, and its head with them; until it has new ones, chance asks.
    this.#embedded = undefined;
    this.#partly = undefined;
    forgotten();
    const checkLanguage = learner.embed.embedding === 'auto' && later !== undefined;
    const wanted = tookOver ? later : first;
    const params: EmbedParams = {
      ...learner.embed,
      ...this.#download,
      embedding: atChosenWeight(store, wanted),
      checkLanguage,
      ...lexicalBefore(last),
      serving: serving(),
      // A project on the first set of defaults draws from all records, as it always did.
      ...((defaultsInEffect(store) === 1 || (wantsAll && hasAll)) && { modelRecords: 'all' }),
    };
    this.#download = { allowDownload: params.allowDownload };
    const embedding = await embedPool(learner.engine.remote, params, { ...learner, views }, signal);
    const { blocks, drawsFrom } = embedding;
    const part = drawsFrom === undefined ? {} : { drawsFrom };
    const event: VectorsEvent = { ...stamp(), kind: 'vectors', blocks, ...part };
    const { seq } = await gate.write((into) => into.changeVectors(event));
    this.#vectors = seq;
    this.#embedded = embedding.fingerprint;
    this.#weighs = weighs(store, wanted, event);
    await embedded(signal);
    if (this.#disposed) return;
    if (later !== undefined && !tookOver) this.behind.start({ ...params, embedding: later });
    else if (drawsFrom !== undefined) {
      const { downloadAgain: _, ...again } = params;
      this.#partly = again;
      if (wantsAll) this.behind.start({ ...again, modelRecords: 'all' });
    }
  }

  /** The vectors that were made behind the work are those from which everything is drawn from here on. */
  async #takeOver(signal: AbortSignal, made: EmbedParams): Promise<void> {
    if (this.#opened) await this.#embed(signal, made);
  }

  #poolChanged(message: string, mayRead: () => boolean): void {
    if (this.#disposed || !this.#opened) return;
    this.#forget();
    if (mayRead()) this.#options.work.schedule((signal) => this.bringBack(signal));
    else this.#options.views.failed(message);
  }

  #engineEnded({ kind, why }: { kind: 'restarted' | 'gaveUp'; why: string }): void {
    if (this.#disposed) return;
    const { views, work } = this.#options;
    this.#forget();
    views.notice(notices.engineNotice(kind, why));
    if (kind === 'gaveUp') return;
    const back = work.run((signal) => this.bringBack(signal));
    work.track(back.then(() => views.clearNotice('engine-stopped')));
  }

  #forget(): void {
    this.behind.stop();
    this.#opened = false;
    this.#embedded = undefined;
    this.#partly = undefined;
    this.#options.forgotten();
  }
}
