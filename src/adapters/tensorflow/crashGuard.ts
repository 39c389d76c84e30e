import { message } from '../../core/messages/messages.ts';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackendUnavailableError } from './backend.ts';
import { isRunning } from './isRunning.ts';

/** A single crash may have been a killed process. */
const crashesForgiven = 1;

/**
 * Guards against a native library that crashes the process before any error can be reported. A
 * marker file with the process id exists while the library loads; a marker of a dead process means
 * a crash. After two crashes the library is not loaded until it is reinstalled; otherwise every
 * restart would crash again.
 * @throws BackendUnavailableError without loading anything, after two crashes.
 */
export async function withCrashGuard<T>(folder: string, load: () => Promise<T>): Promise<T> {
  const marks = join(folder, 'loading');
  mkdirSync(marks, { recursive: true });
  const crashes = readdirSync(marks).filter((pid) => !isRunning(Number(pid)));
  if (crashes.length > crashesForgiven) {
    throw new BackendUnavailableError(
      { kind: 'crashed' },
      message('backend.crashedBefore', { times: crashes.length }),
      `it crashed ${crashes.length} times when it was loaded`,
    );
  }
  const mine = join(marks, String(process.pid));
  writeFileSync(mine, '');
  try {
    return await load();
  } finally {
    rmSync(mine, { force: true });
  }
}
