import { HumanError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { RecordId } from '../record.ts';
import type { Stamp } from '../store/events.ts';
import { Answering, type Given } from './answering.ts';
import { AskQueue } from './askQueue.ts';
import { awayEngine } from './awayEngine.ts';
import { BackgroundWork } from './backgroundWork.ts';
import { Batches } from './batches.ts';
import { DrawLog } from './drawLog.ts';
import type { Engine } from './enginePort.ts';
import { Insights } from './insights.ts';
import type { Learner, LearnerView, Notice, Revisited } from './learnerView.ts';
import * as notices from './notices.ts';
import type { ActiveLearnerOptions } from './learnerOptions.ts';
import { isReadable, openPool } from './opening.ts';
import { PoolRecords } from './poolRecords.ts';
import { population } from './population.ts';
import { projectInUse } from './projectInUse.ts';
import { Priorities, type Prioritised } from './priorities.ts';
import { RecordCache } from './recordCache.ts';
import { RecordSearch } from './recordSearch.ts';
import { Relabelling } from './relabelling.ts';
import { suggest, suggestsFromColumn } from './suggest.ts';
import { Trainer } from './trainer.ts';
import { buildView, openingState, type ViewState } from './viewState.ts';

/** Histories shown in panels go back this far; the journal goes back to the beginning. */
const recentCount = 50;

/**
 * The loop: query → label → refit → evaluate. It owns no truth: answers are the store's, texts and
 * vectors the engine's. One method commits an answer, and has returned before anything else happens;
 * everything slow goes on behind it, one piece after another.
 */
export class ActiveLearner implements Learner {
  readonly records: PoolRecords;
  readonly search: RecordSearch;
  readonly labelSet: Relabelling;
  readonly #options: ActiveLearnerOptions;
  readonly #queue: AskQueue;
  readonly #trainer: Trainer;
  readonly #batches: Batches;
  readonly #priorities: Priorities;
  readonly #insights: Insights;
  readonly #answering: Answering;
  readonly #work: BackgroundWork;
  readonly #texts = new RecordCache(4 * recentCount);
  readonly #listeners = new Set<(view: LearnerView) => void>();
  #state: ViewState;
  #view: LearnerView;
  /** Training labels that came, went or changed since the last fit. */
  #unlearnt = 0;
  #refitWaits = false;
  #opened = false;
  /** A large pool that is still being indexed has records to ask. */
  #readable = false;
  #embedded: string | undefined;
  #allowDownload: boolean;
  #disposed = false;

  constructor(options: ActiveLearnerOptions) {
    const inUse = projectInUse(options.project);
    const { settings: project } = inUse;
    this.#options = { ...options, project };
    this.#allowDownload = options.embed.allowDownload;
    const { store } = options;
    const engine = (): Engine =>
      this.#opened || this.#readable ? options.engine.remote : awayEngine;
    this.#state = openingState();
    const log = new DrawLog(store);
    const round = (): number => store.rounds().at(-1)?.number ?? 0;
    this.#priorities = new Priorities(store);
    this.#trainer = new Trainer({
      store,
      log,
      engine,
      project: () => project,
      clock: options.clock,
      unconfirmed: () => this.#state.unconfirmed,
    });
    const shared = { store, engine, project, round, trainer: this.#trainer, texts: this.#texts };
    this.#insights = new Insights({
      ...shared,
      say: options.say,
      pool: () => ({ size: this.#state.pool.size, absent: this.#state.unconfirmed }),
    });
    this.#batches = new Batches({
      ...shared,
      log,
      embedded: () => this.#embedded !== undefined,
      indexing: () => !this.#opened,
      onTrouble: (why) => this.#strategyTrouble(why),
    });
    this.#queue = new AskQueue({
      ...shared,
      seed: project.seed,
      batchSize: () => project.query.batch,
      draw: (request) => this.#batches.draw(request),
      urgent: (taken) => this.#priorities.next(taken, round()),
      suggestsBeforeTraining: suggestsFromColumn(project),
      blindWhileFilling: () => project.holdout.blind === 'all',
      suggest: (ids) => suggest(ids, engine(), project, this.#trainer.fit !== undefined),
    });
    this.#answering = new Answering({
      ...shared,
      queue: this.#queue,
      stamp: (id) => this.#stamp(id),
      read: (ids) => engine().read({ ids }),
    });
    this.records = new PoolRecords({
      ...shared,
      queue: this.#queue,
      stamp: () => this.#stamp(),
      answersChanged: (ids) => this.#answersChanged(ids),
      publish: () => this.#publish(),
      refitWaits: () => this.#refitWaits,
      later: (piece) => this.#work.detach(this.#work.enqueue(piece)),
    });
    this.search = new RecordSearch({ store, engine, project, queue: this.#queue });
    this.labelSet = new Relabelling({
      store,
      project: inUse,
      queue: this.#queue,
      trainer: this.#trainer,
      records: this.records,
      stamp: () => this.#stamp(),
      changed: () => this.#labelsChanged(),
      publish: () => this.#publish(),
    });
    this.#work = new BackgroundWork(() => {
      delete this.#state.busy;
      this.#publish();
    }, options.onError);
    for (const one of notices.storeNotices(store)) this.#state.notices.set(one.message, one);
    options.engine.onEvent((event) => this.#engineEnded(event));
    this.#view = this.#buildView();
  }

  get view(): LearnerView {
    return this.#view;
  }

  onChange(listener: (view: LearnerView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    await this.#work.enqueue((signal) => this.#open(signal));
    // What goes wrong there is in the view, and reported.
    this.#work.enqueue((signal) => this.#embed(signal)).catch(() => undefined);
  }

  async resume({ allowDownload = this.#allowDownload } = {}): Promise<void> {
    this.#allowDownload = allowDownload;
    this.#options.engine.restart();
    for (const id of notices.endedByResuming) this.#state.notices.delete(id);
    await this.#reopen();
  }

  cancel(): void {
    this.#work.cancel();
  }

  answer(given: Given & { elapsedMs: number }): void {
    if (this.#answering.answer(given, given.elapsedMs)) this.#answersChanged([given.recordId]);
    else this.#refill();
  }

  change(given: Given): void {
    this.#answering.change(given);
    this.#answersChanged([given.recordId]);
  }

  async undo(labels?: LabelSettings): Promise<boolean> {
    const records = await this.labelSet.reverse('undo', labels, () => this.#answering.undo());
    if (records) this.#answersChanged(records);
    return records !== undefined;
  }

  async redo(labels?: LabelSettings): Promise<boolean> {
    const records = this.labelSet.reverse('redo', labels, () => this.#answering.redo());
    if (records) this.#answersChanged(records);
    return records !== undefined;
  }

  async retrain(): Promise<void> {
    let trained = false;
    await this.#work.enqueue(async (signal) => {
      if (!this.#embedded) throw new HumanError(notices.notEmbedded(this.#options.say));
      trained = await this.#refit(signal, true);
    });
    if (!trained) throw new HumanError(notices.nothingToTrainOn(this.#options.say));
  }

  prioritise(records: readonly Prioritised[]): number {
    const left = this.#priorities.set(records);
    this.#refill();
    return left;
  }

  revisit(what: Revisited | undefined): void {
    this.#queue.revisit(what);
    this.#refill();
  }

  async queryNext(): Promise<void> {
    this.#queue.dropBatch();
    await this.#work.enqueue(async (signal) => {
      this.#queue.replaceBatch(await this.#batches.draw(this.#queue.request(), signal));
    });
    await this.#fill();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#listeners.clear();
    this.#options.engine.dispose();
    await this.#work.close();
  }

  // ——— committing ———

  #stamp(id = this.#options.newId()): Stamp {
    return { id, at: this.#options.clock(), annotator: this.#options.annotator };
  }

  #answersChanged(ids: readonly RecordId[]): void {
    this.#queue.answersChanged(ids);
    const held = this.#options.store.holdout()?.members;
    if (!held?.some(({ recordId }) => ids.includes(recordId))) this.#unlearnt += ids.length;
    this.#refill();
    this.#considerRefit();
  }

  /** Nothing that was learnt goes by the right names, so it is learnt again at once. */
  #labelsChanged(): void {
    this.#queue.answersChanged();
    this.#refill();
    this.#work.detach(
      this.#work.enqueue(async (signal) => {
        if (!this.#embedded) return;
        const { trained } = this.#batches.strategy;
        if (trained && (await this.#refit(signal, false))) {
          await this.#insights.update(this.#queue.excluded(), signal);
        } else {
          this.#queue.replaceBatch(await this.#batches.draw(this.#queue.request(), signal));
          await this.#trainer.rescore(this.#embedded);
        }
        this.#publish();
      }),
    );
  }

  // ——— behind the work ———

  /** Brings the engine to where the store is: what is open stays open, the rest is done (again). */
  async #reopen(): Promise<void> {
    if (!this.#opened) await this.#work.enqueue((signal) => this.#open(signal));
    await this.#work.enqueue((signal) => this.#embed(signal));
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { engine, store } = this.#options;
    try {
      const onProgress = (progress: Progress): void => {
        this.#onProgress(progress);
        if (this.#readable || !isReadable(progress)) return;
        this.#readable = true;
        this.#work.detach(this.#fill());
      };
      const opened = await openPool(
        this.#options,
        { signal, onProgress },
        () => this.#stamp(),
        () => this.#queue.excluded(),
      );
      this.#state = { ...this.#state, ...opened.state };
      if (opened.notice) this.#notice(opened.notice);
      else this.#state.notices.delete('pool-changed');
    } catch (error) {
      if (error instanceof Error && error.name === 'HumanError') {
        this.#state.phase = { kind: 'failed', message: error.message };
      }
      throw error;
    } finally {
      this.#readable = false;
    }
    this.#opened = true;
    // Labels may have been imported.
    this.#queue.answersChanged();
    const recent = store.recent(recentCount).map(({ recordId }) => recordId);
    for (const record of await engine.remote.read({ ids: recent })) this.#texts.add(record);
    await this.#fill();
  }

  async #embed(signal: AbortSignal): Promise<void> {
    const { engine, embed } = this.#options;
    // The engine drops the vectors, and its head with them; meanwhile chance asks.
    this.#embedded = undefined;
    this.#trainer.forget();
    try {
      const embedding = await engine.remote.embed(
        { ...embed, allowDownload: this.#allowDownload },
        { signal, onProgress: this.#onProgress },
      );
      this.#embedded = embedding.fingerprint;
      this.#state.embedding = embedding.name;
      if (embedding.fellBack)
        this.#notice(notices.fallbackNotice(embedding.fellBack, embedding.offerDownload));
    } catch (error) {
      if (error instanceof Error && error.name === 'HumanError') {
        this.#notice(notices.embeddingFailed(error.message));
      }
      throw error;
    }
    const { trained } = this.#batches.strategy;
    // The embedding is done, although its last progress may still be on show.
    this.#onProgress({ what: trained ? 'Training' : 'Choosing what to ask', step: 0 });
    // What was answered before today is learnt at once; the batch drawn without a head is dropped.
    if (trained) await this.#refit(signal, false);
    else this.#queue.replaceBatch(await this.#batches.draw(this.#queue.request(), signal));
  }

  /** Refits behind the work when enough has been answered; a refit that runs is followed by one more. */
  #considerRefit(): void {
    const { refitEvery } = this.#options.project.query;
    if (this.#refitWaits || !this.#embedded || this.#unlearnt < refitEvery) return;
    if (!this.#batches.strategy.trained) return;
    this.#refitWaits = true;
    this.#work.detach(
      this.#work.enqueue(async (signal) => {
        this.#refitWaits = false;
        // After a crash in between, the embedding comes first, and trains when it is done.
        if (this.#embedded) await this.#refit(signal, false);
      }),
    );
  }

  async #refit(signal: AbortSignal, always: boolean): Promise<boolean> {
    const { store } = this.#options;
    const seq = store.lastSeq();
    this.#unlearnt = 0;
    const fit = await this.#trainer.refit(signal);
    if (!fit) return false;
    const strategy = this.#batches.strategy.describe;
    this.#queue.replaceBatch(await this.#batches.draw(this.#queue.request(), signal));
    const made = { seq, inEffectFrom: store.lastSeq() };
    await this.#trainer.rescore(fit.embedding);
    const isRound = await this.#trainer.recordRound(fit, made, strategy, always);
    if (isRound) await this.#insights.update(this.#queue.excluded(), signal);
    await this.#fill();
    // Answers that came meanwhile may have made the next refit due.
    this.#considerRefit();
    this.records.fitted(isRound);
    return true;
  }

  #strategyTrouble(why: string | undefined): void {
    if (why !== undefined) this.#notice(notices.strategyNotice(why, this.#options.say));
    else if (this.#state.notices.delete('strategy-failed')) this.#publish();
  }

  #refill(): void {
    this.#publish();
    this.#work.detach(this.#fill());
  }

  async #fill(): Promise<void> {
    // Nothing may be said to be finished while the engine has to be waited for.
    if (this.#queue.ahead.length === 0 && this.#state.phase.kind === 'asking') {
      this.#state.phase = { kind: 'waiting' };
      this.#publish();
    }
    if (!this.#opened && !this.#readable) return;
    const any = await this.#queue.fill();
    if (any) this.#state.phase = { kind: 'asking' };
    else if (this.#opened) this.#state.phase = notices.finished(this.#options.say);
    this.#publish();
  }

  #engineEnded({ kind, why }: { kind: 'restarted' | 'gaveUp'; why: string }): void {
    if (this.#disposed) return;
    this.#opened = false;
    this.#embedded = undefined;
    this.#trainer.forget();
    this.#notice(notices.engineNotice(kind, why, this.#options.say));
    if (kind === 'gaveUp') return;
    this.#work.detach(
      this.#reopen().then(() => {
        this.#state.notices.delete('engine-stopped');
        this.#publish();
      }),
    );
  }

  // ——— the view ———

  readonly #onProgress = (progress: NonNullable<ViewState['busy']>): void => {
    this.#state.busy = progress;
    this.#publish();
  };

  #notice(notice: Notice): void {
    this.#state.notices.set(notice.id, notice);
    this.#publish();
  }

  #publish(): void {
    if (this.#disposed) return;
    this.#view = this.#buildView();
    for (const listener of this.#listeners) listener(this.#view);
  }

  #buildView(): LearnerView {
    const { store, project } = this.#options;
    return buildView({
      store,
      project,
      state: this.#state,
      ahead: this.#queue.ahead,
      recent: store.recent(recentCount),
      texts: this.#texts,
      embeddingInUse: this.#embedded,
      learnt: this.#trainer.fit?.learnt ?? [],
      starting: !this.#batches.strategy.trained,
      revisiting: this.#queue.revisiting,
      strays: (byLabel) => this.labelSet.strays(byLabel),
      insights: this.#insights.latest,
      population: population(project, this.#priorities, this.#options.say),
    });
  }
}
