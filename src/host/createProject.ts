import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSqliteStore } from '../adapters/sqlite/openSqliteStore.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { identityVersion } from '../core/record.ts';
import type { NewEvent } from '../core/store/events.ts';
import { busyTimeoutMs } from './openStore.ts';
import type { AnswerPlaces } from './savedAnswers.ts';
import type { SettledHoldout } from './settleHoldout.ts';
import { appendAll } from './writeInParts.ts';

export interface CreateProject {
  /** Absolute path of the project file. */
  readonly file: string;
  readonly name: string;
  /** Content of the project file. */
  readonly content: string;
  /** The first step of the journal; may be empty. */
  readonly events: Iterable<NewEvent>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Writes the hold-out before the answers; by default the first opening draws it. */
  readonly holdout?: SettledHoldout;
  readonly places: AnswerPlaces;
  readonly signal?: AbortSignal;
}

/** @throws UserError if a project of this name, or answers of one, exist */
export function requireFreeName({
  file,
  name,
  places,
}: Pick<CreateProject, 'file' | 'name' | 'places'>): void {
  const mirror = join(dirname(file), `${name}.labels.jsonl`);
  const isTaken = [file, mirror, places.database].some((path) => existsSync(path));
  if (isTaken || places.copies().length > 0) {
    throw new UserError(message('project.nameTaken', { name }));
  }
}

/**
 * Writes a project with answers, as one step of its journal that any window can undo. Leaves nothing behind
 * on failure.
 * @throws UserError if a project of this name, or answers of one, exist or a file cannot be written;
 * CancelledError
 */
export async function createProject(project: CreateProject): Promise<void> {
  requireFreeName(project);
  const { file, name, content, events, settings = {}, holdout, places, signal } = project;
  try {
    const options = { project: name, identityVersion, busyTimeoutMs };
    const created = openSqliteStore(places.database, options);
    try {
      holdout?.write(created, Date.now());
      await appendAll(created, events, signal);
      for (const [key, value] of Object.entries(settings)) created.setSetting(key, value);
    } finally {
      created.close();
    }
    // Written last, because windows open a project as soon as its file appears.
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      await rm(`${places.database}${suffix}`, { force: true });
    }
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError(message('project.notWritten', { path: file, why: error.message }), {
      cause: error,
    });
  }
}
