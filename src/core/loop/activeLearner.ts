import { HumanError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { Stamp } from '../store/events.ts';
import { Answering } from './answering.ts';
import { AskQueue } from './askQueue.ts';
import { awayEngine } from './awayEngine.ts';
import { BackgroundWork } from './backgroundWork.ts';
import { Batches } from './batches.ts';
import { Changes } from './changes.ts';
import { defaultsInEffect } from './defaultsInEffect.ts';
import { DrawLog } from './drawLog.ts';
import { embedPool } from './embedPool.ts';
import type { Engine, ModelDownload } from './enginePort.ts';
import { Gate } from './gate.ts';
import { HoldoutProgress } from './holdoutProgress.ts';
import { Insights } from './insights.ts';
import type { Learner, LearnerView, Notice, Revisited } from './learnerView.ts';
import { LearnerViews } from './learnerViews.ts';
import * as notices from './notices.ts';
import type { ActiveLearnerOptions } from './learnerOptions.ts';
import { isReadable, openPool } from './opening.ts';
import { PoolRecords } from './poolRecords.ts';
import { population } from './population.ts';
import { projectInUse } from './projectInUse.ts';
import { Priorities } from './priorities.ts';
import { RecordCache } from './recordCache.ts';
import { RecordSearch } from './recordSearch.ts';
import { RefitDue } from './refitDue.ts';
import { Relabelling } from './relabelling.ts';
import { RoundPairs } from './roundPairs.ts';
import { suggest, suggestsFromColumn } from './suggest.ts';
import { Trainer } from './trainer.ts';
import { buildView } from './viewState.ts';
import { watchedEngine } from './watchedEngine.ts';

const recentCount = 50;

/**
 * The loop: query → label → refit → evaluate. It owns no truth: answers are the store's, texts and vectors
 * the engine's. An answer is committed before anything else happens; what is slow goes on behind it.
 */
export class ActiveLearner implements Learner {
  readonly records: PoolRecords;
  readonly search: RecordSearch;
  readonly pairs: RoundPairs;
  readonly labelSet: Relabelling;
  readonly look = (): void => this.#gate.poll();
  readonly onChange: Learner['onChange'] = (listener) => this.#views.onChange(listener);
  readonly cancel = (): void => this.#work.cancel();
  readonly prioritise: Learner['prioritise'] = (list, from) => this.#priorities.put(list, from);
  readonly tell = (notice: Notice): void => this.#views.notice(notice);
  readonly clearPriorities = (): void => this.#priorities.clear();
  readonly answer: Learner['answer'];
  readonly change: Learner['change'];
  readonly undo: Learner['undo'];
  readonly redo: Learner['redo'];
  readonly #options: ActiveLearnerOptions;
  readonly #queue: AskQueue;
  readonly #trainer: Trainer;
  readonly #batches: Batches;
  readonly #priorities: Priorities;
  readonly #insights: Insights;
  readonly #gate: Gate;
  readonly #work: BackgroundWork;
  readonly #holdout: HoldoutProgress;
  readonly #refitDue: RefitDue;
  readonly #texts = new RecordCache(4 * recentCount);
  readonly #views: LearnerViews;
  #opened = false;
  /** A large pool that is still being indexed has records to ask. */
  #readable = false;
  #embedded: string | undefined;
  #download: ModelDownload;
  #disposed = false;

  constructor(options: ActiveLearnerOptions) {
    const inUse = projectInUse(options.project, defaultsInEffect(options.store));
    const project = inUse.settings;
    this.#options = { ...options, project };
    this.#download = { allowDownload: options.embed.allowDownload };
    const { store, say } = options;
    const watched = watchedEngine(options.engine, store, (...news) => this.#poolChanged(...news));
    const engine = (): Engine => (this.#opened || this.#readable ? watched : awayEngine);
    this.#views = new LearnerViews(
      (state) =>
        buildView({
          store,
          holdout: this.#holdout,
          project,
          state,
          queue: this.#queue,
          recent: store.recent(recentCount),
          texts: this.#texts,
          embeddingInUse: this.#embedded,
          fit: this.#trainer.fit,
          starting: !this.#batches.strategy.trained,
          labelSet: this.labelSet,
          insights: this.#insights.latest,
          population: population(project, this.#priorities.view, this.#holdout, say),
          priorities: this.#priorities.view,
        }),
      say,
    );
    const gate = new Gate({
      store,
      pause: options.pause,
      onWait: (waiting) => this.#views.saving(waiting),
      follow: (ids) => {
        this.#queue.follow(ids);
        this.#answersChanged(ids);
      },
      lost: (why) => {
        this.#work.cancel();
        this.#views.answersGone(why);
        options.onLost?.();
      },
    });
    this.#gate = gate;
    const log = new DrawLog(store, gate.write);
    const round = (): number => store.rounds().at(-1)?.number ?? 0;
    this.#priorities = new Priorities(store, () => this.#refill());
    this.#holdout = new HoldoutProgress(store, project);
    this.#trainer = new Trainer({
      store,
      holdout: this.#holdout,
      log,
      write: gate.write,
      engine,
      project: () => project,
      clock: options.clock,
      unconfirmed: () => this.#views.state.unconfirmed,
    });
    const known = { store, holdout: this.#holdout, engine, project, trainer: this.#trainer, say };
    const shared = { ...known, round, texts: this.#texts };
    this.#insights = new Insights({
      ...known,
      pool: () => ({ size: this.#views.state.pool.size, absent: this.#views.state.unconfirmed }),
    });
    this.#batches = new Batches({
      ...shared,
      log,
      embedded: () => this.#embedded !== undefined,
      indexing: () => !this.#opened,
      onTrouble: this.#views.strategyTrouble,
    });
    this.#queue = new AskQueue({
      ...shared,
      seed: project.seed,
      batchSize: () => this.#batches.size,
      draw: (request) => this.#batches.draw(request),
      urgent: (taken) => this.#priorities.next(taken, round()),
      suggestsBeforeTraining: suggestsFromColumn(project),
      blindWhileFilling: () => project.holdout.blind === 'all',
      suggest: (ids) => suggest(ids, engine(), project, this.#trainer.fit !== undefined),
    });
    const answering = new Answering({
      ...shared,
      queue: this.#queue,
      stamp: (id) => this.#stamp(id),
      read: (ids) => engine().read({ ids }),
    });
    this.records = new PoolRecords({
      ...shared,
      gate,
      queue: this.#queue,
      priorities: this.#priorities,
      stamp: () => this.#stamp(),
      answersChanged: (ids) => this.#answersChanged(ids),
      publish: this.#views.publish,
      refitWaits: () => this.#refitDue.waits,
      later: (piece) => this.#work.later(piece),
    });
    this.search = new RecordSearch({ ...shared, queue: this.#queue });
    this.pairs = new RoundPairs({ ...known, embedding: () => this.#embedded });
    this.labelSet = new Relabelling({
      ...shared,
      gate,
      inUse,
      queue: this.#queue,
      records: this.records,
      stamp: () => this.#stamp(),
      changed: () => this.#labelsChanged(),
      publish: this.#views.publish,
    });
    const changes = new Changes({
      gate,
      answering,
      labelSet: this.labelSet,
      changed: (ids) => this.#answersChanged(ids),
      refill: () => this.#refill(),
    });
    ({ answer: this.answer, change: this.change, undo: this.undo, redo: this.redo } = changes);
    this.#work = new BackgroundWork(() => {
      delete this.#views.state.busy;
      this.#views.publish();
    }, options.onError);
    this.#refitDue = new RefitDue({
      store,
      project,
      possible: () => this.#embedded !== undefined && this.#batches.strategy.trained,
      refit: (began) => {
        this.#work.later(async (signal) => {
          began();
          if (this.#embedded) await this.#refit(signal, false);
        });
      },
    });
    for (const one of notices.storeNotices(store)) this.#views.state.notices.set(one.message, one);
    options.engine.onEvent((event) => this.#engineEnded(event));
  }

  get view(): LearnerView {
    return this.#views.latest;
  }

  async start(): Promise<void> {
    await this.#work.enqueue((signal) => this.#open(signal));
    // What goes wrong there is in the view, and reported.
    this.#work.enqueue((signal) => this.#embed(signal)).catch(() => undefined);
  }

  async resume(download: Partial<ModelDownload> = {}): Promise<void> {
    this.#download = { ...this.#download, ...download };
    this.#options.engine.restart();
    for (const id of notices.endedByResuming) this.#views.state.notices.delete(id);
    await this.#reopen();
  }

  async retrain(): Promise<void> {
    let trained = false;
    await this.#work.enqueue(async (signal) => {
      if (!this.#embedded) throw new HumanError(notices.notEmbedded(this.#options.say));
      trained = await this.#refit(signal, true);
    });
    if (!trained) throw new HumanError(notices.nothingToTrainOn(this.#options.say));
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
    this.#queue.leave();
    this.#views.close();
    this.#options.engine.dispose();
    await this.#work.close();
  }

  #stamp(id = this.#options.newId()): Stamp {
    return { id, at: this.#options.clock(), annotator: this.#options.annotator };
  }

  #answersChanged(ids?: readonly RecordId[]): void {
    this.#holdout.settle();
    for (const part of [this.#queue, this.#priorities, this.labelSet]) part.answersChanged(ids);
    this.#refitDue.answered(ids ?? []);
    this.#refill();
    this.#refitDue.consider();
  }

  /** Nothing that was learnt goes by the right names, so it is learnt again at once. */
  #labelsChanged(): void {
    this.#insights.labelsChanged();
    this.#answersChanged();
    this.#work.later((signal) => this.#learnAnew(signal));
  }

  /** Brings the engine to where the store is, as one piece, so that no work finds it half-way. */
  #reopen(): Promise<void> {
    return this.#work.enqueue(async (signal) => {
      if (!this.#opened) await this.#open(signal);
      await this.#embed(signal);
    });
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { engine, store } = this.#options;
    try {
      const onProgress = (progress: Progress): void => {
        this.#views.progress(progress);
        if (this.#readable || !isReadable(progress)) return;
        this.#readable = true;
        this.#work.detach(this.#fill());
      };
      const opened = await openPool(
        { ...this.#options, holdout: this.#holdout, write: this.#gate.write },
        { signal, onProgress },
        () => this.#stamp(),
        () => this.#queue.excluded(),
      );
      this.#views.opened(opened);
    } catch (error) {
      this.#views.openingFailed(error);
      throw error;
    } finally {
      this.#readable = false;
    }
    this.#opened = true;
    // Labels may have been imported, and the hold-out drawn.
    this.#queue.answersChanged();
    this.#priorities.answersChanged();
    const ids = store.recent(recentCount).map(({ recordId }) => recordId);
    (await engine.remote.read({ ids })).forEach((record) => this.#texts.add(record));
    await this.#fill();
  }

  async #embed(signal: AbortSignal): Promise<void> {
    const { engine, embed } = this.#options;
    // The engine drops the vectors, and its head with them; meanwhile chance asks.
    this.#embedded = undefined;
    this.#trainer.forget();
    const params = { ...embed, ...this.#download };
    this.#download = { allowDownload: params.allowDownload };
    this.#embedded = await embedPool(engine.remote, params, this.#views, signal);
    // The embedding is done, although its last progress may still be on show.
    const { trained } = this.#batches.strategy;
    this.#views.progress({ what: trained ? 'Training' : 'Choosing what to ask', step: 0 });
    await this.#learnAnew(signal);
  }

  /** What was answered is learnt at once; a batch drawn without that head is dropped. */
  async #learnAnew(signal: AbortSignal): Promise<void> {
    if (!this.#embedded) return;
    if (this.#batches.strategy.trained && (await this.#refit(signal, false))) return;
    this.#queue.replaceBatch(await this.#batches.draw(this.#queue.request(), signal));
    await this.#trainer.rescore(this.#embedded);
  }

  async #refit(signal: AbortSignal, always: boolean): Promise<boolean> {
    const { store } = this.#options;
    const seq = store.lastSeq();
    this.#refitDue.learning();
    const fit = await this.#trainer.refit(signal);
    if (!fit) return false;
    const strategy = this.#batches.strategy.describe;
    this.#queue.replaceBatch(await this.#batches.draw(this.#queue.request(), signal));
    const made = { seq, inEffectFrom: store.lastSeq() };
    await this.#trainer.rescore(fit.embedding);
    const isRound = await this.#trainer.recordRound(fit, made, strategy, always);
    if (isRound || this.#insights.stale)
      await this.#insights.update(this.#queue.excluded(), signal);
    await this.#fill();
    // Answers that came meanwhile may have made the next refit due.
    this.#refitDue.consider();
    this.records.fitted(isRound);
    return true;
  }

  #refill(): void {
    this.#views.publish();
    this.#work.detach(this.#fill());
  }

  async #fill(): Promise<void> {
    // Nothing may be said to be finished while the engine has to be waited for.
    if (this.#queue.ahead.length === 0 && this.#views.state.phase.kind === 'asking') {
      this.#views.state.phase = { kind: 'waiting' };
      this.#views.publish();
    }
    if ((!this.#opened && !this.#readable) || this.#gate.isLost) return;
    const any = await this.#queue.fill();
    if (this.#gate.isLost) return;
    if (any) this.#views.state.phase = { kind: 'asking' };
    else if (this.#opened) this.#views.state.phase = this.#holdout.finished(this.#options.say);
    this.#views.publish();
  }

  #poolChanged(message: string, mayRead: () => boolean): void {
    if (this.#disposed || !this.#opened) return;
    this.#forgetPool();
    if (mayRead()) this.#work.detach(this.#reopen());
    else this.#views.failed(message);
  }

  #forgetPool(): void {
    this.#opened = false;
    this.#embedded = undefined;
    this.#trainer.forget();
  }

  #engineEnded({ kind, why }: { kind: 'restarted' | 'gaveUp'; why: string }): void {
    if (this.#disposed) return;
    this.#forgetPool();
    this.#views.notice(notices.engineNotice(kind, why, this.#options.say));
    if (kind === 'gaveUp') return;
    this.#work.detach(this.#reopen().then(() => this.#views.noticeEnds('engine-stopped')));
  }
}
