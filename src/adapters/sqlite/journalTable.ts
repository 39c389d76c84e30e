import { withQuery } from '../../core/store/strategyText.ts';
import type {
  Ask,
  JournalEvent,
  JournalPosition,
  StepEvent,
  VectorsEvent,
} from '../../core/store/events.ts';
import { fromJson, toJson } from '../../core/store/json.ts';
import type { RecordId } from '../../core/record.ts';
import { timedChanges, type TimedChange } from '../../core/store/labelNames.ts';
import type { ImportStep } from '../../core/store/importsFound.ts';
import { existingVectorsEvent } from '../../core/store/vectorsEvent.ts';
import { isStepEvent } from '../../core/store/timeline.ts';
import { checksumOf } from './eventChecksum.ts';
import type { Database, Statement } from './driver.ts';
import type { LabelSetTable } from './labelSetTable.ts';

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
  readonly window: string | null;
  /** Over the columns above; null if not filled yet. */
  readonly checksum: Uint8Array | null;
}

/** Rows fetched at a time, so that other statements can run between them. */
const pageSize = 1000;

/** The table `event`: the journal. Fields common to all events have columns, the rest is JSON. */
export class JournalTable {
  readonly #sets: LabelSetTable;
  readonly #insert: Statement<[EventRow]>;
  readonly #byId: Statement<[string], EventRow>;
  readonly #ofStep: Statement<[number, number, number], EventRow>;
  readonly #recordsInStep: Statement<[number], string>;
  readonly #newsPage: Statement<[number, number, number], EventRow>;
  readonly #recordsOfStep: Statement<[number], number>;
  readonly #byRecord: Statement<[string], EventRow>;
  readonly #page: Statement<[number, number], EventRow>;
  readonly #schema: Statement<[], EventRow>;
  readonly #schemaOf: Statement<[number], EventRow>;
  readonly #vectors: Statement<[], EventRow>;
  readonly #schemaEver: Statement<[], number>;
  readonly #schemaHistory: Statement<[], EventRow>;
  readonly #conflicts: Statement<[], EventRow>;
  readonly #imports: Statement<[], Omit<ImportStep, 'from'> & Pick<EventRow, 'payload'>>;
  readonly #lastSeq: Statement<[], number>;
  readonly #lastStep: Statement<[], number>;
  readonly #unsummed: Statement<[number], EventRow>;
  readonly #fill: Statement<[Uint8Array, number]>;

  /** Cached for a journal that ends at `last`: reading them scans every event. */
  #changes: { readonly last: number; readonly list: readonly TimedChange[] } | undefined;

  constructor(db: Database, sets: LabelSetTable) {
    this.#sets = sets;
    this.#insert = db.prepare(
      `INSERT INTO event VALUES (@seq, @id, @step, @at, @annotator, @kind, @record_id, @source_id,
                                 @undoes, @payload, @window, @checksum)`,
    );
    this.#byId = db.prepare('SELECT * FROM event WHERE id = ?');
    this.#recordsOfStep = db
      .prepare<[number], number>('SELECT count(DISTINCT record_id) FROM event WHERE step = ?')
      .pluck();
    this.#ofStep = db.prepare(
      'SELECT * FROM event WHERE step = ? AND seq >= ? ORDER BY seq LIMIT ?',
    );
    this.#recordsInStep = db
      .prepare<[number], string>(
        `SELECT record_id FROM event WHERE step = ? AND record_id IS NOT NULL
         GROUP BY record_id ORDER BY min(seq)`,
      )
      .pluck();
    // By step, so that the events of one being written are not scanned each time.
    this.#newsPage = db.prepare(
      `WITH incomplete AS
         (SELECT seq FROM step WHERE state = 'undone' AND undone_by LIKE 'writing:%')
       SELECT * FROM event WHERE (step, seq) > (?, ?) AND step NOT IN incomplete
         AND (undoes IS NULL OR undoes NOT IN incomplete) ORDER BY step, seq LIMIT ?`,
    );
    this.#byRecord = db.prepare('SELECT * FROM event WHERE record_id = ? ORDER BY seq');
    this.#page = db.prepare('SELECT * FROM event WHERE seq >= ? ORDER BY seq LIMIT ?');
    // A lookup for each of these few; a subquery of all steps in effect would be evaluated first.
    this.#schema = db.prepare(
      `SELECT * FROM event WHERE kind = 'schema'
         AND (SELECT state FROM step WHERE step.seq = event.step) = 'done' ORDER BY seq`,
    );
    this.#schemaOf = db.prepare(
      `SELECT * FROM event WHERE kind = 'schema' AND +step = ? ORDER BY seq`,
    );
    this.#vectors = db.prepare(`SELECT * FROM event WHERE kind = 'vectors' ORDER BY seq`);
    this.#schemaEver = db
      .prepare<[], number>(`SELECT 1 FROM event WHERE kind = 'schema' LIMIT 1`)
      .pluck();
    this.#schemaHistory = db.prepare(
      `SELECT * FROM event WHERE kind = 'schema' UNION ALL
       SELECT * FROM event WHERE undoes IN (SELECT step FROM event WHERE kind = 'schema')
       ORDER BY seq`,
    );
    // The cross joins fix the order: a lookup per open conflict, not per event.
    this.#conflicts = db.prepare(
      'SELECT event.* FROM conflict CROSS JOIN event USING (seq) ORDER BY seq',
    );
    // Returns the payload unparsed: SQLite rejects JSON nested more than 1,000 deep.
    this.#imports = db.prepare(
      `SELECT first.step, first.payload, first.at, first.annotator,
              (SELECT count(*) FROM event WHERE event.step = first.step)
                - (SELECT count(*) FROM event WHERE kind = 'schema' AND +event.step = first.step)
                AS count
       FROM event AS first CROSS JOIN step USING (seq)
       WHERE first.seq = first.step AND first.kind IN ('import', 'conflict', 'flag', 'unflag', 'note')
         AND step.state = 'done' ORDER BY first.seq`,
    );
    this.#unsummed = db.prepare('SELECT * FROM event WHERE checksum IS NULL ORDER BY seq LIMIT ?');
    this.#fill = db.prepare('UPDATE event SET checksum = ? WHERE seq = ?');
    this.#lastSeq = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event').pluck();
    this.#lastStep = db.prepare<[], number>('SELECT coalesce(max(step), 0) FROM event').pluck();
  }

  insert(event: JournalEvent): void {
    const row = toRow(event, 'of' in event && event.of ? this.#sets.idOf(event.of) : undefined);
    this.#insert.run({ ...row, checksum: sumOf(row) });
  }

  /**
   * Fills the checksums of events written before checksums existed.
   * @returns the number filled; less than `most` when complete.
   */
  fillChecksums(most: number): number {
    const rows = this.#unsummed.all(most);
    for (const row of rows) this.#fill.run(sumOf(row), row.seq);
    return rows.length;
  }

  /** Positions of damaged rows among `count` events starting at `seq`. */
  damaged(seq: number, count: number): { readonly damaged: number[]; readonly next: number } {
    const rows = this.#page.all(seq, count);
    const damaged = rows
      .filter((row, i) => row.seq !== seq + i || (row.checksum && !isSum(row.checksum, row)))
      .map((row) => row.seq);
    return { damaged, next: rows.length < count ? 0 : seq + count };
  }

  byId(id: string): JournalEvent | undefined {
    const row = this.#byId.get(id);
    return row && this.#read(row);
  }

  /** Number of records that a step affected. */
  recordsOfStep(step: number): number {
    return this.#recordsOfStep.get(step) ?? 0;
  }

  step(step: number): StepEvent[] {
    return [...this.eventsOf(step)];
  }

  /** The events of a step, read lazily. */
  *eventsOf(step: number): Iterable<StepEvent> {
    const pages = (from: number): EventRow[] => this.#ofStep.all(step, from, pageSize);
    for (const event of this.#paged(step, pages)) {
      if (isStepEvent(event)) yield event;
    }
  }

  /** The first event of a step. */
  first(step: number): StepEvent | undefined {
    const [row] = this.#page.all(step, 1);
    return row?.step === step ? (this.#read(row) as StepEvent) : undefined;
  }

  /** The records of a step, in the order of their first events. */
  recordsIn(step: number): RecordId[] {
    return this.#recordsInStep.all(step);
  }

  ofRecord(recordId: RecordId): StepEvent[] {
    return this.#byRecord.all(recordId).map((row) => this.#read(row) as StepEvent);
  }

  /** See `Store.labelChanges`. */
  schemaChanges(step?: number): Extract<StepEvent, { kind: 'schema' }>[] {
    const rows = step === undefined ? this.#schema.all() : this.#schemaOf.all(step);
    return rows.map((row) => this.#read(row) as never);
  }

  /** All changes of the label set ever made, with their undos and redos. */
  timedChanges(): readonly TimedChange[] {
    const last = this.lastSeq();
    if (this.#changes?.last !== last) {
      const ever = this.#schemaEver.get() !== undefined;
      this.#changes = {
        last,
        list: timedChanges(ever ? this.#schemaHistory.all().map(this.#read) : []),
      };
    }
    return this.#changes.list;
  }

  /** Appends a change of the vectors, unless nothing changed. */
  changeVectors(given: VectorsEvent): VectorsEvent & JournalPosition {
    const there = existingVectorsEvent(given, this.byId(given.id), this.vectorChanges().at(-1));
    if (there) return there;
    const seq = this.lastSeq() + 1;
    const event = { ...given, seq, step: seq };
    this.insert(event);
    return event;
  }

  /** All changes of the vectors. */
  vectorChanges(): (VectorsEvent & JournalPosition)[] {
    return this.#vectors.all().map((row) => this.#read(row) as never);
  }

  /** Events of open conflicts, in order. */
  openConflicts(): Extract<StepEvent, { kind: 'conflict' }>[] {
    return this.#conflicts.all().map((row) => this.#read(row) as never);
  }

  /** The imports in effect, in order. */
  imports(): ImportStep[] {
    return this.#imports.all().flatMap(({ payload, ...step }) => {
      const { from } = fromJson(payload) as { readonly from?: string };
      return from === undefined ? [] : { ...step, from };
    });
  }

  lastSeq(): number {
    return this.#lastSeq.get()!;
  }

  from(seq: number): Iterable<JournalEvent> {
    return this.#paged(seq, (next) => this.#page.all(next, pageSize));
  }

  /** See `Store.news`. */
  *news(from: number): Iterable<JournalEvent> {
    // Further parts of an earlier step are no news: one lookup shows that no step has begun since.
    if (this.#lastStep.get()! < from) return;
    for (let [step, seq] = [from, 0]; ;) {
      const page = this.#newsPage.all(step, seq, pageSize);
      for (const row of page) yield this.#read(row);
      if (page.length < pageSize) return;
      ({ step, seq } = page.at(-1)!);
    }
  }

  *#paged(seq: number, pageFrom: (seq: number) => readonly EventRow[]): Iterable<JournalEvent> {
    for (let next = seq; ;) {
      const page = pageFrom(next);
      for (const row of page) yield this.#read(row);
      if (page.length === 0) return;
      next = page.at(-1)!.seq + 1;
    }
  }

  readonly #read = (row: EventRow): JournalEvent => fromRow(row, this.#sets);
}

/** @param setId id of the label set that the event references, if any */
function toRow(event: JournalEvent, setId?: number): EventRow {
  const { seq, id, step, at, annotator, kind, recordId, sourceId, undoes, window, ...rest } =
    event as JournalEvent & { recordId?: string; sourceId?: string; undoes?: number };
  const payload = setId === undefined ? rest : { ...rest, of: setId };
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
    window: window ?? null,
    checksum: null,
  };
}

function fromRow(row: EventRow, sets: LabelSetTable): JournalEvent {
  const { seq, id, step, at, annotator, kind, record_id, source_id, undoes, payload, window } = row;
  const rest = fromJson(payload) as { readonly ask?: Ask; readonly of?: number };
  return {
    ...rest,
    ...(rest.ask && { ask: withQuery(rest.ask) }),
    ...(rest.of !== undefined && { of: sets.names(rest.of) }),
    seq,
    id,
    step,
    at,
    annotator,
    kind,
    ...(record_id !== null && { recordId: record_id }),
    ...(source_id !== null && { sourceId: source_id }),
    ...(undoes !== null && { undoes }),
    ...(window !== null && { window }),
  } as JournalEvent;
}

function sumOf(row: EventRow): Uint8Array {
  const { seq, id, step, at, annotator, kind, record_id, source_id, undoes, payload, window } = row;
  const on = [seq, id, step, at, annotator, kind, record_id, source_id, undoes, payload];
  return checksumOf(window === null ? on : [...on, window]);
}

function isSum(checksum: Uint8Array, row: EventRow): boolean {
  return Buffer.compare(checksum, sumOf(row)) === 0;
}
