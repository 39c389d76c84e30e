import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { exists } from './exists.ts';
import { projectNameOf } from '../../core/projectFile/projectNames.ts';

/**
 * Moves answers and mirror to the new place of a project file; a no-op if its whole folder was
 * moved. The project must be closed.
 * @throws UserError if the new place already has answers; nothing is moved then.
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

/** A project's data files, the database first. */
function dataOf(projectFile: vscode.Uri): vscode.Uri[] {
  const name = projectNameOf(projectFile.path);
  const folder = vscode.Uri.joinPath(projectFile, '..');
  const database = ['', '-wal', '-shm', '-journal'].map((suffix) =>
    vscode.Uri.joinPath(folder, '.marginalia', `${name}.sqlite${suffix}`),
  );
  return [...database, vscode.Uri.joinPath(folder, `${name}.labels.jsonl`)];
}
