import type { Migration } from './migration.ts';

/**
 * Indexes for lookups after every answer, which would otherwise scan the whole journal: the undos
 * and redos of a step, and the steps that may be imports.
 */
export const lookups: Migration = {
  version: 8,
  sql: `
    CREATE INDEX event_by_undone ON event (undoes) WHERE undoes IS NOT NULL;
    CREATE INDEX event_of_import ON event (seq)
      WHERE seq = step AND kind IN ('import', 'conflict', 'flag', 'unflag', 'note');
  `,
};
