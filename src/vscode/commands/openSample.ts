import * as vscode from 'vscode';
import { exists } from '../project/exists.ts';
import type { Project } from '../project/project.ts';
import { projectFileEnding } from '../../core/projectFile/projectNames.ts';
import type { Projects } from '../project/projects.ts';
import { localize } from '../windowLanguage.ts';

/** The projects of media/sample: single-label and multi-label. */
const samples = ['support', 'moods'] as const;
export type SampleName = (typeof samples)[number];

/** The named sample, else one that the user chooses. Menus pass other arguments. */
export async function chooseSample(name: unknown): Promise<SampleName | undefined> {
  const selected = samples.find((sample) => sample === name);
  if (selected) return selected;
  const items: (vscode.QuickPickItem & { readonly name: SampleName })[] = [
    {
      label: localize('One label per record'),
      description: 'support',
      detail: localize('1,200 messages to a support desk, five labels'),
      name: 'support',
    },
    {
      label: localize('Several labels per record'),
      description: 'moods',
      detail: localize('167 notes about everyday life, six feelings: none, one or several in each'),
      name: 'moods',
    },
  ];
  const title = localize('Which sample project?');
  return (await vscode.window.showQuickPick(items, { title }))?.name;
}

/**
 * A sample project: the workspace's own if it contains one, otherwise a copy in the extension's
 * storage, which is created once and never overwritten, so that its labels stay.
 */
export async function openSample(
  name: SampleName,
  projects: Projects,
  extension: vscode.Uri,
  storage: vscode.Uri,
): Promise<Project> {
  const [pool, truth, file] = [`${name}.jsonl`, `${name}.truth.jsonl`, name + projectFileEnding];
  await projects.find();
  for (const project of projects.all) {
    const isSample = await exists(vscode.Uri.joinPath(project.folder, truth));
    if (project.name === name && isSample) return project;
  }
  const from = vscode.Uri.joinPath(extension, 'media', 'sample');
  const target = vscode.Uri.joinPath(storage, 'sample');
  await vscode.workspace.fs.createDirectory(target);
  for (const part of [pool, truth, file]) {
    const copy = vscode.Uri.joinPath(target, part);
    if (!(await exists(copy))) {
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(from, part), copy);
    }
  }
  return projects.add(vscode.Uri.joinPath(target, file));
}
