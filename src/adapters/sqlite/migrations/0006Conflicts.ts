import type { Migration } from './migration.ts';

/**
 * Open conflicts from imports. `conflict` is derived: the events of kind `conflict` that are open.
 */
export const conflicts: Migration = {
  version: 6,
  sql: `
    CREATE TABLE conflict (
      seq       INTEGER PRIMARY KEY REFERENCES event (seq),
      record_id TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conflict_by_record ON conflict (record_id);
  `,
};
