import { message } from '../../core/messages/messages.ts';
import {
  StoreBusyError,
  StoreDamagedError,
  StoreFailedError,
} from '../../core/store/storeErrors.ts';

/** The problem by the leading part of SQLite's result code. */
const problems = [
  ['SQLITE_BUSY', 'store.inUse'],
  ['SQLITE_LOCKED', 'store.inUse'],
  ['SQLITE_FULL', 'store.diskFull'],
  ['SQLITE_READONLY', 'store.notWritable'],
  ['SQLITE_PERM', 'store.cannotOpen'],
  ['SQLITE_CANTOPEN', 'store.cannotOpen'],
  ['SQLITE_CORRUPT', 'store.damaged'],
  ['SQLITE_NOTADB', 'store.notADatabase'],
  ['SQLITE_IOERR', 'store.diskError'],
] as const;

/** Converts an SQLite error to a UserError; returns other errors, which are defects, unchanged. */
export function toUserError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const found = problems.find(([prefix]) => typeof code === 'string' && code.startsWith(prefix));
  if (!found) return error;
  const problem = message(found[1], { file });
  if (found[1] === 'store.damaged') return new StoreDamagedError(problem, { cause: error });
  if (found[1] === 'store.inUse') return new StoreBusyError(problem, { cause: error });
  return new StoreFailedError(problem, { cause: error });
}

/**
 * While a file is opened, anything that SQLite cannot read is damage; a lock or a full disk is not.
 */
export function toOpeningError(error: unknown, file: string): unknown {
  const known = toUserError(error, file);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Files that are not databases were rejected earlier.
  const isDamage = code === 'SQLITE_NOTADB' || (known === error && code.startsWith('SQLITE_'));
  if (!isDamage) return known;
  return new StoreDamagedError(message('store.damaged', { file }), { cause: error });
}

/** Runs `work` and converts errors by `toUserError`. */
export function withSqliteErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toUserError(error, file);
  }
}
