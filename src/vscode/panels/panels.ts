import * as vscode from 'vscode';
import { AnnotatePanel } from '../annotate/annotatePanel.ts';
import { setContext } from '../contextKeys.ts';
import { MetricsPanel } from '../metrics/metricsPanel.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/projects.ts';
import type { PanelContext } from '../webview/panelContext.ts';
import { PanelMemory } from './panelMemory.ts';
import { localize } from '../windowLanguage.ts';
import { DisposableOwner } from '../disposables.ts';

type ShowOptions = { readonly viewColumn: vscode.ViewColumn; readonly preserveFocus: boolean };

type AnyPanel = AnnotatePanel | MetricsPanel;

interface Kind<P extends AnyPanel> {
  /** Key under which the panels' projects are remembered. */
  readonly name: string;
  readonly title: (project: string) => string;
  readonly create: (title: string, show: ShowOptions) => vscode.WebviewPanel;
  readonly restoreWith: (serializer: vscode.WebviewPanelSerializer) => vscode.Disposable;
  readonly make: (panel: vscode.WebviewPanel, project: Project, context: PanelContext) => P;
}

/** All panels of one kind: one per project, restored after a window reload. */
class PanelsOfKind<P extends AnyPanel> extends DisposableOwner {
  readonly #kind: Kind<P>;
  readonly #context: PanelContext;
  readonly #projects: Projects;
  readonly #memory: PanelMemory;
  readonly #open = new Map<Project, P>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #last: P | undefined;

  constructor(kind: Kind<P>, context: PanelContext, projects: Projects, memory: vscode.Memento) {
    super();
    this.#kind = kind;
    this.#context = context;
    this.#projects = projects;
    this.#memory = new PanelMemory(memory, kind.name);
    this.register(
      this.#changed,
      kind.restoreWith({
        deserializeWebviewPanel: (panel) => this.#restore(panel),
      }),
      projects.onDidMove(({ from, to }) => this.#follow(from, to)),
      projects.onDidRemove((project) => {
        this.#open.get(project)?.panel.dispose();
      }),
    );
  }

  get count(): number {
    return this.#open.size;
  }

  /** Whether one of them has the focus. */
  get active(): boolean {
    return [...this.#open.values()].some(({ panel }) => panel.active);
  }

  /** The most recently used panel, if still open. */
  get last(): P | undefined {
    return this.#last;
  }

  show(project: Project, column: vscode.ViewColumn, preserveFocus = false): P {
    const existing = this.#open.get(project);
    if (existing) {
      existing.panel.reveal(undefined, preserveFocus);
      return existing;
    }
    const title = this.#kind.title(this.#projects.titleOf(project));
    const panel = this.#kind.create(title, { viewColumn: column, preserveFocus });
    return this.#adopt(panel, project);
  }

  async #restore(panel: vscode.WebviewPanel): Promise<void> {
    await this.#projects.find();
    const uri = this.#memory.projectOf(panel.title);
    const project = uri && this.#projects.get(uri);
    // Its project file is gone, or another panel shows the project.
    if (project && !this.#open.has(project)) this.#adopt(panel, project);
    else panel.dispose();
  }

  /** Replaces the panel of a moved project by one for its new place. */
  #follow(from: Project, to: Project): void {
    const panel = this.#open.get(from)?.panel;
    if (!panel) return;
    const { active, viewColumn = vscode.ViewColumn.Active } = panel;
    panel.dispose();
    this.show(to, viewColumn, !active);
  }

  #adopt(panel: vscode.WebviewPanel, project: Project): P {
    const content = this.#kind.make(panel, project, this.#context);
    this.#open.set(project, content);
    this.#memory.remember(panel.title, project.uri);
    this.#last = content;
    const used = (): void => {
      this.#last = content;
      this.#projects.setActive(project);
    };
    if (panel.active) used();
    panel.onDidChangeViewState(() => {
      if (panel.active) used();
      this.#changed.fire();
    });
    panel.onDidDispose(() => {
      this.#open.delete(project);
      if (this.#last === content) this.#last = [...this.#open.values()].at(-1);
      this.#changed.fire();
    });
    this.#changed.fire();
    return content;
  }
}

/** All panels of this window. */
export class Panels extends DisposableOwner {
  readonly #annotate: PanelsOfKind<AnnotatePanel>;
  readonly #metrics: PanelsOfKind<MetricsPanel>;

  constructor(context: PanelContext, projects: Projects, memory: vscode.Memento) {
    super();
    this.#annotate = new PanelsOfKind<AnnotatePanel>(
      {
        name: 'annotate',
        title: (project) => project,
        create: (title, show) =>
          vscode.window.createWebviewPanel('marginalia.annotate', title, show),
        restoreWith: (serializer) =>
          vscode.window.registerWebviewPanelSerializer('marginalia.annotate', serializer),
        make: (...args) => new AnnotatePanel(...args),
      },
      context,
      projects,
      memory,
    );
    this.#metrics = new PanelsOfKind<MetricsPanel>(
      {
        name: 'metrics',
        title: (project) => localize('Metrics: {0}', project),
        create: (title, show) =>
          vscode.window.createWebviewPanel('marginalia.metrics', title, show),
        restoreWith: (serializer) =>
          vscode.window.registerWebviewPanelSerializer('marginalia.metrics', serializer),
        make: (...args) => new MetricsPanel(...args),
      },
      context,
      projects,
      memory,
    );
    const notify = (): void => {
      setContext('marginalia.panelOpen', this.#annotate.count > 0);
      setContext('marginalia.panelFocused', this.#annotate.active);
      setContext('marginalia.metricsFocused', this.#metrics.active);
    };
    this.register(this.#annotate, this.#metrics);
    this.#annotate.onDidChange(notify);
    this.#metrics.onDidChange(notify);
    notify();
  }

  /** The most recently used annotation panel, if open. */
  get annotate(): AnnotatePanel | undefined {
    return this.#annotate.last;
  }

  openAnnotate(project: Project): AnnotatePanel {
    return this.#annotate.show(project, vscode.ViewColumn.Active);
  }

  /** Opens beside the annotation panel, which keeps the focus if it has it. */
  openMetrics(project: Project): MetricsPanel {
    const panel = this.#annotate.last?.panel;
    return this.#metrics.show(project, vscode.ViewColumn.Beside, panel?.active === true);
  }
}
