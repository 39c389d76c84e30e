import type { Database } from './driver.ts';

/**
 * Makes every commit survive a crash of the program and of the machine: a write-ahead log where
 * the disk can hold one, else a rollback journal and a single writer; `synchronous = FULL` in both.
 * @returns sentences for the user, empty where the log holds.
 */
export function makeDurable(db: Database, file: string): string[] {
  const hasLog = journalMode(db, 'WAL') === 'wal';
  if (!hasLog) {
    db.pragma('locking_mode = EXCLUSIVE');
    journalMode(db, 'DELETE');
  }
  // After the journal mode: some builds lower it when the log is switched on.
  db.pragma('synchronous = FULL');
  if (hasLog) return [];
  return [
    `The disk of ${file} cannot hold a write-ahead log (a network folder, perhaps). Answers are ` +
      `as safe as elsewhere, but saved more slowly, and only one window can open this project.`,
  ];
}

/** Asks for a journal mode and reads back what the disk allows. */
function journalMode(db: Database, wanted: 'WAL' | 'DELETE'): unknown {
  try {
    return db.pragma(`journal_mode = ${wanted}`, { simple: true });
  } catch (error) {
    if (wanted === 'WAL' && isSharedMemoryError(error)) return undefined;
    throw error;
  }
}

/** The log's index lives in shared memory, which some network file systems do not have. */
function isSharedMemoryError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_IOERR_SHM') || code === 'SQLITE_PROTOCOL';
}
