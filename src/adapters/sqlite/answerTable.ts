import type { RecordId } from '../../core/record.ts';
import type { Counts, SuggestionsTaken } from '../../core/store/counts.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import { fromRow, toRow, type AnswerRow, type ReadRow } from './answerRow.ts';
import type { Database, Statement } from './driver.ts';
import type { LabelSetTable } from './labelSetTable.ts';
import type { PartsTable } from './partsTable.ts';

interface PutRow extends AnswerRow {
  readonly by_step: number;
}

interface CountRow {
  readonly kind: StoredAnswer['kind'];
  readonly n: number;
}

interface LabelCountRow {
  readonly label: string;
  readonly n: number;
}

/** Tables with the labels of records; triggers count the rows of the first two. */
const carriers = [
  { from: 'answer', has: "kind = 'label'", n: 'count(*)', counted: 'label' },
  { from: 'answer_label', has: 'value = 1', n: 'count(*)', counted: 'yes' },
  { from: 'answer_span', has: 'true', n: 'count(DISTINCT record_id)', counted: undefined },
] as const;

/** Row counts without the rows of hidden steps. */
const counted =
  'FROM answer_count WHERE by_step NOT IN (SELECT step FROM step_in_parts WHERE hidden = 1)';

/** Selects from rows aliased `answer`. */
const columns = `
  SELECT answer.*,
    CASE judged WHEN 'labels' THEN
      (SELECT json_group_array(json_array(label, value)) FROM answer_label
        WHERE answer_label.record_id = answer.record_id) END AS labels,
    CASE judged WHEN 'spans' THEN
      (SELECT json_group_array(json_object('start', start, 'end', "end", 'label', label, 'text', text)
                               ORDER BY place) FROM answer_span
        WHERE answer_span.record_id = answer.record_id) END AS spans`;

const read = `${columns} FROM answer`;

/**
 * The views `answer`, `answer_label` and `answer_span` with their tables: the state derived from
 * the events in effect. Only the tables contain the rows of hidden steps.
 */
export class AnswerTable {
  readonly #put: Statement<[PutRow]>;
  readonly #putLabel: Statement<[string, string, number, number]>;
  readonly #putSpan: Statement<[string, number, number, number, string, string, number]>;
  readonly #byStep: Statement<[string], number>;
  readonly #rowsOf: Statement<[number, number, number], string>;
  readonly #parts: PartsTable;
  readonly #remove: readonly Statement<[string]>[];
  readonly #clear: readonly Statement<[]>[];
  readonly #isCounted: Statement<[], number>;
  readonly #sets: LabelSetTable;
  readonly #get: Statement<[string], ReadRow>;
  readonly #all: Statement<[], ReadRow>;
  readonly #snapshot: <T>(work: () => T) => T;
  readonly #positions: Statement<[number, number, number], number>;
  readonly #between: Statement<[number, number, number], ReadRow>;
  readonly #recent: Statement<[number, number], ReadRow>;
  readonly #labelled: Statement<[LabelParam], ReadRow>;
  readonly #counts: Statement<[], CountRow>;
  readonly #held: Statement<[], CountRow>;
  readonly #carried: readonly Statement<[], LabelCountRow>[];
  readonly #carriedApart: readonly Statement<[], LabelCountRow>[];
  readonly #flagged: Statement<[], number>;
  readonly #none: Statement<[], number>;
  readonly #unjudged: Statement<[string], number>;
  readonly #suggestions: Statement<[], SuggestionsTaken>;

  constructor(db: Database, sets: LabelSetTable, parts: PartsTable) {
    this.#sets = sets;
    this.#parts = parts;
    this.#put = db.prepare(
      `INSERT INTO answer_row VALUES (@record_id, @source_id, @kind, @label, @flagged,
         @note, @seq, @at, @annotator, @ask_kind, @ask, @elapsed_ms, @imported_from, @judged,
         @set_id, @by_step)`,
    );
    this.#putLabel = db.prepare('INSERT INTO answer_label_row VALUES (?, ?, ?, ?)');
    this.#putSpan = db.prepare('INSERT INTO answer_span_row VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#byStep = db
      .prepare<[string], number>('SELECT by_step FROM answer_row WHERE record_id = ?')
      .pluck();
    this.#rowsOf = db
      .prepare<[number, number, number], string>(
        'SELECT record_id FROM answer_row WHERE by_step = ? AND seq >= ? ORDER BY seq LIMIT ?',
      )
      .pluck();
    this.#remove = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE record_id = ?`));
    // Clear the counts too: those of a damaged table may be wrong.
    this.#clear = [...tables, 'answer_count'].map((table) => db.prepare(`DELETE FROM ${table}`));
    this.#isCounted = db
      .prepare<[], number>(
        `SELECT (SELECT coalesce(sum(n), 0) FROM answer_count) = (SELECT count(*) FROM answer_row)
             + (SELECT count(*) FROM answer_label_row WHERE value = 1)
           AND NOT EXISTS (
             SELECT by_step, kind, coalesce(label, ''), count(*) FROM answer_row GROUP BY 1, 2, 3
             UNION ALL SELECT by_step, 'yes', label, count(*) FROM answer_label_row
               WHERE value = 1 GROUP BY 1, 3
             EXCEPT SELECT * FROM answer_count)`,
      )
      .pluck();
    this.#get = db.prepare(`${read} WHERE record_id = ?`);
    this.#all = db.prepare(`${read} ORDER BY seq`);
    this.#snapshot = (work) => db.transaction(work)();
    this.#positions = db
      .prepare<[number, number, number], number>(
        'SELECT seq FROM answer_row WHERE by_step = ? AND seq > ? ORDER BY seq LIMIT ?',
      )
      .pluck();
    this.#between = db.prepare(
      `${columns} FROM answer_row AS answer WHERE by_step = ? AND seq > ? AND seq <= ? ORDER BY seq`,
    );
    // One query per step: a hidden step may have a million rows, all later than the others.
    this.#recent = db.prepare(
      `${columns} FROM answer_row AS answer
       WHERE by_step = ? AND kind <> 'none' ORDER BY seq DESC LIMIT ?`,
    );
    this.#labelled = db.prepare(
      `${read} WHERE (kind = 'label' AND label = @label)
         OR record_id IN (SELECT record_id FROM answer_label WHERE label = @label
                          UNION SELECT record_id FROM answer_span WHERE label = @label)
         OR set_id IN (SELECT id FROM label_set
                       WHERE EXISTS (SELECT 1 FROM json_each(names) WHERE value = @label))`,
    );
    this.#counts = db.prepare(
      `SELECT kind, sum(n) AS n ${counted} AND kind NOT IN ('none', 'yes') GROUP BY kind`,
    );
    // The cross join fixes the order: a lookup per hold-out record, not a scan of all answers.
    this.#held = db.prepare(
      `SELECT kind, count(*) AS n FROM holdout CROSS JOIN answer USING (record_id)
       WHERE kind <> 'none' GROUP BY kind`,
    );
    this.#carried = carriers.map(({ from, has, n, counted: kind }) =>
      db.prepare(
        kind
          ? `SELECT label, sum(n) AS n ${counted} AND kind = '${kind}' GROUP BY label HAVING sum(n) > 0`
          : `SELECT label, ${n} AS n FROM ${from} WHERE ${has} GROUP BY label`,
      ),
    );
    this.#carriedApart = carriers.map(({ from, has, n }) =>
      db.prepare(
        `SELECT label, ${n} AS n
         FROM (SELECT record_id FROM holdout UNION SELECT record_id FROM holdout_between)
         CROSS JOIN ${from} USING (record_id) WHERE ${has} GROUP BY label`,
      ),
    );
    this.#none = db
      .prepare<[], number>(
        `SELECT count(*) FROM answer WHERE kind = 'labels' AND NOT EXISTS (
           SELECT 1 FROM answer_label
           WHERE answer_label.record_id = answer.record_id AND answer_label.value = 1)`,
      )
      .pluck();
    // Rows that only an import in parts produced were never suggested here, and may be a million.
    this.#suggestions = db.prepare(
      `WITH given AS (
         SELECT ask_kind, coalesce(payload ->> '$.accepted', 0) AS accepted
         FROM (SELECT 0 AS by_step
               UNION ALL SELECT parts.step
                 FROM step_in_parts AS parts CROSS JOIN event AS first ON first.seq = parts.step
                 WHERE parts.hidden = 0
                   AND first.kind NOT IN ('import', 'conflict', 'flag', 'unflag', 'note'))
         CROSS JOIN answer_row AS answer USING (by_step) CROSS JOIN event USING (seq)
         WHERE answer.kind IN ('label', 'labels', 'spans') AND imported_from IS NULL
       )
       SELECT count(*) FILTER (WHERE accepted) AS accepted,
              count(*) FILTER (WHERE accepted OR ask_kind = 'query') AS asked FROM given`,
    );
    this.#unjudged = db
      .prepare<[string], number>(
        `SELECT count(*) FROM answer WHERE kind = 'labels' AND NOT EXISTS (
           SELECT 1 FROM answer_label
           WHERE answer_label.record_id = answer.record_id AND answer_label.label = ?)`,
      )
      .pluck();
    this.#flagged = db.prepare<[], number>('SELECT count(*) FROM answer WHERE flagged = 1').pluck();
  }

  get(recordId: RecordId): StoredAnswer | undefined {
    const row = this.#get.get(recordId);
    return row && this.#answer(row);
  }

  all(): StoredAnswer[] {
    return this.#all.all().map(this.#answer);
  }

  /** See `Store.answersAfter`; reads one snapshot. */
  after(seq: number, count: number): StoredAnswer[] {
    return this.#snapshot(() => this.#pageAfter(seq, count));
  }

  #pageAfter(seq: number, count: number): StoredAnswer[] {
    const steps = [0, ...this.#parts.shown()];
    // Positions come from the index alone, so each row is read once, whatever the number of steps.
    const positions = steps.flatMap((step) => this.#positions.all(step, seq, count));
    positions.sort((a, b) => a - b);
    const last = positions[Math.min(count, positions.length) - 1];
    if (last === undefined) return [];
    const rows = steps.flatMap((step) => this.#between.all(step, seq, last));
    if (steps.length > 1) rows.sort((a, b) => a.seq - b.seq);
    return rows.map(this.#answer);
  }

  recent(count: number): StoredAnswer[] {
    const steps = [0, ...this.#parts.shown()];
    const rows = steps.flatMap((step) => this.#recent.all(step, count));
    rows.sort((a, b) => b.seq - a.seq);
    return rows.slice(0, count).map(this.#answer);
  }

  /** Answers that judge this label, by its present name. */
  judged(label: string): StoredAnswer[] {
    return this.#labelled.all({ label }).map(this.#answer);
  }

  /**
   * Sets the state of a record; undefined removes it.
   * @param isNew whether the record is known to have no state, which saves a lookup
   */
  set(recordId: RecordId, answer: StoredAnswer | undefined, isNew = false): void {
    if (this.#parts.any) {
      // A hidden step may have a row of the record even if `isNew`.
      const step = this.#byStep.get(recordId);
      if (step !== undefined && step > 0) this.#parts.addException(step, recordId);
      if (step !== undefined) this.#removeRow(recordId);
    } else if (!isNew) this.#removeRow(recordId);
    if (answer) this.#insert(answer, 0);
  }

  /** Whether the state of a record derives from this step alone. */
  isBy(recordId: RecordId, step: number): boolean {
    return this.#byStep.get(recordId) === step;
  }

  /**
   * Stores the state of a record as derived from a hidden step alone.
   * @returns false, storing nothing, if other events contribute to the state
   */
  setHidden(recordId: RecordId, answer: StoredAnswer, step: number): boolean {
    const parts = this.#parts;
    const present = this.#byStep.get(recordId);
    const isFree = present === undefined || (present !== step && parts.isHidden(present));
    if (present !== undefined && parts.isHidden(present)) {
      parts.addException(present, recordId);
      this.#removeRow(recordId);
    }
    if (!isFree || parts.isException(step, recordId)) return false;
    this.#insert(answer, step);
    return true;
  }

  /**
   * Removes rows of a hidden step.
   * @returns the number removed; less than `most` if none are left
   */
  removeHidden(step: number, most: number): number {
    const records = this.#rowsOf.all(step, step, most);
    for (const recordId of records) this.#removeRow(recordId);
    return records.length;
  }

  #removeRow(recordId: RecordId): void {
    for (const remove of this.#remove) remove.run(recordId);
  }

  #insert(answer: StoredAnswer, step: number): void {
    const { recordId } = answer;
    const row = toRow(answer, answer.of && this.#sets.idOf(answer.of));
    this.#put.run({ ...row, by_step: step });
    for (const [label, applies] of answer.labels ?? []) {
      this.#putLabel.run(recordId, label, applies ? 1 : 0, step);
    }
    for (const [i, { start, end, label, text }] of (answer.spans ?? []).entries()) {
      this.#putSpan.run(recordId, i, start, end, label, text, step);
    }
  }

  unjudged(label: string): number {
    return this.#unjudged.get(label)!;
  }

  clear(): void {
    for (const clear of this.#clear) clear.run();
  }

  /** Whether the stored counts match the rows. */
  get isCounted(): boolean {
    return this.#isCounted.get() === 1;
  }

  suggestions(): SuggestionsTaken {
    return this.#suggestions.get()!;
  }

  counts(): Counts {
    const byLabel = byLabelIn(this.#carried);
    const trainingByLabel = new Map(byLabel);
    for (const [label, n] of byLabelIn(this.#carriedApart)) decrease(trainingByLabel, label, n);
    const all = byKind(this.#counts.all());
    const held = byKind(this.#held.all());
    return {
      labelled: all.labelled,
      byLabel,
      trainingByLabel,
      none: this.#none.get()!,
      skipped: all.skipped,
      flagged: this.#flagged.get()!,
      holdoutAnswered: held.labelled,
      holdoutSkipped: held.skipped,
    };
  }

  readonly #answer = (row: ReadRow): StoredAnswer => fromRow(row, this.#sets);
}

/** Tables with a column `record_id` that hold the state of a record. */
const tables = ['answer_row', 'answer_label_row', 'answer_span_row'] as const;

interface LabelParam {
  readonly label: string;
}

/** Number of records by label; the labels of a record are in only one of the tables. */
function byLabelIn(tables: readonly Statement<[], LabelCountRow>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label, n } of tables.flatMap((table) => table.all())) {
    counts.set(label, (counts.get(label) ?? 0) + n);
  }
  return counts;
}

function byKind(rows: readonly CountRow[]): {
  readonly labelled: number;
  readonly skipped: number;
} {
  let [labelled, skipped] = [0, 0];
  for (const { kind, n } of rows) {
    if (kind === 'skip') skipped += n;
    else labelled += n;
  }
  return { labelled, skipped };
}

function decrease(counts: Map<string, number>, label: string, n: number): void {
  const left = counts.get(label)! - n;
  if (left > 0) counts.set(label, left);
  else counts.delete(label);
}
