import type { Migration } from './migration.ts';

/**
 * Several windows: which window made or reversed a step, and which ones have the file open.
 * `event.checksum` covers the rest of its row, to detect bit flips on disk. Old events get theirs
 * later; once it is set, the event is immutable.
 */
export const windows: Migration = {
  version: 3,
  sql: `
    ALTER TABLE event ADD COLUMN window TEXT;
    ALTER TABLE event ADD COLUMN checksum BLOB;
    DROP TRIGGER event_is_never_changed;
    CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
      WHEN OLD.checksum IS NOT NULL OR NEW.checksum IS NULL
        OR NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id OR NEW.step IS NOT OLD.step
        OR NEW.at IS NOT OLD.at OR NEW.annotator IS NOT OLD.annotator OR NEW.kind IS NOT OLD.kind
        OR NEW.record_id IS NOT OLD.record_id OR NEW.source_id IS NOT OLD.source_id
        OR NEW.undoes IS NOT OLD.undoes OR NEW.payload IS NOT OLD.payload
        OR NEW.window IS NOT OLD.window
      BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
    CREATE INDEX event_without_checksum ON event (seq) WHERE checksum IS NULL;

    ALTER TABLE step ADD COLUMN window TEXT;
    ALTER TABLE step ADD COLUMN undone_by TEXT;
    ALTER TABLE step ADD COLUMN undone_at INTEGER;
    UPDATE step SET undone_at =
      (SELECT max(seq) FROM event WHERE kind = 'undo' AND undoes = step.seq)
      WHERE state = 'undone';
    DROP INDEX step_by_state;
    CREATE INDEX step_by_state ON step (state, window, seq);
    CREATE INDEX step_undone ON step (undone_at) WHERE state = 'undone';

    CREATE TABLE window (
      id   TEXT    PRIMARY KEY,
      host TEXT    NOT NULL,
      pid  INTEGER NOT NULL,
      seen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
