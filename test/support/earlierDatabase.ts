import type { Database } from '../../src/adapters/sqlite/driver.ts';

/** Downgrades a database to version 9, as if no later version had opened it. */
export function makeVersion9(db: Database): void {
  db.exec('DROP TABLE holdout_vectors');
  db.pragma('user_version = 9');
}

/** Downgrades a database to version 7. */
export function makeVersion7(db: Database): void {
  makeVersion9(db);
  db.exec(`
    DROP TRIGGER answer_row_added;
    DROP TRIGGER answer_row_removed;
    DROP TRIGGER answer_label_row_added;
    DROP TRIGGER answer_label_row_removed;
    DROP TABLE answer_count;
    DROP INDEX event_by_undone;
    DROP INDEX event_of_import;
  `);
  db.pragma('user_version = 7');
}

/** Downgrades a database to version 5. */
export function makeVersion5(db: Database): void {
  makeVersion7(db);
  db.exec(`
    DROP TABLE conflict;
    DROP VIEW answer;
    DROP VIEW answer_label;
    DROP VIEW answer_span;
    DROP TABLE step_in_parts;
    DROP TABLE record_apart;
    DROP INDEX answer_by_seq;
    DROP INDEX answer_by_label;
    DROP INDEX answer_label_by_label;
    ALTER TABLE answer_row DROP COLUMN by_step;
    ALTER TABLE answer_label_row DROP COLUMN by_step;
    ALTER TABLE answer_span_row DROP COLUMN by_step;
    ALTER TABLE answer_row RENAME TO answer;
    ALTER TABLE answer_label_row RENAME TO answer_label;
    ALTER TABLE answer_span_row RENAME TO answer_span;
    CREATE INDEX answer_by_seq ON answer (seq);
    CREATE INDEX answer_by_label ON answer (kind, label);
    CREATE INDEX answer_label_by_label ON answer_label (label, value);
  `);
  db.pragma('user_version = 5');
}
