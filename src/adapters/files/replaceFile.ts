import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** File system calls, injectable so that tests can make each one fail. */
export type ReplacingFiles = Pick<typeof fs, 'open' | 'rename' | 'rm'>;

/**
 * Writes a file completely or not at all: into a temporary file beside it, flushed to disk, then
 * renamed. On any failure the former file is unchanged and no temporary file remains. Keeps the
 * permissions of the former file; replaces a symbolic link itself, not the file that it leads to.
 * @throws the file system's error, or whatever `content` throws.
 */
export async function replaceFile(
  path: string,
  content: string | AsyncIterable<string | Uint8Array>,
  files: ReplacingFiles = fs,
): Promise<void> {
  const temporary = partOf(path, process.pid);
  const mode = await permissionsOf(path);
  try {
    // A file that only its owner may read is never readable by others, not even meanwhile.
    const file = await files.open(temporary, 'w', mode);
    try {
      // The umask applied on opening. Some file systems have no permissions.
      if (mode !== undefined) await fs.chmod(temporary, mode).catch(() => undefined);
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

/** As `replaceFile`, but where the path is a symbolic link, the file that it leads to is replaced. */
export async function replaceOwnFile(
  path: string,
  content: string,
  files?: ReplacingFiles,
): Promise<void> {
  const own = await fs.realpath(path).catch(() => path);
  await replaceFile(own, content, files);
}

/** Undefined if there is no such file, or the system has no POSIX permissions. */
async function permissionsOf(path: string): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  return fs.stat(path).then(
    ({ mode }) => mode & 0o777,
    () => undefined,
  );
}

/** The temporary file of a process: another one may be writing the same file. */
function partOf(path: string, process: number): string {
  return join(dirname(path), `.${basename(path)}.${process}.part`);
}

/** Removes the temporary file that `replaceFile` leaves if its process is killed. */
export async function removePart(path: string, process: number): Promise<void> {
  await fs.rm(partOf(path, process), { force: true }).catch(() => undefined);
}

/** Removes the temporary files of processes that have ended. */
export async function removeAbandonedParts(path: string): Promise<void> {
  const [start, end] = [`.${basename(path)}.`, '.part'];
  const names = await fs.readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(start) || !name.endsWith(end)) continue;
    const id = name.slice(start.length, -end.length);
    if (/^\d+$/.test(id) && !isRunning(Number(id))) await removePart(path, Number(id));
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // EPERM means that the process runs under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
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
