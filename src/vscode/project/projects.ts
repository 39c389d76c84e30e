import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';
import { exists } from './exists.ts';
import { folderLabel } from './folderLabel.ts';
import { Project, type ProjectContext } from './project.ts';
import { projectFileEnding, titlesOf } from './projectNames.ts';

/** Project files opened from outside the workspace, by their address. */
const elsewhereKey = 'projects.elsewhere';
const activeKey = 'projects.active';

/** All projects of this window: those in its folders, and those opened from elsewhere. */
export class Projects implements vscode.Disposable {
  readonly #context: ProjectContext;
  /** Of this workspace. */
  readonly #memory: vscode.Memento;
  readonly #projects = new Map<string, Project>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #removed = new vscode.EventEmitter<Project>();
  readonly #refreshed = new vscode.EventEmitter<Project>();
  readonly #watchers: vscode.Disposable[] = [];
  #active: string | undefined;
  #found: Promise<void> | undefined;

  /** After a project came or went, became the active one, or changed by itself. */
  readonly onDidChange = this.#changed.event;
  /** Its file was deleted; it is closed already. */
  readonly onDidRemove = this.#removed.event;
  /** Its file was found, or changed on disk. */
  readonly onDidRefresh = this.#refreshed.event;

  constructor(context: ProjectContext, memory: vscode.Memento) {
    this.#context = context;
    this.#memory = memory;
    this.#active = memory.get<string>(activeKey);
    this.#watch(`**/*${projectFileEnding}`);
    this.#watchers.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#found = undefined;
        void this.find();
      }),
      // Restricted mode may have kept a model away.
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const project of this.all) if (project.session) void project.reopen();
      }),
    );
  }

  /** In the order of their names. */
  get all(): readonly Project[] {
    return [...this.#projects.values()].sort(
      (a, b) => a.name.localeCompare(b.name) || a.uri.path.localeCompare(b.uri.path),
    );
  }

  /** The one that the user was last concerned with, or the only one. */
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

  /** What a project is called among the others. */
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

  /** Looks for project files; the search is made once and then kept up by watching. */
  find(): Promise<void> {
    this.#found ??= this.#search();
    return this.#found;
  }

  /** The project of a file, whether it was found already or lies outside the workspace. */
  async add(uri: vscode.Uri): Promise<Project> {
    const known = this.get(uri);
    if (known) return known;
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

  /** @throws HumanError when there is no project to speak of. */
  async choose(): Promise<Project | undefined> {
    await this.find();
    const { all, active } = this;
    if (active) return active;
    if (all.length === 0) {
      throw new HumanError(
        vscode.l10n.t(
          'There is no Marginalia project in this window. Make one with “Marginalia: New Project from File…”, or try “Marginalia: Open Sample Project”.',
        ),
      );
    }
    const picked = await vscode.window.showQuickPick(
      all.map((project) => ({
        label: this.titleOf(project),
        description: vscode.workspace.asRelativePath(project.uri),
        project,
      })),
      { title: vscode.l10n.t('Which project?') },
    );
    if (picked) this.setActive(picked.project);
    return picked?.project;
  }

  /** Closes all sessions; resolves when their stores are settled. */
  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((project) => project.close()));
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    for (const project of this.all) project.dispose();
    this.#changed.dispose();
    this.#removed.dispose();
    this.#refreshed.dispose();
  }

  #watch(pattern: vscode.GlobPattern): void {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate((uri) => void this.add(uri).then((project) => this.#refresh(project)));
    watcher.onDidChange((uri) => void this.#refresh(this.get(uri)));
    watcher.onDidDelete((uri) => void this.#remove(uri));
    this.#watchers.push(watcher);
  }

  async #search(): Promise<void> {
    const inside = await vscode.workspace.findFiles(
      `**/*${projectFileEnding}`,
      '**/{node_modules,.git,.marginalia}/**',
    );
    const remembered = this.#memory
      .get<string[]>(elsewhereKey, [])
      .map((uri) => vscode.Uri.parse(uri));
    const there = await Promise.all(remembered.map(exists));
    const uris = [...inside, ...remembered.filter((_, i) => there[i])];
    await Promise.all(uris.map((uri) => this.add(uri)));
    // Those of a folder that has left the workspace.
    const kept = new Set(uris.map((uri) => uri.toString()));
    const left = this.all.filter(
      ({ uri }) => !kept.has(uri.toString()) && !vscode.workspace.getWorkspaceFolder(uri),
    );
    await Promise.all(left.map((project) => this.#drop(project)));
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
    // An editor that saves by renaming deletes the file for a moment.
    if (!project || (await exists(uri))) return;
    await this.#drop(project);
    await this.#rememberElsewhere();
    this.#changed.fire();
  }

  async #drop(project: Project): Promise<void> {
    this.#projects.delete(project.uri.toString());
    await project.close();
    this.#removed.fire(project);
    project.dispose();
  }

  #rememberElsewhere(): Thenable<void> {
    const elsewhere = this.all.filter(({ uri }) => !vscode.workspace.getWorkspaceFolder(uri));
    return this.#memory.update(
      elsewhereKey,
      elsewhere.map(({ uri }) => uri.toString()),
    );
  }
}
