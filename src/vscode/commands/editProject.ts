import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { Project } from '../project/project.ts';

/** The text of a project file in its editor or on disk. */
export interface EditableProject {
  readonly document: vscode.TextDocument;
  readonly file: ProjectFile;
}

/** @throws UserError if the file has a mistake, which is then shown. */
export async function projectToEdit(project: Project): Promise<EditableProject> {
  const document = await vscode.workspace.openTextDocument(project.uri);
  const { project: file } = parseProjectFile(document.getText());
  if (file) return { document, file };
  await vscode.window.showTextDocument(document);
  throw new UserError(message('command.projectFileWrong', {}));
}

/** Sets one value and saves the file. @see writeProject */
export function editProject(
  document: vscode.TextDocument,
  path: readonly string[],
  value: unknown,
  onSave: string,
): Promise<void> {
  return writeProject(document, editProjectFile(document.getText(), path, value), onSave);
}

/**
 * Replaces the text of a project file and saves it unless it has unsaved changes.
 * @param onSave message shown if the change takes effect only when the user saves
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
  // Unsaved changes of the user are not saved on their behalf.
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
