import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { parseProjectFile, type ParsedProject } from '../core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import { requireFile } from './requireFile.ts';

/** A project file as read, with its mistakes. */
export interface ReadProjectFile extends ParsedProject {
  /** As given on the command line. */
  readonly path: string;
  readonly text: string;
  /** `reviews` of `reviews.marginalia.json`. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * @param path of `NAME.marginalia.json`
 * @throws UserError if it cannot be read
 */
export async function readProjectFile(path: string): Promise<ReadProjectFile> {
  await requireFile(path);
  await refuseFolder(path);
  const name = nameOf(basename(path));
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new UserError(message('cli.projectNotRead', { path }));
  if (name === undefined) throw new UserError(message('cli.notAProject', { path }));
  return { ...parseProjectFile(text), path, text, name, folder: dirname(resolve(path)) };
}

function nameOf(file: string): string | undefined {
  return /^(.+)\.marginalia\.json$/.exec(file)?.[1];
}

/** @throws UserError if it is a folder; the message names the project files in it */
async function refuseFolder(path: string): Promise<void> {
  const names = await readdir(path).catch(() => undefined);
  if (!names) return;
  const projects = names.filter((name) => nameOf(name) !== undefined).sort();
  throw new UserError(
    message('cli.isFolder', { path, projects: projects.map((name) => join(path, name)) }),
  );
}

/** @throws UserError if the file has a mistake; the message gives its line */
export function requireValidProject({
  project,
  problems,
  path,
  text,
}: ReadProjectFile): ProjectFile {
  if (project) return project;
  const first = problems.find(({ severity }) => severity === 'error')!;
  const line = lineAt(text, first.offset);
  throw new UserError(message('cli.projectMistake', { path, line, why: first.message }));
}

/** 1-based. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
