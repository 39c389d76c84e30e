import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';

/**
 * Replaces the text of a project file through its document, so that an editor that shows it can undo
 * it too, and saves it.
 * @returns the text as it was saved: the user's own formatter may have been over it.
 * @throws HumanError if it cannot be edited or saved.
 */
export async function writeProjectFile(
  document: vscode.TextDocument,
  text: string,
): Promise<string> {
  await editProjectDocument(document, text);
  if (!(await document.save())) {
    throw new HumanError(vscode.l10n.t('{0} could not be saved.', document.uri.fsPath));
  }
  return document.getText();
}

/** The same without saving. @throws HumanError if it cannot be edited. */
export async function editProjectDocument(
  document: vscode.TextDocument,
  text: string,
): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(
    new vscode.Position(0, 0),
    document.lineAt(document.lineCount - 1).range.end,
  );
  edit.replace(document.uri, whole, text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new HumanError(vscode.l10n.t('{0} could not be edited.', document.uri.fsPath));
  }
}
