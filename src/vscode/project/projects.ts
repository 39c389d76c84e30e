import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { DisposableOwner } from '../disposables.ts';
import { exists, isGone } from './exists.ts';
import { moveData } from './moveData.ts';
import { Project, type ProjectContext } from './project.ts';
import { projectFileEnding, titlesOf, pathBelow } from '../../core/projectFile/projectNames.ts';
import { localize } from '../windowLanguage.ts';

/** URIs of project files opened from outside the workspace. */
const elsewhereKey = 'projects.elsewhere';
const activeKey = 'projects.active';

/** Milliseconds after which an announced rename counts as failed. */
const renameTimeoutMs = 10_000;

export interface MovedProject {
  /** Already closed. */
  readonly from: Project;
  readonly to: Project;
}

/** All projects of this window: those in its folders, and those opened from elsewhere. */
export class Projects extends DisposableOwner {
  readonly #context: ProjectContext;
  /** The workspace's. */
  readonly #memory: vscode.Memento;
  readonly #projects = new Map<string, Project>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #removed = new vscode.EventEmitter<Project>();
  readonly #refreshed = new vscode.EventEmitter<Project>();
  readonly #moved = new vscode.EventEmitter<MovedProject>();
  /** Projects between `onWillRenameFiles` and the end of their rename. */
  readonly #moving = new Set<Project>();
  #active: string | undefined;
  #discovery: Promise<void> | undefined;

  /** Fires when a project is added, removed, activated or changed. */
  readonly onDidChange = this.#changed.event;
  /** Its file was deleted; the project is already closed. */
  readonly onDidRemove = this.#removed.event;
  /** Its file was moved or renamed in this window; `onDidRemove` follows. */
  readonly onDidMove = this.#moved.event;
  /** Its file was found, or changed on disk. */
  readonly onDidRefresh = this.#refreshed.event;

  constructor(context: ProjectContext, memory: vscode.Memento) {
    super();
    this.#context = context;
    this.#memory = memory;
    this.#active = memory.get<string>(activeKey);
    this.#watch(`**/*${projectFileEnding}`);
    this.#watchFolders();
    this.register(
      this.#changed,
      this.#removed,
      this.#refreshed,
      this.#moved,
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.#rescan()),
      vscode.workspace.onWillRenameFiles((event) => {
        event.waitUntil(this.#beforeMove(event.files.map(({ oldUri }) => oldUri)));
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) void this.#follow(oldUri, newUri);
      }),
      // Files outside the workspace, and moves that no watcher saw, cause no events.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) for (const { uri } of this.all) void this.#remove(uri);
      }),
      // Restricted mode may have blocked a model.
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const project of this.all) if (project.session) void project.reopen();
      }),
    );
  }

  /** Sorted by name. */
  get all(): readonly Project[] {
    return [...this.#projects.values()].sort(
      (a, b) => a.name.localeCompare(b.name) || a.uri.path.localeCompare(b.uri.path),
    );
  }

  /** The most recently used project, or the only one. */
  get active(): Project | undefined {
    const active = this.#active === undefined ? undefined : this.#projects.get(this.#active);
    return active ?? (this.#projects.size === 1 ? this.all[0] : undefined);
  }

  setActive(project: Project): void {
    if (this.#active === project.uri.toString()) return;
    this.#active = project.uri.toString();
    void this.#memory.update(activeKey, this.#active);
    this.#changed.fire();
  }

  get(uri: vscode.Uri): Project | undefined {
    return this.#projects.get(uri.toString());
  }

  /** The title that distinguishes a project from the others. */
  titleOf(project: Project): string {
    const { all } = this;
    const titles = titlesOf(
      all.map(({ name, folder }) => ({
        name,
        folder: folderLabel(folder),
      })),
    );
    return titles[all.indexOf(project)] ?? project.name;
  }

  /** Searches for project files once and then watches for changes. */
  find(): Promise<void> {
    this.#discovery ??= this.#search();
    return this.#discovery;
  }

  /** The project of a file, whether already found or outside the workspace. */
  async add(uri: vscode.Uri): Promise<Project> {
    const existing = this.get(uri);
    if (existing) return existing;
    const project = new Project(uri, this.#context);
    this.#projects.set(uri.toString(), project);
    project.onDidChange(() => this.#changed.fire());
    if (!vscode.workspace.getWorkspaceFolder(uri)) {
      const name = uri.path.split('/').at(-1)!;
      this.#watch(new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name));
      await this.#rememberElsewhere();
    }
    await this.#refresh(project);
    return project;
  }

  /** Lets the user choose a project. @throws UserError if there is none */
  async choose(): Promise<Project | undefined> {
    await this.find();
    const { all, active } = this;
    if (active) return active;
    if (all.length === 0) {
      throw new UserError(message('project.none', {}));
    }
    const picked = await vscode.window.showQuickPick(
      all.map((project) => ({
        label: this.titleOf(project),
        description: vscode.workspace.asRelativePath(project.uri),
        project,
      })),
      // A window that starts moves the focus.
      { title: localize('Which project?'), ignoreFocusOut: true },
    );
    if (picked) this.setActive(picked.project);
    return picked?.project;
  }

  /** Closes all sessions; resolves when their stores are closed. */
  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((project) => project.close()));
  }

  override dispose(): void {
    this.#moving.clear();
    super.dispose();
    for (const project of this.all) project.dispose();
  }

  /** Watches folders, because VS Code reports a deleted or moved folder without the files in it. */
  #watchFolders(): void {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', true, true, false);
    watcher.onDidDelete((uri) => {
      const inside = this.#within(uri).filter((project) => project.uri.path !== uri.path);
      if (inside.length === 0) return;
      void Promise.all(inside.map((project) => this.#remove(project.uri)))
        // The folder may only have been renamed.
        .then(() => this.#rescan());
    });
    this.register(watcher);
  }

  #watch(pattern: vscode.GlobPattern): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate((uri) => void this.add(uri).then((project) => this.#refresh(project)));
    watcher.onDidChange((uri) => void this.#refresh(this.get(uri)));
    watcher.onDidDelete((uri) => void this.#remove(uri));
    this.register(watcher);
  }

  /** The project of a file, or those below a folder. */
  #within({ scheme, authority, path }: vscode.Uri): Project[] {
    return this.all.filter(
      ({ uri }) =>
        uri.scheme === scheme &&
        uri.authority === authority &&
        pathBelow(uri.path, path) !== undefined,
    );
  }

  /** Closes projects that are about to be moved: not every platform can move an open database. */
  async #beforeMove(uris: readonly vscode.Uri[]): Promise<void> {
    const open = uris.flatMap((uri) => this.#within(uri)).filter(({ session }) => session);
    for (const project of open) {
      this.#moving.add(project);
      setTimeout(() => void this.#giveUpMove(project), renameTimeoutMs);
    }
    await Promise.all(open.map((project) => this.#close(project)));
  }

  async #giveUpMove(project: Project): Promise<void> {
    if (!this.#moving.delete(project)) return;
    await project.open().catch((error: unknown) => this.#context.reporter.note(error));
  }

  /** Follows a move from `from` to `to` with the project's answers and everything that shows it. */
  async #follow(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    for (const project of this.#within(from)) {
      const target = to.with({ path: to.path + pathBelow(project.uri.path, from.path)! });
      // So that late events from the old place do not remove it first.
      this.#moving.add(project);
      try {
        if (!target.path.endsWith(projectFileEnding)) continue;
        await this.#close(project);
        await moveData(project.uri, target);
        const moved = await this.add(target);
        this.#moved.fire({ from: project, to: moved });
        if (this.#active === project.uri.toString()) this.setActive(moved);
      } catch (error) {
        this.#context.reporter.report(error);
      } finally {
        this.#moving.delete(project);
        await this.#remove(project.uri);
      }
    }
  }

  #rescan(): Promise<void> {
    this.#discovery = undefined;
    return this.find();
  }

  async #search(): Promise<void> {
    const inside = await vscode.workspace.findFiles(
      `**/*${projectFileEnding}`,
      '**/{node_modules,.git,.marginalia}/**',
    );
    const remembered = this.#memory
      .get<string[]>(elsewhereKey, [])
      .map((uri) => vscode.Uri.parse(uri));
    const exist = await Promise.all(remembered.map(exists));
    const uris = [...inside, ...remembered.filter((_, i) => exist[i])];
    await Promise.all(uris.map((uri) => this.add(uri)));
    // Projects of folders removed from the workspace.
    const known = new Set(uris.map((uri) => uri.toString()));
    const closed = this.all.filter(
      ({ uri }) => !known.has(uri.toString()) && !vscode.workspace.getWorkspaceFolder(uri),
    );
    await Promise.all(closed.map((project) => this.#drop(project)));
    this.#changed.fire();
  }

  async #refresh(project: Project | undefined): Promise<void> {
    if (!project) return;
    try {
      await project.refresh();
      this.#refreshed.fire(project);
    } catch (error) {
      this.#context.reporter.note(error);
    }
  }

  async #remove(uri: vscode.Uri): Promise<void> {
    const project = this.get(uri);
    // Editors that save by renaming delete the file briefly.
    if (!project || this.#moving.has(project) || !(await isGone(uri))) return;
    // Another event may have been handled first.
    if (this.get(uri) !== project || this.#moving.has(project)) return;
    const wasOpen = project.session !== undefined;
    await this.#drop(project);
    if (wasOpen) {
      const message = localize(
        '{0} was deleted or moved, so its project is closed. If it was moved, open it where it is now.',
        project.uri.fsPath,
      );
      void vscode.window.showInformationMessage(message);
    }
    await this.#rememberElsewhere();
    this.#changed.fire();
  }

  async #drop(project: Project): Promise<void> {
    this.#projects.delete(project.uri.toString());
    await this.#close(project);
    this.#removed.fire(project);
    project.dispose();
  }

  /** Closes a project, whatever happened to its files. */
  async #close(project: Project): Promise<void> {
    await project.close().catch((error: unknown) => this.#context.reporter.note(error));
  }

  #rememberElsewhere(): Thenable<void> {
    const outside = this.all.filter(({ uri }) => !vscode.workspace.getWorkspaceFolder(uri));
    return this.#memory.update(
      elsewhereKey,
      outside.map(({ uri }) => uri.toString()),
    );
  }
}

/**
 * Display name of a folder: empty for the only root of the workspace, else as short as is
 * unambiguous.
 */
export function folderLabel(folder: vscode.Uri): string {
  const root = vscode.workspace.getWorkspaceFolder(folder);
  if (root?.uri.toString() !== folder.toString()) return vscode.workspace.asRelativePath(folder);
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? root.name : '';
}
