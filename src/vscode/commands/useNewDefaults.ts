import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { formatNewDefaults } from '../text/newDefaults.ts';
import { localize } from '../windowLanguage.ts';

/** Switches an older project to the current defaults after listing the changes, as one undo step. */
export async function useNewDefaults(project: Project): Promise<void> {
  const { learner } = await project.open();
  const older = learner.view.olderDefaults;
  if (older === undefined) {
    throw new UserError(message('command.newestDefaults', { project: project.name }));
  }
  const use = localize('Use New Defaults');
  const answer = await vscode.window.showInformationMessage(
    localize('Use the defaults of new projects in {0}?', project.name),
    { modal: true, detail: formatNewDefaults(project.file, older, localize).join('\n') },
    use,
  );
  if (answer === use) await learner.labelSet.useNewDefaults();
}
