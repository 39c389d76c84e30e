import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import { localize } from '../windowLanguage.ts';

/** What a longer file holds beyond this is not shown. */
const maxBytes = 1_000_000;

/** The project's guidelines rendered as HTML; follows changes of the file. */
export class Guidelines implements vscode.Disposable {
  readonly #project: Project;
  readonly #show: (html: string | undefined) => void;
  #path: string | undefined;
  #watcher: vscode.FileSystemWatcher | undefined;
  #shown: string | undefined;

  constructor(project: Project, show: (html: string | undefined) => void) {
    this.#project = project;
    this.#show = show;
  }

  /**
   * Call when the project file may name another file, and when the page requests the guidelines.
   */
  async refresh(force = false): Promise<void> {
    const path = this.#project.file?.guidelines;
    if (path === this.#path && !force) return;
    this.#path = path;
    this.#watcher?.dispose();
    this.#watcher = undefined;
    if (path !== undefined) {
      this.#watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(this.#project.folder, path),
      );
      for (const event of ['onDidChange', 'onDidCreate', 'onDidDelete'] as const) {
        this.#watcher[event](() => void this.#read(true));
      }
    }
    await this.#read(force);
  }

  dispose(): void {
    this.#watcher?.dispose();
  }

  async #read(force: boolean): Promise<void> {
    const path = this.#path;
    const html = path === undefined ? undefined : await this.#render(path);
    if (path !== this.#path || (html === this.#shown && !force)) return;
    this.#shown = html;
    this.#show(html);
  }

  async #render(path: string): Promise<string> {
    const uri = vscode.Uri.joinPath(this.#project.folder, path);
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      const text = new TextDecoder().decode(bytes.subarray(0, maxBytes));
      return await rendered(text);
    } catch {
      return `<p>${escape(localize('{0} cannot be read. Correct "guidelines" in the project file, or write the file.', path))}</p>`;
    }
  }
}

/**
 * Renders with VS Code's built-in Markdown extension, or returns escaped text if it is disabled.
 */
async function rendered(text: string): Promise<string> {
  try {
    const html = await vscode.commands.executeCommand<string>('markdown.api.render', text);
    if (typeof html === 'string') return html;
  } catch {
    // Fall back to plain text.
  }
  return `<pre>${escape(text)}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
