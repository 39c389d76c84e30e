import * as vscode from 'vscode';
import type { ProjectPool } from '../../core/projectFile/projectFile.ts';
import type { PoolSnapshot } from './decidePoolReload.ts';

/** Milliseconds without changes before a pool file is read again. */
const quiet = 1000;

/**
 * Reports when a pool's files differ from their state at opening (edited, deleted, restored), once
 * changes have settled.
 */
export class PoolWatch implements vscode.Disposable {
  readonly #onChange: (opened: PoolSnapshot | undefined, now: PoolSnapshot) => void;
  #files: readonly WatchedFiles[] = [];
  #opened: PoolSnapshot | undefined;
  #watchers: vscode.Disposable[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: (opened: PoolSnapshot | undefined, now: PoolSnapshot) => void) {
    this.#onChange = onChange;
  }

  /**
   * Starts watching from the files' current state. Await it before reading them.
   * @param folder base of relative paths
   */
  async watch(folder: vscode.Uri, files: readonly ProjectPool[]): Promise<void> {
    this.stop();
    this.#files = files.map(({ path }) => {
      if (isAbsolute(path)) return vscode.Uri.file(path);
      return /[*?]/.test(path)
        ? new vscode.RelativePattern(folder, path.replace(/[[\]{}]/g, '[$&]'))
        : vscode.Uri.joinPath(folder, path);
    });
    for (const file of this.#files) {
      const pattern =
        file instanceof vscode.RelativePattern
          ? file
          : new vscode.RelativePattern(
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
    const watched = this.#files;
    const now = await takeSnapshot(watched);
    if (this.#files === watched) this.#opened = now;
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = [];
    this.#files = [];
    this.#opened = undefined;
  }

  dispose(): void {
    this.stop();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), quiet);
  }

  async #look(): Promise<void> {
    const watched = this.#files;
    const now = await takeSnapshot(watched);
    // The pool may have been reopened in between.
    if (this.#files === watched && watched.length > 0) this.#onChange(this.#opened, now);
  }
}

/** A file, or the files of a pattern. */
type WatchedFiles = vscode.Uri | vscode.RelativePattern;

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[a-zA-Z]:[/\\]/.test(path);
}

/** Escapes a file name to a glob pattern that matches only it. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, '[$&]');
}

/** The current state of the files. */
async function takeSnapshot(watched: readonly WatchedFiles[]): Promise<PoolSnapshot> {
  const states = await Promise.all(
    watched.map((file) =>
      file instanceof vscode.RelativePattern
        ? Promise.resolve(vscode.workspace.findFiles(file, null))
        : Promise.resolve([file]),
    ),
  );
  const files = states.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  const stats = await Promise.all(
    files.map((file) => Promise.resolve(vscode.workspace.fs.stat(file)).catch(() => undefined)),
  );
  return {
    size: stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0),
    state: stats.map((stat) => (stat ? `${stat.mtime} ${stat.size}` : 'absent')).join('\n'),
  };
}
