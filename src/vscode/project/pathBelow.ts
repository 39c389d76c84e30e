/** `/c.json` for `/a/b/c.json` below `/a/b`, empty for the folder itself, undefined outside of it. */
export function pathBelow(path: string, folder: string): string | undefined {
  if (!path.startsWith(folder)) return undefined;
  const rest = path.slice(folder.length);
  return rest === '' || rest.startsWith('/') ? rest : undefined;
}
