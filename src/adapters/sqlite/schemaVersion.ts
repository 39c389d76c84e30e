import { existsSync } from 'node:fs';
import { loadDriver } from './driver.ts';
import { migrations } from './migrations/migrations.ts';
import { toOpeningError } from './sqliteErrors.ts';

/** The version that this program writes. */
export const newestSchema = migrations.at(-1)!.version;

/**
 * The schema version of a database; undefined if there is none.
 * @throws UserError if it cannot be read
 */
export function schemaVersion(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const Driver = loadDriver();
  try {
    const db = new Driver(file, { readonly: true, fileMustExist: true });
    try {
      return db.pragma('user_version', { simple: true }) as number;
    } finally {
      db.close();
    }
  } catch (error) {
    throw toOpeningError(error, file);
  }
}
