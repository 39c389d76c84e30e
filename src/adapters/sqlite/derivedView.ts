import type { RecordId } from '../../core/record.ts';
import type { JournalEvent, Stamp, StepEvent, UndoEvent } from '../../core/store/events.ts';
import {
  answerAfter,
  foldAnswers,
  labelsJudgedAnew,
  nextAnswer,
  relabelled,
} from '../../core/store/fold.ts';
import type { Reversal, Step } from '../../core/store/store.ts';
import { decides, openConflicts } from '../../core/store/imports.ts';
import { isStepEvent } from '../../core/store/timeline.ts';
import type { AnswerTable } from './answerTable.ts';
import type { ConflictTable } from './conflictTable.ts';
import type { JournalTable } from './journalTable.ts';
import type { StepTable } from './stepTable.ts';

/** Keeps the tables that are derived from the journal in sync with it. */
export class DerivedView {
  readonly #journal: JournalTable;
  readonly #steps: StepTable;
  readonly #answers: AnswerTable;
  readonly #conflicts: ConflictTable;

  constructor(
    journal: JournalTable,
    steps: StepTable,
    answers: AnswerTable,
    conflicts: ConflictTable,
  ) {
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
    const answers = labelsJudgedAnew(event.change).flatMap((label) => this.#answers.judged(label));
    const records = new Map(answers.map((answer) => [answer.recordId, answer]));
    for (const [recordId, answer] of records) {
      const after = answerAfter(answer, event.change);
      if (after !== answer) this.#answers.set(recordId, after);
    }
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
    const { id, at, annotator, window } = by;
    const seq = this.#journal.lastSeq() + 1;
    const stamp = { id, at, annotator, ...(window !== undefined && { window }) };
    const event: JournalEvent = { kind, ...stamp, undoes: step.step, seq, step: seq };
    this.#journal.insert(event);
    return { ...step, event, records: this.#follow(event, step) };
  }

  #again(kind: UndoEvent['kind'], event: JournalEvent): Reversal {
    if (event.kind !== kind) throw new RangeError(`The id ${event.id} belongs to another event.`);
    const { undoes: step } = event;
    const events = this.#journal.step(step);
    const named = events.flatMap((e) => (e.kind === 'schema' ? [] : [e.recordId]));
    return { step, events, event, records: [...new Set(named)] };
  }

  /** Applies a reversal; returns the records it affects. */
  #follow(event: JournalEvent, { events }: Step): RecordId[] {
    this.#steps.add(event);
    const named = events.flatMap((one) => (one.kind === 'schema' ? [] : [one.recordId]));
    const ids = new Set(named);
    if (!events.some((one) => one.kind === 'schema' && labelsJudgedAnew(one.change).length > 0)) {
      const changes = this.#journal.schemaChanges();
      for (const id of ids) this.#foldAgain(id, changes);
      return [...ids];
    }
    for (const id of ids) this.#conflicts.set(id, openConflicts(this.#ownEvents(id)));
    // The label may have had other names since; only the whole journal resolves them.
    const after = foldAnswers(this.#inEffect());
    const before = this.#answers.all();
    for (const id of relabelled(new Map(before.map((one) => [one.recordId, one])), after)) {
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
