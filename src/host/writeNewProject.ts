import { answersAsSets } from '../core/interchange/answersAsSets.ts';
import { labelNames } from '../core/labels.ts';
import { givenInTurn } from '../core/loop/holdout/holdoutProgress.ts';
import { stylesSetting } from '../core/loop/labels/assignStyles.ts';
import { labelSince } from '../core/loop/labels/labelTimes.ts';
import type { PoolSpec } from '../core/pool/poolSpec.ts';
import { stringifyProjectFile } from '../core/projectFile/parseProjectFile.ts';
import { toMultiLabelProject } from '../core/projectFile/multiLabelProject.ts';
import type { Stamp } from '../core/store/events.ts';
import type { Store } from '../core/store/store.ts';
import type { NewFromAnswers } from '../vscode/ports.ts';
import { createProject, requireFreeName } from './createProject.ts';
import type { AnswerPlaces } from './savedAnswers.ts';

export interface AnswersSource {
  readonly store: Store;
  /** The pool's files in their current format, so that the record ids are equal. */
  readonly files: PoolSpec['files'];
  /** Name of the project that provides the answers. */
  readonly from: string;
  /** The new project's paths. */
  readonly places: AnswerPlaces;
  readonly stamp: Stamp;
}

/**
 * Creates a multi-label project with the answers of a single-label one, as one step of its journal that any
 * window can undo. The first opening draws its hold-out.
 * @returns the number of answers
 * @throws UserError if a project of this name, or answers of one, exist or a file cannot be written
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
    content: stringifyProjectFile(toMultiLabelProject(project, files)),
    events,
    // Labels keep their keys and colours.
    settings: { [stylesSetting]: store.setting(stylesSetting) },
    places,
  });
  return events.filter(({ kind }) => kind === 'import').length;
}
