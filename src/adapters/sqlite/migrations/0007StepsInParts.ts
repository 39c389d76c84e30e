import type { Migration } from './migration.ts';

/**
 * Steps that are written in several transactions and shown or hidden as a whole. A record's state
 * that derives from such a step alone has its number in `by_step`; the views leave out those of
 * hidden steps. `record_apart` lists the step's other records, which are rederived one by one when
 * it is shown or hidden. All of it is derived from the journal.
 */
export const stepsInParts: Migration = {
  version: 7,
  sql: `
    CREATE TABLE step_in_parts (
      step    INTEGER PRIMARY KEY,
      records INTEGER NOT NULL,
      hidden  INTEGER NOT NULL CHECK (hidden IN (0, 1)),
      stale   INTEGER NOT NULL CHECK (stale IN (0, 1))
    ) STRICT;
    CREATE TABLE record_apart (
      step      INTEGER NOT NULL,
      record_id TEXT    NOT NULL,
      PRIMARY KEY (step, record_id)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE answer RENAME TO answer_row;
    ALTER TABLE answer_row ADD COLUMN by_step INTEGER NOT NULL DEFAULT 0;
    DROP INDEX answer_by_seq;
    CREATE INDEX answer_by_seq ON answer_row (by_step, seq);
    DROP INDEX answer_by_label;
    CREATE INDEX answer_by_label ON answer_row (kind, label, by_step);
    CREATE VIEW answer AS
      SELECT record_id, source_id, kind, label, flagged, note, seq, at, annotator, ask_kind, ask,
             elapsed_ms, imported_from, judged, set_id
      FROM answer_row WHERE by_step NOT IN (SELECT step FROM step_in_parts WHERE hidden = 1);

    ALTER TABLE answer_label RENAME TO answer_label_row;
    ALTER TABLE answer_label_row ADD COLUMN by_step INTEGER NOT NULL DEFAULT 0;
    DROP INDEX answer_label_by_label;
    CREATE INDEX answer_label_by_label ON answer_label_row (label, value, by_step);
    CREATE VIEW answer_label AS SELECT record_id, label, value
      FROM answer_label_row WHERE by_step NOT IN (SELECT step FROM step_in_parts WHERE hidden = 1);

    ALTER TABLE answer_span RENAME TO answer_span_row;
    ALTER TABLE answer_span_row ADD COLUMN by_step INTEGER NOT NULL DEFAULT 0;
    CREATE VIEW answer_span AS SELECT record_id, place, start, "end", label, text
      FROM answer_span_row WHERE by_step NOT IN (SELECT step FROM step_in_parts WHERE hidden = 1);
  `,
};
