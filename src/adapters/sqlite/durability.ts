import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import type { Database } from './driver.ts';

/**
 * Makes every commit survive a crash of the program and of the machine: a write-ahead log if the
 * disk supports it, else a rollback journal and a single writer; `synchronous = FULL` in both.
 * @returns notices for the user; empty if the log works.
 */
export function makeDurable(db: Database, file: string): Message[] {
  const hasLog = journalMode(db, 'WAL') === 'wal';
  if (!hasLog) {
    db.pragma('locking_mode = EXCLUSIVE');
    journalMode(db, 'DELETE');
  }
  // After the journal mode: some builds lower it when the log is enabled.
  db.pragma('synchronous = FULL');
  if (hasLog) return [];
  return [message('store.withoutLog', { file })];
}

/** Requests a journal mode and returns the resulting one; undefined if the request failed. */
function journalMode(db: Database, wanted: 'WAL' | 'DELETE'): unknown {
  try {
    return db.pragma(`journal_mode = ${wanted}`, { simple: true });
  } catch (error) {
    // Network file systems reject the log's shared memory in many ways. A more serious error also
    // prevents the rollback journal, and is thrown then.
    if (wanted === 'WAL' && !isBusy(error)) return undefined;
    throw error;
  }
}

/** Another window holds the file; the disk may be fine. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
