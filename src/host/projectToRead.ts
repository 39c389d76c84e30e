import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../adapters/sqlite/openSqliteStore.ts';
import { openStoreCopy, type StoreCopy } from '../adapters/sqlite/openStoreCopy.ts';
import { mergeMirror, parseMirror } from '../core/interchange/mirror.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import { identityVersion } from '../core/record.ts';
import type { Store } from '../core/store/store.ts';
import { readProjectFile, requireValidProject, type ReadProjectFile } from './readProjectFile.ts';

/** A project opened for reading its answers; neither it nor its folder is written to. */
export interface ProjectToRead {
  readonly file: ReadProjectFile;
  readonly project: ProjectFile;
  readonly store: Store;
  /**
   * The source of the answers: the mirror if there is no database, as in a clone of a repository; `nowhere`
   * if there are no answers yet.
   */
  readonly from: 'database' | 'mirror' | 'nowhere';
  readonly close: () => Promise<void>;
}

/**
 * @param path of `NAME.marginalia.json`
 * @throws UserError if its file has a mistake, or its answers cannot be read
 */
export async function openProjectToRead(path: string): Promise<ProjectToRead> {
  const file = await readProjectFile(path);
  const project = requireValidProject(file);
  return { file, project, ...(await openAnswers(file)) };
}

/** @throws UserError if the database cannot be read */
export async function openAnswers(
  file: ReadProjectFile,
): Promise<Pick<ProjectToRead, 'store' | 'from' | 'close'>> {
  const database = databaseOf(file);
  const hasDatabase = existsSync(database);
  const { store, close } = hasDatabase
    ? await openStoreCopy(database, { project: file.name, identityVersion })
    : await storeOfMirror(file);
  const from = hasDatabase ? 'database' : existsSync(mirrorOf(file)) ? 'mirror' : 'nowhere';
  return { store, from, close: async () => close() };
}

export function databaseOf({ folder, name }: ReadProjectFile): string {
  return join(folder, '.marginalia', `${name}.sqlite`);
}

export function mirrorOf({ folder, name }: ReadProjectFile): string {
  return join(folder, `${name}.labels.jsonl`);
}

/** A temporary store with the answers of a mirror; empty if there is none. */
async function storeOfMirror(file: ReadProjectFile): Promise<StoreCopy> {
  const mirror = mirrorOf(file);
  const { lines } = parseMirror(existsSync(mirror) ? await readFile(mirror, 'utf8') : '');
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-mirror-'));
  const remove = (): Promise<void> => rm(tempFolder, { recursive: true, force: true });
  try {
    const copy = join(tempFolder, `${file.name}.sqlite`);
    const opened = openSqliteStore(copy, { project: file.name, identityVersion });
    const stamp = { id: 'mirror', at: 0, annotator: 'mirror' };
    const { events } = mergeMirror(lines, opened, `${file.name}.labels.jsonl`, stamp);
    if (events.length > 0) opened.append(events);
    const close = (): void => {
      opened.close();
      void remove();
    };
    return { store: opened, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
