import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import { findCycle, root, type Import, type SourceFile } from './imports.ts';

/** The code below the folders, of any language, with its number of lines. */
export function lengthsOf(folders: readonly string[]): Pick<SourceFile, 'path' | 'lines'>[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|js|py|css)$/.test(name) && !/^output\b/.test(name))
      .map((name) => ({
        path: join(folder, name).replaceAll('\\', '/'),
        lines: readFileSync(join(root, folder, name), 'utf8').split('\n').length - 1,
      })),
  );
}

/** `path: n` of every file with more than `limit` lines. */
export function longFiles(
  files: readonly Pick<SourceFile, 'path' | 'lines'>[],
  limit: number,
): string[] {
  return files.filter(({ lines }) => lines > limit).map(({ path, lines }) => `${path}: ${lines}`);
}

/** `folder: n` of every folder that directly holds more than `limit` files. */
export function crowdedFolders(
  sources: readonly SourceFile[],
  below: readonly string[],
  limit: number,
): string[] {
  const counts = new Map<string, number>();
  for (const { path } of sources) {
    if (!below.some((folder) => path.startsWith(`${folder}/`))) continue;
    counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  return [...counts].filter(([, n]) => n > limit).map(([folder, n]) => `${folder}: ${n}`);
}

/** File names that occur more than once, each with its paths. */
export function repeatedNames(sources: readonly SourceFile[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const { path } of sources) {
    const name = basename(path);
    paths.set(name, [...(paths.get(name) ?? []), path]);
  }
  return new Map([...paths].filter(([, all]) => all.length > 1));
}

/** `a ⇄ b` for every two folders directly below `parent` that import each other. */
export function mutualFolders(sources: readonly SourceFile[], parent: string): string[] {
  const arrows = new Set<string>();
  for (const { path, imports } of sources) {
    for (const { file } of imports) {
      const [from, to] = [folderBelow(parent, path), file && folderBelow(parent, file)];
      if (from && to && from !== to) arrows.add(`${from} ${to}`);
    }
  }
  return [...arrows].flatMap((arrow) => {
    const [from, to] = arrow.split(' ') as [string, string];
    return from < to && arrows.has(`${to} ${from}`) ? [`${from} ⇄ ${to}`] : [];
  });
}

/**
 * `a → b → a` if the folders directly below `parent` import each other in a circle.
 * @param naming folders that may name types of any other, which does not count
 */
export function folderCycle(
  sources: readonly SourceFile[],
  parent: string,
  naming: readonly string[] = [],
): string | undefined {
  const folders = sources.flatMap(({ path, imports }): SourceFile[] => {
    const from = folderBelow(parent, path);
    const counted =
      from !== undefined && naming.includes(from)
        ? imports.filter(({ typeOnly }) => !typeOnly)
        : imports;
    const to = counted.flatMap((imported): Import[] => {
      const folder = imported.file && folderBelow(parent, imported.file);
      return folder === undefined || folder === from ? [] : [{ ...imported, file: folder }];
    });
    return from === undefined ? [] : [{ path: from, lines: 0, imports: to }];
  });
  const paths = new Set(folders.map(({ path }) => path));
  const merged = [...paths].map((path) => ({
    path,
    lines: 0,
    imports: folders.filter((folder) => folder.path === path).flatMap(({ imports }) => imports),
  }));
  return findCycle(merged)?.join(' → ');
}

/**
 * Files directly in a folder that import from a folder below it. Only `roots` may, since all folders use the
 * others.
 * @param shared subfolders that all folders use as well
 */
export function sharedFilesThatReachDown(
  sources: readonly SourceFile[],
  parent: string,
  { roots, shared }: { readonly roots: readonly string[]; readonly shared: readonly string[] },
): string[] {
  return sources
    .filter(({ path }) => dirname(path) === parent && !roots.includes(path))
    .filter(({ imports }) =>
      imports.some(({ file }) => {
        const folder = file && folderBelow(parent, file);
        return folder !== undefined && folder !== '' && !shared.includes(folder);
      }),
    )
    .map(({ path }) => path);
}

function folderBelow(parent: string, path: string): string | undefined {
  if (!path.startsWith(`${parent}/`)) return undefined;
  const [first, ...rest] = path.slice(parent.length + 1).split('/');
  return rest.length > 0 ? first : undefined;
}
