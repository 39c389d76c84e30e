import type { Message } from '../../messages/message.ts';
import { stagesOf, type EmbeddingStages } from '../../projectFile/embeddingStages.ts';
import type { Progress } from '../../progress.ts';
import type { Stamp, VectorsEvent } from '../../store/events.ts';
import type { TaskQueue } from '../taskQueue.ts';
import { defaultsInEffect } from '../journal/defaultsInEffect.ts';
import { embedPool } from './embedPool.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import { atChosenWeight, weighs } from '../training/lexicalWeight.ts';
import type { ActiveLearnerOptions } from '../learnerOptions.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import * as notices from '../notices.ts';
import { isReadable, openPool } from '../preparePool.ts';
import {
  haveAllOf,
  haveBlocksOf,
  latestVectors,
  previousLexicalOf,
} from '../journal/vectorChanges.ts';
import { BackgroundEmbedding } from './backgroundEmbedding.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import type { Trainer } from '../training/trainer.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import { embeddingOrder } from './embeddingOrder.ts';
import type { EmbedParams, ModelDownload } from '../../engine/embeddingApi.ts';

export interface EnginePreparationOptions {
  readonly learner: ActiveLearnerOptions;
  readonly live: LiveProject;
  readonly access: EngineAccess;
  readonly views: ViewPublisher;
  readonly work: TaskQueue;
  readonly journalWriter: Pick<JournalWriter, 'write'>;
  readonly holdout: HoldoutProgress;
  /** Its records are never drawn into the hold-out and are embedded first. */
  readonly queue: AskQueue;
  readonly answers: KnownAnswers;
  readonly trainer: Pick<Trainer, 'headLost'>;
  readonly stamp: () => Stamp;
  readonly events: Pick<LoopEvents, 'poolReadable' | 'poolOpened' | 'poolEmbedded'>;
}

/** Set when the user wants all records of a large pool embedded. */
const embedAllSetting = 'embedding.all';

/** Opens the pool in the engine and embeds it; repeats both when the engine exits or the pool changes. */
export class EnginePreparation {
  readonly #options: EnginePreparationOptions;
  #download: ModelDownload;
  readonly background: BackgroundEmbedding;

  constructor(options: EnginePreparationOptions) {
    const { learner, journalWriter, queue, answers, views, work, access } = options;
    const { engine, store, embed, clock } = learner;
    this.#options = options;
    this.#download = { allowDownload: embed.allowDownload };
    this.background = new BackgroundEmbedding({
      engine,
      store,
      write: journalWriter.write,
      queue,
      answers,
      views,
      clock,
      report: (error) => work.reportError(error),
      ready: (made) => work.schedule((signal) => this.#takeOver(signal, made)),
    });
    access.poolChanged.on((...news) => this.#poolChanged(...news));
    engine.onEvent((event) => this.#engineEnded(event));
  }

  /** Resolves when the pool is open; it is embedded in the background. */
  async start(): Promise<void> {
    const { work } = this.#options;
    await work.run((signal) => this.#open(signal));
    // Not awaited: the view shows errors, and `work` reports them.
    work.run((signal) => this.#embed(signal)).catch(() => undefined);
  }

  /** Restarts an engine that was given up, and embeds again. */
  async resume(download: Partial<ModelDownload>): Promise<void> {
    const { learner, access, views, work } = this.#options;
    this.#download = { ...this.#download, ...download };
    learner.engine.restart();
    for (const id of notices.clearedByRetry) views.state.notices.delete(id);
    await work.run(async (signal) => {
      if (!access.isOpen) await this.#open(signal);
      await this.#embed(signal);
    });
  }

  /**
   * Opens and embeds the pool in an engine that has lost it. Call inside each piece of work that needs the
   * pool: it may have been queued before the one that recovers from the engine's exit.
   */
  async reopenPool(signal: AbortSignal): Promise<void> {
    if (this.#options.access.isOpen) return;
    await this.#open(signal);
    await this.#embed(signal);
  }

  /** Embeds again with the last chosen weight of the lexical block. Call inside a piece of work. */
  async reweigh(signal: AbortSignal): Promise<void> {
    await this.#embed(signal);
  }

  /** Stops background embedding; `resume` continues it. */
  pause(): void {
    this.background.stop();
  }

  /**
   * Embeds the rest of a partly embedded pool, continuing in later sessions until done. Queries then draw
   * from all records.
   */
  async embedAll(): Promise<void> {
    const { journalWriter, access, views } = this.#options;
    await journalWriter.write((into) => into.setSetting(embedAllSetting, true));
    const partOf = access.vectors?.partOf;
    if (partOf && !views.state.background) {
      this.background.start({ ...partOf, modelRecords: 'all' });
    }
    await this.background.resume();
  }

  dispose(): void {
    this.#options.access.enter({ kind: 'closed' });
    this.background.stop();
    this.#options.learner.engine.dispose();
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { learner, live, access, views, journalWriter, holdout, queue, stamp, events } =
      this.#options;
    try {
      const reading = this.#options.answers.catchUp();
      if (reading) await reading;
      const onProgress = (progress: Progress): void => {
        views.progress(progress);
        if (access.phase.kind !== 'indexing' || !isReadable(progress)) return;
        access.enter({ kind: 'readable' });
        events.poolReadable.emit();
      };
      const opening = { ...learner, live, holdout, write: journalWriter.write };
      const work = { signal, onProgress };
      const opened = await openPool(opening, work, stamp, () => queue.excluded());
      views.opened(opened);
      access.enter({ kind: 'opened' });
    } catch (error) {
      access.enter({ kind: 'indexing' });
      views.openingFailed(error);
      throw error;
    }
    await events.poolOpened.reached();
  }

  /** Under the current defaults, which may have changed since the start. */
  get #stages(): EmbeddingStages {
    const { embed, store } = this.#options.learner;
    return stagesOf(embed.embedding, defaultsInEffect(store));
  }

  /** @param made parameters of vectors just computed in the background */
  async #embed(signal: AbortSignal, made?: EmbedParams): Promise<void> {
    const { learner, access, views, journalWriter, queue, answers, trainer, stamp, events } =
      this.#options;
    const { store } = learner;
    const reading = answers.catchUp();
    if (reading) await reading;
    const { first, later } = this.#stages;
    const last = latestVectors(store);
    const isMade = made !== undefined || (later !== undefined && haveBlocksOf(last, later));
    // With `exactly` (no annotator is waiting), labelling never starts on preliminary vectors.
    const tookOver = later !== undefined && (isMade || learner.embed.exactly === true);
    const wantsAll = store.setting(embedAllSetting) === true;
    const hasAll = made?.modelRecords === 'all' || haveAllOf(last, later ?? first);
    this.background.stop();
    // The engine drops the vectors together with its head; until it has new ones, records are drawn at
    // random.
    if (access.isOpen) access.enter({ kind: 'opened' });
    trainer.headLost();
    const checkLanguage = learner.embed.embedding === 'auto' && later !== undefined;
    const wanted = tookOver ? later : first;
    const params: EmbedParams = {
      ...learner.embed,
      ...this.#download,
      embedding: atChosenWeight(store, wanted),
      checkLanguage,
      ...previousLexicalOf(last),
      order: embeddingOrder(store, answers, queue),
      // A project on the first set of defaults still draws from all records.
      ...((defaultsInEffect(store) === 1 || (wantsAll && hasAll)) && { modelRecords: 'all' }),
    };
    this.#download = { allowDownload: params.allowDownload };
    const embedding = await embedPool(learner.engine.remote, params, { ...learner, views }, signal);
    const { blocks, drawsFrom } = embedding;
    const part = drawsFrom === undefined ? {} : { drawsFrom };
    const event: VectorsEvent = { ...stamp(), kind: 'vectors', blocks, ...part };
    const { seq } = await journalWriter.write((into) => into.changeVectors(event));
    // The pool may have changed during embedding: then it is opened and embedded again.
    if (!access.isOpen) return;
    const { downloadAgain: _, ...again } = params;
    const partOf = drawsFrom === undefined ? undefined : again;
    const vectors = { embedding: embedding.fingerprint, position: seq, partOf };
    access.enter({
      kind: 'embedded',
      vectors: { ...vectors, weighs: weighs(store, wanted, event) },
    });
    await events.poolEmbedded.reached(signal);
    if (access.phase.kind === 'closed') return;
    if (later !== undefined && !tookOver) this.background.start({ ...params, embedding: later });
    else if (partOf && wantsAll) this.background.start({ ...partOf, modelRecords: 'all' });
  }

  /** Switches queries to the vectors computed in the background. */
  async #takeOver(signal: AbortSignal, made: EmbedParams): Promise<void> {
    if (this.#options.access.isOpen) await this.#embed(signal, made);
  }

  #poolChanged(message: Message, mayRead: () => boolean): void {
    if (!this.#options.access.isOpen) return;
    this.#poolLost();
    if (mayRead()) this.#options.work.schedule((signal) => this.reopenPool(signal));
    else this.#options.views.failed(message);
  }

  #engineEnded({ kind, why }: { kind: 'restarted' | 'gaveUp'; why: Message }): void {
    const { access, views, work } = this.#options;
    if (access.phase.kind === 'closed') return;
    this.#poolLost();
    views.notice(notices.engineNotice(kind, why));
    if (kind === 'gaveUp') return;
    const back = work.run((signal) => this.reopenPool(signal));
    work.track(back.then(() => views.clearNotice('engine-stopped')));
  }

  #poolLost(): void {
    const { access, trainer } = this.#options;
    this.background.stop();
    access.enter({ kind: 'indexing' });
    trainer.headLost();
  }
}
