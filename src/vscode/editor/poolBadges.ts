import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import { badgeOf } from '../text/fileBadge.ts';
import { uriIn } from './poolDocuments.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/** Shows the labelled share beside pool and project files in the explorer. */
export class PoolBadges extends DisposableOwner implements vscode.FileDecorationProvider {
  readonly #projects: Projects;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  /** The badge last reported for each file, by URI. */
  #badges = new Map<string, string>();
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(projects: Projects) {
    super();
    this.#projects = projects;
    this.register(
      this.#changed,
      projects.onDidChange(() => this.#follow()),
    );
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const project = this.#files().get(uri.toString());
    const badge = project && this.#badge(project);
    return badge && new vscode.FileDecoration(badge.text, badge.tooltip);
  }

  #badge(project: Project): ReturnType<typeof badgeOf> {
    const title = this.#projects.titleOf(project);
    return badgeOf(title, project.view, localize, vscode.env.language);
  }

  /** Each file with its project; for shared files, the active project. */
  #files(): Map<string, Project> {
    const { all, active } = this.#projects;
    const files = new Map<string, Project>();
    for (const project of [
      ...all.filter((candidate) => candidate !== active),
      ...(active ? [active] : []),
    ]) {
      if (!project.session) continue;
      files.set(project.uri.toString(), project);
      for (const { path } of project.session.pool.files) {
        files.set(uriIn(project, path).toString(), project);
      }
    }
    return files;
  }

  /** Notifies the explorer only of files whose badge changed, because views change often. */
  #follow(): void {
    const now = new Map<string, string>();
    for (const [uri, project] of this.#files()) {
      const badge = this.#badge(project);
      if (badge) now.set(uri, `${badge.text} ${badge.tooltip}`);
    }
    const uris = new Set([...this.#badges.keys(), ...now.keys()]);
    const changed = [...uris].filter((uri) => this.#badges.get(uri) !== now.get(uri));
    this.#badges = now;
    if (changed.length > 0) this.#changed.fire(changed.map((uri) => vscode.Uri.parse(uri)));
  }
}
