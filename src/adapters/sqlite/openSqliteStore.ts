import { statSync } from 'node:fs';
import { maxFullCheckBytes, openDatabase } from './openDatabase.ts';
import { toOpeningError } from './sqliteErrors.ts';
import { SqliteStore, type SqliteStoreOptions } from './sqliteStore.ts';

/**
 * Opens or creates the store of a project.
 * @param file `.marginalia/NAME.sqlite`; its folder is created if missing.
 * @throws UserError as `openDatabase`.
 */
export function openSqliteStore(file: string, options: SqliteStoreOptions): SqliteStore {
  const { db, notices } = openDatabase(file, options);
  try {
    const store = new SqliteStore(db, file, notices, options);
    if (statSync(file).size <= maxFullCheckBytes) store.maintenance.check();
    return store;
  } catch (error) {
    db.close();
    throw toOpeningError(error, options.original ?? file);
  }
}
