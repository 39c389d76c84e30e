import { message } from '../../messages/messages.ts';
import { isAnswered } from '../../store/isAnswered.ts';
import { UserError } from '../../errors.ts';
import type { PoolRecord, RecordId } from '../../record.ts';
import type { Ask, NewEvent, Stamp } from '../../store/events.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { TaskQueue } from '../taskQueue.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { blindRecords } from '../queue/blindRecords.ts';
import type { Blinding } from '../queue/blinding.ts';
import type { RefitSchedule } from '../refits/refitSchedule.ts';
import { currentRound } from '../training/rounds.ts';
import { changedRecords } from '../journal/changedRecords.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { HoldoutConflict } from '../holdout/holdoutReview.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import { acceptOldAnswers } from '../labels/labelTimes.ts';
import type { Priorities } from '../queue/priorities.ts';
import { currentScore } from './currentScore.ts';
import type { RankedRecord, RecordDetails, Records } from './recordDetails.ts';
import type { RecordCache } from '../engine/recordCache.ts';
import type { Suspicion } from '../insights/suspicion.ts';
import { SuspectLabels } from '../insights/suspectLabels.ts';
import type { Trainer } from '../training/trainer.ts';
import { answerEvent } from '../answers/answerEvent.ts';
import type { RecordAnswer } from '../answers/answerInput.ts';
import type { PlannedRecord } from '../queue/planned.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { Prediction } from '../../engine/modelApi.ts';

export interface RecordsServiceOptions {
  readonly store: Store;
  readonly engine: () => Engine;
  readonly live: LiveProject;
  readonly queue: AskQueue;
  readonly blinding: Blinding;
  readonly holdout: HoldoutProgress;
  readonly priorities: Priorities;
  readonly trainer: Trainer;
  readonly texts: RecordCache;
  /** Annotator and current time, with a fresh id. */
  readonly stamp: () => Stamp;
  readonly journalWriter: JournalWriter;
  readonly events: Pick<LoopEvents, 'answersChanged'>;
  readonly views: Pick<ViewPublisher, 'publish'>;
  readonly refits: Pick<RefitSchedule, 'pending'>;
  readonly work: Pick<TaskQueue, 'schedule'>;
}

/** Maximum number of prioritised records in a ranked queue: a search may prioritise very many. */
const maxFirst = 200;

export class RecordsService implements Records {
  readonly #options: RecordsServiceOptions;
  readonly #suspects: SuspectLabels;
  #updateDue = false;
  #queueRevision = 0;
  #seen: (Pick<AskQueue, 'ahead' | 'batch'> & { readonly first: number }) | undefined;

  constructor(options: RecordsServiceOptions) {
    this.#options = options;
    this.#suspects = new SuspectLabels(options);
  }

  answer(id: RecordId): StoredAnswer | undefined {
    return this.#options.store.answer(id);
  }

  get position(): number {
    return this.#options.store.lastSeq();
  }

  changedSince(position: number): readonly RecordId[] | 'all' {
    return changedRecords(this.#options.store, position);
  }

  async details(ids: readonly RecordId[]): Promise<RecordDetails[]> {
    const { store, live } = this.#options;
    const [records, predictions] = await Promise.all([
      this.#read(ids).catch(() => new Map<RecordId, PoolRecord>()),
      this.#predict(ids).catch(() => new Map<RecordId, Prediction>()),
    ]);
    // Checked after the reads, during which an answer may have made a record blind or ended its blindness.
    const isBlind = blindRecords(this.#options);
    return ids.map((id) => {
      const blind = isBlind(id);
      const answer = store.answer(id);
      const record = records.get(id);
      const prediction = blind ? undefined : predictions.get(id);
      const { strategy, acquisition = strategy } = live.project.query;
      const score = prediction && currentScore(acquisition, prediction);
      return {
        id,
        blind,
        history: store.history(id),
        ...(record ? { record } : {}),
        ...(answer ? { answer } : {}),
        ...(prediction ? { prediction } : {}),
        ...(score ? { score } : {}),
      };
    });
  }

  get queueRevision(): number {
    const { queue, priorities } = this.#options;
    const { ahead, batch } = queue;
    const first = priorities.version;
    const seen = this.#seen;
    if (seen?.ahead !== ahead || seen.batch !== batch || seen.first !== first) {
      this.#seen = { ahead, batch, first };
      this.#queueRevision++;
    }
    return this.#queueRevision;
  }

  async ranked(count: number): Promise<RankedRecord[]> {
    const { queue, blinding } = this.#options;
    const planned = this.#upcoming().slice(0, Math.max(0, count - queue.ahead.length));
    const ids = planned.map(({ id }) => id);
    const [records, predictions] = await Promise.all([this.#read(ids), this.#predict(ids)]);
    // Records that left the queue during the reads are omitted.
    const still = new Set(this.#upcoming().map(({ id }) => id));
    const ahead = queue.ahead.slice(0, count);
    const behind = planned.filter(({ id }) => still.has(id) && records.has(id));
    return [
      ...ahead.map(({ record, ask, blind, prediction }, i) =>
        ranked({ rank: i + 1, record, ahead: true }, blind, ask, prediction),
      ),
      ...behind.map(({ id, ask }, i) =>
        ranked(
          { rank: ahead.length + i + 1, record: records.get(id)!, ahead: false },
          blinding.isBlind(ask),
          ask,
          predictions.get(id),
        ),
      ),
    ];
  }

  /** The records after those ahead: prioritised ones, then the batch. */
  #upcoming(): PlannedRecord[] {
    const { store, queue, priorities } = this.#options;
    const first = priorities
      .ahead(maxFirst, currentRound(store))
      .filter(({ id }) => queue.find(id) === undefined);
    const known = new Set(first.map(({ id }) => id));
    return [...first, ...queue.batch.filter(({ id }) => !known.has(id))];
  }

  async annotate(ids: readonly RecordId[], answer: RecordAnswer): Promise<RecordId[]> {
    const { store, live, queue, texts, stamp, journalWriter, priorities } = this.#options;
    // Answers by other windows not yet shown here must not be replaced.
    const unseen = journalWriter.readOthersChanges();
    const seen = new Map(ids.map((id) => [id, store.answer(id)?.seq]));
    const isUnseen = (id: RecordId): boolean =>
      unseen === 'all' || unseen.includes(id) || store.answer(id)?.seq !== seen.get(id);
    const read = [...(await this.#read([...new Set(ids)])).values()];
    // Only answered records have anything to withdraw.
    const found =
      answer.kind === 'clear' ? read.filter(({ id }) => isAnswered(store.answer(id))) : read;
    const events = found.map((record): NewEvent => {
      const { id: recordId, sourceId } = record;
      const on = { ...stamp(), recordId, ...(sourceId === undefined ? {} : { sourceId }) };
      // A change keeps the reason for asking. A record being asked may also be answered here under that
      // reason, unless it is blind: here the annotator could see more about it.
      const asked = queue.find(recordId);
      const byHand: Ask = { kind: 'manual', round: currentRound(store) };
      const ask = isAnswered(store.answer(recordId))
        ? {}
        : { ask: asked && !asked.blind ? asked.ask : byHand };
      return answerEvent(answer, live.project, on, ask);
    });
    if (events.length === 0) return [];
    await journalWriter.run((into) => {
      const others = found.filter(({ id }) => isUnseen(id) && store.answer(id) !== undefined);
      if (others.length > 0 && answer.kind !== 'flag') {
        throw new UserError(message('answer.someElsewhere', { records: others.length }));
      }
      into.append(events);
    });
    for (const record of found) {
      texts.add(record);
      if (answer.kind === 'flag') queue.setFlag(record.id, answer.flagged);
      else queue.remove(record.id);
    }
    const answered = found.map(({ id }) => id);
    this.#options.events.answersChanged.emit(answered);
    if (answer.kind === 'clear') {
      // Without a priority the records would only return to the pool, and the strategy might never pick them.
      const first = answered.map((id) => ({ id, priority: 0 }));
      await priorities.putAgain(first);
    }
    return answered;
  }

  async askHoldoutAgain(): Promise<number> {
    const { holdout, stamp, journalWriter } = this.#options;
    const events = (holdout.review.outdated?.ids ?? []).map((recordId): NewEvent => ({
      ...stamp(),
      recordId,
      kind: 'clear',
    }));
    const asked = await journalWriter.run((into) => {
      // Another window may have asked some of them again.
      const still = new Set(holdout.review.outdated?.ids);
      const due = events.flatMap((event) =>
        'recordId' in event && still.has(event.recordId) ? event : [],
      );
      if (due.length > 0) into.append(due);
      return due.map(({ recordId }) => recordId);
    });
    if (asked.length > 0) this.#options.events.answersChanged.emit(asked);
    return asked.length;
  }

  async leaveHoldout(): Promise<void> {
    const { holdout, journalWriter, views } = this.#options;
    const { labels = [] } = holdout.review.outdated ?? {};
    await journalWriter.write((into) => acceptOldAnswers(into, labels));
    views.publish();
  }

  holdoutConflicts(): readonly HoldoutConflict[] {
    return this.#options.holdout.review.conflicts;
  }

  async note(id: RecordId, note: string): Promise<void> {
    const { stamp, texts, views, journalWriter } = this.#options;
    const sourceId = texts.get(id)?.sourceId;
    const on = { ...stamp(), recordId: id, ...(sourceId === undefined ? {} : { sourceId }) };
    await journalWriter.run((into) => into.append({ ...on, kind: 'note', note: note.trim() }));
    views.publish();
  }

  identify(names: readonly string[]): Promise<(RecordId | null)[]> {
    return this.#options.engine().identify({ names: [...names] });
  }

  around(id: RecordId, count: number): Promise<PoolRecord[]> {
    return this.#options.engine().around({ id, count });
  }

  suspicions(): readonly Suspicion[] {
    return this.#suspects.current();
  }

  async confirm(id: RecordId): Promise<void> {
    await this.#suspects.confirm(id);
    this.#options.views.publish();
  }

  /** Discards suspicions computed under the old label names; the next fit recomputes them. */
  labelsChanged(): void {
    this.#suspects.clear();
  }

  /**
   * Call after every fit. Recomputes suspect labels after a round, unless a refit is pending.
   * @param isRound whether the fit became a round
   */
  onHeadFitted(isRound: boolean): void {
    const { trainer, refits, work, views } = this.#options;
    this.#updateDue ||= isRound || !this.#suspects.computed;
    if (!this.#updateDue || refits.pending) return;
    work.schedule(async (signal) => {
      const { fit } = trainer;
      // There is no head after the engine exits; the next fit computes suspects.
      if (!this.#updateDue || !fit) return;
      this.#updateDue = false;
      await this.#suspects.update(fit, signal);
      views.publish();
    });
  }

  async #read(ids: readonly RecordId[]): Promise<Map<RecordId, PoolRecord>> {
    if (ids.length === 0) return new Map();
    const records = await this.#options.engine().read({ ids: [...ids] });
    return new Map(records.map((record) => [record.id, record]));
  }

  async #predict(ids: readonly RecordId[]): Promise<Map<RecordId, Prediction>> {
    const { engine, trainer } = this.#options;
    if (ids.length === 0 || !trainer.fit) return new Map();
    const predictions = await engine().predict({ ids: [...ids] });
    return new Map(predictions.map((prediction) => [prediction.id, prediction]));
  }
}

function ranked(
  place: Pick<RankedRecord, 'rank' | 'record' | 'ahead'>,
  blind: boolean,
  ask: Ask,
  prediction: Prediction | undefined,
): RankedRecord {
  if (blind) return { ...place, blind };
  return { ...place, blind, ask, ...(prediction ? { prediction } : {}) };
}
