import * as vscode from 'vscode';
import type { SchemaEvent } from '../../core/store/events.ts';
import { formatChange } from '../text/labelChanges.ts';
import { count } from '../text/numbers.ts';
import type { Project } from './project.ts';
import { localize } from '../windowLanguage.ts';

/** Undoing more records asks first, because most of their answers are off screen. */
const askBeyond = 20;

/**
 * Undoes the last step; asks first if it touches many records, such as an import.
 * @returns `nothing` if there is none, `kept` if the user declines
 */
export async function undoStep(project: Project): Promise<'done' | 'nothing' | 'kept'> {
  const { nextUndoSize, nextUndoIsFar } = (await project.open()).learner.view;
  if (nextUndoSize > askBeyond) {
    if (!(await confirm(nextUndoSize))) return 'kept';
  } else if (nextUndoIsFar && !(await isWantedFar())) return 'kept';
  const { done, changes } = await project.reverse('undo');
  notify(changes, (change) => localize('Undone: {0}', change));
  return done ? 'done' : 'nothing';
}

/** Redoes the last undone step. */
export async function redoStep(project: Project): Promise<'done' | 'nothing'> {
  const { done, changes } = await project.reverse('redo');
  notify(changes, (change) => localize('Redone: {0}', change));
  return done ? 'done' : 'nothing';
}

/** Confirms an undone label change, which no record on screen shows. */
function notify(changes: readonly SchemaEvent[], sentence: (change: string) => string): void {
  if (changes.length === 0) return;
  const changeList = changes.map(({ change }) => formatChange(change)).join(', ');
  vscode.window.setStatusBarMessage(`$(tag) ${sentence(changeList)}`, 8000);
}

async function confirm(size: number): Promise<boolean> {
  const confirm = localize('Undo');
  const answer = await vscode.window.showWarningMessage(
    localize('Undo the answers of {0} records?', count(size, vscode.env.language)),
    {
      modal: true,
      detail: localize(
        'They were given in one step, by an import or for several records at once, and are undone in one step. Redo restores them.',
      ),
    },
    confirm,
  );
  return answer === confirm;
}

/** Asks before undoing a closed window's step that other windows have built on since. */
async function isWantedFar(): Promise<boolean> {
  const confirm = localize('Undo');
  const answer = await vscode.window.showWarningMessage(
    localize('Undo a step from a closed window?'),
    {
      modal: true,
      detail: localize(
        'This window has nothing left to undo, and another window has answered since that step. Later answers are kept.',
      ),
    },
    confirm,
  );
  return answer === confirm;
}
