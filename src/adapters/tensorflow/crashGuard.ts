import { message } from '../../core/messages/messages.ts';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotServingError } from './backend.ts';
import { isRunning } from './isRunning.ts';

/** One process may have been ended by someone who did not want to wait. */
const crashesForgiven = 1;

/**
 * A native library that crashes takes the process with it, and nobody is left to say so. So a mark with
 * the process's id stands beside it while it is loaded; one whose process is gone tells of a crash. After
 * two of them the library is let alone until it is installed anew: a process that is started again and
 * again would crash again and again.
 * @throws NotServingError without loading anything, after two crashes.
 */
export async function withCrashGuard<T>(folder: string, load: () => Promise<T>): Promise<T> {
  const marks = join(folder, 'loading');
  mkdirSync(marks, { recursive: true });
  const crashes = readdirSync(marks).filter((pid) => !isRunning(Number(pid)));
  if (crashes.length > crashesForgiven) {
    throw new NotServingError(
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
