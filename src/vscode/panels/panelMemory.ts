import * as vscode from 'vscode';

/**
 * Remembers which project a panel showed, for when VS Code restores the panel after a reload.
 * Webview state belongs to the page, so the panel is identified by its title, which is unique among
 * projects.
 */
export class PanelMemory {
  readonly #memory: vscode.Memento;
  readonly #key: string;

  constructor(memory: vscode.Memento, kind: string) {
    this.#memory = memory;
    this.#key = `panels.${kind}`;
  }

  remember(title: string, project: vscode.Uri): void {
    void this.#memory.update(this.#key, { ...this.#all(), [title]: project.toString() });
  }

  projectOf(title: string): vscode.Uri | undefined {
    const uri = this.#all()[title];
    return uri === undefined ? undefined : vscode.Uri.parse(uri);
  }

  #all(): Record<string, string> {
    return this.#memory.get<Record<string, string>>(this.#key, {});
  }
}
