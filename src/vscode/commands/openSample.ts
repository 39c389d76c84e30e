import * as vscode from 'vscode';
import { exists } from '../project/exists.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';

const sampleName = 'support';
/** The files of media/sample that a working copy of the sample consists of. */
const sampleFiles = ['support.jsonl', 'support.truth.jsonl', 'support.marginalia.json'];

/**
 * The sample project: the workspace's own if it contains one, otherwise a copy in the extension's
 * storage, which is created once and never overwritten, so that its labels stay.
 */
export async function openSample(
  projects: Projects,
  extension: vscode.Uri,
  storage: vscode.Uri,
): Promise<Project> {
  await projects.find();
  for (const project of projects.all) {
    const truth = vscode.Uri.joinPath(project.folder, 'support.truth.jsonl');
    if (project.name === sampleName && (await exists(truth))) return project;
  }
  const from = vscode.Uri.joinPath(extension, 'media', 'sample');
  const to = vscode.Uri.joinPath(storage, 'sample');
  await vscode.workspace.fs.createDirectory(to);
  for (const file of sampleFiles) {
    const copy = vscode.Uri.joinPath(to, file);
    if (!(await exists(copy))) {
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(from, file), copy);
    }
  }
  return projects.add(vscode.Uri.joinPath(to, 'support.marginalia.json'));
}
