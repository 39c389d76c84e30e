/** The file name suffix of project files. */
export const projectFileEnding = '.marginalia.json';

/** `reviews` for `…/reviews.marginalia.json`. */
export function projectNameOf(path: string): string {
  const file = path.split(/[/\\]/).at(-1)!;
  return file.endsWith(projectFileEnding) ? file.slice(0, -projectFileEnding.length) : file;
}

/** The name for a new project on a pool file: `reviews` for `reviews.jsonl.gz`. */
export function projectNameFor(poolFile: string): string {
  const file = poolFile
    .split(/[/\\]/)
    .at(-1)!
    .replace(/\.(gz|zst)$/i, '');
  return file.replace(/(.)\.(jsonl|ndjson|json|csv|tsv|txt|parquet|xlsx)$/i, '$1');
}

/** The name of the pool file made from a file of labelled texts: `reviews.texts.jsonl`. */
export function textsNameFor(project: string): string {
  return `${project}.texts.jsonl`;
}

/**
 * Display titles of projects, parallel to `projects`: the name, with the folder if two share it.
 */
export function titlesOf(projects: readonly { name: string; folder: string }[]): string[] {
  const names = new Map<string, number>();
  for (const { name } of projects) names.set(name, (names.get(name) ?? 0) + 1);
  return projects.map(({ name, folder }) =>
    names.get(name)! > 1 && folder !== '' ? `${name} (${folder})` : name,
  );
}

/** `/c.json` for `/a/b/c.json` below `/a/b`, empty for the folder itself, undefined outside it. */
export function pathBelow(path: string, folder: string): string | undefined {
  if (!path.startsWith(folder)) return undefined;
  const rest = path.slice(folder.length);
  return rest === '' || rest.startsWith('/') ? rest : undefined;
}
