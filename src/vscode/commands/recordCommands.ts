import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { isLabelled } from '../../core/store/isAnswered.ts';
import type { RecordId } from '../../core/record.ts';
import { prioritizeRecords } from '../project/prioritize.ts';
import type { CommandMap } from './commandMap.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { settings } from '../settings.ts';
import { labelsInOrder } from '../editor/lensEntries.ts';
import type { PoolDocuments } from '../editor/poolDocuments.ts';
import { pickLabels } from '../editor/pickLabels.ts';
import { quickLabel } from '../editor/quickLabel.ts';
import type { RecordTarget } from '../project/recordTarget.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';
import { formatAnswered } from '../text/answerText.ts';
import { localize } from '../windowLanguage.ts';

type RecordCommands = Pick<
  CommandMap,
  | 'marginalia.labelAtCursor'
  | 'marginalia.labelSelection'
  | 'marginalia.skipAtCursor'
  | 'marginalia.flagAtCursor'
  | 'marginalia.keepLabel'
  | 'marginalia.askAgain'
  | 'marginalia.askSelectionNext'
>;

/** Commands that answer records from the text editor of a pool file. */
export function recordCommands(documents: PoolDocuments, projects: Projects): RecordCommands {
  const aim = (target: RecordTarget | undefined, allSelected: boolean): ResolvedTarget =>
    target ? fromTarget(target, projects) : atCursor(documents, allSelected);

  const label = async (target: RecordTarget | undefined, allSelected: boolean): Promise<void> => {
    const { project, ids } = aim(target, allSelected);
    const answer = target?.answer ?? (await askForAnswer(project, ids));
    if (answer) await annotate(project, ids, answer);
  };

  return {
    'marginalia.labelAtCursor': (target) => label(target, false),
    'marginalia.labelSelection': (target) => label(target, true),
    'marginalia.skipAtCursor': async (target) => {
      const { project, ids } = aim(target, true);
      await annotate(project, ids, { kind: 'skip' });
    },
    'marginalia.flagAtCursor': async (target) => {
      const { project, ids } = aim(target, true);
      const { learner } = await project.open();
      // Flags all selected records; unflags only if all of them are flagged.
      const flagged = !ids.every((id) => learner.records.answer(id)?.flagged);
      await annotate(project, ids, { kind: 'flag', flagged });
    },
    'marginalia.askAgain': async (target) => {
      const { project, ids } = aim(target, true);
      const { learner } = await project.open();
      const withdrawn = await learner.records.annotate(ids, { kind: 'clear' });
      if (withdrawn.length === 0) {
        throw new UserError(message('command.noneAnswered', {}));
      }
      const notice = localize('{0} will be asked again', withdrawn.length);
      vscode.window.setStatusBarMessage(notice, 4000);
    },
    'marginalia.askSelectionNext': async (target) => {
      const { project, ids } = aim(target, true);
      const { learner } = await project.open();
      await prioritizeRecords(learner, ids, localize('chosen in the pool file'));
    },
    'marginalia.keepLabel': async (target) => {
      const { project, ids } = aim(target, true);
      const { records } = (await project.open()).learner;
      const labelled = ids.filter((id) => isLabelled(records.answer(id)));
      if (labelled.length === 0) {
        throw new UserError(message('command.noLabelToConfirm', {}));
      }
      for (const id of labelled) await records.confirm(id);
    },
  };
}

interface ResolvedTarget {
  readonly project: Project;
  readonly ids: readonly RecordId[];
}

function fromTarget({ project, ids }: RecordTarget, projects: Projects): ResolvedTarget {
  const openProject = projects.get(project);
  if (!openProject) throw new UserError(message('command.projectGone', {}));
  return { project: openProject, ids };
}

/** @param allSelected whether to include every selected record, not only the one at the cursor */
function atCursor(documents: PoolDocuments, allSelected: boolean): ResolvedTarget {
  const editor = vscode.window.activeTextEditor;
  const file = editor && documents.of(editor.document);
  if (!file) {
    throw new UserError(message('command.noPoolEditor', {}));
  }
  const { selections, selection } = editor;
  const cursor = new vscode.Range(selection.active, selection.active);
  const rows = documents.within(file, allSelected ? selections : [cursor]);
  if (rows.length === 0) {
    throw new UserError(message('command.noRecordOnLine', { line: selection.active.line + 1 }));
  }
  return { project: file.project, ids: rows.map(({ id }) => id) };
}

async function askForAnswer(
  project: Project,
  ids: readonly RecordId[],
): Promise<AnswerInput | undefined> {
  const { learner } = await project.open();
  const file = project.file!;
  // A prediction for one record does not help when several are labelled together.
  const isSingle = ids.length === 1 && settings.showSuggestion(project.uri);
  const [facts] = isSingle ? await learner.records.details(ids) : [];
  const title =
    ids.length === 1 ? localize('Label this record') : localize('Label {0} records', ids.length);
  if (file.task === 'multi') {
    const judged = ids.length === 1 ? learner.records.answer(ids[0]!)?.labels : undefined;
    return pickLabels(labelsInOrder(file, facts, project.view.styles), title, judged);
  }
  const name = await quickLabel(labelsInOrder(file, facts, project.view.styles), title);
  return name === undefined ? undefined : { kind: 'label', label: name };
}

async function annotate(
  project: Project,
  ids: readonly RecordId[],
  answer: AnswerInput,
): Promise<void> {
  const { learner } = await project.open();
  const annotated = await learner.records.annotate(ids, answer);
  if (annotated.length === 0) {
    throw new UserError(message('command.recordNotRead', {}));
  }
  vscode.window.setStatusBarMessage(formatAnswered(annotated.length, answer, localize), 4000);
}
