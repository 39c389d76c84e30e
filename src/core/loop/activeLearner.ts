import { NotYetError, UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type { Conflict, ImportStep } from '../store/importsFound.ts';
import type { Store } from '../store/store.ts';
import { StoreBusyError, StoreFailedError } from '../store/storeErrors.ts';
import type { Changes } from './changes/changes.ts';
import type { JournalWriter } from './journal/journalWriter.ts';
import { recentCount } from './buildView.ts';
import type { EngineAccess } from './engine/engineAccess.ts';
import type { EnginePreparation } from './embedding/enginePreparation.ts';
import type { HoldoutProgress } from './holdout/holdoutProgress.ts';
import type { Insights } from './insights/insights.ts';
import type { RoundComparer } from './insights/roundComparer.ts';
import type { LabelSetChanges } from './changes/labelSetChanges.ts';
import type { Learner } from './learner.ts';
import type { ActiveLearnerOptions } from './learnerOptions.ts';
import type { Notice } from './learnerPhase.ts';
import type { LearnerView } from './learnerView.ts';
import type { LoopEvents } from './loopEvents.ts';
import * as notices from './notices.ts';
import type { AskQueue } from './queue/askQueue.ts';
import type { RevisitSelection } from './queue/askedRecord.ts';
import type { BatchSource } from './queue/batchSource.ts';
import type { Priorities } from './queue/priorities.ts';
import type { RecordCache } from './engine/recordCache.ts';
import type { RecordSearch } from './records/recordSearch.ts';
import type { RecordsService } from './records/recordsService.ts';
import type { TaskQueue } from './taskQueue.ts';
import type { EarlierRounds } from './training/earlierRounds.ts';
import type { Learning } from './refits/learning.ts';
import { currentRound } from './training/rounds.ts';
import type { FitOverrides } from './training/trainer.ts';
import type { RefitSchedule } from './refits/refitSchedule.ts';
import type { ViewPublisher } from './viewPublisher.ts';

/** The parts of the loop; see `buildLearner`. */
export interface LoopParts {
  readonly options: Pick<ActiveLearnerOptions, 'writeQueue' | 'engine' | 'onLost'>;
  readonly store: Store;
  readonly events: LoopEvents;
  readonly views: ViewPublisher;
  readonly work: TaskQueue;
  readonly journalWriter: JournalWriter;
  readonly access: EngineAccess;
  readonly preparation: EnginePreparation;
  readonly holdout: HoldoutProgress;
  readonly queue: AskQueue;
  readonly batches: BatchSource;
  readonly priorities: Priorities;
  readonly learning: Learning;
  readonly refits: RefitSchedule;
  readonly earlierRounds: EarlierRounds;
  readonly insights: Insights;
  readonly texts: RecordCache;
  readonly records: RecordsService;
  readonly search: RecordSearch;
  readonly pairs: RoundComparer;
  readonly labelSet: LabelSetChanges;
  readonly changes: Changes;
}

/**
 * The loop query → label → refit → evaluate: decides what follows from each event. It holds no state of
 * record: the store owns the answers, the engine owns texts and vectors. An answer is committed before
 * anything else happens; slow work runs in the background.
 */
export class ActiveLearner implements Learner {
  readonly #parts: LoopParts;
  /** The newest round at the last poll. */
  #newestRound = 0;
  readonly records: RecordsService;
  readonly search: RecordSearch;
  readonly pairs: RoundComparer;
  readonly labelSet: LabelSetChanges;
  readonly answer: Learner['answer'];
  readonly change: Learner['change'];
  readonly undo: Learner['undo'];
  readonly redo: Learner['redo'];
  readonly importAnswers: Learner['importAnswers'];
  readonly undoImport: Learner['undoImport'];
  readonly conflicts = (): readonly Conflict[] => this.#parts.store.conflicts();
  readonly imports = (): readonly ImportStep[] => this.#parts.store.imports();
  readonly followImport = (): void => this.#parts.events.changedElsewhere.emit(undefined);
  readonly start = (): Promise<void> => this.#parts.preparation.start();
  readonly resume: Learner['resume'] = (download = {}) => this.#parts.preparation.resume(download);
  readonly cancelFit = (): void => this.#parts.work.cancel();
  readonly embedAll = (): Promise<void> => this.#parts.preparation.embedAll();
  readonly pauseEmbedding = (): Promise<void> => this.#parts.preparation.background.pause();
  readonly resumeEmbedding = (): Promise<void> => this.#parts.preparation.background.resume();
  readonly prioritise: Learner['prioritise'] = (list, from) =>
    this.#parts.priorities.put(list, from);
  readonly clearPriorities = (): Promise<void> => this.#parts.priorities.clear();
  readonly showNotice = (notice: Notice): void => this.#parts.views.notice(notice);
  readonly onChange: Learner['onChange'] = (listener) => this.#parts.views.onChange(listener);
  readonly onFit: Learner['onFit'] = (listener) => this.#parts.learning.onFit(listener);

  constructor(parts: LoopParts) {
    this.#parts = parts;
    const { changes, events, options, store, refits, views } = parts;
    ({ records: this.records, search: this.search, labelSet: this.labelSet } = parts);
    this.pairs = parts.pairs;
    ({ answer: this.answer, change: this.change, undo: this.undo, redo: this.redo } = changes);
    ({ importAnswers: this.importAnswers, undoImport: this.undoImport } = changes);
    events.answersChanged.on((ids) => this.#answersChanged(ids));
    events.changedElsewhere.on((ids) => this.#changedElsewhere(ids));
    events.importedElsewhere.on((imported) => views.notice(notices.importedElsewhere(imported)));
    events.labelsChanged.on(() => this.#labelsChanged());
    events.labelsReworded.on(() => this.#restartLearning());
    events.queueChanged.on(() => this.#refill());
    events.poolReadable.on(() => this.#fillUnawaited());
    events.poolOpened.on(() => this.#poolOpened());
    events.poolEmbedded.on((signal) => this.#poolEmbedded(signal));
    events.fitBegan.on(() => refits.reset());
    events.headFitted.on((isRound) => this.#headFitted(isRound));
    events.roundRefitted.on((isLast, signal) => this.#roundRefitted(isLast, signal));
    events.storeLost.on((why) => this.#storeLost(why));
    options.writeQueue.onWait((waiting) => views.lockChanged(waiting));
    notices.storeNotices(store).forEach((notice, i) => {
      views.state.notices.set(`${notice.id} ${i}`, notice);
    });
  }

  get view(): LearnerView {
    return this.#parts.views.latest;
  }

  poll(): void {
    const { journalWriter, views } = this.#parts;
    journalWriter.poll();
    this.#showNewRounds();
    if (views.state.notices.has('store-failed')) this.#refill();
  }

  /** Picks up rounds recorded by other windows and by `train`, which the journal does not contain. */
  #showNewRounds(): void {
    const newest = currentRound(this.#parts.store);
    if (newest === this.#newestRound) return;
    this.#newestRound = newest;
    this.#parts.views.publish();
  }

  cancel(): void {
    const { work, preparation } = this.#parts;
    work.cancel();
    preparation.pause();
  }

  async retrain(overrides?: FitOverrides): Promise<void> {
    const { access, preparation, learning, work } = this.#parts;
    let isTrained = false;
    await work.run(async (signal) => {
      // The engine may have exited since this was queued.
      await preparation.reopenPool(signal);
      if (access.embedding === undefined) {
        throw new UserError(message('loop.notEmbedded', {}));
      }
      isTrained = await learning.refit(signal, true, overrides);
    });
    if (!isTrained) throw new NotYetError(message('loop.nothingToTrainOn', {}));
  }

  async closeTarget(): Promise<void> {
    const { journalWriter, insights, views } = this.#parts;
    await journalWriter.write((into) => insights.closeTarget(into));
    views.publish();
  }

  closeNotice(id: string): Promise<void> {
    const { journalWriter, views } = this.#parts;
    return views.closeNotice(id, journalWriter.write);
  }

  revisit(selection: RevisitSelection | undefined): void {
    this.#parts.queue.revisit(selection);
    this.#refill();
  }

  defer(id: RecordId): void {
    this.#parts.queue.defer(id);
    this.#refill();
  }

  async queryNext(): Promise<void> {
    const { queue, learning, work } = this.#parts;
    queue.dropBatch();
    await work.run((signal) => learning.redraw(signal));
    await this.#fill();
  }

  async dispose(): Promise<void> {
    const { journalWriter, queue, views, preparation, work } = this.#parts;
    // A full disk or a missing folder must not keep the project from closing: without the saved queue, the
    // next session draws a new one.
    const saved = journalWriter.write((into) => queue.save(into)).catch(() => undefined);
    views.close();
    preparation.dispose();
    await saved;
    await work.close();
  }

  #storeLost(why: Message): void {
    const { options, views, work } = this.#parts;
    work.cancel();
    views.answersGone(why);
    options.onLost?.();
  }

  #changedElsewhere(ids: readonly RecordId[] | undefined): void {
    const { queue, refits } = this.#parts;
    queue.follow(ids);
    if (ids === undefined) refits.addMany();
    this.#answersChanged(ids);
  }

  /** @param ids undefined: any answer may have changed */
  #answersChanged(ids?: readonly RecordId[]): void {
    const { holdout, queue, priorities, labelSet, refits, batches } = this.#parts;
    holdout.answersChanged();
    for (const part of [queue, priorities, labelSet]) part.answersChanged(ids);
    refits.addAnswers(ids ?? []);
    if (batches.needsSeeds) queue.dropBatch();
    this.#refill();
    refits.maybeRefit();
  }

  #labelsChanged(): void {
    this.#parts.insights.labelsChanged();
    this.#answersChanged();
    this.#restartLearning();
  }

  /** Refits, since the head and the batch drawn with it are invalid. */
  #restartLearning(): void {
    const { views, work, learning } = this.#parts;
    views.publish();
    work.schedule((signal) => learning.restart(signal));
  }

  async #poolOpened(): Promise<void> {
    const { options, queue, priorities, store, texts } = this.#parts;
    // Opening the pool may have imported labels and drawn the hold-out.
    queue.answersChanged();
    priorities.answersChanged();
    const ids = store.recent(recentCount).map(({ recordId }) => recordId);
    (await options.engine.remote.read({ ids })).forEach((record) => texts.add(record));
    await this.#fill();
  }

  async #poolEmbedded(signal: AbortSignal): Promise<void> {
    const { batches, views, learning, earlierRounds } = this.#parts;
    // Replaces the embedding's last progress, which may still be displayed.
    const { headAllowed } = batches.strategy;
    views.progress({
      what: message(headAllowed ? 'progress.training' : 'progress.choosing', {}),
      step: 0,
    });
    await learning.restart(signal);
    earlierRounds.begin();
  }

  async #headFitted(isRound: boolean): Promise<void> {
    const { refits, records, earlierRounds } = this.#parts;
    await this.#fill();
    // Answers given during the fit may already make the next refit due.
    refits.maybeRefit();
    records.onHeadFitted(isRound);
    earlierRounds.begin();
  }

  /** Insights use the whole learning curve, so they wait for its last round. */
  async #roundRefitted(isLast: boolean, signal: AbortSignal): Promise<void> {
    const { learning, views } = this.#parts;
    if (isLast) await learning.updateInsights(signal);
    views.publish();
  }

  #refill(): void {
    this.#parts.views.publish();
    this.#fillUnawaited();
  }

  #fillUnawaited(): void {
    this.#parts.work.track(this.#fill());
  }

  async #fill(): Promise<void> {
    const { access, journalWriter, holdout, queue, views } = this.#parts;
    // While the engine is busy, an empty queue means waiting, not finished.
    if (queue.ahead.length === 0 && views.state.phase.kind === 'asking') {
      views.state.phase = { kind: 'waiting' };
      views.publish();
    }
    if (!access.canAsk || journalWriter.isLost) return;
    const any = await queue.fill().catch((error: unknown) => this.#cannotFill(error));
    if (journalWriter.isLost) return;
    views.clearNotice('store-failed');
    if (any) views.state.phase = { kind: 'asking' };
    else if (access.isOpen) {
      views.state.phase = holdout.finished(views.state.drawsFrom);
    }
    views.publish();
  }

  /** Records already ahead are still asked; the next poll retries. */
  #cannotFill(error: unknown): never {
    const { queue, views } = this.#parts;
    if (error instanceof StoreBusyError || error instanceof StoreFailedError) {
      if (queue.ahead.length > 0) views.state.phase = { kind: 'asking' };
      views.notice(notices.cannotAsk(error.problem));
    }
    throw error;
  }
}
