import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, cacheDir } from './paths.mjs';

/**
 * All files below a path (or the path itself), sorted; none for node_modules and missing paths.
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesBelow(join(path, name)));
}

/**
 * A hash of the content of files and folders.
 * @param {readonly string[]} paths relative to the root
 */
function contentHash(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(join(root, path)))) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * Runs `work` unless the same sources have already produced the outputs.
 * @param {string} name of the stamp
 * @param {readonly string[]} sources relative to the root
 * @param {readonly string[]} outputs absolute paths; a missing one makes the work run
 * @param {() => Promise<void>} work
 */
export async function unlessUpToDate(name, sources, outputs, work) {
  const stamp = join(cacheDir, 'stamps', name);
  const hash = contentHash(sources);
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (current && outputs.every((output) => existsSync(output))) return;
  await work();
  mkdirSync(join(cacheDir, 'stamps'), { recursive: true });
  writeFileSync(stamp, hash);
}
