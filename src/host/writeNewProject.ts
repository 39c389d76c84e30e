import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSqliteStore } from '../adapters/sqlite/openSqliteStore.ts';
import { UserError } from '../core/errors.ts';
import { answersAsSets } from '../core/interchange/answersAsSets.ts';
import { labelNames } from '../core/labels.ts';
import { givenInTurn } from '../core/loop/holdout/holdoutProgress.ts';
import { stylesSetting } from '../core/loop/labels/assignStyles.ts';
import { labelSince } from '../core/loop/labels/labelTimes.ts';
import { message } from '../core/messages/messages.ts';
import type { PoolSpec } from '../core/pool/poolSpec.ts';
import { stringifyProjectFile } from '../core/projectFile/parseProjectFile.ts';
import { severalLabelsFile } from '../core/projectFile/severalLabelsFile.ts';
import { identityVersion } from '../core/record.ts';
import type { Stamp } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';
import type { NewFromAnswers } from '../vscode/ports.ts';
import { busyTimeoutMs } from './openStore.ts';
import type { AnswerPlaces } from './savedAnswers.ts';

export interface AnswersSource {
  readonly store: Store;
  /** The pool's files as they are read at present, so that the records are the same. */
  readonly files: PoolSpec['files'];
  /** Name of the project that the answers come from. */
  readonly from: string;
  /** Those of the new project. */
  readonly places: AnswerPlaces;
  readonly stamp: Stamp;
}

/**
 * Writes a project of several labels a record with the answers of a project of one label. They are
 * one step of its journal, which any window can undo. Its hold-out is drawn when it is opened.
 * @returns the number of answers
 * @throws UserError if a project of this name exists, or answers of one, or the disk refuses
 */
export async function writeNewProject(
  { file, name, project, others }: NewFromAnswers,
  { store, files, from, places, stamp }: AnswersSource,
): Promise<number> {
  const mirror = join(dirname(file), `${name}.labels.jsonl`);
  const isTaken = [file, mirror, places.database].some((path) => existsSync(path));
  if (isTaken || places.kept().length > 0) {
    throw new UserError(message('project.nameTaken', { name }));
  }
  const events = answersAsSets(store.answers(), {
    labels: labelNames(project.labels),
    others,
    since: labelSince(store),
    isBlind: givenInTurn,
    from,
    stamp,
  });
  const text = stringifyProjectFile(severalLabelsFile(project, files));
  try {
    const options = { project: name, identityVersion, busyTimeoutMs };
    const created = openSqliteStore(places.database, options);
    try {
      if (events.length > 0) created.append(events);
      // Labels keep their keys and colours.
      created.setSetting(stylesSetting, store.setting(stylesSetting));
    } finally {
      created.close();
    }
    // Last: windows open a project whose file appears.
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      await rm(`${places.database}${suffix}`, { force: true });
    }
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError(message('project.notWritten', { path: file, why: error.message }), {
      cause: error,
    });
  }
  return events.filter(({ kind }) => kind === 'import').length;
}
