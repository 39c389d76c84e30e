import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What of the file system is used, so that tests can let each call fail. */
export type ReplacingFiles = Pick<typeof fs, 'open' | 'rename' | 'rm'>;

/**
 * Writes a file in full or not at all: into a temporary file beside it, through to the disk, and then
 * under its name. Whatever fails, the former file stays as it is and no temporary file is left.
 * @throws the file system's error, or whatever `content` throws.
 */
export async function replaceFile(
  path: string,
  content: string | AsyncIterable<string>,
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

/** Makes a rename outlast a power failure. Windows cannot open folders, and does this by itself. */
async function syncFolder(folder: string, files: ReplacingFiles): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems know no such thing; the file has its name all the same.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}
