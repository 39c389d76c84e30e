import { builtInAcquisitions } from '../acquisition/registry.ts';
import { strategyNames } from '../query/parseStrategy.ts';
import {
  defaultQuery,
  metricsOfTask,
  projectDefaults,
  type HeadSettings,
  type ProjectFile,
  type ProjectPool,
  type QuerySettings,
} from './projectFile.ts';

/**
 * Converts the settings of a project of one label per record to several. Keeps strategy, head and
 * target if they support several labels. Drops a label field used as annotations, which the
 * project's answers already contain.
 * @param pool the project's files with their formats
 */
export function toMultiLabelProject(
  project: ProjectFile,
  pool: readonly ProjectPool[],
): ProjectFile {
  const { labelField, target, head, query, ...others } = project;
  return {
    ...others,
    pool,
    task: 'multi',
    head: headOf(head),
    query: queryOf(query),
    ...(labelField && labelField.use !== 'annotations' && { labelField }),
    ...(target && metricsOfTask.multi.includes(target.metric) && { target }),
  };
}

function headOf({ kind, members, ...others }: HeadSettings): HeadSettings {
  if (kind === 'logistic') return { kind, members, ...others };
  const { kind: usual, members: usualMembers } = projectDefaults.head;
  return { ...others, kind: usual, members: usualMembers };
}

/** Replaces a strategy for one label together with its settings. */
function queryOf(query: QuerySettings): QuerySettings {
  const { strategy, target, explore, start, batch, refitEvery } = query;
  const isOfAnyTask =
    query.acquisition === undefined &&
    strategyNames(builtInAcquisitions, 'multi').includes(strategy);
  return {
    ...defaultQuery('multi'),
    ...(isOfAnyTask && { strategy, ...(target !== undefined && { target }) }),
    explore,
    start,
    batch,
    refitEvery,
  };
}
