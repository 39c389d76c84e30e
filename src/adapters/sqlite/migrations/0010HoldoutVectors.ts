import type { Migration } from './migration.ts';

/**
 * Vectors of hold-out records under the embeddings of the rounds: `vectors` holds little-endian
 * 32-bit floats, a row for each id of the JSON array `record_ids`. A record that joins the hold-out
 * later is in another part.
 */
export const holdoutVectors: Migration = {
  version: 10,
  sql: `
    CREATE TABLE holdout_vectors (
      embedding  TEXT    NOT NULL,
      part       INTEGER NOT NULL,
      record_ids TEXT    NOT NULL,
      vectors    BLOB    NOT NULL,
      PRIMARY KEY (embedding, part)
    ) STRICT;
  `,
};
