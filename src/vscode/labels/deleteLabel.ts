import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { mergeInto } from '../../core/labelSet/mergeInto.ts';
import { message } from '../../core/messages/messages.ts';
import { fewestLabels } from '../../core/projectFile/projectFile.ts';
import type { Project } from '../project/project.ts';
import { annotations } from '../text/labelChanges.ts';
import { recordCount, labelItems, labelsOf, pickLabel } from './pickLabel.ts';
import { localize } from '../windowLanguage.ts';
import type { SchemaChange } from '../../core/store/schemaChange.ts';

/** Removes a label after asking what to do with its answers. One undo restores everything. */
export async function deleteLabel(project: Project, requested: string | undefined): Promise<void> {
  await project.open();
  const label = await pickLabel(project, requested, localize('Which label is to be deleted?'));
  if (label === undefined) return;
  const otherLabels = labelsOf(project).flatMap(({ name }) => (name === label ? [] : [name]));
  const least = fewestLabels[project.file?.task ?? 'single'];
  if (otherLabels.length < least) {
    throw new UserError(message('labels.fewLeft', { least }));
  }
  const change =
    recordCount(project, label) === 0
      ? ({ type: 'delete', label } as const)
      : await whatBecomes(project, label, otherLabels);
  if (change) await project.relabel(change);
}

/** Asks whether the label's records get another label or become unanswered. */
async function whatBecomes(
  project: Project,
  label: string,
  otherLabels: readonly string[],
): Promise<SchemaChange | undefined> {
  const carried = annotations(recordCount(project, label), vscode.env.language, localize);
  const another = {
    label: `$(arrow-right) ${localize('Give These Records Another Label …')}`,
    detail: localize('Earlier rounds are scored as if this had always been so.'),
  };
  const unanswered =
    project.file?.task === 'multi'
      ? {
          label: `$(discard) ${localize('Take It from These Records')}`,
          detail: localize(
            'Their other labels stay. Those without another are asked again, those of the hold-out blind.',
          ),
        }
      : {
          label: `$(discard) ${localize('Make These Records Unanswered')}`,
          detail: localize(
            'They are asked again, those of the hold-out blind. Flags and notes stay.',
          ),
        };
  const picked = await vscode.window.showQuickPick([another, unanswered], {
    title: localize('“{0}” has {1}. What should happen to them?', label, carried),
    placeHolder: localize('Undo reverts it, including the project file'),
  });
  if (!picked) return undefined;
  if (picked === unanswered) return { type: 'delete', label };
  const target = await vscode.window.showQuickPick(labelItems(project, otherLabels), {
    title: localize('Which label do the records of “{0}” get?', label),
  });
  return target && mergeInto(target.name, [label], project.file!);
}
