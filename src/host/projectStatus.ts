import { userMessageOf } from '../core/errors.ts';
import { labelNames } from '../core/labels.ts';
import { presentMembers } from '../core/loop/holdout/growHoldout.ts';
import { HoldoutProgress } from '../core/loop/holdout/holdoutProgress.ts';
import { targetProgress, type TargetProgress } from '../core/loop/insights/storedForecast.ts';
import { plannedLabelImport } from '../core/loop/labels/labelColumn.ts';
import { LiveProject } from '../core/loop/labels/liveProject.ts';
import { projectNumbers, type ProjectNumbers } from '../core/loop/insights/projectNumbers.ts';
import { defaultsInEffect } from '../core/loop/journal/defaultsInEffect.ts';
import type { Message } from '../core/messages/message.ts';
import type { Headline } from '../core/metrics/holdoutSupport.ts';
import { headlineOf } from '../core/projectFile/judgedBy.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import { openProjectPool } from './projectPool.ts';
import { openProjectToRead, type ProjectToRead } from './projectToRead.ts';

/** The progress of a project. */
export interface ProjectStatus extends ProjectNumbers {
  readonly name: string;
  readonly task: ProjectFile['task'];
  readonly from: ProjectToRead['from'];
  /** The label set, in order. */
  readonly labels: readonly string[];
  /** Counts of the pool; a message if it cannot be read. */
  readonly pool: { readonly size: number; readonly rowsRead: number } | Message;
  /** Labels in the pool's file that `train` or a window would take as answers; absent if there are none. */
  readonly labelsInFile?: number;
  /** Undefined before the first round. */
  readonly metric?: Headline;
  readonly target?: TargetProgress;
}

/**
 * Reads a project without changing it.
 * @param path of `NAME.marginalia.json`
 * @throws UserError as `openProjectToRead`; CancelledError
 */
export async function projectStatus(path: string, signal?: AbortSignal): Promise<ProjectStatus> {
  const opened = await openProjectToRead(path);
  try {
    return await statusOf(opened, signal);
  } finally {
    await opened.close();
  }
}

async function statusOf(opened: ProjectToRead, signal?: AbortSignal): Promise<ProjectStatus> {
  const { file, store, from } = opened;
  const live = new LiveProject(opened.project, defaultsInEffect(store));
  const { project } = live;
  const holdout = new HoldoutProgress(store, () => undefined, live);
  const { pool, labelsInFile } = await countPool({ ...opened, project }, holdout, signal);
  const embedding = store.rounds().at(-1)?.embedding;
  const numbers = projectNumbers({ store, project, holdout, embedding });
  const metric = headlineOf(project, numbers.rounds.at(-1)?.metrics);
  const target = targetProgress(store, project, embedding);
  return {
    ...numbers,
    name: file.name,
    task: project.task,
    from,
    labels: labelNames(project.labels),
    pool,
    ...(labelsInFile > 0 && { labelsInFile }),
    ...(metric && { metric }),
    ...(target && { target }),
  };
}

/** Counts the pool's records and the hold-out members among them. */
async function countPool(
  opened: ProjectToRead,
  holdout: HoldoutProgress,
  signal?: AbortSignal,
): Promise<{ readonly pool: ProjectStatus['pool']; readonly labelsInFile: number }> {
  try {
    const { summary, engine, close } = await openProjectPool(opened, signal);
    try {
      const { size, rowsRead, labelsPassed } = summary;
      const { store, project } = opened;
      const remote = { remote: engine };
      holdout.opened(await presentMembers({ store, engine: remote }), size);
      const account = await plannedLabelImport({ store, project, engine: remote }, labelsPassed);
      return { pool: { size, rowsRead }, labelsInFile: account?.taken ?? 0 };
    } finally {
      await close();
    }
  } catch (error) {
    const why = userMessageOf(error);
    if (why === undefined) throw error;
    return { pool: why, labelsInFile: 0 };
  }
}
