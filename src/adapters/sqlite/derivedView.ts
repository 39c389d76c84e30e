import type { RecordId } from '../../core/record.ts';
import type { JournalEvent, Stamp, StepEvent, UndoEvent } from '../../core/store/events.ts';
import {
  answerAfter,
  foldAnswers,
  labelsJudgedAgain,
  nextAnswer,
  type RecordEvent,
  relabelled,
} from '../../core/store/fold.ts';
import type { Reversal, Step, StoredAnswer } from '../../core/store/store.ts';
import { decides, openConflicts } from '../../core/store/imports.ts';
import { isStepEvent } from '../../core/store/timeline.ts';
import type { AnswerTable } from './answerTable.ts';
import type { ConflictTable } from './conflictTable.ts';
import type { JournalTable } from './journalTable.ts';
import type { PartsTable } from './partsTable.ts';
import { ReversalInParts } from './reversalInParts.ts';
import type { StepTable } from './stepTable.ts';

/** Keeps the tables that are derived from the journal in sync with it. */
export class DerivedView {
  readonly #journal: JournalTable;
  readonly #steps: StepTable;
  readonly #answers: AnswerTable;
  readonly #conflicts: ConflictTable;
  readonly #parts: PartsTable;

  constructor(
    journal: JournalTable,
    steps: StepTable,
    answers: AnswerTable,
    conflicts: ConflictTable,
    parts: PartsTable,
  ) {
    this.#parts = parts;
    this.#journal = journal;
    this.#steps = steps;
    this.#answers = answers;
    this.#conflicts = conflicts;
  }

  /** Number of records with open conflicts. */
  get conflictCount(): number {
    return this.#conflicts.count();
  }

  /** Applies an appended event. */
  append(event: StepEvent): void {
    this.#steps.add(event);
    if (event.kind === 'conflict') return this.#conflicts.open(event.recordId, event.seq);
    if (event.kind !== 'schema') {
      if (decides(event)) this.#conflicts.close(event.recordId);
      const before = this.#answers.get(event.recordId);
      this.#answers.set(event.recordId, nextAnswer(before, event), before === undefined);
      return;
    }
    const judgedAgain = labelsJudgedAgain(event.change);
    if (judgedAgain.length > 0) this.#parts.markHiddenStale();
    const answers = judgedAgain.flatMap((label) => this.#answers.judged(label));
    const records = new Map(answers.map((answer) => [answer.recordId, answer]));
    for (const [recordId, answer] of records) {
      const after = answerAfter(answer, event.change);
      if (after !== answer) this.#answers.set(recordId, after);
    }
  }

  /** Begins a step in parts; appends an undo that keeps it out of effect until it is complete. */
  begin(first: StepEvent, by: Stamp): void {
    this.#steps.add(first);
    this.#steps.add(this.#insert('undo', first.step, by));
    this.#parts.begin(first.step, { stale: false });
  }

  /** Derives states from a part of an incomplete step. */
  appendPart(step: number, events: readonly StepEvent[]): void {
    // The tables may have been rebuilt since its last part.
    this.#parts.begin(step, { stale: true });
    const byRecord = groupedByRecord(events);
    this.#countNew(step, byRecord.keys());
    for (const [recordId, own] of byRecord) {
      if (!this.#isAlone(recordId, own, step)) this.#parts.addException(step, recordId);
    }
  }

  /** @param records of a part, before anything is derived from it */
  #countNew(step: number, records: Iterable<RecordId>): void {
    let count = 0;
    for (const recordId of records) {
      if (!this.#answers.isBy(recordId, step) && !this.#parts.isException(step, recordId)) count++;
    }
    this.#parts.addRecords(step, count);
  }

  /**
   * Stores the state of a record and returns true if it derives from a hidden step's events alone.
   */
  #isAlone(recordId: RecordId, events: readonly RecordEvent[], step: number): boolean {
    if (this.#conflicts.isOpen(recordId) || events.some(({ kind }) => kind === 'conflict')) {
      return false;
    }
    const answer = events.reduce<StoredAnswer | undefined>(nextAnswer, undefined);
    return answer !== undefined && this.#answers.setHidden(recordId, answer, step);
  }

  /** Puts a step written in parts into effect. @param last its last part */
  complete(step: number, last: readonly StepEvent[], by: Stamp): void {
    this.#parts.begin(step, { stale: true });
    const byRecord = groupedByRecord(last);
    this.#countNew(step, byRecord.keys());
    for (const recordId of byRecord.keys()) this.#parts.addException(step, recordId);
    this.#followParts(this.#insert('redo', step, by), step);
  }

  /**
   * Appends and applies the undo or redo of a step; returns the first result if the request is
   * repeated.
   */
  reverse(kind: UndoEvent['kind'], by: Stamp, next: () => Step | undefined): Reversal | undefined {
    const known = this.#journal.byId(by.id);
    if (known) return this.#again(kind, known);
    const step = next();
    if (!step) return undefined;
    const event = this.#insert(kind, step.step, by);
    if (this.#parts.has(step.step)) {
      this.#followParts(event, step.step);
      return new ReversalInParts(this.#journal, step.step, event);
    }
    return { ...step, event, records: this.#follow(event, step) };
  }

  #insert(kind: UndoEvent['kind'], undoes: number, by: Stamp): JournalEvent {
    const { id, at, annotator, window } = by;
    const seq = this.#journal.lastSeq() + 1;
    const stamp = { id, at, annotator, ...(window !== undefined && { window }) };
    const event: JournalEvent = { kind, ...stamp, undoes, seq, step: seq };
    this.#journal.insert(event);
    return event;
  }

  /**
   * Shows or hides a step written in parts; rederives only records that other events affect too.
   */
  #followParts(event: JournalEvent, step: number): void {
    this.#steps.add(event);
    const isStale = this.#parts.isStale(step);
    const records = isStale ? this.#journal.recordsIn(step) : this.#parts.exceptions(step);
    this.#parts.setHidden(step, event.kind === 'undo');
    const changes = this.#journal.schemaChanges();
    for (const id of records) this.#foldAgain(id, changes);
    if (isStale) this.#parts.forget(step);
  }

  #again(kind: UndoEvent['kind'], event: JournalEvent): Reversal {
    if (event.kind !== kind) throw new RangeError(`The id ${event.id} belongs to another event.`);
    const { undoes: step } = event;
    if (this.#parts.has(step)) return new ReversalInParts(this.#journal, step, event);
    const events = this.#journal.step(step);
    const named = events.flatMap((e) => (e.kind === 'schema' ? [] : [e.recordId]));
    return { step, events, event, records: [...new Set(named)] };
  }

  /** Applies a reversal; returns the records it affects. */
  #follow(event: JournalEvent, { events }: Step): RecordId[] {
    this.#steps.add(event);
    const named = events.flatMap((stepEvent) =>
      stepEvent.kind === 'schema' ? [] : [stepEvent.recordId],
    );
    const ids = new Set(named);
    if (
      !events.some(
        (stepEvent) =>
          stepEvent.kind === 'schema' && labelsJudgedAgain(stepEvent.change).length > 0,
      )
    ) {
      const changes = this.#journal.schemaChanges();
      for (const id of ids) this.#foldAgain(id, changes);
      return [...ids];
    }
    this.#parts.markHiddenStale();
    for (const id of ids) this.#conflicts.set(id, openConflicts(this.#ownEvents(id)));
    // The label may have had other names since; only the whole journal resolves them.
    const after = foldAnswers(this.#inEffect());
    const before = this.#answers.all();
    for (const id of relabelled(
      new Map(before.map((answer) => [answer.recordId, answer])),
      after,
    )) {
      ids.add(id);
    }
    for (const { recordId } of before) {
      if (!after.has(recordId)) this.#answers.set(recordId, undefined);
      if (!ids.has(recordId)) after.delete(recordId);
    }
    for (const [id, answer] of after) this.#answers.set(id, answer);
    return [...ids];
  }

  /** Derives all tables from the journal again. */
  rebuild(): void {
    this.#steps.clear();
    for (const event of this.#journal.from(1)) this.#steps.add(event);
    this.#answers.clear();
    this.#parts.clear();
    for (const [id, answer] of foldAnswers(this.#inEffect())) this.#answers.set(id, answer);
    this.#conflicts.clear();
    for (const { recordId, seq } of openConflicts(this.#inEffect())) {
      this.#conflicts.open(recordId, seq);
    }
  }

  /** Derives a record from its own events in effect and the label changes among them. */
  #foldAgain(recordId: RecordId, changes: readonly StepEvent[]): void {
    const own = this.#ownEvents(recordId);
    const events = [...own, ...changes].sort((a, b) => a.seq - b.seq);
    this.#answers.set(recordId, foldAnswers(events).get(recordId));
    this.#conflicts.set(recordId, openConflicts(own));
  }

  #ownEvents(recordId: RecordId): StepEvent[] {
    return this.#journal.ofRecord(recordId).filter((event) => this.#steps.isDone(event.step));
  }

  *#inEffect(): Iterable<StepEvent> {
    for (const event of this.#journal.from(1)) {
      if (isStepEvent(event) && this.#steps.isDone(event.step)) yield event;
    }
  }
}

function groupedByRecord(events: readonly StepEvent[]): Map<RecordId, RecordEvent[]> {
  const byRecord = new Map<RecordId, RecordEvent[]>();
  for (const event of events) {
    if (event.kind === 'schema') continue;
    const own = byRecord.get(event.recordId);
    if (own) own.push(event);
    else byRecord.set(event.recordId, [event]);
  }
  return byRecord;
}
