import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { count } from '../text/numbers.ts';
import { localize } from '../windowLanguage.ts';

/** Starts a pass over answered records whose answers leave a label open: one yes-or-no question each. */
export async function askForLabel(project: Project): Promise<void> {
  const { learner } = await project.open();
  if (project.file?.task !== 'multi') {
    throw new UserError(message('command.onlySeveralLabels', { project: project.name }));
  }
  const open = learner.labelSet.unjudgedLabels();
  if (open.length === 0) {
    throw new UserError(message('command.allLabelsJudged', { project: project.name }));
  }
  const picked = await vscode.window.showQuickPick(
    open.map(({ label, records }) => ({
      label,
      description: localize('{0} answers leave it open', count(records, vscode.env.language)),
    })),
    {
      title: localize('Ask answered records for one label'),
      placeHolder: localize('Each is asked with yes or no; its other labels stay.'),
    },
  );
  if (!picked) return;
  learner.revisit({ pass: picked.label });
  await vscode.commands.executeCommand('marginalia.openPanel', project);
}
