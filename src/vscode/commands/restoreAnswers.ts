import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { moveData } from '../project/moveData.ts';
import { exists } from '../project/exists.ts';
import type { Project } from '../project/project.ts';
import { projectFileEnding } from '../../core/projectFile/projectNames.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Opens a project whose database is missing with the restored copies of its answers, and reports
 * what was restored.
 */
export async function restoreAnswers(project: Project): Promise<void> {
  const { phase } = project.view;
  if (phase.kind !== 'failed' || !phase.answersGone) {
    throw new UserError(message('command.answersThere', { project: project.name }));
  }
  const { restored } = await project.recover('restore');
  void vscode.window.showInformationMessage(
    restored === undefined
      ? localize('No copy of the answers of {0} was found.', project.name)
      : localize('The answers of {0} were restored: {1}', project.name, textOf(restored, localize)),
  );
}

/**
 * Opens a project whose database is missing with a new one. Copies of the old one are kept but not
 * offered again.
 */
export async function startEmpty(project: Project): Promise<void> {
  const { phase } = project.view;
  if (phase.kind !== 'failed' || !phase.answersGone) {
    throw new UserError(message('command.answersNotGone', { project: project.name }));
  }
  await project.recover('empty');
}

/** Copies the database to a file that the user chooses. */
export async function backUpLabels(project: Project): Promise<void> {
  const session = await project.open();
  const day = new Date().toISOString().slice(0, 10);
  const file = await vscode.window.showSaveDialog({
    title: localize('Back Up Labels'),
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}-${day}.sqlite`),
    filters: { SQLite: ['sqlite'] },
  });
  if (!file) return;
  await session.backUp(file.fsPath);
  void vscode.window.showInformationMessage(
    localize(
      'Backed up to {0}. To restore it, close the project and replace .marginalia/{1}.sqlite with it.',
      file.fsPath,
      project.name,
    ),
  );
}

/** Takes over the answers of a project whose file was renamed to this one outside VS Code. */
export async function adoptAnswers(project: Project): Promise<void> {
  const { view } = project;
  if (view.counts.labelled + view.counts.skipped > 0) {
    throw new UserError(message('command.hasOwnAnswers', { project: project.name }));
  }
  const from = await chooseOrphan(project);
  if (!from) return;
  await project.close();
  const data = vscode.Uri.joinPath(project.folder, '.marginalia');
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    const empty = vscode.Uri.joinPath(data, `${project.name}.sqlite${suffix}`);
    if (await exists(empty)) await vscode.workspace.fs.delete(empty);
  }
  try {
    await moveData(from, project.uri);
  } finally {
    await project.open();
  }
}

/** Asks for the missing project file whose answers are taken over. */
async function chooseOrphan(project: Project): Promise<vscode.Uri | undefined> {
  const data = vscode.Uri.joinPath(project.folder, '.marginalia');
  const orphans: { label: string; uri: vscode.Uri }[] = [];
  for (const [file] of await vscode.workspace.fs.readDirectory(data)) {
    if (!file.endsWith('.sqlite') || file.endsWith('.backup.sqlite')) continue;
    const name = file.slice(0, -'.sqlite'.length);
    const uri = vscode.Uri.joinPath(project.folder, `${name}${projectFileEnding}`);
    if (name !== project.name && !(await exists(uri))) orphans.push({ label: name, uri });
  }
  if (orphans.length === 0) {
    throw new UserError(message('command.noOrphanedAnswers', {}));
  }
  if (orphans.length === 1) return orphans[0]!.uri;
  const title = localize('Whose answers are to be taken over?');
  return (await vscode.window.showQuickPick(orphans, { title }))?.uri;
}
