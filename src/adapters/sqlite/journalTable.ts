import type { JournalEvent, StepEvent } from '../../core/store/events.ts';
import { fromJson, toJson } from '../../core/store/json.ts';
import type { RecordId } from '../../core/record.ts';
import type { Database, Statement } from './driver.ts';

interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly step: number;
  readonly at: number;
  readonly annotator: string;
  readonly kind: string;
  readonly record_id: string | null;
  readonly source_id: string | null;
  readonly undoes: number | null;
  readonly payload: string;
}

/** Rows fetched at a time, so that other statements can run between them. */
const pageSize = 1000;

/** The table `event`: the journal. What is common to all events has a column, the rest is JSON. */
export class JournalTable {
  readonly #insert: Statement<[EventRow]>;
  readonly #byId: Statement<[string], EventRow>;
  readonly #byStep: Statement<[number], EventRow>;
  readonly #recordsOfStep: Statement<[number], number>;
  readonly #byRecord: Statement<[string], EventRow>;
  readonly #page: Statement<[number, number], EventRow>;
  readonly #schema: Statement<[], EventRow>;
  readonly #schemaEver: Statement<[], number>;
  readonly #schemaHistory: Statement<[], EventRow>;
  readonly #lastSeq: Statement<[], number>;

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT INTO event VALUES (@seq, @id, @step, @at, @annotator, @kind, @record_id, @source_id,
                                 @undoes, @payload)`,
    );
    this.#byId = db.prepare('SELECT * FROM event WHERE id = ?');
    this.#recordsOfStep = db
      .prepare<[number], number>('SELECT count(DISTINCT record_id) FROM event WHERE step = ?')
      .pluck();
    this.#byStep = db.prepare('SELECT * FROM event WHERE step = ? ORDER BY seq');
    this.#byRecord = db.prepare('SELECT * FROM event WHERE record_id = ? ORDER BY seq');
    this.#page = db.prepare('SELECT * FROM event WHERE seq >= ? ORDER BY seq LIMIT ?');
    this.#schema = db.prepare(
      `SELECT * FROM event WHERE kind = 'schema'
         AND step IN (SELECT seq FROM step WHERE state = 'done') ORDER BY seq`,
    );
    this.#schemaEver = db
      .prepare<[], number>(`SELECT 1 FROM event WHERE kind = 'schema' LIMIT 1`)
      .pluck();
    this.#schemaHistory = db.prepare(
      `SELECT * FROM event WHERE kind = 'schema'
         OR undoes IN (SELECT step FROM event WHERE kind = 'schema') ORDER BY seq`,
    );
    this.#lastSeq = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event').pluck();
  }

  insert(event: JournalEvent): void {
    this.#insert.run(toRow(event));
  }

  byId(id: string): JournalEvent | undefined {
    const row = this.#byId.get(id);
    return row && fromRow(row);
  }

  /** How many records a step touched. */
  recordsOfStep(step: number): number {
    return this.#recordsOfStep.get(step) ?? 0;
  }

  step(step: number): StepEvent[] {
    return this.#byStep.all(step).map((row) => fromRow(row) as StepEvent);
  }

  ofRecord(recordId: RecordId): StepEvent[] {
    return this.#byRecord.all(recordId).map((row) => fromRow(row) as StepEvent);
  }

  /** Changes of the label set that are in effect. */
  schemaChanges(): Extract<StepEvent, { kind: 'schema' }>[] {
    return this.#schema.all().map((row) => fromRow(row) as never);
  }

  /** All changes of the label set there ever were, and what took them back or brought them back. */
  schemaHistory(): JournalEvent[] {
    return this.#schemaEver.get() === undefined ? [] : this.#schemaHistory.all().map(fromRow);
  }

  lastSeq(): number {
    return this.#lastSeq.get()!;
  }

  *from(seq: number): Iterable<JournalEvent> {
    for (let next = seq; ;) {
      const page = this.#page.all(next, pageSize);
      for (const row of page) yield fromRow(row);
      if (page.length === 0) return;
      next = page.at(-1)!.seq + 1;
    }
  }
}

function toRow(event: JournalEvent): EventRow {
  const { seq, id, step, at, annotator, kind, recordId, sourceId, undoes, ...payload } =
    event as JournalEvent & { recordId?: string; sourceId?: string; undoes?: number };
  return {
    seq,
    id,
    step,
    at,
    annotator,
    kind,
    record_id: recordId ?? null,
    source_id: sourceId ?? null,
    undoes: undoes ?? null,
    payload: toJson(payload),
  };
}

function fromRow(row: EventRow): JournalEvent {
  const { seq, id, step, at, annotator, kind, record_id, source_id, undoes, payload } = row;
  return {
    ...(fromJson(payload) as object),
    seq,
    id,
    step,
    at,
    annotator,
    kind,
    ...(record_id !== null && { recordId: record_id }),
    ...(source_id !== null && { sourceId: source_id }),
    ...(undoes !== null && { undoes }),
  } as JournalEvent;
}
