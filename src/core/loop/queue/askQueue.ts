import { isAnswered } from '../../store/isAnswered.ts';
import type { PoolRecord, RecordId } from '../../record.ts';
import { Rng } from '../../rng.ts';
import type { Ask } from '../../store/events.ts';
import type { StoredAnswer, WritableStore } from '../../store/store.ts';
import { applyOthersChanges, type OthersChangesSources } from './answeredElsewhere.ts';
import type { BatchSource } from './batchSource.ts';
import type { Blinding } from './blinding.ts';
import { HoldoutTurns } from './holdoutTurns.ts';
import type { Priorities } from './priorities.ts';
import { Revisits } from './revisits.ts';
import type { Suggestions } from './suggestions.ts';
import { currentRound } from '../training/rounds.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { LearnerView } from '../learnerView.ts';
import { saveQueue, loadSavedQueue } from './savedQueue.ts';
import { renameInAskedRecord, renameInAsk } from './renameLabels.ts';
import { neverTrainedOn } from '../training/trainingSet.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import { positionOfAnswers } from '../journal/vectorChanges.ts';
import { askedRecord, withAnswer, type AskedRecord, type RevisitSelection } from './askedRecord.ts';
import type { PlannedRecord, BatchRequest } from './planned.ts';

export interface AskQueueOptions extends OthersChangesSources {
  readonly answers: KnownAnswers;
  readonly holdout: HoldoutProgress;
  /** The project's seed. */
  readonly seed: number;
  readonly batches: Pick<BatchSource, 'size' | 'draw'>;
  /** Records prioritised by the user, asked before the strategy's picks. */
  readonly priorities: Pick<Priorities, 'next'>;
  readonly blinding: Blinding;
  readonly suggestions: Pick<Suggestions, 'of'>;
}

/** Length of `ahead`: the record on screen and the next three. */
const aheadCount = 4;

/**
 * Decides which records come next. `ahead` is on its way to the annotator and is never replaced; the batch
 * after it is replaced whenever a new head is fitted; between the two, hold-out records are interleaved at
 * random places. Records dropped unseen count as not asked and stay in the pool.
 */
export class AskQueue {
  readonly #options: AskQueueOptions;
  #ahead: AskedRecord[] = [];
  #batch: PlannedRecord[] = [];
  /** Records that were ahead when the project was last closed; they come first. */
  #saved: PlannedRecord[];
  #draws = 0;
  #filling: Promise<boolean> | undefined;
  readonly #revisits: Revisits;
  readonly #holdoutTurns: HoldoutTurns;
  /** Planned records that are no longer in the pool. */
  readonly #gone = new Set<RecordId>();

  constructor(options: AskQueueOptions) {
    this.#options = options;
    this.#revisits = new Revisits(options.store, options.answers);
    this.#holdoutTurns = new HoldoutTurns(options);
    this.#saved = loadSavedQueue(options.store);
  }

  /** Saves the records ahead for the next session. */
  save(into: WritableStore): void {
    saveQueue(into, [...this.#waiting(), ...this.#saved]);
  }

  #waiting(): PlannedRecord[] {
    const waiting = this.#ahead.filter(({ revisited }) => !revisited);
    return waiting.map(({ record, ask }) => ({ id: record.id, ask }));
  }

  /** The record on screen first. */
  get ahead(): readonly AskedRecord[] {
    return this.#ahead;
  }

  /** Records after `ahead`, in order, before hold-out records are interleaved. */
  get batch(): readonly PlannedRecord[] {
    return this.#batch;
  }

  find(id: RecordId): AskedRecord | undefined {
    return this.#ahead.find((asked) => asked.record.id === id);
  }

  remove(id: RecordId): void {
    this.#ahead = this.#ahead.filter((asked) => asked.record.id !== id);
  }

  /** Puts a record on screen, ahead of the current one. */
  putFirst(asked: AskedRecord): void {
    this.remove(asked.record.id);
    this.#ahead = [asked, ...this.#ahead];
    while (this.#ahead.length > aheadCount) {
      const { record, ask } = this.#ahead.pop()!;
      this.#batch.unshift({ id: record.id, ask });
    }
  }

  /** Asks answered records again; undefined: returns to unanswered ones. */
  revisit(selection: RevisitSelection | undefined): void {
    this.#batch.unshift(...this.#waiting());
    this.#ahead = [];
    this.#revisits.start(selection);
  }

  /**
   * Renames the labels in all planned records and those ahead.
   * @param today maps a label to its current name
   * @param known the current label set
   */
  rename(today: (label: string) => string, known: ReadonlySet<string>): void {
    const renamed = ({ id, ask }: PlannedRecord): PlannedRecord => ({
      id,
      ask: renameInAsk(today, ask),
    });
    this.#batch = this.#batch.map(renamed);
    this.#saved = this.#saved.map(renamed);
    const { store } = this.#options;
    this.#ahead = this.#ahead.map((asked) => renameInAskedRecord(today, known, store, asked));
    const { selection } = this.#revisits;
    // The restart reloads the candidates under the new label names.
    if (selection === 'conflicts') this.revisit(selection);
    if (typeof selection !== 'object') return;
    if ('split' in selection) {
      const split = today(selection.split);
      this.revisit(known.has(split) ? undefined : { split });
    } else if ('pass' in selection) {
      const pass = today(selection.pass);
      this.revisit(known.has(pass) ? { pass } : undefined);
    }
  }

  /** Moves a revisited record to the end of those to revisit; nothing is written. */
  defer(id: RecordId): void {
    const asked = this.find(id);
    if (!asked?.revisited) return;
    this.remove(id);
    this.#revisits.defer({ id, ask: asked.ask });
  }

  /** What is being revisited, and how many records remain; undefined if there are none. */
  get revisiting(): LearnerView['revisiting'] {
    const ahead = this.#ahead.filter(({ revisited }) => revisited).length;
    const { selection, remaining } = this.#revisits;
    const left = remaining + ahead;
    return selection && left > 0 ? { selection, remaining: left } : undefined;
  }

  /** To be called after the answers to `ids` changed, or any answers if omitted. */
  answersChanged(ids?: readonly RecordId[]): void {
    if (!ids) this.#gone.clear();
  }

  /** Applies changes by other windows or by an undo to these records, or to any if omitted. */
  follow(ids?: readonly RecordId[]): void {
    this.#ahead = applyOthersChanges(this.#ahead, this.#options, ids);
    if (this.#revisits.selection !== 'conflicts') return;
    // Others may have resolved conflicts or undone their import.
    const open = new Set(this.#options.store.conflicts().map(({ recordId }) => recordId));
    this.#revisits.drop((id) => !open.has(id));
    this.#ahead = this.#ahead.filter(({ revisited, record }) => !revisited || open.has(record.id));
  }

  /** Asks a record again with the answer that another window gave, after the records ahead. */
  askAboutOthers(record: PoolRecord, answer: StoredAnswer): void {
    this.remove(record.id);
    const asked = this.#asked(record, answer.ask ?? { kind: 'manual' }, answer);
    this.#ahead = [...this.#ahead, withAnswer(asked, answer, true)];
  }

  setFlag(id: RecordId, flagged: boolean): void {
    this.#ahead = this.#ahead.map((asked) =>
      asked.record.id === id ? { ...asked, flagged } : asked,
    );
  }

  /** Replaces the unseen rest of the batch. */
  replaceBatch(picks: readonly PlannedRecord[]): void {
    const { store, answers } = this.#options;
    const open = answers.unanswered(picks.map(({ id }) => id));
    for (const id of neverTrainedOn(store)) open.delete(id);
    for (const id of this.#onTheirWay()) open.delete(id);
    this.#batch = picks.filter(({ id }) => open.has(id));
  }

  dropBatch(): void {
    this.#batch = [];
  }

  /** Records that must not be drawn: answered, skipped, held out, `between`, ahead or saved. */
  excluded(): RecordId[] {
    const { store, answers } = this.#options;
    const ids = answers.answered();
    const others = answers.unanswered([...neverTrainedOn(store), ...this.#onTheirWay()]);
    for (const id of others) ids.push(id);
    return ids;
  }

  #onTheirWay(): RecordId[] {
    return [...this.#ahead.map(({ record }) => record.id), ...this.#saved.map(({ id }) => id)];
  }

  request(): BatchRequest {
    const { seed, batches } = this.#options;
    const position = positionOfAnswers(this.#options.store);
    return {
      count: batches.size,
      exclude: this.excluded(),
      ahead: this.#onTheirWay(),
      // The journal position makes the draw reproducible; the counter distinguishes two draws at the same
      // position.
      seed: new Rng(seed).fork(`batch ${position} ${this.#draws++}`).uint32(),
    };
  }

  /**
   * Resolves when no record is being read for `ahead`. A batch drawn after that excludes them all,
   * independent of how long reads take.
   */
  async filled(): Promise<void> {
    while (this.#filling) await this.#filling.catch(() => undefined);
  }

  /** Fills `ahead`. Resolves to whether there is any record to show. */
  fill(): Promise<boolean> {
    const running = this.#filling;
    // The running one may have checked the length before a record was removed.
    if (running) {
      return running.then((any) => (this.#ahead.length < aheadCount ? this.fill() : any));
    }
    this.#filling = this.#fill().finally(() => (this.#filling = undefined));
    return this.#filling;
  }

  async #fill(): Promise<boolean> {
    // Planned records may be answered by hand while being read, hence several attempts. Records missing from
    // the pool are not planned again, so attempts that find some do not count.
    for (let attempts = 0; this.#ahead.length < aheadCount && attempts < 3;) {
      // Deferred records come again before other records, which are shown in another mode.
      if (this.#revisits.isDone && this.#ahead.some(({ revisited }) => revisited)) break;
      const gone = this.#gone.size;
      const planned = await this.#plan(aheadCount - this.#ahead.length);
      if (planned.length === 0) break;
      const sent = await this.#read(planned);
      attempts = sent || this.#gone.size > gone ? 0 : attempts + 1;
    }
    return this.#ahead.length > 0;
  }

  /** At most `count` records to ask next; empty only if nothing is left. */
  async #plan(count: number): Promise<PlannedRecord[]> {
    if (this.#revisits.remaining > 0) return this.#revisits.next(count);
    const saved = this.#saved.splice(0, count).filter(({ id, ask }) => this.#isStillToAsk(id, ask));
    if (saved.length > 0) return saved;
    const { answers, batches, priorities, store } = this.#options;
    const reading = answers.catchUp();
    if (reading) await reading;
    const planned: PlannedRecord[] = [];
    const isPlanned = (id: RecordId): boolean => planned.some((plan) => plan.id === id);
    const isTaken = (id: RecordId): boolean => this.#gone.has(id) || this.find(id) !== undefined;
    const picks = answers.picks + this.#waiting().length;
    const turns = this.#holdoutTurns.begin(picks, isTaken);
    while (planned.length < count) {
      const due = turns.due(planned.length);
      if (due) {
        planned.push(due);
        continue;
      }
      const urgent = priorities.next((id) => isTaken(id) || isPlanned(id), currentRound(store));
      if (urgent) {
        this.#batch = this.#batch.filter(({ id }) => id !== urgent.id);
        planned.push(urgent);
        continue;
      }
      if (this.#batch.length === 0) {
        // A batch drawn now could repeat records already planned.
        if (planned.length > 0) break;
        const drawn = await batches.draw(this.request());
        // A refit that ended during the draw may have drawn a newer batch.
        if (this.#batch.length === 0) this.replaceBatch(drawn);
      }
      const next = this.#batch.shift() ?? turns.last(isPlanned);
      if (!next) break;
      planned.push(next);
    }
    return planned;
  }

  #isStillToAsk(id: RecordId, ask: Ask): boolean {
    const { holdout, store } = this.#options;
    if (holdout.has(id) !== (ask.kind === 'holdout')) return false;
    if (ask.kind === 'holdout') return !holdout.isDone(id);
    return !isAnswered(store.answer(id));
  }

  /** Reads planned records and adds them to `ahead`. @returns whether any was added */
  async #read(planned: readonly PlannedRecord[]): Promise<boolean> {
    const { engine, suggestions } = this.#options;
    const ids = planned.map(({ id }) => id);
    const withSuggestion = planned.filter((plan) => !this.#isBlind(plan)).map(({ id }) => id);
    const { starts } = this.#revisits;
    const [records, predictions] = await Promise.all([
      engine().read({ ids }),
      withSuggestion.length > 0 ? suggestions.of(withSuggestion) : [],
    ]);
    if (starts !== this.#revisits.starts) {
      // A revisit started or ended during the read, so other records come first.
      this.#batch.unshift(...planned);
      return true;
    }
    const found = new Set(records.map(({ id }) => id));
    for (const id of ids) if (!found.has(id)) this.#gone.add(id);
    const plans = new Map(planned.map((plan) => [plan.id, plan]));
    const predicted = new Map(predictions.map((prediction) => [prediction.id, prediction]));
    const before = this.#ahead.length;
    for (const record of records) {
      // The record may have been answered by hand, or put back on screen by an undo, during the read.
      const answer = this.#options.store.answer(record.id);
      const { ask } = plans.get(record.id)!;
      const isRevisited = this.#revisits.has(record.id);
      if (this.find(record.id) || (!isRevisited && !this.#isStillToAsk(record.id, ask))) continue;
      const prediction = predicted.get(record.id);
      const asked = { ...this.#asked(record, ask, answer), ...(prediction && { prediction }) };
      this.#ahead = [...this.#ahead, isRevisited ? this.#again(asked, answer) : asked];
    }
    this.#revisits.drop((id) => plans.has(id));
    return this.#ahead.length > before;
  }

  #asked(record: PoolRecord, ask: Ask, answer: StoredAnswer | undefined): AskedRecord {
    return askedRecord(record, ask, this.#isBlind({ id: record.id, ask }), answer);
  }

  #isBlind({ id, ask }: PlannedRecord): boolean {
    return this.#options.blinding.isBlind(ask) || this.#hidesConflict(id);
  }

  /** A hold-out record without a blind answer hides its own answer and the imported ones. */
  #hidesConflict(id: RecordId): boolean {
    return this.#revisits.selection === 'conflicts' && this.#options.holdout.isBlind(id);
  }

  /** A revisited record, with its answer and those from imports. */
  #again(asked: AskedRecord, answer: StoredAnswer | undefined): AskedRecord {
    const { id } = asked.record;
    if (this.#hidesConflict(id)) return { ...asked, revisited: true };
    const candidates = this.#revisits.candidates(id);
    const present = isAnswered(answer) ? { present: answer } : {};
    const differing = candidates ? { differing: { ...present, candidates } } : {};
    return { ...withAnswer(asked, answer, true), ...differing };
  }

  /** Puts a record back on screen with its current or former answer. */
  askAgain(record: PoolRecord, ask: Ask, answer: StoredAnswer | undefined): void {
    const asked = this.#asked(record, ask, answer);
    // A hold-out record asked in its turn does not show an earlier answer.
    if (ask.kind === 'holdout' && !this.#options.holdout.isDone(record.id)) {
      return this.putFirst(asked);
    }
    if (this.#revisits.candidates(record.id)) return this.putFirst(this.#again(asked, answer));
    // Skipping a revisited record keeps its answer, also after an undo.
    const isRevisited = this.#revisits.selection !== undefined && isAnswered(answer);
    this.putFirst(withAnswer(asked, answer, isRevisited));
  }
}
