/** How the name of a project file ends. */
export const projectFileEnding = '.marginalia.json';

/** `reviews` of `…/reviews.marginalia.json`. */
export function projectNameOf(path: string): string {
  const file = path.split(/[/\\]/).at(-1)!;
  return file.endsWith(projectFileEnding) ? file.slice(0, -projectFileEnding.length) : file;
}

/** The name that a project made from a pool file gets: `reviews` of `reviews.jsonl.gz`. */
export function projectNameFor(poolFile: string): string {
  const file = poolFile.split(/[/\\]/).at(-1)!.replace(/\.gz$/i, '');
  return file.replace(/(.)\.(jsonl|ndjson|json|csv|tsv|txt)$/i, '$1');
}

/**
 * What each of several projects is called where they stand together, parallel to `projects`: the
 * name, and where two share it, the folder too.
 */
export function titlesOf(projects: readonly { name: string; folder: string }[]): string[] {
  const names = new Map<string, number>();
  for (const { name } of projects) names.set(name, (names.get(name) ?? 0) + 1);
  return projects.map(({ name, folder }) =>
    names.get(name)! > 1 && folder !== '' ? `${name} (${folder})` : name,
  );
}

/** `/c.json` for `/a/b/c.json` below `/a/b`, empty for the folder itself, undefined outside of it. */
export function pathBelow(path: string, folder: string): string | undefined {
  if (!path.startsWith(folder)) return undefined;
  const rest = path.slice(folder.length);
  return rest === '' || rest.startsWith('/') ? rest : undefined;
}
