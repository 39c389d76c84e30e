import * as vscode from 'vscode';
import { metricOf, whyAccuracy } from '../text/metricNames.ts';
import type { Projects } from '../project/projects.ts';
import { coalesce } from '../coalesce.ts';
import { statusText } from './statusText.ts';
import { localize } from '../windowLanguage.ts';

/** How the active project stands; a click opens its menu. */
export class StatusBar implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #item: vscode.StatusBarItem;
  readonly #listening: vscode.Disposable;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#item = vscode.window.createStatusBarItem(
      'marginalia.status',
      vscode.StatusBarAlignment.Left,
      50,
    );
    this.#item.name = 'Marginalia';
    this.#item.command = 'marginalia.showMenu';
    this.#listening = projects.onDidChange(coalesce(() => this.#draw()));
    this.#draw();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
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
