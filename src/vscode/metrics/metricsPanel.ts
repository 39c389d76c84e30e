import type * as vscode from 'vscode';
import { assertNever } from '../../core/errors.ts';
import type {
  CurveMetric,
  MetricsHostMessage,
  MetricsPageMessage,
} from '../../protocol/metrics.ts';
import type { Project } from '../project/project.ts';
import { coalesce } from '../coalesce.ts';
import { Page, pageError } from '../webview/page.ts';
import type { PanelContext } from '../webview/panelContext.ts';
import { metricsStrings } from '../text/metrics/metricsPage.ts';
import { metricOf } from '../text/metrics/metricNames.ts';
import { metricsState } from './metricsState.ts';
import { RoundComparison, defaultComparison } from './roundComparison.ts';
import { localize } from '../windowLanguage.ts';

/** The panel with a project's learning curve: the host side of webview/metrics. */
export class MetricsPanel {
  readonly project: Project;
  readonly #context: PanelContext;
  readonly #page: Page<MetricsHostMessage, MetricsPageMessage>;
  readonly #draw = coalesce(() => this.#sendState());
  readonly #comparison: RoundComparison;
  #chosen: CurveMetric | undefined;
  #ready = false;

  constructor(panel: vscode.WebviewPanel, project: Project, context: PanelContext) {
    this.project = project;
    this.#context = context;
    this.#page = new Page(panel, context.extension, 'metrics', (message) => this.#receive(message));
    this.#comparison = new RoundComparison(project, localize, {
      onChange: this.#draw,
      onError: (error) => context.reporter.note(error),
      storedStyles: () => project.view.styles,
    });
    this.#page.register(
      project.onDidChange(() => {
        this.#comparison.follow();
        this.#draw();
      }),
    );
    project.open().catch((error: unknown) => context.reporter.note(error));
  }

  get panel(): vscode.WebviewPanel {
    return this.#page.panel;
  }

  /** Compares two rounds; a single one with its default counterpart. */
  compare(first: number, second?: number): void {
    const { rounds } = this.project.view;
    const pair =
      second === undefined ? defaultComparison(rounds, first) : ([first, second] as const);
    this.#comparison.choose(...pair);
  }

  #sendState(): void {
    if (!this.#ready) return;
    const { name, file, view } = this.project;
    const metric = this.#chosen ?? metricOf(file, view);
    this.#page.send({
      type: 'state',
      state: metricsState({
        name,
        project: file,
        view,
        metric,
        comparison: this.#comparison.view,
        localize,
      }),
    });
  }

  #receive(message: MetricsPageMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#page.send({ type: 'strings', strings: metricsStrings(localize) });
        this.#sendState();
        return;
      case 'choose':
        this.#chosen = message.metric;
        this.#sendState();
        return;
      case 'compare':
        this.compare(message.first, message.second);
        return;
      case 'endComparison':
        this.#comparison.end();
        return;
      case 'goToSource':
        this.#context
          .goToSource(this.project, message.recordId)
          .catch((error: unknown) => this.#context.reporter.report(error));
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
