import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { exists } from './exists.ts';
import { projectNameOf } from './projectNames.ts';

/**
 * Brings answers and mirror to where a project file was moved or renamed to; a folder that was moved
 * as a whole has taken them along. The project has to be closed.
 * @throws UserError if there are answers at the new place already; then nothing is moved.
 */
export async function moveData(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const [source, target] = [dataOf(from), dataOf(to)];
  if (!(await exists(source[0]!))) return;
  if (await exists(target[0]!)) {
    throw new UserError(
      message('project.answersInTheWay', {
        from: projectNameOf(from.path),
        path: source[0]!.fsPath,
        to: projectNameOf(to.path),
      }),
    );
  }
  for (const [i, file] of source.entries()) {
    if (await exists(file)) await vscode.workspace.fs.rename(file, target[i]!);
  }
}

/** The database first. */
function dataOf(projectFile: vscode.Uri): vscode.Uri[] {
  const name = projectNameOf(projectFile.path);
  const folder = vscode.Uri.joinPath(projectFile, '..');
  const database = ['', '-wal', '-shm', '-journal'].map((suffix) =>
    vscode.Uri.joinPath(folder, '.marginalia', `${name}.sqlite${suffix}`),
  );
  return [...database, vscode.Uri.joinPath(folder, `${name}.labels.jsonl`)];
}
