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
 * The settings of a project of one label a record for several labels a record. Strategy, head and
 * target stay where they work for several labels. Annotations of the pool's label column are left
 * out: the answers of the project contain them.
 * @param pool its files with their formats
 */
export function severalLabelsFile(project: ProjectFile, pool: readonly ProjectPool[]): ProjectFile {
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

/** A strategy of one label with its own settings is replaced as a whole. */
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
