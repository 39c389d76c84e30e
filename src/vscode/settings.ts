import * as vscode from 'vscode';
import { firstName, gitUserName, systemUserName } from './annotatorName.ts';

/** The current settings. Each is read only here. */
export const settings = {
  /** Whether the panel shows predictions for records that are not blind. */
  showSuggestion(scope: vscode.Uri): boolean {
    return section(scope).get('showSuggestion', true);
  },

  /** Whether a window that holds a project opens its panel at the start: the one used last, or chosen. */
  openOnStartup(): boolean {
    return section().get('openOnStartup', false);
  },

  /** The files for which the Problems view lists suspicious labels. */
  listSuspects(): 'openFiles' | 'allFiles' | 'never' {
    return section().get('listSuspects', 'openFiles');
  },

  /** Labels between refits for new projects. */
  refitEvery(scope: vscode.Uri): number {
    return section(scope).get('newProject.refitEvery', 5);
  },

  /** A mirror of the model hub; undefined for the hub itself. */
  modelHub(): string | undefined {
    const host = section().get('modelHub', '').trim();
    return host === '' ? undefined : host;
  },

  /**
   * The annotator's name: the setting, else git's `user.name` in the project's folder, else the
   * system's user.
   */
  async annotator(scope: vscode.Uri): Promise<string> {
    const set = section(scope).get('annotator', '');
    if (set.trim() !== '') return firstName(set);
    // Git runs no command from a repository's configuration for this, but untrusted folders are
    // skipped anyway.
    const folder = vscode.Uri.joinPath(scope, '..').fsPath;
    const git = vscode.workspace.isTrusted ? await gitUserName(folder) : undefined;
    return firstName(git, systemUserName());
  },

  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('marginalia')) listener();
    });
  },
};

function section(scope?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('marginalia', scope);
}
