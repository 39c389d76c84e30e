import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';

/** Shows the records with conflicting imported answers one by one for a decision. */
export async function decideConflicts(project: Project): Promise<void> {
  const { learner } = await project.open();
  if (!learner.view.conflicts) {
    throw new UserError(message('command.noConflict', { project: project.name }));
  }
  learner.revisit('conflicts');
  await vscode.commands.executeCommand('marginalia.openPanel', project);
}
