import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import type { Database } from './driver.ts';

/**
 * Makes every commit survive a crash of the program and of the machine: a write-ahead log where
 * the disk can hold one, else a rollback journal and a single writer; `synchronous = FULL` in both.
 * @returns what the user is told; nothing where the log holds.
 */
export function makeDurable(db: Database, file: string): Message[] {
  const hasLog = journalMode(db, 'WAL') === 'wal';
  if (!hasLog) {
    db.pragma('locking_mode = EXCLUSIVE');
    journalMode(db, 'DELETE');
  }
  // After the journal mode: some builds lower it when the log is switched on.
  db.pragma('synchronous = FULL');
  if (hasLog) return [];
  return [message('store.withoutLog', { file })];
}

/** Asks for a journal mode and reads back what the disk allows; undefined: not even asking was. */
function journalMode(db: Database, wanted: 'WAL' | 'DELETE'): unknown {
  try {
    return db.pragma(`journal_mode = ${wanted}`, { simple: true });
  } catch (error) {
    // Network file systems refuse the log's shared memory in many ways. Whatever is worse than that
    // stands in the way of the rollback journal too, and is thrown then.
    if (wanted === 'WAL' && !isBusy(error)) return undefined;
    throw error;
  }
}

/** Another window has the file; that says nothing about the disk. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
