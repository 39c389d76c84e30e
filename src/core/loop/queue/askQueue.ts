import { holdoutDue } from '../../metrics/holdout.ts';
import type { PoolRecord, RecordId } from '../../record.ts';
import { Rng } from '../../rng.ts';
import type { Ask } from '../../store/events.ts';
import type { StoredAnswer, WritableStore } from '../../store/store.ts';
import { AnsweredRecords } from './answeredRecords.ts';
import { answeredAs, askedStill, type Following } from './answeredElsewhere.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { LearnerView } from '../learnerView.ts';
import { saveQueue, loadSavedQueue } from './savedQueue.ts';
import { askedUnder, renameInAsk } from './renameLabels.ts';
import { toRevisit } from './revisits.ts';
import { neverTrainedOn } from '../training/trainingSet.ts';
import { holdoutFilling } from '../turns.ts';
import { positionOfAnswers } from '../embedding/vectorChanges.ts';
import type { AskedRecord, Revisited } from './askedRecord.ts';
import type { PlannedRecord, BatchRequest } from './planned.ts';
import type { Prediction } from '../../engine/modelApi.ts';

export interface AskQueueOptions extends Following {
  readonly holdout: HoldoutProgress;
  readonly seed: number;
  readonly batchSize: () => number;
  /** A new batch by the strategy of the moment; empty when nothing is left to ask. */
  readonly draw: (request: BatchRequest) => Promise<readonly PlannedRecord[]>;
  /** What the user wants to have asked before the strategy's picks. */
  readonly urgent: (taken: (id: RecordId) => boolean) => PlannedRecord | undefined;
  /** The round that is current, for the record of why it was asked. */
  readonly round: () => number;
  /** Whether there is anything to show beside records of the start phase. */
  readonly suggestsBeforeTraining: () => boolean;
  /** Whether reasons and suggestions of ordinary picks stay hidden while the hold-out fills. */
  readonly blindWhileFilling: () => boolean;
  /** Suggestions for records that may show one; empty before the head is trained. */
  readonly suggest: (ids: RecordId[]) => Promise<readonly Prediction[]>;
}

/** Records on screen and ready behind it: the one being judged and the next three. */
export const aheadCount = 4;

/**
 * Which records come next. `ahead` is on its way to the annotator and is never swapped; the batch
 * behind it is dropped whenever the head has learnt something new; between the two, hold-out
 * records are interleaved at random places. No record is ever lost here: what is dropped unseen
 * was not asked, and stays in the pool.
 */
export class AskQueue {
  readonly #options: AskQueueOptions;
  #ahead: AskedRecord[] = [];
  #batch: PlannedRecord[] = [];
  /** What was on its way when the project was last closed: it comes first again. */
  #left: PlannedRecord[];
  /** Answered records that are gone through again before anything else. */
  #revisit: PlannedRecord[] = [];
  #revisiting: Revisited | undefined;
  #draws = 0;
  #filling: Promise<boolean> | undefined;
  readonly #answered: AnsweredRecords;
  /** Records that were to be asked, and that the pool does not hold any more. */
  readonly #gone = new Set<RecordId>();

  constructor(options: AskQueueOptions) {
    this.#options = options;
    this.#answered = new AnsweredRecords(options.store);
    this.#left = loadSavedQueue(options.store);
  }

  /** Notes what is on its way, for the next time. */
  save(into: WritableStore): void {
    saveQueue(into, [...this.#waiting(), ...this.#left]);
  }

  #waiting(): PlannedRecord[] {
    const waiting = this.#ahead.filter(({ revisited }) => !revisited);
    return waiting.map(({ record, ask }) => ({ id: record.id, ask }));
  }

  /** The record on screen first. */
  get ahead(): readonly AskedRecord[] {
    return this.#ahead;
  }

  /** What is to follow, in its order; hold-out records come between. */
  get batch(): readonly PlannedRecord[] {
    return this.#batch;
  }

  find(id: RecordId): AskedRecord | undefined {
    return this.#ahead.find((asked) => asked.record.id === id);
  }

  remove(id: RecordId): void {
    this.#ahead = this.#ahead.filter((asked) => asked.record.id !== id);
  }

  /** Brings a record on screen; what was there waits behind it. */
  putFirst(asked: AskedRecord): void {
    this.remove(asked.record.id);
    this.#ahead = [asked, ...this.#ahead];
    while (this.#ahead.length > aheadCount) {
      const { record, ask } = this.#ahead.pop()!;
      this.#batch.unshift({ id: record.id, ask });
    }
  }

  /** Goes through answered records again; undefined: back to those that have no answer. */
  revisit(what: Revisited | undefined): void {
    this.#batch.unshift(...this.#waiting());
    this.#ahead = [];
    this.#revisiting = what;
    this.#revisit = what === undefined ? [] : toRevisit(this.#options.store, what);
  }

  /**
   * Lets everything on its way go by other names.
   * @param today what a label is called now; what is not `known` is no label any more
   */
  rename(today: (label: string) => string, known: ReadonlySet<string>): void {
    const renamed = ({ id, ask }: PlannedRecord): PlannedRecord => ({
      id,
      ask: renameInAsk(today, ask),
    });
    this.#batch = this.#batch.map(renamed);
    this.#left = this.#left.map(renamed);
    const { store } = this.#options;
    this.#ahead = this.#ahead.map((asked) => askedUnder(today, known, store, asked));
    if (typeof this.#revisiting !== 'object' || !('split' in this.#revisiting)) return;
    const split = today(this.#revisiting.split);
    this.revisit(known.has(split) ? undefined : { split });
  }

  /** What is gone through again, and how much of it is left; undefined when there is nothing. */
  get revisiting(): LearnerView['revisiting'] {
    const ahead = this.#ahead.filter(({ revisited }) => revisited).length;
    const left = this.#revisit.length + ahead;
    return this.#revisiting && left > 0 ? { what: this.#revisiting, left } : undefined;
  }

  /** To be told of every record whose answer changed, in whatever way; without ids, of any. */
  answersChanged(ids?: readonly RecordId[]): void {
    if (!ids) this.#gone.clear();
    this.#answered.changed(ids);
  }

  /** Follows what other windows, or an undo, did to these records, or to any. */
  follow(ids?: readonly RecordId[]): void {
    this.#ahead = askedStill(this.#ahead, this.#options, ids);
  }

  /** Asks whether an answer that another window gave may stand, behind the records on their way. */
  showElsewhere(record: PoolRecord, answer: StoredAnswer): void {
    this.remove(record.id);
    const asked = this.#asked(record, answer.ask ?? { kind: 'manual' }, answer);
    this.#ahead = [...this.#ahead, { ...asked, revisited: true, ...answeredAs(answer) }];
  }

  setFlag(id: RecordId, flagged: boolean): void {
    this.#ahead = this.#ahead.map((asked) =>
      asked.record.id === id ? { ...asked, flagged } : asked,
    );
  }

  /** Drops the unseen rest of the batch for a new one. */
  replaceBatch(picks: readonly PlannedRecord[]): void {
    const excluded = new Set(this.excluded());
    this.#batch = picks.filter(({ id }) => !excluded.has(id));
  }

  dropBatch(): void {
    this.#batch = [];
  }

  /** Everything that may not be asked (again): answered, skipped, held out, ahead. */
  excluded(): RecordId[] {
    const { store } = this.#options;
    const ids = new Set<RecordId>(this.#answered.ids);
    for (const id of neverTrainedOn(store)) ids.add(id);
    for (const id of this.#onTheirWay()) ids.add(id);
    return [...ids];
  }

  #onTheirWay(): RecordId[] {
    return [...this.#ahead.map(({ record }) => record.id), ...this.#left.map(({ id }) => id)];
  }

  request(): BatchRequest {
    const { seed, batchSize } = this.#options;
    const position = positionOfAnswers(this.#options.store);
    return {
      count: batchSize(),
      exclude: this.excluded(),
      ahead: this.#onTheirWay(),
      // The journal's position makes the draw repeatable; the counter tells two draws at one apart.
      seed: new Rng(seed).fork(`batch ${position} ${this.#draws++}`).uint32(),
    };
  }

  /**
   * Resolves when nothing is being read for `ahead` any more. A batch that is drawn then is drawn without all that
   * is on its way, however long reading it takes.
   */
  async filled(): Promise<void> {
    while (this.#filling) await this.#filling.catch(() => undefined);
  }

  /** Fills `ahead`. Resolves with whether there is any record to show. */
  fill(): Promise<boolean> {
    const running = this.#filling;
    // One that runs may have looked before what was taken away now.
    if (running) {
      return running.then((any) => (this.#ahead.length < aheadCount ? this.fill() : any));
    }
    this.#filling = this.#fill().finally(() => (this.#filling = undefined));
    return this.#filling;
  }

  async #fill(): Promise<boolean> {
    // What was planned may have been answered by hand while it was read. Records that have left the
    // pool are not planned again, so there is no end before every one that is left was looked for.
    for (let barren = 0; this.#ahead.length < aheadCount && barren < 3;) {
      const gone = this.#gone.size;
      const planned = await this.#plan(aheadCount - this.#ahead.length);
      if (planned.length === 0) break;
      const sent = await this.#send(planned);
      barren = sent || this.#gone.size > gone ? 0 : barren + 1;
    }
    return this.#ahead.length > 0;
  }

  /** Up to `count` records to ask next; fewer only when nothing else is left. */
  async #plan(count: number): Promise<PlannedRecord[]> {
    if (this.#revisit.length > 0) return this.#revisit.slice(0, count);
    const left = this.#left.splice(0, count).filter(({ id, ask }) => this.#stillToAsk(id, ask));
    if (left.length > 0) return left;
    const planned: PlannedRecord[] = [];
    const { holdout, seed } = this.#options;
    const open = this.#still(holdout.standing.ask);
    const picksSoFar = this.#answered.turns + this.#waiting().length;
    const { reached } = holdout.standing;
    while (planned.length < count) {
      const turn = {
        picks: picksSoFar + planned.length,
        answered: reached,
        unasked: open.length,
        seed,
      };
      if (holdoutDue(turn)) {
        planned.push(this.#holdoutPick(open.shift()!));
        continue;
      }
      const taken = (id: RecordId): boolean =>
        this.#gone.has(id) || planned.some((one) => one.id === id) || this.find(id) !== undefined;
      const urgent = this.#options.urgent(taken);
      if (urgent) {
        this.#batch = this.#batch.filter(({ id }) => id !== urgent.id);
        planned.push(urgent);
        continue;
      }
      if (this.#batch.length === 0) {
        // Records already planned must not come a second time in the batch that is drawn now.
        if (planned.length > 0) break;
        const drawn = await this.#options.draw(this.request());
        // A refit that ended meanwhile has drawn a newer batch.
        if (this.#batch.length === 0) this.replaceBatch(drawn);
      }
      const next = this.#batch.shift();
      const last = next ? undefined : (open.shift() ?? this.#reserved(planned));
      if (next) planned.push(next);
      else if (last !== undefined) planned.push(this.#holdoutPick(last));
      else break;
    }
    return planned;
  }

  #stillToAsk(id: RecordId, ask: Ask): boolean {
    const { holdout, store } = this.#options;
    if (holdout.has(id) !== (ask.kind === 'holdout')) return false;
    if (ask.kind === 'holdout') return !holdout.isDone(id);
    return (store.answer(id)?.kind ?? 'none') === 'none';
  }

  /** @returns whether any of them is on its way now. */
  async #send(planned: readonly PlannedRecord[]): Promise<boolean> {
    const { engine, suggest } = this.#options;
    const ids = planned.map(({ id }) => id);
    const sighted = planned.filter(({ ask }) => !this.isBlind(ask)).map(({ id }) => id);
    const [records, predictions] = await Promise.all([
      engine().read({ ids }),
      sighted.length > 0 ? suggest(sighted) : [],
    ]);
    const found = new Set(records.map(({ id }) => id));
    for (const id of ids) if (!found.has(id)) this.#gone.add(id);
    const plans = new Map(planned.map((one) => [one.id, one]));
    const predicted = new Map(predictions.map((prediction) => [prediction.id, prediction]));
    const before = this.#ahead.length;
    for (const record of records) {
      // Answered by hand, or undone back on screen, while its text was being read.
      const answer = this.#options.store.answer(record.id);
      const { ask } = plans.get(record.id)!;
      const revisited = this.#revisit.some(({ id }) => id === record.id) || undefined;
      if (this.find(record.id) || (!revisited && !this.#stillToAsk(record.id, ask))) continue;
      const asked = this.#asked(record, ask, answer, predicted.get(record.id));
      const label = revisited && answer?.label;
      this.#ahead = [
        ...this.#ahead,
        { ...asked, ...(revisited && { revisited }), ...(label && { answered: label }) },
      ];
    }
    this.#revisit = this.#revisit.filter(({ id }) => !plans.has(id));
    return this.#ahead.length > before;
  }

  /** A record ready to be shown. */
  #asked(
    record: PoolRecord,
    ask: Ask,
    answer: StoredAnswer | undefined,
    prediction?: Prediction,
  ): AskedRecord {
    return {
      record,
      ask,
      blind: this.isBlind(ask),
      flagged: answer?.flagged ?? false,
      ...(answer && answer.kind !== 'none' ? { shown: answer.seq } : {}),
      ...(prediction ? { prediction } : {}),
    };
  }

  /** Shows a record once more, with the answer that it has or had. */
  again(record: PoolRecord, ask: Ask, answer: StoredAnswer | undefined): void {
    const asked = this.#asked(record, ask, answer);
    // Of a hold-out record that is asked again in its turn, the answer given before is not shown.
    if (ask.kind === 'holdout' && !this.#options.holdout.isDone(record.id)) {
      return this.putFirst(asked);
    }
    // One that is gone through again is left as it is by a skip, also after an undo.
    const revisited = this.#revisiting && (answer?.kind ?? 'none') !== 'none';
    this.putFirst({
      ...asked,
      ...(revisited && { revisited }),
      ...(answer?.label === undefined ? {} : { answered: answer.label }),
    });
  }

  /** Whether a record asked for this reason shows nothing that could sway the answer. */
  isBlind(ask: Ask): boolean {
    const { holdout, blindWhileFilling, suggestsBeforeTraining } = this.#options;
    if (ask.kind === 'holdout' || ask.kind === 'explore') return true;
    if (ask.kind === 'start' && !suggestsBeforeTraining()) return true;
    return blindWhileFilling() && holdoutFilling(holdout.standing);
  }

  #holdoutPick(id: RecordId): PlannedRecord {
    const round = this.#options.round();
    return { id, ask: { kind: 'holdout', reason: { kind: 'holdout' }, round } };
  }

  /** Those of some members that are neither on their way nor gone. */
  #still(members: readonly RecordId[]): RecordId[] {
    return members.filter((id) => !this.find(id) && !this.#gone.has(id));
  }

  /** With nothing else left in the pool, what was reserved is asked too. */
  #reserved(planned: readonly PlannedRecord[]): RecordId | undefined {
    const { reserved } = this.#options.holdout.standing;
    return this.#still(reserved).find((id) => !planned.some((one) => one.id === id));
  }
}
