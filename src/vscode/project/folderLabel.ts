import * as vscode from 'vscode';

/** A folder as people know it: empty for the only root of the workspace, else as short as it is clear. */
export function folderLabel(folder: vscode.Uri): string {
  const root = vscode.workspace.getWorkspaceFolder(folder);
  if (root?.uri.toString() !== folder.toString()) return vscode.workspace.asRelativePath(folder);
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? root.name : '';
}
