import { isAnswered } from '../../src/core/store/isAnswered.ts';
import { defaultsSetting, newestDefaults } from '../../src/core/projectFile/defaultSets.ts';
import type { Message } from '../../src/core/messages/message.ts';
import type { RecordId } from '../../src/core/record.ts';
import {
  checkEvent,
  checkLastPart,
  checkPart,
  checkStamp,
  checkVectors,
} from '../../src/core/store/checkEvent.ts';
import type {
  JournalEvent,
  NewEvent,
  JournalPosition,
  SchemaEvent,
  Stamp,
  StepEvent,
  UndoEvent,
  VectorsEvent,
} from '../../src/core/store/events.ts';
import { applyTo, foldAnswers } from '../../src/core/store/fold.ts';
import { fromJson, toJson } from '../../src/core/store/json.ts';
import { conflictsOf, openConflicts, undoable } from '../../src/core/store/imports.ts';
import type { Conflict, ImportStep } from '../../src/core/store/importsFound.ts';
import { currentName, timedChanges } from '../../src/core/store/labelNames.ts';
import { existingVectorsEvent } from '../../src/core/store/vectorsEvent.ts';
import type { Counts, SuggestionsTaken } from '../../src/core/store/counts.ts';
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
} from '../../src/core/store/store.ts';
import type { NewRound, Round, RoundHead } from '../../src/core/store/storedRounds.ts';
import {
  isOwn,
  isReversal,
  isStepEvent,
  ownerOf,
  Timeline,
  writerFor,
} from '../../src/core/store/timeline.ts';
import type { HoldoutMetrics } from '../../src/core/metrics/holdoutMetrics.ts';
import { emptyContent, type Content } from './memoryContent.ts';
import { countsOf, suggestionsTaken } from './memoryCounts.ts';
import { importSteps } from './memoryImports.ts';
import type { MemoryHoldoutVectors } from './memoryHoldoutVectors.ts';
import type { MemoryRefits } from './memoryRefits.ts';
import { recordsMoved } from './memoryReversal.ts';

export interface MemoryStoreOptions {
  readonly project: string;
  readonly identityVersion: number;
  readonly window?: string;
  /** The store of another window, with which this one shares its content. */
  readonly beside?: MemoryStore;
}

/**
 * An in-memory store for simulations and tests, and the reference for the SQLite adapter. It is as plain as
 * possible: after an undo it folds the view from the start.
 */
export class MemoryStore implements WritableStore {
  readonly notices: readonly Message[] = [];
  readonly window: string | undefined;
  readonly refits: MemoryRefits;
  readonly holdoutVectors: MemoryHoldoutVectors;
  readonly #content: Content;
  /** The last version of the content that this store has read or written. */
  #version = 0;
  #written = false;

  constructor({ project, identityVersion, window, beside }: MemoryStoreOptions) {
    this.window = window;
    this.#content = beside ? beside.#content : emptyContent({ project, identityVersion });
    this.#version = this.#content.version;
    this.refits = this.#content.refits;
    this.holdoutVectors = this.#content.holdoutVectors;
    if (!beside) this.setSetting(defaultsSetting, newestDefaults);
    if (window !== undefined) this.#content.open.add(window);
  }

  /** Runs `work` without isolation or rollback: writes made before it throws stay. */
  readonly atomically = <T>(work: () => T): T => work();

  append(given: NewEvent | readonly NewEvent[]): StepEvent[] {
    const events: readonly NewEvent[] = 'kind' in given ? [given] : given;
    events.forEach(checkEvent);
    const known = events.flatMap((event) => this.#content.byId.get(event.id) ?? []);
    const stored = known.filter(isStepEvent);
    if (stored.length === events.length) return stored;
    if (known.length > 0 || new Set(events.map((event) => event.id)).size < events.length) {
      throw new RangeError('A step was refused: some of its ids are known already.');
    }
    const step = this.lastSeq() + 1;
    const placed = events.map((event, i): StepEvent => ({
      ...event,
      ...this.#byWindow,
      seq: step + i,
      step,
    }));
    for (const event of placed) {
      this.#add(event);
      applyTo(this.#content.answers, event);
    }
    return placed;
  }

  appendPart(step: number | undefined, events: readonly NewEvent[], stamp: Stamp): number {
    checkPart(events);
    const by = { window: writerFor(this.window) };
    const of = step ?? this.lastSeq() + 1;
    for (const event of events) {
      this.#add({ ...event, ...by, seq: this.lastSeq() + 1, step: of });
    }
    if (step === undefined) this.#addReversal('undo', of, { ...stamp, ...by });
    this.#content.inParts.add(of);
    return of;
  }

  completeStep(step: number, events: readonly NewEvent[], stamp: Stamp): void {
    checkLastPart(events);
    const by = { window: writerFor(this.window) };
    for (const event of events) this.#add({ ...event, ...by, seq: this.lastSeq() + 1, step });
    this.#addReversal('redo', step, { ...stamp, ...by });
    this.#content.answers = foldAnswers(Timeline.inEffect(this.#content.journal));
  }

  undo(stamp: Stamp): Reversal | undefined {
    return this.#reverse('undo', stamp, this.nextUndo());
  }

  redo(stamp: Stamp): Reversal | undefined {
    return this.#reverse('redo', stamp, this.nextRedo());
  }

  undoStep(step: number, stamp: Stamp): Reversal | undefined {
    const isDone = this.#content.timeline.isDone(step);
    return this.#reverse('undo', stamp, isDone ? undoable(this.#step(step)!) : undefined);
  }

  nextUndo(): Step | undefined {
    return this.#step(this.#content.timeline.nextUndo(this.window, this.#content.open));
  }

  nextRedo(): Step | undefined {
    return this.#step(this.#content.timeline.nextRedo(this.window, this.#content.open));
  }

  undoSize(): number | undefined {
    const step = this.nextUndo();
    if (!step) return undefined;
    return new Set(step.events.flatMap((event) => (event.kind === 'schema' ? [] : event.recordId)))
      .size;
  }

  undoIsFar(): boolean {
    const next = this.nextUndo();
    if (!next || isOwn(ownerOf(next.events[0]?.window), this.window)) return false;
    return next.step !== this.#content.timeline.lastDone;
  }

  canRedo(): boolean {
    return this.nextRedo() !== undefined;
  }

  answer(recordId: RecordId): StoredAnswer | undefined {
    return this.#content.answers.get(recordId);
  }

  answers(): StoredAnswer[] {
    return [...this.#content.answers.values()].sort((a, b) => a.seq - b.seq);
  }

  answersAfter(seq: number, count: number): StoredAnswer[] {
    return this.answers()
      .filter((answer) => answer.seq > seq)
      .slice(0, count);
  }

  recent(count: number): StoredAnswer[] {
    const answered = this.answers().filter(isAnswered);
    return answered.reverse().slice(0, count);
  }

  counts(): Counts {
    const { answers, holdout } = this.#content;
    return countsOf(answers.values(), holdout);
  }

  unjudged(label: string): number {
    const answers = [...this.#content.answers.values()];
    return answers.filter(({ kind, labels }) => kind === 'labels' && !labels!.has(label)).length;
  }

  suggestions(): SuggestionsTaken {
    return suggestionsTaken(this.#content.answers.values(), this.#content.journal);
  }

  currentLabel(label: string, seq: number): string {
    return currentName(label, seq, timedChanges(this.#content.journal));
  }

  labelChanges(step?: number): (SchemaEvent & JournalPosition)[] {
    const { journal } = this.#content;
    const events = step === undefined ? Timeline.inEffect(journal) : this.step(step);
    return [...events].filter((event) => event.kind === 'schema');
  }

  conflicts(): Conflict[] {
    const open = openConflicts(Timeline.inEffect(this.#content.journal));
    return conflictsOf(open, (label, seq) => this.currentLabel(label, seq));
  }

  conflictCount(): number {
    return this.conflicts().length;
  }

  imports(): ImportStep[] {
    return importSteps([...Timeline.inEffect(this.#content.journal)]);
  }

  changeVectors(given: VectorsEvent): VectorsEvent & JournalPosition {
    checkVectors(given);
    const { byId } = this.#content;
    const there = existingVectorsEvent(given, byId.get(given.id), this.vectorChanges().at(-1));
    if (there) return there;
    const seq = this.lastSeq() + 1;
    const event = { ...given, ...this.#byWindow, seq, step: seq };
    this.#add(event);
    return event;
  }

  vectorChanges(): (VectorsEvent & JournalPosition)[] {
    return this.#content.journal.filter((event) => event.kind === 'vectors');
  }

  *journal(from = 1): Iterable<JournalEvent> {
    for (let i = Math.max(from, 1) - 1; i < this.#content.journal.length; i++)
      yield this.#content.journal[i]!;
  }

  *news(from: number): Iterable<JournalEvent> {
    const { timeline } = this.#content;
    const since = [...this.journal(from)].filter(({ step }) => step >= from);
    for (const event of since.sort((a, b) => a.step - b.step)) {
      const step = isReversal(event) ? event.undoes : event.step;
      if (!timeline.isIncomplete(step)) yield event;
    }
  }

  *step(step: number): Iterable<StepEvent> {
    for (const event of this.journal(step)) {
      if (event.step === step && isStepEvent(event)) yield event;
    }
  }

  history(recordId: RecordId): HistoryEntry[] {
    return this.#content.journal
      .filter(isStepEvent)
      .filter((event) => event.kind !== 'schema' && event.recordId === recordId)
      .map((event) => ({ event, inEffect: this.#content.timeline.isDone(event.step) }));
  }

  lastSeq(): number {
    return this.#content.journal.length;
  }

  rebuildView(): void {
    this.#content.timeline = Timeline.of(this.#content.journal);
    this.#content.answers = foldAnswers(Timeline.inEffect(this.#content.journal));
  }

  holdout(): Holdout | undefined {
    return this.#content.holdout.drawn;
  }

  setHoldout(holdout: Holdout, seen?: Uint8Array): void {
    this.#content.holdout.set(holdout, seen);
  }

  growHoldout(growth: HoldoutGrowth): void {
    this.#content.holdout.grow(growth);
  }

  excludedRecords(): RecordId[] {
    return [...this.#content.holdout.between].sort();
  }

  seenRecords(): Uint8Array[] {
    return [...this.#content.holdout.seen];
  }

  addRound(round: NewRound): void {
    this.#content.rounds.add(round);
  }

  setRoundMetrics(number: number, metrics: HoldoutMetrics): void {
    this.#content.rounds.setMetrics(number, metrics);
  }

  rounds(): Round[] {
    return this.#content.rounds.all();
  }

  head(round: number): RoundHead | undefined {
    return this.#content.rounds.head(round);
  }

  meta(): StoreMeta {
    return this.#content.meta;
  }

  setPoolFingerprint(poolFingerprint: string): void {
    this.#content.meta = { ...this.#content.meta, poolFingerprint };
  }

  setting(name: string): unknown {
    const text = this.#content.settings.get(name);
    return text === undefined ? undefined : fromJson(text);
  }

  setSetting(name: string, value: unknown): void {
    if (value === undefined) this.#content.settings.delete(name);
    else this.#content.settings.set(name, toJson(value));
  }

  poll(): StoreNews {
    const written = this.#written || this.#version !== this.#content.version;
    this.#version = this.#content.version;
    this.#written = false;
    return { kind: written ? 'written' : 'same' };
  }

  present(): void {}

  close(): void {
    if (this.window !== undefined) this.#content.open.delete(this.window);
  }

  get #byWindow(): { readonly window?: string } {
    return this.window === undefined ? {} : { window: this.window };
  }

  #add(event: JournalEvent): void {
    this.#written ||= this.#version !== this.#content.version;
    this.#version = ++this.#content.version;
    this.#content.journal.push(event);
    this.#content.byId.set(event.id, event);
    this.#content.timeline.add(event);
  }

  #step(step: number | undefined): Step | undefined {
    if (step === undefined) return undefined;
    const inParts = this.#content.inParts.has(step);
    return { step, events: [...this.step(step)], ...(inParts && { inParts }) };
  }

  #reverse(kind: UndoEvent['kind'], stamp: Stamp, next: Step | undefined): Reversal | undefined {
    checkStamp(stamp);
    const known = this.#content.byId.get(stamp.id);
    if (known) return this.#again(kind, known);
    if (!next) return undefined;
    const before = this.#content.answers;
    const event = this.#addReversal(kind, next.step, { ...stamp, ...this.#byWindow });
    this.#content.answers = foldAnswers(Timeline.inEffect(this.#content.journal));
    return { ...next, event, records: recordsMoved(next, before, this.#content.answers) };
  }

  #addReversal(
    kind: UndoEvent['kind'],
    undoes: number,
    { id, at, annotator, window }: Stamp,
  ): JournalEvent {
    const seq = this.lastSeq() + 1;
    const by = { id, at, annotator, ...(window !== undefined && { window }) };
    const event: JournalEvent = { kind, ...by, undoes, seq, step: seq };
    this.#add(event);
    return event;
  }

  /** The result of an undo or redo whose event is already stored. */
  #again(kind: UndoEvent['kind'], event: JournalEvent): Reversal {
    if (event.kind !== kind) throw new RangeError(`The id ${event.id} belongs to another event.`);
    const step = this.#step(event.undoes)!;
    const { answers } = this.#content;
    return { ...step, event, records: recordsMoved(step, answers, answers) };
  }
}
