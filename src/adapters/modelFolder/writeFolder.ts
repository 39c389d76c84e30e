import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { copyToEnd } from '../files/copyToEnd.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { modelFiles, modelFormat, writtenNames } from '../../core/modelFolder/modelConfig.ts';
import { onnxFormat } from '../../core/onnxGraph/onnxConfig.ts';

/** The content of a file: text, bytes in pieces, or a copy of another file. */
export type Content = string | readonly Uint8Array[] | { readonly copyOf: string };

/** What exists at the path of a folder to write. */
export type TargetState = 'free' | 'model' | 'file' | 'other';

/** `free`: nothing, or an empty folder; `model`: a model folder that Marginalia wrote. */
export async function targetState(path: string): Promise<TargetState> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'free';
  if (!found.isDirectory()) return 'file';
  const names = await readdir(path);
  if (names.length === 0) return 'free';
  const config = await readFile(join(path, modelFiles.config), 'utf8').catch(() => '');
  try {
    const { format } = JSON.parse(config) as { readonly format?: unknown };
    return format === modelFormat.format || format === onnxFormat.format ? 'model' : 'other';
  } catch {
    return 'other';
  }
}

/**
 * Writes a folder completely or not at all: into a hidden one beside it, flushed to disk, then
 * renamed. Replaces a previous folder, but keeps files that are not the model's.
 * @returns the number of bytes
 * @throws the file system's error; CancelledError. Neither leaves any files.
 */
export async function writeFolder(
  path: string,
  files: ReadonlyMap<string, Content>,
  signal?: AbortSignal,
): Promise<number> {
  const target = resolve(path);
  const { part: temporary, old } = hiddenBeside(target, process.pid);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    let bytes = 0;
    for (const [name, content] of files) {
      throwIfAborted(signal);
      bytes += await writeOne(join(temporary, name), content);
    }
    throwIfAborted(signal);
    await replace(target, temporary, old);
    return bytes;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Names of folders that exist only while a process writes. */
function hiddenBeside(target: string, id: number): { readonly part: string; readonly old: string } {
  const hidden = (end: string): string =>
    join(dirname(target), `.${basename(target)}.${id}.${end}`);
  return { part: hidden('part'), old: hidden('old') };
}

/** Removes what a killed process left beside a folder, and restores the previous folder. */
export async function removeLeftovers(path: string, id: number): Promise<void> {
  const target = resolve(path);
  const { part, old } = hiddenBeside(target, id);
  await rm(part, { recursive: true, force: true });
  // Fails if there is none, or if the folder has already been replaced.
  await rename(old, target).catch(() => keepOthers(old, target));
  await rm(old, { recursive: true, force: true });
}

async function writeOne(path: string, content: Content): Promise<number> {
  const isCopy = typeof content === 'object' && 'copyOf' in content;
  if (isCopy) await copyToEnd(content.copyOf, path);
  const file = await open(path, isCopy ? 'r+' : 'w');
  try {
    if (!isCopy) for (const piece of [content].flat()) await file.writeFile(piece);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function replace(target: string, temporary: string, old: string): Promise<void> {
  const standing = await targetState(target);
  if (standing !== 'model') {
    // Windows does not rename onto an empty folder.
    await rmdir(target).catch(() => undefined);
    return rename(temporary, target);
  }
  await rm(old, { recursive: true, force: true });
  await rename(target, old);
  try {
    await rename(temporary, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await keepOthers(old, target);
  await rm(old, { recursive: true, force: true });
}

/** Moves the user's own files and packages installed for the scripts to the new folder. */
async function keepOthers(old: string, target: string): Promise<void> {
  const names = await readdir(old).catch(() => []);
  for (const name of names) {
    if (!writtenNames.has(name)) await rename(join(old, name), join(target, name));
  }
}
