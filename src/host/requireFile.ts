import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { nearest } from '../core/nearest.ts';

/**
 * Checks a path that the user gave.
 * @throws UserError if it does not exist; the message names the most similar file in its folder
 */
export async function requireFile(path: string): Promise<void> {
  if (existsSync(path)) return;
  if (/[*?]/.test(path)) throw new UserError(message('cli.pattern', { path }));
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const suggestion = similarName(basename(path), names);
  throw new UserError(
    message('cli.noSuchFile', {
      path,
      ...(suggestion !== undefined && { meant: join(folder, suggestion) }),
    }),
  );
}

/** A similar stem with the same ending, or the same stem with a similar ending. */
function similarName(name: string, names: readonly string[]): string | undefined {
  const dot = name.indexOf('.', 1);
  const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  const stems = names
    .filter((other) => other.endsWith(ending))
    .map((other) => other.slice(0, other.length - ending.length));
  const suggestion = nearest(stem, stems);
  if (suggestion !== undefined) return `${suggestion}${ending}`;
  return nearest(
    name,
    names.filter((other) => other.startsWith(`${stem}.`)),
  );
}
