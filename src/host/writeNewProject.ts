import { answersAsSets } from '../core/interchange/answersAsSets.ts';
import { labelNames } from '../core/labels.ts';
import { givenInTurn } from '../core/loop/holdout/holdoutProgress.ts';
import { stylesSetting } from '../core/loop/labels/assignStyles.ts';
import { labelSince } from '../core/loop/labels/labelTimes.ts';
import type { PoolSpec } from '../core/pool/poolSpec.ts';
import { stringifyProjectFile } from '../core/projectFile/parseProjectFile.ts';
import { severalLabelsFile } from '../core/projectFile/severalLabelsFile.ts';
import type { Stamp } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';
import type { NewFromAnswers } from '../vscode/ports.ts';
import { createProject, requireFreeName } from './createProject.ts';
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
  requireFreeName({ file, name, places });
  const events = answersAsSets(store.answers(), {
    labels: labelNames(project.labels),
    others,
    since: labelSince(store),
    isBlind: givenInTurn,
    from,
    stamp,
  });
  await createProject({
    file,
    name,
    content: stringifyProjectFile(severalLabelsFile(project, files)),
    events,
    // Labels keep their keys and colours.
    settings: { [stylesSetting]: store.setting(stylesSetting) },
    places,
  });
  return events.filter(({ kind }) => kind === 'import').length;
}
