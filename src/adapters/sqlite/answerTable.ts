import { withQuery } from '../../core/store/strategyText.ts';
import type { RecordId } from '../../core/record.ts';
import type { Ask } from '../../core/store/events.ts';
import { fromJson, toJson } from '../../core/store/json.ts';
import type { Counts, SuggestionsTaken } from '../../core/store/counts.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import type { Span } from '../../core/task/judgement.ts';
import type { LabelJudgements } from '../../core/task/labelJudgements.ts';
import type { Database, Statement } from './driver.ts';
import type { LabelSetTable } from './labelSetTable.ts';
import type { PartsTable } from './partsTable.ts';

interface AnswerRow {
  readonly record_id: string;
  readonly source_id: string | null;
  readonly kind: StoredAnswer['kind'];
  readonly label: string | null;
  readonly flagged: number;
  readonly note: string | null;
  readonly seq: number;
  readonly at: number;
  readonly annotator: string;
  readonly ask_kind: string | null;
  readonly ask: string | null;
  readonly elapsed_ms: number | null;
  readonly imported_from: string | null;
  /** Which table holds its judgements: `answer_label` or `answer_span`. */
  readonly judged: 'labels' | 'spans' | null;
  /** Label set that was shown for a span annotation. */
  readonly set_id: number | null;
}

interface PutRow extends AnswerRow {
  readonly by_step: number;
}

/** A row as read, with its judgements as JSON. */
interface ReadRow extends AnswerRow {
  /** `[[label, 0 or 1], …]` */
  readonly labels: string | null;
  readonly spans: string | null;
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
  readonly #recent: Statement<[number, number], ReadRow>;
  readonly #labelled: Statement<[Named], ReadRow>;
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
    this.#suggestions = db.prepare(
      `WITH given AS (
         SELECT ask_kind, coalesce(payload ->> '$.accepted', 0) AS accepted
         FROM answer JOIN event USING (seq)
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
      if (step !== undefined && step > 0) this.#parts.setApart(step, recordId);
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
      parts.setApart(present, recordId);
      this.#removeRow(recordId);
    }
    if (!isFree || parts.isApart(step, recordId)) return false;
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

interface Named {
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

function toRow(answer: StoredAnswer, setId: number | undefined): AnswerRow {
  return {
    record_id: answer.recordId,
    source_id: answer.sourceId ?? null,
    kind: answer.kind,
    label: answer.label ?? null,
    flagged: answer.flagged ? 1 : 0,
    note: answer.note ?? null,
    seq: answer.seq,
    at: answer.at,
    annotator: answer.annotator,
    ask_kind: answer.ask?.kind ?? null,
    ask: answer.ask ? toJson(answer.ask) : null,
    elapsed_ms: answer.elapsedMs ?? null,
    imported_from: answer.importedFrom ?? null,
    judged: answer.labels ? 'labels' : answer.spans ? 'spans' : null,
    set_id: setId ?? null,
  };
}

function fromRow(row: ReadRow, sets: LabelSetTable): StoredAnswer {
  return {
    recordId: row.record_id,
    ...(row.source_id !== null && { sourceId: row.source_id }),
    kind: row.kind,
    ...(row.label !== null && { label: row.label }),
    ...(row.labels !== null && { labels: labelMapFrom(row.labels) }),
    ...(row.spans !== null && { spans: JSON.parse(row.spans) as Span[] }),
    ...(row.set_id !== null && { of: sets.names(row.set_id) }),
    flagged: row.flagged === 1,
    ...(row.note !== null && { note: row.note }),
    seq: row.seq,
    at: row.at,
    annotator: row.annotator,
    ...(row.ask !== null && { ask: withQuery(fromJson(row.ask) as Ask) }),
    ...(row.elapsed_ms !== null && { elapsedMs: row.elapsed_ms }),
    ...(row.imported_from !== null && { importedFrom: row.imported_from }),
  };
}

function labelMapFrom(json: string): LabelJudgements {
  const entries = JSON.parse(json) as [string, 0 | 1][];
  return new Map(entries.map(([label, value]) => [label, value === 1]));
}
