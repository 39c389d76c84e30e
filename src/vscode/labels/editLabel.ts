import * as vscode from 'vscode';
import { keyProblem, labelName, nameProblem } from '../../core/labelSet/checkChange.ts';
import { stylesOf } from '../../core/labelSet/labelStyles.ts';
import { labelColors, type Label, type LabelColor } from '../../core/labels.ts';
import { markColors } from '../editor/markColors.ts';
import { localize } from '../windowLanguage.ts';
import type { Project } from '../project/project.ts';
import { validationText, labelsOf, pickLabel } from './pickLabel.ts';
import { renameLabel } from './renameLabel.ts';

/** Appends a label to the set. */
export async function addLabel(project: Project): Promise<void> {
  await project.open();
  const typed = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: localize('Add a label to {0}', project.name),
    prompt: localize('Its name'),
    validateInput: (text) => validationText(nameProblem(text, labelsOf(project))),
  });
  if (typed === undefined) return;
  const name = labelName(typed);
  const key = await askKey(project, { name });
  if (key === undefined) return;
  await project.relabel({ type: 'add', label: key === '' ? { name } : { name, key } });
}

/** Edits a label's key, colour, description, group or name. */
export async function editLabel(project: Project, requested: string | undefined): Promise<void> {
  await project.open();
  const name = await pickLabel(project, requested, localize('Which label is to be edited?'));
  const label = labelsOf(project).find((candidate) => candidate.name === name);
  if (!label) return;
  const none = localize('none');
  const picked = await vscode.window.showQuickPick(
    [
      { what: 'key', label: `$(keyboard) ${localize('Key')}`, description: label.key ?? none },
      {
        what: 'color',
        label: `$(symbol-color) ${localize('Colour')}`,
        description: formatColor(project, label),
      },
      {
        what: 'description',
        label: `$(note) ${localize('Description')}`,
        description: label.description ?? none,
      },
      {
        what: 'group',
        label: `$(group-by-ref-type) ${localize('Group')}`,
        description: label.group ?? none,
      },
      { what: 'name', label: `$(edit) ${localize('Name')}`, description: label.name },
    ] as const,
    { title: localize('What do you want to change in “{0}”?', label.name) },
  );
  if (!picked) return;
  if (picked.what === 'name') return renameLabel(project, label.name);
  const value = await ask(project, label, picked.what);
  if (value === undefined || value === (label[picked.what] ?? '')) return;
  const { [picked.what]: _, ...rest } = label;
  const edited: Label = value === '' ? rest : { ...rest, [picked.what]: value };
  await project.relabel({ type: 'edit', label: edited });
}

/** @returns the new value, empty to clear it; undefined if the user cancels. */
async function ask(
  project: Project,
  label: Label,
  property: 'key' | 'color' | 'description' | 'group',
): Promise<string | undefined> {
  if (property === 'key') return askKey(project, label);
  if (property === 'color') return askColor(project, label);
  const description = property === 'description';
  const typed = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: description
      ? localize('When is “{0}” right?', label.name)
      : localize('Which group does “{0}” belong to?', label.name),
    prompt: description
      ? localize('Shown as a tooltip of the label; leave empty for none')
      : localize('The name of the group; leave empty for none'),
    value: label[property] ?? '',
  });
  return typed?.trim();
}

async function askKey(project: Project, { name, key }: Label): Promise<string | undefined> {
  const labels = labelsOf(project);
  const exists = labels.some((label) => label.name === name);
  const without = exists
    ? labels.map((label) => (label.name === name ? { name } : label))
    : [...labels, { name }];
  const place = without.findIndex((label) => label.name === name);
  const unusedKey = stylesOf(without, project.view.styles)[place]?.key;
  const typed = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    title: localize('Which key gives “{0}”?', name),
    prompt:
      unusedKey === undefined
        ? localize('A letter or digit; without one, the label is found by its name')
        : localize('A letter or digit; left empty, it is {0}', unusedKey),
    value: key ?? '',
    validateInput: (text) => validationText(keyProblem(text, labels, name)),
  });
  return typed?.trim().toLowerCase();
}

async function askColor(
  project: Project,
  { name, color }: Label,
): Promise<LabelColor | '' | undefined> {
  const names = colorNames();
  const colors = labelColors.map((id) => ({
    label: names[id],
    iconPath: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(markColors[id])),
    description: id === color ? localize('in use') : '',
    value: id,
  }));
  const free = {
    label:
      project.view.styles === undefined
        ? localize('By position')
        : localize('As given at its first answer'),
    description: color === undefined ? localize('in use') : '',
    value: '' as const,
  };
  const title = localize('Which colour should “{0}” have?', name);
  return (await vscode.window.showQuickPick([...colors, free], { title }))?.value;
}

/** The label's colour, and whether it comes from the project file. */
function formatColor(project: Project, { name, color }: Label): string {
  const labels = labelsOf(project);
  const place = labels.findIndex((label) => label.name === name);
  const colorName = colorNames()[stylesOf(labels, project.view.styles)[place]!.color];
  if (color !== undefined) return colorName;
  return project.view.styles === undefined
    ? localize('{0}, by its place', colorName)
    : localize('{0}, as given at its first answer', colorName);
}

function colorNames(): Readonly<Record<LabelColor, string>> {
  return {
    'charts.blue': localize('Blue'),
    'charts.orange': localize('Orange'),
    'charts.green': localize('Green'),
    'charts.purple': localize('Purple'),
    'charts.red': localize('Red'),
    'charts.yellow': localize('Yellow'),
  };
}
