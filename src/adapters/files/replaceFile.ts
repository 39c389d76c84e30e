import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** File system calls, injectable so that tests can make each one fail. */
export type ReplacingFiles = Pick<typeof fs, 'open' | 'rename' | 'rm'>;

/**
 * Writes a file completely or not at all: into a temporary file beside it, flushed to disk, then
 * renamed. On any failure the former file is unchanged and no temporary file remains.
 * @throws the file system's error, or whatever `content` throws.
 */
export async function replaceFile(
  path: string,
  content: string | AsyncIterable<string | Uint8Array>,
  files: ReplacingFiles = fs,
): Promise<void> {
  // Another window may be writing the same file.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = await files.open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path), files);
}

/**
 * Makes a rename survive a power failure. Windows cannot open folders, and does this automatically.
 */
async function syncFolder(folder: string, files: ReplacingFiles): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems do not support this; the rename is done in any case.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}
