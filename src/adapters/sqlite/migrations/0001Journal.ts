import type { Migration } from './migration.ts';

/**
 * The journal, its view, the hold-out, rounds and settings. `event` is the source of truth and
 * append-only, which triggers enforce. `step` and `answer` are derived from it in the same
 * transaction and can be rebuilt at any time.
 */
export const journal: Migration = {
  version: 1,
  sql: `
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE event (
      seq       INTEGER PRIMARY KEY,
      id        TEXT    NOT NULL UNIQUE,
      step      INTEGER NOT NULL,
      at        INTEGER NOT NULL,
      annotator TEXT    NOT NULL,
      kind      TEXT    NOT NULL,
      record_id TEXT,
      source_id TEXT,
      undoes    INTEGER REFERENCES event (seq),
      payload   TEXT    NOT NULL
    ) STRICT;
    CREATE INDEX event_by_record ON event (record_id, seq) WHERE record_id IS NOT NULL;
    CREATE INDEX event_by_step ON event (step);
    CREATE INDEX event_of_schema ON event (seq) WHERE kind = 'schema';
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
      BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
    CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
      BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

    CREATE TABLE step (
      seq   INTEGER PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped'))
    ) STRICT;
    CREATE INDEX step_by_state ON step (state, seq);

    CREATE TABLE answer (
      record_id     TEXT    PRIMARY KEY,
      source_id     TEXT,
      kind          TEXT    NOT NULL CHECK (kind IN ('label', 'skip', 'none')),
      label         TEXT    CHECK ((label IS NOT NULL) = (kind = 'label')),
      flagged       INTEGER NOT NULL CHECK (flagged IN (0, 1)),
      note          TEXT,
      seq           INTEGER NOT NULL,
      at            INTEGER NOT NULL,
      annotator     TEXT    NOT NULL,
      ask_kind      TEXT,
      ask           TEXT,
      elapsed_ms    REAL,
      imported_from TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answer_by_seq ON answer (seq);
    CREATE INDEX answer_by_label ON answer (kind, label);
    CREATE INDEX answer_flagged ON answer (record_id) WHERE flagged = 1;

    CREATE TABLE holdout (
      record_id    TEXT    PRIMARY KEY,
      place        INTEGER NOT NULL,
      multiplicity INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE round (
      number         INTEGER PRIMARY KEY,
      at             INTEGER NOT NULL,
      labels         INTEGER NOT NULL,
      seq            INTEGER NOT NULL,
      in_effect_from INTEGER,
      strategy       TEXT    NOT NULL,
      seed           INTEGER NOT NULL,
      kernel         TEXT    NOT NULL,
      c              REAL    NOT NULL,
      embedding      TEXT    NOT NULL,
      metrics        TEXT,
      head           BLOB,
      head_labels    TEXT
    ) STRICT;
  `,
};
