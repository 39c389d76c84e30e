import type { Migration } from './migration.ts';

/**
 * Judgements of several labels, and of spans. `label_set` is not derived: events reference the set
 * that was shown by its id. `answer`, `answer_label` and `answer_span` are derived; single-label
 * answers stay unchanged. `round.task` is null for single-label projects.
 */
export const judgements: Migration = {
  version: 5,
  sql: `
    CREATE TABLE label_set (
      id       INTEGER PRIMARY KEY,
      names    TEXT NOT NULL UNIQUE,
      checksum BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER label_set_is_never_changed BEFORE UPDATE ON label_set
      BEGIN SELECT RAISE(ABORT, 'label sets are only added'); END;
    CREATE TRIGGER label_set_is_never_removed BEFORE DELETE ON label_set
      BEGIN SELECT RAISE(ABORT, 'label sets are only added'); END;

    ALTER TABLE answer RENAME TO answer_before;
    DROP INDEX answer_by_seq;
    DROP INDEX answer_by_label;
    DROP INDEX answer_flagged;
    CREATE TABLE answer (
      record_id     TEXT    PRIMARY KEY,
      source_id     TEXT,
      kind          TEXT    NOT NULL CHECK (kind IN ('label', 'labels', 'spans', 'skip', 'none')),
      label         TEXT    CHECK ((label IS NOT NULL) = (kind = 'label')),
      flagged       INTEGER NOT NULL CHECK (flagged IN (0, 1)),
      note          TEXT,
      seq           INTEGER NOT NULL,
      at            INTEGER NOT NULL,
      annotator     TEXT    NOT NULL,
      ask_kind      TEXT,
      ask           TEXT,
      elapsed_ms    REAL,
      imported_from TEXT,
      judged        TEXT    CHECK (judged IN ('labels', 'spans')),
      set_id        INTEGER REFERENCES label_set (id),
      CHECK (kind NOT IN ('labels', 'spans') OR judged = kind),
      CHECK ((set_id IS NOT NULL) = (judged IS NOT NULL AND judged = 'spans'))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO answer SELECT *, NULL, NULL FROM answer_before;
    DROP TABLE answer_before;
    CREATE INDEX answer_by_seq ON answer (seq);
    CREATE INDEX answer_by_label ON answer (kind, label);
    CREATE INDEX answer_flagged ON answer (record_id) WHERE flagged = 1;

    CREATE TABLE answer_label (
      record_id TEXT    NOT NULL,
      label     TEXT    NOT NULL,
      value     INTEGER NOT NULL CHECK (value IN (0, 1)),
      PRIMARY KEY (record_id, label)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answer_label_by_label ON answer_label (label, value);

    CREATE TABLE answer_span (
      record_id TEXT    NOT NULL,
      place     INTEGER NOT NULL,
      start     INTEGER NOT NULL,
      "end"     INTEGER NOT NULL,
      label     TEXT    NOT NULL,
      text      TEXT    NOT NULL,
      PRIMARY KEY (record_id, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answer_span_by_label ON answer_span (label);

    ALTER TABLE round ADD COLUMN task TEXT CHECK (task IN ('multi', 'spans'));
  `,
};
