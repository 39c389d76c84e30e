import * as vscode from 'vscode';
import { metricOf, whyAccuracy } from '../text/metrics/metricNames.ts';
import type { Projects } from '../project/projects.ts';
import { coalesce } from '../coalesce.ts';
import { statusText } from '../text/statusText.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

/** The active project's state; a click opens its menu. */
export class StatusBar extends DisposableOwner {
  readonly #projects: Projects;
  readonly #item: vscode.StatusBarItem;

  constructor(projects: Projects) {
    super();
    this.#projects = projects;
    this.#item = vscode.window.createStatusBarItem(
      'marginalia.status',
      vscode.StatusBarAlignment.Left,
      50,
    );
    this.#item.name = 'Marginalia';
    this.#item.command = 'marginalia.showMenu';
    this.register(this.#item, projects.onDidChange(coalesce(() => this.#draw())));
    this.#draw();
  }

  #draw(): void {
    const project = this.#projects.active;
    if (!project) {
      this.#item.hide();
      return;
    }
    const { text, tooltip, failed } = statusText({
      title: this.#projects.titleOf(project),
      view: project.view,
      open: project.session !== undefined,
      metric: metricOf(project.file, project.view),
      why: whyAccuracy(project.file, project.view, localize),
      language: vscode.env.language,
      localize,
    });
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = failed
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    this.#item.show();
  }
}
