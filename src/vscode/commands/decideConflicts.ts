import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';

/** Shows the records whose imported answers differ, one after the other, to decide between them. */
export async function decideConflicts(project: Project): Promise<void> {
  const { learner } = await project.open();
  if (!learner.view.conflicts) {
    throw new UserError(message('command.noConflict', { project: project.name }));
  }
  learner.revisit('conflicts');
  await vscode.commands.executeCommand('marginalia.openPanel', project);
}
