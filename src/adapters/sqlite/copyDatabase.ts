import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { copyToEnd } from '../files/copyToEnd.ts';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { StoreBusyError } from '../../core/store/storeErrors.ts';

/** Suffixes of the files of a database; the log and the journal may be missing. */
const parts = ['', '-wal', '-journal'] as const;

/** Attempts before giving up because other programs keep writing. */
const attempts = 200;
const pauseMs = 25;

/**
 * Copies a database in its current state with plain reads, even while another process writes to it:
 * creates no files beside it, takes no locks, and needs no permission to write.
 *
 * Must not be called in a process that has the same database open: closing a file releases the
 * locks that the process holds on it (POSIX).
 * @param target a file that does not exist yet
 * @throws UserError if the database is missing or cannot be read
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  if (!existsSync(file)) throw new UserError(message('store.missing', { file }));
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = stateOf(file);
      await copyParts(file, target);
      if (before === stateOf(file)) return;
      await pause(pauseMs);
    }
  } catch (error) {
    const why = (error as Error).message;
    throw new UserError(message('store.unreadable', { file, why }), { cause: error });
  }
  throw new StoreBusyError(message('store.inUse', { file }));
}

/**
 * Equal before and after a copy if the copy is consistent. With a write-ahead log it is, unless the
 * log was restarted: commits are only appended to the log, and pages that a checkpoint writes to
 * the main file stay in it. The log is copied after the main file, so it has these pages. Without
 * one, nothing may be written to the main file.
 */
function stateOf(file: string): string {
  const header = logHeader(`${file}-wal`);
  return header ?? JSON.stringify([written(file), written(`${file}-journal`)]);
}

/** Header size of a write-ahead log; its two salts change whenever the log is restarted. */
const headerBytes = 32;

/** Undefined for a missing or empty log. */
function logHeader(log: string): string | undefined {
  if (!existsSync(log)) return undefined;
  const bytes = Buffer.alloc(headerBytes);
  const descriptor = openSync(log, 'r');
  try {
    return readSync(descriptor, bytes) < headerBytes ? undefined : bytes.toString('hex');
  } finally {
    closeSync(descriptor);
  }
}

function written(path: string): readonly string[] | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].map(String);
}

async function copyParts(file: string, target: string): Promise<void> {
  for (const part of parts) {
    rmSync(`${target}${part}`, { force: true });
    try {
      await copyToEnd(`${file}${part}`, `${target}${part}`);
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (part === '' || !isGone) throw error;
    }
  }
}
