import * as vscode from 'vscode';
import { labelName, nameProblem } from '../../core/labelSet/checkChange.ts';
import { localize } from '../windowLanguage.ts';
import type { Project } from '../project/project.ts';
import { annotations } from '../text/labelChanges.ts';
import { recordCount, validationText, labelsOf, pickLabel } from './pickLabel.ts';

/** Renames a label, in the project file and in all answers. */
export async function renameLabel(project: Project, requested: string | undefined): Promise<void> {
  await project.open();
  const from = await pickLabel(project, requested, localize('Which label is to be renamed?'));
  if (from === undefined) return;
  const carried = annotations(recordCount(project, from), vscode.env.language, localize);
  const typed = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: localize('Rename “{0}”', from),
    value: from,
    prompt: localize(
      'Also renamed: {0}, in the hold-out, rounds, exports and the project file. Undo reverts it.',
      carried,
    ),
    validateInput: (text) => (text === from ? undefined : problemOf(text, project, from)),
  });
  if (typed === undefined || labelName(typed) === from) return;
  await project.relabel({ type: 'rename', from, to: labelName(typed) });
}

function problemOf(text: string, project: Project, from: string): string | undefined {
  const problem = nameProblem(text, labelsOf(project), from);
  const carried = recordCount(project, labelName(text));
  if (problem !== undefined || carried === 0) return validationText(problem);
  return localize(
    '“{1}” is already in use ({0}), although it is not in the label set. Use Fix Orphaned Label first.',
    annotations(carried, vscode.env.language, localize),
    labelName(text),
  );
}
