import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { Project } from '../project/project.ts';

/** A project file as it stands in the editor. */
export interface EditableProject {
  readonly document: vscode.TextDocument;
  readonly file: ProjectFile;
}

/** @throws UserError while the file has a mistake; it is shown then. */
export async function projectToEdit(project: Project): Promise<EditableProject> {
  const document = await vscode.workspace.openTextDocument(project.uri);
  const { project: file } = parseProjectFile(document.getText());
  if (file) return { document, file };
  await vscode.window.showTextDocument(document);
  throw new UserError(message('command.projectFileWrong', {}));
}

/** Sets one value and saves. @see writeProject */
export function editProject(
  document: vscode.TextDocument,
  path: readonly string[],
  value: unknown,
  onSave: string,
): Promise<void> {
  return writeProject(document, editProjectFile(document.getText(), path, value), onSave);
}

/**
 * Puts new text into a project file and saves it, unless it holds changes that the user has not saved.
 * @param onSave says then that the change comes with the user's own saving
 */
export async function writeProject(
  document: vscode.TextDocument,
  text: string,
  onSave: string,
): Promise<void> {
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, wholeOf(document), text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new UserError(message('command.notEdited', { path: document.uri.fsPath }));
  }
  // What the user has not saved themselves is not saved for them.
  if (wasDirty) {
    void vscode.window.showInformationMessage(onSave);
    return;
  }
  if (!(await document.save())) {
    throw new UserError(message('command.notSaved', { path: document.uri.fsPath }));
  }
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(
    new vscode.Position(0, 0),
    document.lineAt(document.lineCount - 1).range.end,
  );
}
