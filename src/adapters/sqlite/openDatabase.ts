import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { StoreDamagedError } from '../../core/store/storeErrors.ts';
import type { Database } from './driver.ts';
import { loadDriver } from './driver.ts';
import { makeDurable } from './durability.ts';
import { toOpeningError } from './sqliteErrors.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations as allMigrations } from './migrations/migrations.ts';

export interface OpenOptions {
  /** How long to wait for another window's transaction, in milliseconds. */
  readonly busyTimeoutMs?: number;
  /** For tests of the migrations themselves. */
  readonly migrations?: readonly Migration[];
  /**
   * Path of the original if this database is a temporary copy: named in messages; a migration then
   * makes no backup.
   */
  readonly original?: string;
}

export interface OpenedDatabase {
  readonly db: Database;
  /** Messages for the user. */
  readonly notices: readonly Message[];
}

/** Files up to this size are checked for damage when opened, which takes ~0.1 s. */
const checkedBytes = 64 * 1024 * 1024;
/**
 * Up to this size, indexes are also compared with their tables, and events with their checksums.
 */
export const maxFullCheckBytes = 4 * 1024 * 1024;

/**
 * Opens the database of a project, or creates it with its folder, and migrates it. Every commit is
 * on disk when it returns: `synchronous = FULL`, with a write-ahead log if supported, else a
 * rollback journal and a single writer.
 * @throws UserError if the file is damaged, foreign, newer, locked or unreadable. It is never
 * overwritten.
 */
export function openDatabase(path: string, options: OpenOptions = {}): OpenedDatabase {
  const file = resolve(path);
  const { original, busyTimeoutMs = 5000, migrations = allMigrations } = options;
  const shown = original ?? file;
  const Driver = loadDriver();
  prepareFolder(dirname(file));
  refuseForeignFile(file, shown);
  let db: Database | undefined;
  try {
    db = new Driver(file, { timeout: busyTimeoutMs });
    refuseDamage(db, file, shown);
    migrate(db, shown, migrations, original === undefined ? file : undefined);
    const notices = makeDurable(db, file);
    db.pragma('foreign_keys = ON');
    return { db, notices };
  } catch (error) {
    db?.close();
    throw toOpeningError(error, shown);
  }
}

/** The folder holds private data and caches, so a .gitignore excludes it. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const ignore = join(folder, '.gitignore');
    if (basename(folder) === '.marginalia' && !existsSync(ignore)) writeFileSync(ignore, '*\n');
  } catch (error) {
    const why = (error as Error).message;
    throw new UserError(message('store.folderNotWritable', { folder, why }), { cause: error });
  }
}

/** SQLite treats some files that are not databases as empty ones and would write into them. */
function refuseForeignFile(file: string, shown: string): void {
  if (!existsSync(file)) return;
  const magic = Buffer.from('SQLite format 3\0', 'latin1');
  const head = Buffer.alloc(magic.length);
  let read: number;
  try {
    const descriptor = openSync(file, 'r');
    read = readSync(descriptor, head);
    closeSync(descriptor);
  } catch (error) {
    const why = (error as Error).message;
    throw new UserError(message('store.unreadable', { file: shown, why }), { cause: error });
  }
  if (read > 0 && !head.equals(magic)) {
    throw new UserError(message('store.notADatabase', { file: shown }));
  }
}

function refuseDamage(db: Database, file: string, shown: string): void {
  if (!existsSync(file) || statSync(file).size > checkedBytes) return;
  const isSmall = statSync(file).size <= maxFullCheckBytes;
  const verdict = db.pragma(isSmall ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new StoreDamagedError(message('store.damaged', { file: shown }));
}
