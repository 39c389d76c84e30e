import * as vscode from 'vscode';
import { assertNever } from '../../core/errors.ts';
import type {
  CurveMetric,
  MetricsHostMessage,
  MetricsPageMessage,
} from '../../protocol/metrics.ts';
import type { Project } from '../project/project.ts';
import { oncePerTurn } from '../view/oncePerTurn.ts';
import { Page } from '../view/page.ts';
import { pageError } from '../view/pageError.ts';
import type { PanelContext } from '../view/panelContext.ts';
import { metricOf } from './chosenMetric.ts';
import { metricsState } from './metricsState.ts';

/** The panel with a project's learning curve: the host's side of webview/metrics. */
export class MetricsPanel {
  readonly project: Project;
  readonly #context: PanelContext;
  readonly #page: Page<MetricsHostMessage, MetricsPageMessage>;
  readonly #draw = oncePerTurn(() => this.#sendState());
  #chosen: CurveMetric | undefined;
  #ready = false;

  constructor(panel: vscode.WebviewPanel, project: Project, context: PanelContext) {
    this.project = project;
    this.#context = context;
    this.#page = new Page(panel, context.extension, 'metrics', (message) => this.#receive(message));
    this.#page.own(project.onDidChange(this.#draw));
    project.open().catch((error: unknown) => context.reporter.note(error));
  }

  get panel(): vscode.WebviewPanel {
    return this.#page.panel;
  }

  #sendState(): void {
    if (!this.#ready) return;
    const { name, file, view } = this.project;
    const metric = this.#chosen ?? metricOf(file);
    this.#page.send({
      type: 'state',
      state: metricsState({ name, project: file, view, metric, l10n: vscode.l10n }),
    });
  }

  #receive(message: MetricsPageMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sendState();
        return;
      case 'choose':
        this.#chosen = message.metric;
        this.#sendState();
        return;
      case 'command':
        this.#command(message.command);
        return;
      case 'failed':
        this.#context.reporter.note(pageError(message));
        return;
      default:
        assertNever(message);
    }
  }

  #command(command: (MetricsPageMessage & { type: 'command' })['command']): void {
    const { commands } = this.#context;
    switch (command) {
      case 'retrain':
      case 'openPanel':
        return commands.execute(`marginalia.${command}`, this.project);
      case 'export':
        return commands.execute('marginalia.exportLabels', this.project);
      default:
        assertNever(command);
    }
  }
}
