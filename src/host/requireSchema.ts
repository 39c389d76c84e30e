import { newestSchema, schemaVersion } from '../adapters/sqlite/schemaVersion.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';

/** @throws UserError if opening the database would migrate it */
export function requireSchema(file: string, migrate: boolean): void {
  const version = schemaVersion(file);
  if (version === undefined || version >= newestSchema || migrate) return;
  throw new UserError(message('store.needsMigration', { file, version, newest: newestSchema }));
}
