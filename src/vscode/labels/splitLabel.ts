import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { labelName, splitProblem } from '../../core/labelSet/checkChange.ts';
import { labelNamesOf } from '../newProject/labelInput.ts';
import { localize } from '../windowLanguage.ts';
import type { Project } from '../project/project.ts';
import { annotations, quoted } from '../text/labelChanges.ts';
import { recordCount, validationText, labelsOf, pickLabel } from './pickLabel.ts';

/**
 * Replaces a label with several new ones.
 * @returns whether there are records to reassign.
 */
export async function splitLabel(
  project: Project,
  requested: string | undefined,
): Promise<string | undefined> {
  await project.open();
  const from = await pickLabel(project, requested, localize('Which label is to be split?'));
  if (from === undefined) return undefined;
  const typed = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: localize('Split “{0}”', from),
    prompt: localize('The labels that take its place, separated by commas'),
    placeHolder: localize('{0} early, {0} late', from),
    validateInput: (text) =>
      validationText(splitProblem(labelNamesOf(text), from, labelsOf(project))),
  });
  if (typed === undefined) return undefined;
  const parts = labelNamesOf(typed).map(labelName);
  const carried = recordCount(project, from);
  if (carried > 0 && !(await confirm(project, from, parts, carried))) return undefined;
  await project.relabel({ type: 'split', from, into: parts });
  return carried > 0 ? from : undefined;
}

async function confirm(
  project: Project,
  from: string,
  parts: readonly string[],
  carried: number,
): Promise<boolean> {
  const confirm = localize('Split');
  const answer = await vscode.window.showWarningMessage(
    localize('Split “{0}” into {1}?', from, quoted(parts)),
    {
      modal: true,
      detail:
        project.file?.task === 'multi'
          ? localize(
              'To be divided: {0}. The panel shows each of these records again, with its other labels marked. You can stop at any time and continue later; those not divided yet keep “{1}”, which is not trained on. Undo reverts the split.',
              annotations(carried, vscode.env.language, localize),
              from,
            )
          : localize(
              'To be divided: {0}. The panel shows each of these records again. You can stop at any time and continue later; those not divided yet keep “{1}” and are not trained on. Undo reverts the split.',
              annotations(carried, vscode.env.language, localize),
              from,
            ),
    },
    confirm,
  );
  return answer === confirm;
}

/** Shows the records of a split label one by one until each has one of the new labels. */
export async function resolveSplit(
  project: Project,
  requested: string | undefined,
): Promise<boolean> {
  const { learner } = await project.open();
  const open = learner.view.orphanedLabels.filter(({ into }) => into);
  if (open.length === 0) {
    throw new UserError(message('labels.noneSplit', { project: project.name }));
  }
  const named =
    open.find(({ label }) => label === requested) ?? (open.length === 1 ? open[0] : undefined);
  const chosen =
    named?.label ??
    (
      await vscode.window.showQuickPick(
        open.map(({ label, count, into }) => ({
          label,
          description: annotations(count, vscode.env.language, localize),
          detail: quoted(into ?? []),
        })),
        { title: localize('Which label’s records should be divided?') },
      )
    )?.label;
  if (chosen === undefined) return false;
  learner.revisit({ split: chosen });
  return true;
}
