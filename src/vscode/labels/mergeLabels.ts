import { labelNames } from '../../core/labels.ts';
import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { labelName, nameProblem } from '../../core/labelSet/checkChange.ts';
import { mergeInto } from '../../core/labelSet/mergeInto.ts';
import { fewestLabels } from '../../core/projectFile/projectFile.ts';
import { localize } from '../windowLanguage.ts';
import type { Project } from '../project/project.ts';
import { annotations, quoted } from '../text/labelChanges.ts';
import { recordCount, labelItems, validationText, labelsOf } from './pickLabel.ts';

/** Merges labels into one of them or a new one. @param requested preselected label */
export async function mergeLabels(project: Project, requested: string | undefined): Promise<void> {
  await project.open();
  const names = labelNames(labelsOf(project));
  const orphans = project.view.orphanedLabels.map(({ label }) => label);
  const items = labelItems(project, [...names, ...orphans]);
  const picked = await vscode.window.showQuickPick(
    items.map((item) => ({ ...item, picked: item.name === requested })),
    { title: localize('Which labels should be merged?'), canPickMany: true },
  );
  if (!picked || picked.length === 0) return;
  const selected = picked.map(({ name }) => name);
  if (selected.length < 2) throw new UserError(message('labels.chooseTwo', {}));
  const target = await pickTarget(project, selected);
  if (target === undefined) return;
  const from = selected.filter((name) => name !== target);
  const remaining = new Set([...names.filter((name) => !from.includes(name)), target]);
  const least = fewestLabels[project.file?.task ?? 'single'];
  if (remaining.size < least) {
    throw new UserError(message('labels.fewLeft', { least }));
  }
  if (await confirm(project, from, target)) {
    await project.relabel(mergeInto(target, from, project.file!));
  }
}

async function pickTarget(
  project: Project,
  selected: readonly string[],
): Promise<string | undefined> {
  const another = { label: `$(edit) ${localize('Another Name …')}`, name: undefined };
  const set = labelsOf(project).filter(({ name }) => selected.includes(name));
  const items = labelItems(project, labelNames(set));
  const picked = await vscode.window.showQuickPick([...items, another], {
    title: localize('Which label should {0} become?', quoted(selected)),
  });
  if (!picked || picked.name !== undefined) return picked?.name;
  const typed = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: localize('Which label should {0} become?', quoted(selected)),
    validateInput: (text) => validationText(nameProblem(text, labelsOf(project))),
  });
  return typed === undefined ? undefined : labelName(typed);
}

async function confirm(
  project: Project,
  from: readonly string[],
  target: string,
): Promise<boolean> {
  const { language } = vscode.env;
  const sum = from.reduce((total, name) => total + recordCount(project, name), 0);
  const counts = from.map((name) => `${name}: ${recordCount(project, name)}`).join(', ');
  const confirm = localize('Merge');
  const answer = await vscode.window.showWarningMessage(
    localize('Merge {0} into “{1}”?', quoted(from), target),
    {
      modal: true,
      detail:
        project.file?.task === 'multi'
          ? localize(
              'Changed: {0} ({1}). “{2}” applies to a record if any of these labels does, and does not apply if none does; if an answer leaves one open and says no to the others, it leaves “{2}” open. Earlier rounds are scored as if this had always been so. Undo restores the labels of each record.',
              annotations(sum, language, localize),
              counts,
              target,
            )
          : localize(
              'Changed: {0} ({1}); “{2}” will have {3}. Earlier rounds are scored as if this had always been so. Undo restores the label of each record.',
              annotations(sum, language, localize),
              counts,
              target,
              sum + recordCount(project, target),
            ),
    },
    confirm,
  );
  return answer === confirm;
}
