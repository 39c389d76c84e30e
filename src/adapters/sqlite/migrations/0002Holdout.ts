import type { Migration } from './migration.ts';

/**
 * The hold-out may grow: members have a place in the order of their seeded hash and a group of
 * near-duplicates; records that are near to members and to others are neither asked nor trained on.
 * `seen` holds the records that the project has ever had, 8 bytes each.
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
