import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { PoolRecord } from '../../core/record.ts';
import type { SourceView } from '../editor/sourceView.ts';
import type { Project } from '../project/project.ts';

export type GoToSource = (project: Project, recordId?: string) => Promise<void>;

/** Opens a record in its file: the given record, or the current one. */
export async function showSource(
  project: Project,
  recordId: string | undefined,
  sources: SourceView,
): Promise<void> {
  const record = await findRecord(project, recordId);
  if (!record) {
    throw new UserError(
      recordId === undefined
        ? message('command.nothingAsked', { project: project.name })
        : message('command.recordGone', {}),
    );
  }
  await sources.show(project, record);
}

async function findRecord(
  { view, session }: Project,
  recordId: string | undefined,
): Promise<PoolRecord | undefined> {
  if (recordId === undefined) return view.ahead[0]?.record;
  const entry = [...view.ahead, ...view.recent].find(({ record }) => record.id === recordId);
  return entry?.record ?? (await session?.learner.records.details([recordId]))?.[0]?.record;
}
