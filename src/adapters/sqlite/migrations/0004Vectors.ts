import type { Migration } from './migration.ts';

/**
 * Events of a kind `vectors`, which earlier versions would mistake for steps; and rounds refitted
 * on later vectors, beside the originals. `round.choices` holds other choices made for a round, as
 * a JSON object.
 */
export const vectors: Migration = {
  version: 4,
  sql: `
    CREATE INDEX event_of_vectors ON event (seq) WHERE kind = 'vectors';

    ALTER TABLE round ADD COLUMN choices TEXT;
    CREATE TABLE refitted_round (
      number      INTEGER NOT NULL,
      embedding   TEXT    NOT NULL,
      at          INTEGER NOT NULL,
      seq         INTEGER NOT NULL,
      labels      INTEGER NOT NULL,
      c           REAL    NOT NULL,
      metrics     TEXT,
      head        BLOB,
      head_labels TEXT,
      choices     TEXT,
      PRIMARY KEY (number, embedding)
    ) STRICT, WITHOUT ROWID;
  `,
};
