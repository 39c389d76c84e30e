import { existsSync } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { StoreDamagedError } from '../../core/store/storeErrors.ts';
import type { Database } from './driver.ts';
import type { Migration } from './migrations/migration.ts';

/** SQLite's `application_id` of Marginalia's databases: "Marg" in ASCII. */
const applicationId = 0x4d617267;

/**
 * Migrates a database to the newest version, each migration in its own transaction. First copies a
 * non-empty database to `FILE.version-N`.
 * @param file named in messages
 * @param kept the file to copy; undefined if the database is itself a copy
 * @throws UserError if it belongs to another program or to a newer Marginalia; it is left
 * unchanged.
 */
export function migrate(
  db: Database,
  file: string,
  migrations: readonly Migration[],
  kept: string | undefined,
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  if (versionOf(db, file, newest) === newest) return;
  if (kept !== undefined) backUp(db, kept);
  for (const migration of migrations) {
    db.transaction(() => {
      // Check again under the lock: another window may be migrating the same file.
      if (versionOf(db, file, newest) >= migration.version) return;
      db.exec(migration.sql);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}

function versionOf(db: Database, file: string, newest: number): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  const application = db.pragma('application_id', { simple: true }) as number;
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (application === 0 && version === 0 && tables === 0) return 0;
  if (application !== applicationId) {
    throw new UserError(message('store.ofAnotherProgram', { file }));
  }
  if (version < 1) throw new StoreDamagedError(message('store.damaged', { file }));
  if (version > newest) {
    throw new UserError(message('store.ofLaterVersion', { file, version, newest }));
  }
  return version;
}

function backUp(db: Database, file: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const copy = `${file}.version-${version}`;
  if (version > 0 && !existsSync(copy)) db.prepare('VACUUM INTO ?').run(copy);
}
