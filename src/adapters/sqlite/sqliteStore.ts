import { defaultsSetting, newestDefaults } from '../../core/projectFile/defaultSets.ts';
import type { Message } from '../../core/messages/message.ts';
import type { RecordId } from '../../core/record.ts';
import { checkStamp, checkVectors } from '../../core/store/checkEvent.ts';
import type {
  JournalEvent,
  NewEvent,
  JournalPosition,
  SchemaEvent,
  Stamp,
  StepEvent,
  UndoEvent,
  VectorsEvent,
} from '../../core/store/events.ts';
import { conflictsOf } from '../../core/store/imports.ts';
import type { Conflict, ImportStep } from '../../core/store/importsFound.ts';
import { currentName } from '../../core/store/labelNames.ts';
import { checkRoundNumber, noRound } from '../../core/store/refusals.ts';
import type { Counts, SuggestionsTaken } from '../../core/store/counts.ts';
import type {
  HistoryEntry,
  Holdout,
  HoldoutGrowth,
  Reversal,
  Step,
  StoredAnswer,
  StoreMeta,
  StoreNews,
  WritableStore,
} from '../../core/store/store.ts';
import type { NewRound, Round, RoundHead, WritableRefits } from '../../core/store/storedRounds.ts';
import { AnswerTable } from './answerTable.ts';
import { ConflictTable } from './conflictTable.ts';
import { CountsCache } from './countsCache.ts';
import { DerivedView } from './derivedView.ts';
import type { Database } from './driver.ts';
import { HoldoutTable } from './holdoutTable.ts';
import { HoldoutVectorTable } from './holdoutVectorTable.ts';
import { withSqliteErrors } from './sqliteErrors.ts';
import { JournalTable } from './journalTable.ts';
import { LabelSetTable } from './labelSetTable.ts';
import { NamedValues } from './namedValues.ts';
import { OutsideChanges } from './outsideChanges.ts';
import type { OpenOptions } from './openDatabase.ts';
import { RecentAnswers } from './recentAnswers.ts';
import { RefitTable } from './refitTable.ts';
import { RoundTable } from './roundTable.ts';
import { PartsTable } from './partsTable.ts';
import { StepTable } from './stepTable.ts';
import { StepWriter } from './stepWriter.ts';
import { UndoOrder } from './undoOrder.ts';
import { DatabaseMaintenance } from './databaseMaintenance.ts';
import { WindowTable } from './windowTable.ts';
import type { HoldoutMetrics } from '../../core/metrics/holdoutMetrics.ts';

export interface SqliteStoreOptions extends OpenOptions {
  /** Stored when the database is created; see `meta`. */
  readonly project: string;
  readonly identityVersion: number;
  /** Id of the window that opens it; without one, its events belong to any window. */
  readonly window?: string;
  /**
   * The window already has it open elsewhere, and still counts as open after this handle is closed.
   */
  readonly isGuest?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * The store in an SQLite file. All state is in the file, so several windows may have it open; the
 * tables derived from the journal are updated in each event's own transaction.
 */
export class SqliteStore implements WritableStore {
  readonly maintenance: DatabaseMaintenance;
  readonly refits: WritableRefits;
  readonly holdoutVectors: HoldoutVectorTable;
  readonly window: string | undefined;
  readonly notices: readonly Message[];
  /** Id of this window, if this handle keeps it registered as open. */
  readonly #present: string | undefined;
  readonly #now: () => number;
  /** Undefined until the constructor has written. */
  #outside: OutsideChanges | undefined;
  readonly #db: Database;
  readonly #file: string;
  readonly #journal: JournalTable;
  readonly #steps: StepTable;
  readonly #windows: WindowTable;
  readonly #answers: AnswerTable;
  readonly #counts: CountsCache;
  readonly #holdout: HoldoutTable;
  readonly #view: DerivedView;
  readonly #undoOrder: UndoOrder;
  readonly #writer: StepWriter;
  readonly #rounds: RoundTable;
  readonly #meta: NamedValues;
  readonly #settings: NamedValues;
  readonly #recent: RecentAnswers;

  constructor(
    db: Database,
    file: string,
    notices: readonly Message[],
    options: SqliteStoreOptions,
  ) {
    const { project, identityVersion, window, isGuest, now = Date.now, original = file } = options;
    this.window = window;
    this.#present = isGuest ? undefined : window;
    this.#now = now;
    this.#db = db;
    this.#file = file;
    this.notices = notices;
    const sets = new LabelSetTable(db);
    this.#journal = new JournalTable(db, sets);
    this.#steps = new StepTable(db);
    this.#windows = new WindowTable(db);
    const parts = new PartsTable(db);
    this.#answers = new AnswerTable(db, sets, parts);
    this.#counts = new CountsCache(db, this.#answers, this.#journal);
    this.#recent = new RecentAnswers(this.#answers, this.#journal);
    const conflicts = new ConflictTable(db);
    this.#view = new DerivedView(this.#journal, this.#steps, this.#answers, conflicts, parts);
    this.#undoOrder = new UndoOrder({
      journal: this.#journal,
      parts,
      steps: this.#steps,
      windows: this.#windows,
      window,
      now,
    });
    const tables = { journal: this.#journal, view: this.#view, windows: this.#windows };
    const write = this.atomically;
    this.#writer = new StepWriter({ ...tables, window, now, write });
    this.#rounds = new RoundTable(db);
    this.#meta = new NamedValues(db, 'meta');
    this.#holdout = new HoldoutTable(db, this.#meta);
    this.#settings = new NamedValues(db, 'setting');
    this.#write(() => {
      const isNew = this.#meta.get('project') === undefined;
      if (isNew) this.#settings.set(defaultsSetting, newestDefaults);
      this.#meta.setFirst('project', project);
      this.#meta.setFirst('identityVersion', identityVersion);
      if (this.#present !== undefined) this.#windows.present(this.#present, this.#now());
    });
    const derived = { sets, parts, steps: this.#steps, answers: this.#answers };
    this.maintenance = new DatabaseMaintenance({
      db,
      file: original,
      ...tables,
      ...derived,
      write,
      now,
    });
    this.refits = new RefitTable(db, write);
    this.holdoutVectors = new HoldoutVectorTable(db, write, () => this.#rounds.all());
    this.#outside = new OutsideChanges(db, file);
  }

  readonly atomically = <T>(work: () => T): T => this.#write(work);

  append(events: NewEvent | readonly NewEvent[]): StepEvent[] {
    return this.#writer.append(events);
  }

  appendPart(step: number | undefined, events: readonly NewEvent[], stamp: Stamp): number {
    return this.#writer.appendPart(step, events, stamp);
  }

  completeStep(step: number, events: readonly NewEvent[], stamp: Stamp): void {
    this.#writer.completeStep(step, events, stamp);
  }

  undo(stamp: Stamp): Reversal | undefined {
    return this.#reverse('undo', stamp, () => this.nextUndo());
  }

  redo(stamp: Stamp): Reversal | undefined {
    return this.#reverse('redo', stamp, () => this.nextRedo());
  }

  undoStep(step: number, stamp: Stamp): Reversal | undefined {
    return this.#reverse('undo', stamp, () => this.#undoOrder.inEffect(step));
  }

  nextUndo(): Step | undefined {
    return this.#undoOrder.nextUndo();
  }

  nextRedo(): Step | undefined {
    return this.#undoOrder.nextRedo();
  }

  undoSize(): number | undefined {
    return this.#undoOrder.undoSize();
  }

  undoIsFar(): boolean {
    return this.#undoOrder.undoIsFar();
  }

  canRedo(): boolean {
    return this.#undoOrder.canRedo();
  }

  answer(recordId: RecordId): StoredAnswer | undefined {
    return this.#answers.get(recordId);
  }

  answers(): StoredAnswer[] {
    return this.#answers.all();
  }

  answersAfter(seq: number, count: number): StoredAnswer[] {
    return this.#answers.after(seq, count);
  }

  recent(count: number): StoredAnswer[] {
    return this.#recent.latest(count);
  }

  counts(): Counts {
    return this.#counts.get();
  }

  unjudged(label: string): number {
    return this.#answers.unjudged(label);
  }

  suggestions(): SuggestionsTaken {
    return this.#answers.suggestions();
  }

  currentLabel(label: string, seq: number): string {
    return currentName(label, seq, this.#journal.timedChanges());
  }

  labelChanges(step?: number): (SchemaEvent & JournalPosition)[] {
    return this.#journal.schemaChanges(step);
  }

  conflicts(): Conflict[] {
    return conflictsOf(this.#journal.openConflicts(), this.currentLabel.bind(this));
  }

  conflictCount(): number {
    return this.#view.conflictCount;
  }

  imports(): ImportStep[] {
    return this.#journal.imports();
  }

  changeVectors(given: VectorsEvent): VectorsEvent & JournalPosition {
    checkVectors(given);
    return this.#write(() => this.#journal.changeVectors({ ...given, ...this.#byWindow }));
  }

  vectorChanges(): (VectorsEvent & JournalPosition)[] {
    return this.#journal.vectorChanges();
  }

  journal(from = 1): Iterable<JournalEvent> {
    return this.#journal.from(from);
  }

  news(from: number): Iterable<JournalEvent> {
    return this.#journal.news(from);
  }

  step(step: number): Iterable<StepEvent> {
    return this.#journal.eventsOf(step);
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
    this.#write(() => this.#view.rebuild());
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

  excludedRecords(): RecordId[] {
    return this.#holdout.excluded();
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
    if (!found) throw new RangeError(noRound(number));
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

  poll(): StoreNews {
    return this.#outside!.poll();
  }

  present(): void {
    const { window } = this;
    if (window !== undefined) this.#write(() => this.#windows.present(window, this.#now()));
  }

  close(): void {
    if (!this.#db.open) return;
    try {
      const window = this.#present;
      if (window !== undefined)
        this.#db.transaction(() => this.#windows.remove(window)).immediate();
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // Locked or deleted: the next opening recovers the log.
    } finally {
      this.#db.close();
    }
  }

  /**
   * Runs one transaction, with the write lock from its start. Checks before and after that the file
   * is still in place.
   */
  #write<T>(work: () => T): T {
    this.#outside?.check();
    const result = withSqliteErrors(this.#file, () => this.#db.transaction(work).immediate());
    this.#outside?.check();
    return result;
  }

  get #byWindow(): { readonly window?: string } {
    return this.window === undefined ? {} : { window: this.window };
  }

  #reverse(
    kind: UndoEvent['kind'],
    stamp: Stamp,
    next: () => Step | undefined,
  ): Reversal | undefined {
    checkStamp(stamp);
    const by = { ...stamp, ...this.#byWindow };
    return this.#write(() => this.#view.reverse(kind, by, next));
  }
}
