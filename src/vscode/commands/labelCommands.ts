import * as vscode from 'vscode';
import { projectOf, type CommandMap, type LabelArgument } from './commandMap.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import type { Panels } from '../panels/panels.ts';
import { deleteLabel } from '../labels/deleteLabel.ts';
import { addLabel, editLabel } from '../labels/editLabel.ts';
import { labelOf } from '../project/labelTarget.ts';
import { fixOrphanedLabel } from '../labels/fixOrphanedLabel.ts';
import { pickLabel } from '../labels/pickLabel.ts';
import { mergeLabels } from '../labels/mergeLabels.ts';
import { renameLabel } from '../labels/renameLabel.ts';
import { resolveSplit, splitLabel } from '../labels/splitLabel.ts';
import { localize } from '../windowLanguage.ts';

type LabelCommands = Pick<
  CommandMap,
  | 'marginalia.changeLabels'
  | 'marginalia.addLabel'
  | 'marginalia.editLabel'
  | 'marginalia.renameLabel'
  | 'marginalia.mergeLabels'
  | 'marginalia.splitLabel'
  | 'marginalia.deleteLabel'
  | 'marginalia.divideLabel'
  | 'marginalia.mendLabel'
  | 'marginalia.findLikeLabel'
>;

/** The commands that change the label set. */
export function labelCommands(panels: Panels, projects: Projects): LabelCommands {
  const onProject =
    (work: (project: Project, label: string | undefined) => Promise<void>) =>
    async (argument?: LabelArgument): Promise<void> => {
      const project = projectOf(argument) ?? (await projects.choose());
      if (project) await work(project, labelOf(argument));
    };
  const show = (project: Project): void => {
    projects.setActive(project);
    panels.openAnnotate(project);
  };
  return {
    'marginalia.changeLabels': onProject(async (project) => {
      await project.open();
      const picked = await vscode.window.showQuickPick(entries(project), {
        title: localize('The labels of {0}', projects.titleOf(project)),
      });
      if (picked) await vscode.commands.executeCommand(picked.command, project);
    }),
    'marginalia.addLabel': onProject(addLabel),
    'marginalia.editLabel': onProject(editLabel),
    'marginalia.renameLabel': onProject(renameLabel),
    'marginalia.mergeLabels': onProject(mergeLabels),
    'marginalia.deleteLabel': onProject(deleteLabel),
    'marginalia.splitLabel': onProject(async (project, label) => {
      const split = await splitLabel(project, label);
      if (split !== undefined && (await resolveSplit(project, split))) show(project);
    }),
    'marginalia.divideLabel': onProject(async (project, label) => {
      if (await resolveSplit(project, label)) show(project);
    }),
    'marginalia.findLikeLabel': onProject(async (project, name) => {
      await project.open();
      const title = localize('Find records like the description of which label?');
      const label = await pickLabel(project, name, title);
      if (label === undefined) return;
      projects.setActive(project);
      panels.openAnnotate(project).act({ kind: 'like', label });
    }),
    'marginalia.mendLabel': (argument, change) =>
      onProject((project, label) => fixOrphanedLabel(project, label, change))(argument),
  };
}

function entries(project: Project): { label: string; command: keyof LabelCommands }[] {
  const { orphanedLabels } = project.view;
  const all: { label: string; command: keyof LabelCommands }[] = [
    { label: `$(add) ${localize('Add a Label …')}`, command: 'marginalia.addLabel' },
    { label: `$(edit) ${localize('Rename a Label …')}`, command: 'marginalia.renameLabel' },
    { label: `$(git-merge) ${localize('Merge Labels …')}`, command: 'marginalia.mergeLabels' },
    {
      label: `$(split-horizontal) ${localize('Split a Label …')}`,
      command: 'marginalia.splitLabel',
    },
    { label: `$(trash) ${localize('Delete a Label …')}`, command: 'marginalia.deleteLabel' },
    {
      label: `$(symbol-color) ${localize('Key, Colour, Description …')}`,
      command: 'marginalia.editLabel',
    },
  ];
  if (orphanedLabels.some(({ into }) => into)) {
    const label = `$(debug-continue) ${localize('Resolve a Split Label')}`;
    all.unshift({ label, command: 'marginalia.divideLabel' });
  }
  if (orphanedLabels.some(({ into }) => !into)) {
    const label = `$(warning) ${localize('Fix an Orphaned Label …')}`;
    all.unshift({ label, command: 'marginalia.mendLabel' });
  }
  return all;
}
