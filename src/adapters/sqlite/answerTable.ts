import { withQuery } from '../../core/store/strategyText.ts';
import type { RecordId } from '../../core/record.ts';
import type { Ask } from '../../core/store/events.ts';
import { fromJson, toJson } from '../../core/store/json.ts';
import type { Counts, StoredAnswer, SuggestionsTaken } from '../../core/store/store.ts';
import type { Database, Statement } from './driver.ts';

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
}

interface CountRow {
  readonly kind: StoredAnswer['kind'];
  readonly label: string | null;
  readonly held: number;
  readonly n: number;
}

/** The table `answer`: the state that the events in effect produce, one row per record. */
export class AnswerTable {
  readonly #put: Statement<[AnswerRow]>;
  readonly #remove: Statement<[string]>;
  readonly #clear: Statement<[]>;
  readonly #get: Statement<[string], AnswerRow>;
  readonly #all: Statement<[], AnswerRow>;
  readonly #recent: Statement<[number], AnswerRow>;
  readonly #labelled: Statement<[string], AnswerRow>;
  readonly #counts: Statement<[], CountRow>;
  readonly #held: Statement<[], CountRow>;
  readonly #between: Statement<[], CountRow>;
  readonly #flagged: Statement<[], number>;
  readonly #suggestions: Statement<[], SuggestionsTaken>;

  constructor(db: Database) {
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO answer VALUES (@record_id, @source_id, @kind, @label, @flagged, @note,
         @seq, @at, @annotator, @ask_kind, @ask, @elapsed_ms, @imported_from)`,
    );
    this.#remove = db.prepare('DELETE FROM answer WHERE record_id = ?');
    this.#clear = db.prepare('DELETE FROM answer');
    this.#get = db.prepare('SELECT * FROM answer WHERE record_id = ?');
    this.#all = db.prepare('SELECT * FROM answer ORDER BY seq');
    this.#recent = db.prepare(
      `SELECT * FROM answer WHERE kind <> 'none' ORDER BY seq DESC LIMIT ?`,
    );
    this.#labelled = db.prepare(`SELECT * FROM answer WHERE kind = 'label' AND label = ?`);
    this.#counts = db.prepare(
      `SELECT kind, label, 0 AS held, count(*) AS n FROM answer WHERE kind <> 'none'
       GROUP BY kind, label`,
    );
    this.#held = db.prepare(
      `SELECT kind, label, 1 AS held, count(*) AS n
       FROM holdout JOIN answer USING (record_id) WHERE kind <> 'none' GROUP BY kind, label`,
    );
    this.#between = db.prepare(
      `SELECT kind, label, 1 AS held, count(*) AS n
       FROM holdout_between JOIN answer USING (record_id) WHERE kind = 'label' GROUP BY kind, label`,
    );
    this.#suggestions = db.prepare(
      `WITH given AS (
         SELECT ask_kind, coalesce(payload ->> '$.accepted', 0) AS accepted
         FROM answer JOIN event USING (seq)
         WHERE answer.kind = 'label' AND imported_from IS NULL
       )
       SELECT count(*) FILTER (WHERE accepted) AS accepted,
              count(*) FILTER (WHERE accepted OR ask_kind = 'query') AS asked FROM given`,
    );
    this.#flagged = db.prepare<[], number>('SELECT count(*) FROM answer WHERE flagged = 1').pluck();
  }

  get(recordId: RecordId): StoredAnswer | undefined {
    const row = this.#get.get(recordId);
    return row && fromRow(row);
  }

  all(): StoredAnswer[] {
    return this.#all.all().map(fromRow);
  }

  recent(count: number): StoredAnswer[] {
    return this.#recent.all(count).map(fromRow);
  }

  /** Answers with this label, by its present name. */
  labelled(label: string): StoredAnswer[] {
    return this.#labelled.all(label).map(fromRow);
  }

  /** Sets the state of a record; undefined removes it. */
  set(recordId: RecordId, answer: StoredAnswer | undefined): void {
    if (answer) this.#put.run(toRow(answer));
    else this.#remove.run(recordId);
  }

  clear(): void {
    this.#clear.run();
  }

  suggestions(): SuggestionsTaken {
    return this.#suggestions.get()!;
  }

  counts(): Counts {
    const byLabel = new Map<string, number>();
    const trainingByLabel = new Map<string, number>();
    let [labelled, skipped, holdoutAnswered, holdoutSkipped] = [0, 0, 0, 0];
    for (const { label, n } of this.#counts.all()) {
      if (label === null) {
        skipped += n;
        continue;
      }
      labelled += n;
      byLabel.set(label, n);
      trainingByLabel.set(label, n);
    }
    for (const { label, n } of this.#held.all()) {
      if (label === null) {
        holdoutSkipped += n;
        continue;
      }
      holdoutAnswered += n;
      decrease(trainingByLabel, label, n);
    }
    for (const { label, n } of this.#between.all()) decrease(trainingByLabel, label!, n);
    const flagged = this.#flagged.get()!;
    return {
      labelled,
      byLabel,
      trainingByLabel,
      skipped,
      flagged,
      holdoutAnswered,
      holdoutSkipped,
    };
  }
}

function decrease(counts: Map<string, number>, label: string, n: number): void {
  const left = counts.get(label)! - n;
  if (left > 0) counts.set(label, left);
  else counts.delete(label);
}

function toRow(answer: StoredAnswer): AnswerRow {
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
  };
}

function fromRow(row: AnswerRow): StoredAnswer {
  return {
    recordId: row.record_id,
    ...(row.source_id !== null && { sourceId: row.source_id }),
    kind: row.kind,
    ...(row.label !== null && { label: row.label }),
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
