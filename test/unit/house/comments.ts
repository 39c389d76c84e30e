import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './imports.ts';

export interface Code {
  readonly path: string;
  readonly text: string;
}

/** The TypeScript and JavaScript files below the folders. */
export function readCode(folders: readonly string[]): Code[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !/^output\b/.test(name))
      .map((name) => ({
        path: join(folder, name).replaceAll('\\', '/'),
        text: readFileSync(join(root, folder, name), 'utf8'),
      })),
  );
}

const comment = /\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** A name with an inner capital in backticks, alone or as the last part of a path: `Store.answersAfter()`. */
const cited = /`(?:\w+\.)*(\w*[a-z][A-Z]\w*)(?:\(\))?`/g;

/** `path: name` of every name that a comment cites in backticks, but that no code has. */
export function unknownNames(sources: readonly Code[]): string[] {
  const known = new Set<string>();
  for (const { text } of sources) {
    for (const [name] of text.replace(comment, '').matchAll(/[A-Za-z_$][\w$]*/g)) known.add(name);
  }
  const unknown = sources.flatMap(({ path, text }) =>
    (text.match(comment) ?? []).flatMap((found) =>
      [...found.matchAll(cited)]
        .filter(([, name]) => !known.has(name!))
        .map(([, name]) => `${path}: ${name}`),
    ),
  );
  return [...new Set(unknown)];
}
