import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import type { RecordId } from '../record.ts';
import type { Stamp } from '../store/events.ts';
import { StoreBusyError, StoreFailedError } from '../store/storeErrors.ts';
import { Answering } from './answers/answering.ts';
import { AskQueue } from './queue/askQueue.ts';
import { TaskQueue } from './taskQueue.ts';
import { BatchSource } from './queue/batchSource.ts';
import { Changes } from './answers/changes.ts';
import { defaultsInEffect } from './training/defaultsInEffect.ts';
import { DrawLog } from './training/drawLog.ts';
import { EarlierRounds } from './training/earlierRounds.ts';
import { Gate } from './answers/gate.ts';
import { HoldoutProgress } from './holdout/holdoutProgress.ts';
import { Insights } from './insights/insights.ts';
import { Learning } from './training/learning.ts';
import type { LearnerView } from './learnerView.ts';
import { ViewPublisher } from './viewPublisher.ts';
import * as notices from './notices.ts';
import type { ActiveLearnerOptions } from './learnerOptions.ts';
import { RecordsService } from './records/recordsService.ts';
import { PreparedEngine } from './embedding/preparedEngine.ts';
import { liveProject } from './labels/liveProject.ts';
import { Priorities } from './queue/priorities.ts';
import { RecordCache } from './records/recordCache.ts';
import { RecordSearch } from './records/recordSearch.ts';
import { RefitSchedule } from './training/refitSchedule.ts';
import { LabelSetChanges } from './labels/labelSetChanges.ts';
import { RoundComparisons } from './insights/roundComparer.ts';
import { servingOrder } from './embedding/servingOrder.ts';
import { suggestionsFor, suggestsFromColumn } from './queue/suggestions.ts';
import { Trainer } from './training/trainer.ts';
import { buildView, describes, recentCount } from './buildView.ts';
import type { Revisited } from './queue/askedRecord.ts';
import type { Notice } from './learnerPhase.ts';
import type { Learner } from './learner.ts';

/**
 * The loop: query → label → refit → evaluate. It owns no truth: answers are the store's, texts and vectors
 * the engine's. An answer is committed before anything else happens; what is slow goes on behind it.
 */
export class ActiveLearner implements Learner {
  readonly records: RecordsService;
  readonly search: RecordSearch;
  readonly pairs: RoundComparisons;
  readonly labelSet: LabelSetChanges;
  readonly look = (): void => {
    this.#gate.poll();
    if (this.#views.state.notices.has('store-failed')) this.#refill();
  };
  readonly onChange: Learner['onChange'] = (listener) => this.#views.onChange(listener);
  readonly onFit: Learner['onFit'] = (listener) => this.#learning.onFit(listener);
  readonly cancelFit = (): void => this.#work.cancel();
  readonly cancel = (): void => {
    this.#work.cancel();
    this.#prepared.pause();
  };
  readonly start = (): Promise<void> => this.#prepared.start();
  readonly resume: Learner['resume'] = (download = {}) => this.#prepared.resume(download);
  readonly pauseEmbedding = (): Promise<void> => this.#prepared.behind.pause();
  readonly goOnEmbedding = (): Promise<void> => this.#prepared.behind.goOn();
  readonly embedAll = (): Promise<void> => this.#prepared.embedAll();
  readonly prioritise: Learner['prioritise'] = (list, from) => this.#priorities.put(list, from);
  readonly tell = (notice: Notice): void => this.#views.notice(notice);
  readonly closeNotice = (id: string): Promise<void> =>
    this.#views.closeNotice(id, this.#gate.write);
  readonly clearPriorities = (): Promise<void> => this.#priorities.clear();
  readonly answer: Learner['answer'];
  readonly change: Learner['change'];
  readonly undo: Learner['undo'];
  readonly redo: Learner['redo'];
  readonly #options: ActiveLearnerOptions;
  readonly #queue: AskQueue;
  readonly #trainer: Trainer;
  readonly #learning: Learning;
  readonly #batches: BatchSource;
  readonly #earlier: EarlierRounds;
  readonly #priorities: Priorities;
  readonly #insights: Insights;
  readonly #gate: Gate;
  readonly #work: TaskQueue;
  readonly #holdout: HoldoutProgress;
  readonly #refitDue: RefitSchedule;
  readonly #texts = new RecordCache(4 * recentCount);
  readonly #views: ViewPublisher;
  readonly #prepared: PreparedEngine;

  constructor(options: ActiveLearnerOptions) {
    const inUse = liveProject(options.project, defaultsInEffect(options.store));
    const project = inUse.settings;
    this.#options = { ...options, project };
    const { store, localize } = options;
    this.#views = new ViewPublisher();
    this.#work = new TaskQueue(() => {
      delete this.#views.state.busy;
      this.#views.publish();
    }, options.onError);
    const gate = new Gate({
      store,
      commits: options.commits,
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
    options.commits.onWait((waiting) => this.#views.saving(waiting));
    const log = new DrawLog(store, gate.write);
    const round = (): number => store.rounds().at(-1)?.number ?? 0;
    this.#priorities = new Priorities(store, gate.write, () => this.#refill());
    this.#holdout = new HoldoutProgress(store, gate.keep, project);
    this.#prepared = new PreparedEngine({
      learner: this.#options,
      views: this.#views,
      work: this.#work,
      gate,
      holdout: this.#holdout,
      stamp: () => this.#stamp(),
      shown: () => this.#queue.excluded(),
      serving: () => servingOrder(store, this.#queue),
      readable: () => this.#work.track(this.#fill()),
      opened: () => this.#poolOpened(),
      embedded: (signal) => this.#poolEmbedded(signal),
      forgotten: () => this.#trainer.forget(),
    });
    const { engine } = this.#prepared;
    this.#trainer = new Trainer({
      store,
      holdout: this.#holdout,
      log,
      write: gate.write,
      engine,
      vectors: this.#prepared,
      project: () => project,
      clock: options.clock,
      unconfirmed: () => this.#views.state.unconfirmed,
    });
    this.#earlier = new EarlierRounds({
      store,
      trainer: this.#trainer,
      write: gate.write,
      clock: options.clock,
      embedding: () => this.#prepared.embedding,
      later: (piece) => this.#work.schedule(piece),
      refitted: (all, signal) => this.#refitted(all, signal),
    });
    const known = {
      store,
      holdout: this.#holdout,
      engine,
      project,
      trainer: this.#trainer,
      localize,
    };
    const shared = { ...known, round, texts: this.#texts };
    const byWords = (): boolean => describes(project, this.#views.state);
    this.#insights = new Insights({
      ...known,
      pool: () => ({ size: this.#views.state.pool.size, absent: this.#views.state.unconfirmed }),
    });
    this.#batches = new BatchSource({
      ...shared,
      log,
      vectors: () => this.#prepared.vectors,
      described: byWords,
      indexing: () => !this.#prepared.isOpen,
      onTrouble: this.#views.strategyTrouble,
    });
    this.#queue = new AskQueue({
      ...shared,
      seed: project.seed,
      batchSize: () => this.#batches.size,
      draw: (request) => this.#batches.draw(request),
      urgent: (taken) => this.#priorities.next(taken, round()),
      suggestsBeforeTraining: () => suggestsFromColumn(project) || byWords(),
      blindWhileFilling: () => project.holdout.blind === 'all',
      suggest: (ids) =>
        suggestionsFor(ids, engine(), project, this.#trainer.fit !== undefined, byWords()),
    });
    this.#learning = new Learning({
      store,
      queue: this.#queue,
      batches: this.#batches,
      trainer: this.#trainer,
      insights: this.#insights,
      vectors: this.#prepared,
      began: () => this.#refitDue.reset(),
      learnt: (isRound) => this.#learnt(isRound),
    });
    const answering = new Answering({
      ...shared,
      queue: this.#queue,
      stamp: (id) => this.#stamp(id),
      read: (ids) => engine().read({ ids }),
    });
    this.records = new RecordsService({
      ...shared,
      gate,
      queue: this.#queue,
      priorities: this.#priorities,
      stamp: () => this.#stamp(),
      answersChanged: (ids) => this.#answersChanged(ids),
      publish: this.#views.publish,
      refitWaits: () => this.#refitDue.pending,
      later: (piece) => this.#work.schedule(piece),
    });
    this.search = new RecordSearch({ ...shared, queue: this.#queue });
    this.pairs = new RoundComparisons({ ...known, embedding: () => this.#prepared.embedding });
    this.labelSet = new LabelSetChanges({
      ...shared,
      gate,
      inUse,
      queue: this.#queue,
      records: this.records,
      stamp: () => this.#stamp(),
      changed: () => this.#labelsChanged(),
      reworded: () => this.#learnLater(),
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
    this.#refitDue = new RefitSchedule({
      store,
      project,
      possible: () => this.#prepared.embedding !== undefined && this.#batches.strategy.headAllowed,
      refit: (began) => {
        this.#work.schedule(async (signal) => {
          began();
          if (this.#prepared.embedding) await this.#learning.refit(signal, false);
        });
      },
    });
    const parts = {
      ...shared,
      queue: this.#queue,
      batches: this.#batches,
      labelSet: this.labelSet,
    };
    const told = { insights: this.#insights, priorities: this.#priorities };
    const vectors = this.#prepared;
    this.#views.buildWith((state) => buildView({ ...parts, ...told, vectors }, state));
    notices.storeNotices(store).forEach((one, i) => {
      this.#views.state.notices.set(`${one.id} ${i}`, one);
    });
  }

  get view(): LearnerView {
    return this.#views.latest;
  }

  async retrain(): Promise<void> {
    let trained = false;
    await this.#work.run(async (signal) => {
      // The engine may have ended after this was asked for.
      await this.#prepared.bringBack(signal);
      if (!this.#prepared.embedding) {
        throw new UserError(notices.notEmbedded(this.#options.localize));
      }
      trained = await this.#learning.refit(signal, true);
    });
    if (!trained) throw new UserError(notices.nothingToTrainOn(this.#options.localize));
  }

  async closeTarget(): Promise<void> {
    await this.#gate.write((into) => this.#insights.closeTarget(into));
    this.#views.publish();
  }

  revisit(what: Revisited | undefined): void {
    this.#queue.revisit(what);
    this.#refill();
  }

  async queryNext(): Promise<void> {
    this.#queue.dropBatch();
    await this.#work.run((signal) => this.#learning.drawAnew(signal));
    await this.#fill();
  }

  async dispose(): Promise<void> {
    // A full disk or a folder that is gone must not keep the project from closing: then it is drawn anew.
    const left = this.#gate.write((into) => this.#queue.save(into)).catch(() => undefined);
    this.#views.close();
    this.#prepared.dispose();
    await left;
    await this.#work.close();
  }

  #stamp(id = this.#options.newId()): Stamp {
    return { id, at: this.#options.clock(), annotator: this.#options.annotator };
  }

  #answersChanged(ids?: readonly RecordId[]): void {
    this.#holdout.settle();
    for (const part of [this.#queue, this.#priorities, this.labelSet]) part.answersChanged(ids);
    this.#refitDue.addAnswers(ids ?? []);
    if (this.#batches.isOverdue) this.#queue.dropBatch();
    this.#refill();
    this.#refitDue.maybeRefit();
  }

  /** Nothing that was learnt goes by the right names, so it is learnt again at once. */
  #labelsChanged(): void {
    this.#insights.labelsChanged();
    this.#answersChanged();
    this.#learnLater();
  }

  #learnLater(): void {
    this.#views.publish();
    this.#work.schedule((signal) => this.#learning.anew(signal));
  }

  async #poolOpened(): Promise<void> {
    const { engine, store } = this.#options;
    // Labels may have been imported, and the hold-out drawn.
    this.#queue.answersChanged();
    this.#priorities.answersChanged();
    const ids = store.recent(recentCount).map(({ recordId }) => recordId);
    (await engine.remote.read({ ids })).forEach((record) => this.#texts.add(record));
    await this.#fill();
  }

  async #poolEmbedded(signal: AbortSignal): Promise<void> {
    // The last progress of the embedding may still be on show.
    const { headAllowed } = this.#batches.strategy;
    this.#views.progress({
      what: message(headAllowed ? 'progress.training' : 'progress.choosing', {}),
      step: 0,
    });
    await this.#learning.anew(signal);
    this.#earlier.begin();
  }

  async #learnt(isRound: boolean): Promise<void> {
    await this.#fill();
    // Answers that came meanwhile may have made the next refit due.
    this.#refitDue.maybeRefit();
    this.records.fitted(isRound);
  }

  /** The curve goes on from earlier rounds: what they say together is told once all of them are refitted. */
  async #refitted(all: boolean, signal: AbortSignal): Promise<void> {
    if (all) await this.#learning.tellInsights(signal);
    this.#views.publish();
  }

  #refill(): void {
    this.#views.publish();
    this.#work.track(this.#fill());
  }

  async #fill(): Promise<void> {
    // Nothing may be said to be finished while the engine has to be waited for.
    if (this.#queue.ahead.length === 0 && this.#views.state.phase.kind === 'asking') {
      this.#views.state.phase = { kind: 'waiting' };
      this.#views.publish();
    }
    if (!this.#prepared.canAsk || this.#gate.isLost) return;
    const any = await this.#queue.fill().catch((error: unknown) => this.#cannotFill(error));
    if (this.#gate.isLost) return;
    this.#views.clearNotice('store-failed');
    if (any) this.#views.state.phase = { kind: 'asking' };
    else if (this.#prepared.isOpen) {
      const { localize } = this.#options;
      this.#views.state.phase = this.#holdout.finished(this.#views.state.drawsFrom, localize);
    }
    this.#views.publish();
  }

  /** Records that are there go on being asked; the next look tries again. */
  #cannotFill(error: unknown): never {
    if (error instanceof StoreBusyError || error instanceof StoreFailedError) {
      if (this.#queue.ahead.length > 0) this.#views.state.phase = { kind: 'asking' };
      this.#views.notice(notices.cannotAsk(error.problem));
    }
    throw error;
  }
}
