import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { ProjectFile, ProjectPool } from '../core/projectFile/projectFile.ts';

/** Maximum number of files that a pattern may match. */
const maxFiles = 10_000;

/**
 * The files of a project's pool; those of a pattern (`data/train-*.parquet`) are sorted by name. `*` and `?`
 * match characters within a name, `**` matches folders of any depth.
 * @throws UserError if no file matches a pattern
 */
export async function poolFilesOf(
  { pool }: Pick<ProjectFile, 'pool'>,
  folder: string,
): Promise<ProjectPool[]> {
  const files = new Map<string, ProjectPool>();
  for (const entry of pool) {
    for (const path of await pathsOf(entry.path, folder)) {
      // A file that is both named and matched by a pattern counts once.
      const location = resolve(folder, path);
      if (!files.has(location)) files.set(location, { ...entry, path });
    }
  }
  return [...files.values()];
}

/**
 * The files that a path or a pattern names.
 * @throws UserError if no file has a pattern's name
 */
export async function pathsOf(path: string, folder: string): Promise<readonly string[]> {
  // A file with such characters in its name is matched literally.
  if (!/[*?]/.test(path) || (await exists(resolve(folder, path)))) return [path];
  const parts = path.split('/');
  const first = parts.findIndex((part) => /[*?]/.test(part));
  const found: string[] = [];
  await collect(folder, parts.slice(0, first).join('/'), parts.slice(first), found);
  if (found.length === 0) throw new UserError(message('pool.noFiles', { pattern: path }));
  return found.sort();
}

/** Adds the files below `base` that match the rest of a pattern. */
async function collect(
  folder: string,
  base: string,
  [part, ...rest]: readonly string[],
  found: string[],
): Promise<void> {
  if (part === undefined || found.length >= maxFiles) return;
  if (part === '**' && rest.length > 0) await collect(folder, base, rest, found);
  const entries = await readdir(resolve(folder, base), { withFileTypes: true }).catch(() => []);
  const matches = part === '**' ? /^[^.]/s : namePattern(part);
  for (const entry of entries) {
    if (!matches.test(entry.name)) continue;
    const path =
      base === '' ? entry.name : base.endsWith('/') ? base + entry.name : `${base}/${entry.name}`;
    if (entry.isDirectory()) {
      await collect(folder, path, part === '**' ? ['**', ...rest] : rest, found);
    } else if (rest.length === 0 && part !== '**') found.push(path);
  }
}

/** A pattern matches hidden files only if it says so. */
function namePattern(part: string): RegExp {
  const source = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${/^[*?]/.test(part) ? '(?!\\.)' : ''}${source}$`, 's');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The paths of a project's pool files and guidelines, which must not be overwritten. */
export async function filesInUse(
  project: Pick<ProjectFile, 'pool' | 'guidelines'>,
  folder: string,
): Promise<string[]> {
  const { guidelines } = project;
  // A file that does not exist cannot be overwritten.
  const files = await poolFilesOf(project, folder).catch(() => project.pool);
  const paths = [
    ...files.map(({ path }) => path),
    ...(guidelines === undefined ? [] : [guidelines]),
  ];
  return paths.map((path) => resolve(folder, path));
}
