import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { parseProjectFile } from '../core/projectFile/parseProjectFile.ts';
import { filesInUse } from '../host/poolFiles.ts';

/**
 * Checks that a file may be written: it does not exist, or `force` is set; and it is neither one of
 * the inputs nor part of a project, even with `force`.
 * @throws UserError
 */
export async function requireFreeOutput(
  file: string,
  inputs: readonly string[],
  force: boolean,
): Promise<void> {
  const target = await realpath(file).catch(() => undefined);
  if (isOfProject(resolve(file)) || (target !== undefined && isOfProject(target))) {
    throw new UserError(message('interchange.belongsToProject', { file }));
  }
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw new UserError(message('file.noFolder', { folder }));
  if (target === undefined) return;
  for (const input of inputs) {
    if (await isSameFile(input, target)) {
      throw new UserError(message('interchange.isInput', { file }));
    }
  }
  if (await isPool(target)) {
    throw new UserError(message('interchange.belongsToProject', { file }));
  }
  if (!force) throw new UserError(message('interchange.exists', { file }));
}

/** Project files, mirrors, databases, and everything else in `.marginalia`. */
function isOfProject(path: string): boolean {
  return (
    /\.marginalia\.json$|\.labels\.jsonl$|\.sqlite(?:-\w+)?$/.test(basename(path)) ||
    path.split(sep).includes('.marginalia')
  );
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [statA, statB] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return statA !== undefined && statA.ino === statB?.ino && statA.dev === statB.dev;
}

/** Whether a project file in the file's folder or above uses it as its pool. */
async function isPool(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((name) => name.endsWith('.marginalia.json'))) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      const { project } = parseProjectFile(text);
      const files = project ? await filesInUse(project, folder) : [];
      if (files.includes(path)) return true;
    }
    if (dirname(folder) === folder) return false;
  }
}
