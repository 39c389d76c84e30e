import type { HoldoutMetrics } from '../../core/metrics/evaluate.ts';
import { defaultsSetting, newestDefaults } from '../../core/projectFile/defaultSets.ts';
import type { RecordId } from '../../core/record.ts';
import { checkEvent, checkStamp } from '../../core/store/checkEvent.ts';
import type {
  JournalEvent,
  NewEvent,
  Placed,
  SchemaEvent,
  Stamp,
  StepEvent,
  UndoEvent,
} from '../../core/store/events.ts';
import { answerAfter, foldAnswers, moves, nextAnswer } from '../../core/store/fold.ts';
import { labelToday, timedChanges, type TimedChange } from '../../core/store/labelNames.ts';
import { checkRoundNumber } from '../../core/store/refusals.ts';
import type {
  Counts,
  HistoryEntry,
  Holdout,
  HoldoutGrowth,
  NewRound,
  Reversal,
  Round,
  RoundHead,
  Step,
  Store,
  StoredAnswer,
  StoreMeta,
  SuggestionsTaken,
} from '../../core/store/store.ts';
import { isStepEvent } from '../../core/store/timeline.ts';
import { AnswerTable } from './answerTable.ts';
import type { Database } from './driver.ts';
import { HoldoutTable } from './holdoutTable.ts';
import { humanly } from './humanise.ts';
import { JournalTable } from './journalTable.ts';
import { NamedValues } from './namedValues.ts';
import { openDatabase, type OpenOptions } from './openDatabase.ts';
import { RoundTable } from './roundTable.ts';
import { StepTable } from './stepTable.ts';

export interface SqliteStoreOptions extends OpenOptions {
  /** Kept from when the database was created; see `meta`. */
  readonly project: string;
  readonly identityVersion: number;
}

/**
 * Opens, or creates, the store of a project.
 * @param file `.marginalia/NAME.sqlite`; its folder is created where it is missing.
 * @throws HumanError as `openDatabase`.
 */
export function openSqliteStore(file: string, options: SqliteStoreOptions): Store {
  const { db, notices } = openDatabase(file, options);
  try {
    return new SqliteStore(db, file, notices, options);
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * The store in an SQLite file. It keeps nothing in memory, so several windows may have it open; the
 * tables derived from the journal follow each event in the event's own transaction.
 */
class SqliteStore implements Store {
  readonly notices: readonly string[];
  readonly #db: Database;
  readonly #file: string;
  readonly #journal: JournalTable;
  readonly #steps: StepTable;
  readonly #answers: AnswerTable;
  readonly #holdout: HoldoutTable;
  readonly #rounds: RoundTable;
  readonly #meta: NamedValues;
  readonly #settings: NamedValues;
  /** Of a journal that ended there: reading them takes a look at every event. */
  #changes: { readonly last: number; readonly list: readonly TimedChange[] } | undefined;
  /** The latest answers of a journal that ended there. */
  #recent:
    | { readonly last: number; readonly asked: number; readonly list: readonly StoredAnswer[] }
    | undefined;
  #sized: { readonly step: number; readonly size: number } | undefined;

  constructor(
    db: Database,
    file: string,
    notices: readonly string[],
    { project, identityVersion }: SqliteStoreOptions,
  ) {
    this.#db = db;
    this.#file = file;
    this.notices = notices;
    this.#journal = new JournalTable(db);
    this.#steps = new StepTable(db);
    this.#answers = new AnswerTable(db);
    this.#rounds = new RoundTable(db);
    this.#meta = new NamedValues(db, 'meta');
    this.#holdout = new HoldoutTable(db, this.#meta);
    this.#settings = new NamedValues(db, 'setting');
    this.#write(() => {
      const isNew = this.#meta.get('project') === undefined;
      if (isNew) this.#settings.set(defaultsSetting, newestDefaults);
      this.#meta.setFirst('project', project);
      this.#meta.setFirst('identityVersion', identityVersion);
    });
  }

  append(given: NewEvent | readonly NewEvent[]): StepEvent[] {
    const events = [given].flat() as NewEvent[];
    events.forEach(checkEvent);
    return this.#write(() => {
      const known = events.flatMap((event) => this.#journal.byId(event.id) ?? []);
      const stored = known.filter(isStepEvent);
      if (stored.length === events.length) return stored;
      if (known.length > 0 || new Set(events.map((event) => event.id)).size < events.length) {
        throw new RangeError('A step was refused: some of its ids are known already.');
      }
      const step = this.#journal.lastSeq() + 1;
      const placed = events.map((event, i): StepEvent => ({ ...event, seq: step + i, step }));
      for (const event of placed) {
        this.#add(event);
        this.#apply(event);
      }
      return placed;
    });
  }

  undo(stamp: Stamp): Reversal | undefined {
    return this.#reverse(
      'undo',
      stamp,
      () => this.nextUndo(),
      (step) => this.#takeBack(step),
    );
  }

  redo(stamp: Stamp): Reversal | undefined {
    return this.#reverse(
      'redo',
      stamp,
      () => this.nextRedo(),
      ({ events }) => unique(events.flatMap((event) => this.#apply(event))),
    );
  }

  nextUndo(): Step | undefined {
    return this.#step(this.#steps.lastDone);
  }

  nextRedo(): Step | undefined {
    return this.#step(this.#steps.firstUndone);
  }

  undoSize(): number | undefined {
    const step = this.#steps.lastDone;
    if (step === undefined) return undefined;
    // A step never changes, so the size of the one last asked about holds for as long as it is next.
    if (this.#sized?.step !== step) {
      this.#sized = { step, size: this.#journal.recordsOfStep(step) };
    }
    return this.#sized.size;
  }

  canRedo(): boolean {
    return this.#steps.firstUndone !== undefined;
  }

  answer(recordId: RecordId): StoredAnswer | undefined {
    return this.#answers.get(recordId);
  }

  answers(): StoredAnswer[] {
    return this.#answers.all();
  }

  recent(count: number): StoredAnswer[] {
    // Asked for with every step of progress, while answers change at the speed of a hand.
    const last = this.lastSeq();
    if (this.#recent?.last !== last || this.#recent.asked < count) {
      this.#recent = { last, asked: count, list: this.#answers.recent(count) };
    }
    return this.#recent.list.slice(0, count);
  }

  counts(): Counts {
    return this.#answers.counts();
  }

  suggestions(): SuggestionsTaken {
    return this.#answers.suggestions();
  }

  currentLabel(label: string, seq: number): string {
    const last = this.lastSeq();
    if (this.#changes?.last !== last) {
      this.#changes = { last, list: timedChanges(this.#journal.schemaHistory()) };
    }
    return labelToday(label, seq, this.#changes.list);
  }

  labelChanges(): (SchemaEvent & Placed)[] {
    return this.#journal.schemaChanges();
  }

  journal(from = 1): Iterable<JournalEvent> {
    return this.#journal.from(from);
  }

  history(recordId: RecordId): HistoryEntry[] {
    return this.#journal
      .ofRecord(recordId)
      .map((event) => ({ event, inEffect: this.#steps.isDone(event.step) }));
  }

  lastSeq(): number {
    return this.#journal.lastSeq();
  }

  rebuildView(): void {
    this.#write(() => {
      this.#steps.clear();
      for (const event of this.#journal.from(1)) this.#steps.add(event);
      this.#answers.clear();
      for (const [id, answer] of foldAnswers(this.#inEffect())) this.#answers.set(id, answer);
    });
  }

  holdout(): Holdout | undefined {
    return this.#holdout.get();
  }

  setHoldout(holdout: Holdout, seen?: Uint8Array): void {
    this.#write(() => this.#holdout.draw(holdout, seen));
  }

  growHoldout(growth: HoldoutGrowth): void {
    this.#write(() => this.#holdout.grow(growth));
  }

  betweenRecords(): RecordId[] {
    return this.#holdout.between();
  }

  seenRecords(): Uint8Array[] {
    return this.#holdout.seen();
  }

  addRound(round: NewRound): void {
    this.#write(() => {
      checkRoundNumber(round.number, this.#rounds.count());
      this.#rounds.insert(round);
    });
  }

  setRoundMetrics(number: number, metrics: HoldoutMetrics): void {
    const found = this.#write(() => this.#rounds.setMetrics(number, metrics));
    if (!found) throw new RangeError(`There is no round ${number}.`);
  }

  rounds(): Round[] {
    return this.#rounds.all();
  }

  head(round: number): RoundHead | undefined {
    return this.#rounds.head(round);
  }

  meta(): StoreMeta {
    const poolFingerprint = this.#meta.get('poolFingerprint') as string | undefined;
    return {
      project: this.#meta.get('project') as string,
      identityVersion: this.#meta.get('identityVersion') as number,
      ...(poolFingerprint !== undefined && { poolFingerprint }),
    };
  }

  setPoolFingerprint(fingerprint: string): void {
    this.#write(() => this.#meta.set('poolFingerprint', fingerprint));
  }

  setting(name: string): unknown {
    return this.#settings.get(name);
  }

  setSetting(name: string, value: unknown): void {
    this.#write(() => this.#settings.set(name, value));
  }

  close(): void {
    if (!this.#db.open) return;
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#db.close();
    }
  }

  /** One transaction, which has the write lock from its beginning. */
  #write<T>(work: () => T): T {
    return humanly(this.#file, () => this.#db.transaction(work).immediate());
  }

  #add(event: JournalEvent): void {
    this.#journal.insert(event);
    this.#steps.add(event);
  }

  /** Lets the view follow an event; the records that it touched. */
  #apply(event: StepEvent): RecordId[] {
    if (event.kind !== 'schema') {
      this.#answers.set(event.recordId, nextAnswer(this.#answers.get(event.recordId), event));
      return [event.recordId];
    }
    if (!moves(event.change)) return [];
    const { from, to } = event.change;
    const moved = [from].flat().filter((label) => label !== to);
    const answers = moved.flatMap((label) => this.#answers.labelled(label));
    for (const answer of answers) {
      this.#answers.set(answer.recordId, answerAfter(answer, event.change));
    }
    return answers.map((answer) => answer.recordId);
  }

  /** Gives every record that the last step touched the state it had before; those records. */
  #takeBack({ events }: Step): RecordId[] {
    const named = events.flatMap((event) => (event.kind === 'schema' ? [] : [event.recordId]));
    // History is linear, so whatever a change of labels moved still carries the name it moved to.
    const moved = events.flatMap((event) =>
      event.kind === 'schema' && moves(event.change) ? this.#answers.labelled(event.change.to) : [],
    );
    const changes = this.#journal.schemaChanges();
    for (const id of named) this.#answers.set(id, this.#fold(id, changes));
    const back = moved.filter(({ recordId, label }) => {
      const before = this.#fold(recordId, changes);
      this.#answers.set(recordId, before);
      return before?.label !== label;
    });
    return unique([...named, ...back.map((answer) => answer.recordId)]);
  }

  /** The state of a record from its own events in effect and the changes of labels among them. */
  #fold(recordId: RecordId, changes: readonly StepEvent[]): StoredAnswer | undefined {
    const own = this.#journal.ofRecord(recordId).filter((event) => this.#steps.isDone(event.step));
    const events = [...own, ...changes].sort((a, b) => a.seq - b.seq);
    return foldAnswers(events).get(recordId);
  }

  *#inEffect(): Iterable<StepEvent> {
    for (const event of this.#journal.from(1)) {
      if (isStepEvent(event) && this.#steps.isDone(event.step)) yield event;
    }
  }

  #step(step: number | undefined): Step | undefined {
    return step === undefined ? undefined : { step, events: this.#journal.step(step) };
  }

  #reverse(
    kind: UndoEvent['kind'],
    stamp: Stamp,
    next: () => Step | undefined,
    change: (step: Step) => RecordId[],
  ): Reversal | undefined {
    checkStamp(stamp);
    return this.#write(() => {
      const known = this.#journal.byId(stamp.id);
      if (known) return this.#again(kind, known);
      const step = next();
      if (!step) return undefined;
      const { id, at, annotator } = stamp;
      const seq = this.#journal.lastSeq() + 1;
      const event: JournalEvent = { kind, id, at, annotator, undoes: step.step, seq, step: seq };
      this.#add(event);
      return { ...step, event, records: change(step) };
    });
  }

  /** What an undo or redo that was sent twice did the first time. */
  #again(kind: UndoEvent['kind'], event: JournalEvent): Reversal {
    if (event.kind !== kind) throw new RangeError(`The id ${event.id} belongs to another event.`);
    const step = this.#step(event.undoes)!;
    const named = step.events.flatMap((e) => (e.kind === 'schema' ? [] : [e.recordId]));
    return { ...step, event, records: unique(named) };
  }
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
