import { textOf } from '../text/messages/textOf.ts';
import * as vscode from 'vscode';
import type { Learner } from '../../core/loop/learner.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Reports once that an open project's database is gone, with the possible actions; the panel
 * repeats it.
 * @param project argument of the recovery commands
 */
export function notifyDatabaseMissing(project: object, learner: Learner): void {
  const stop = learner.onChange(({ phase }) => {
    if (phase.kind !== 'failed' || !phase.answersGone) return;
    stop();
    const restore = localize('Restore Answers');
    const empty = localize('Start Empty');
    const message = textOf(phase.message, localize);
    void vscode.window.showErrorMessage(message, restore, empty).then((chosen) => {
      if (chosen === restore)
        void vscode.commands.executeCommand('marginalia.restoreAnswers', project);
      if (chosen === empty) void vscode.commands.executeCommand('marginalia.startEmpty', project);
    });
  });
}
