import * as vscode from 'vscode';
import type { Learner } from '../../core/loop/learnerView.ts';
import { count } from '../numbers.ts';

/** A step of more records than this is not taken back without asking: its answers leave the screen unseen. */
const askBeyond = 20;

/**
 * Takes the last step back; one that touches many records, such as an import, after asking.
 * @returns `nothing` when there is none, `kept` when the user changed their mind.
 */
export async function undoStep(learner: Learner): Promise<'undone' | 'nothing' | 'kept'> {
  const { nextUndoSize } = learner.view;
  if (nextUndoSize > askBeyond && !(await isWanted(nextUndoSize))) return 'kept';
  return (await learner.undo()) ? 'undone' : 'nothing';
}

async function isWanted(size: number): Promise<boolean> {
  const confirm = vscode.l10n.t('Undo');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Undo the answers of {0} records?', count(size, vscode.env.language)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They were given in one step, by an import or for several records at once, and are taken back in one. Redo brings them back.',
      ),
    },
    confirm,
  );
  return answer === confirm;
}
