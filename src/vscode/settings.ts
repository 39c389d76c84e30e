import * as vscode from 'vscode';
import { firstName, gitUserName, systemUserName } from './annotatorName.ts';

/** The settings as they are now. Each is read here and nowhere else. */
export const settings = {
  /** Whether the panel shows what the model thinks, for records where it may. */
  showSuggestion(scope: vscode.Uri): boolean {
    return section(scope).get('showSuggestion', true);
  },

  /** Whether a window that holds one project opens its panel by itself. */
  openOnStartup(): boolean {
    return section().get('openOnStartup', false);
  },

  /** For which files the Problems view lists labels that may be wrong. */
  listSuspects(): 'openFiles' | 'allFiles' | 'never' {
    return section().get('listSuspects', 'openFiles');
  },

  /** New labels after which projects made from now on are refitted. */
  refitEvery(scope: vscode.Uri): number {
    return section(scope).get('newProject.refitEvery', 5);
  },

  /** A mirror of the model hub; undefined: the hub itself. */
  modelHub(): string | undefined {
    const host = section().get('modelHub', '').trim();
    return host === '' ? undefined : host;
  },

  /** Who answers: the setting, else git's name in the project's folder, else the system's user. */
  async annotator(scope: vscode.Uri): Promise<string> {
    const set = section(scope).get('annotator', '');
    if (set.trim() !== '') return firstName(set);
    // Git runs no command of a repository's configuration for this, but an untrusted folder is left alone.
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
