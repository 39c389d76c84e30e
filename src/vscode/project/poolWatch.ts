import * as vscode from 'vscode';
import type { ProjectPool } from '../../core/projectFile/projectFile.ts';

/** How long a pool file has to be left alone, in milliseconds, before it is read again. */
const quiet = 1000;

/** Tells when a pool's files were edited, deleted or brought back, once they are left alone. */
export class PoolWatch implements vscode.Disposable {
  readonly #onChange: () => void;
  #watchers: vscode.Disposable[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @param folder which the paths are relative to */
  watch(folder: vscode.Uri, files: readonly ProjectPool[]): void {
    this.stop();
    for (const { path } of files) {
      const file = isAbsolute(path) ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder, path);
      const pattern = new vscode.RelativePattern(
        vscode.Uri.joinPath(file, '..'),
        escapeGlob(file.path.split('/').at(-1)!),
      );
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const changed = (): void => this.#later();
      watcher.onDidChange(changed);
      watcher.onDidCreate(changed);
      watcher.onDidDelete(changed);
      this.#watchers.push(watcher);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = [];
  }

  dispose(): void {
    this.stop();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onChange, quiet);
  }
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[a-zA-Z]:[/\\]/.test(path);
}

/** A file name as a glob pattern that matches nothing else. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, '[$&]');
}
