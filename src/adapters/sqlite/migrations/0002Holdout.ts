import type { Migration } from './migration.ts';

/**
 * A hold-out that can grow: members have their seeded hash as sort key and a group of
 * near-duplicates; records similar to both members and others are neither asked nor trained on.
 * `seen` holds all records the project has ever had, 8 bytes each.
 */
export const holdout: Migration = {
  version: 2,
  sql: `
    ALTER TABLE holdout ADD COLUMN hash INTEGER;
    ALTER TABLE holdout ADD COLUMN kin TEXT;
    ALTER TABLE holdout ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE holdout_between (record_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE seen (part INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT;
  `,
};
