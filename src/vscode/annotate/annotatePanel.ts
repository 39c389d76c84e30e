import * as vscode from 'vscode';
import { assertNever } from '../../core/errors.ts';
import type {
  AnnotateHostMessage,
  AnnotatePageMessage,
  AnswerMessage,
  ChangeMessage,
  PanelAction,
  PanelCommand,
} from '../../protocol/annotate.ts';
import { prioritizeRecords } from '../project/prioritize.ts';
import { redoStep, undoStep } from '../project/undoStep.ts';
import { annotateStrings } from '../text/panel/annotatePage.ts';
import { describeError } from '../text/errorText.ts';
import type { Project } from '../project/project.ts';
import { settings } from '../settings.ts';
import { coalesce } from '../coalesce.ts';
import { Page, pageError } from '../webview/page.ts';
import type { PanelContext } from '../webview/panelContext.ts';
import { annotateState } from './annotateState.ts';
import { SearchResults } from './searchResults.ts';
import { Guidelines } from './guidelines.ts';
import { hostNotices } from '../text/panel/hostNotices.ts';
import { targetNotice } from '../text/panel/noticeViews.ts';
import { Explanations } from './explanations.ts';
import { localize } from '../windowLanguage.ts';

/** The panel in which a project is labelled: the host side of webview/annotate. */
export class AnnotatePanel {
  readonly project: Project;
  readonly #context: PanelContext;
  readonly #page: Page<AnnotateHostMessage, AnnotatePageMessage>;
  readonly #draw = coalesce(() => this.#sendState());
  readonly #words = new Explanations(this.#draw);
  readonly #guidelines: Guidelines;
  readonly #searchResults: SearchResults;
  #ready = false;
  readonly #waiting: PanelAction[] = [];

  constructor(panel: vscode.WebviewPanel, project: Project, context: PanelContext) {
    this.project = project;
    this.#context = context;
    this.#page = new Page(panel, context.extension, 'annotate', (message) =>
      this.#receive(message),
    );
    this.#guidelines = new Guidelines(project, (html) =>
      this.#page.send({ type: 'guidelines', ...(html === undefined ? {} : { html }) }),
    );
    this.#searchResults = new SearchResults({
      learner: async () => (await project.open()).learner,
      send: (message) => this.#page.send(message),
      language: vscode.env.language,
      project: () => project.file,
      localize,
    });
    this.#page.register(
      this.#guidelines,
      this.#searchResults,
      project.onDidChange(this.#draw),
      settings.onDidChange(this.#draw),
      vscode.workspace.onDidGrantWorkspaceTrust(this.#draw),
    );
    // The panel shows opening errors as its own state.
    project.open().catch((error: unknown) => context.reporter.note(error));
  }

  get panel(): vscode.WebviewPanel {
    return this.#page.panel;
  }

  /** Performs a key action in the page, waiting for the page to load if necessary. */
  act(action: PanelAction): void {
    if (this.#ready) this.#page.send({ type: 'act', action });
    else this.#waiting.push(action);
  }

  #sendState(): void {
    if (!this.#ready) return;
    const { project } = this;
    void this.#guidelines.refresh();
    this.#page.send({
      type: 'state',
      state: annotateState({
        name: project.name,
        project: project.file,
        view: project.view,
        notices: hostNotices(
          {
            view: project.view,
            problems: project.problems,
            isOpen: project.session !== undefined,
            poolIsStale: project.poolIsStale,
            mirror: project.session?.mirror.notice,
            isTrusted: vscode.workspace.isTrusted,
            embedding: project.file?.embedding,
          },
          vscode.env.language,
          localize,
        ),
        showSuggestion: settings.showSuggestion(project.uri),
        words: this.#words.of(project.view, project.session?.learner),
        language: vscode.env.language,
        localize,
      }),
    });
  }

  #receive(message: AnnotatePageMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#page.send({ type: 'strings', strings: annotateStrings(localize) });
        this.#sendState();
        for (const action of this.#waiting.splice(0)) this.act(action);
        void this.#guidelines.refresh(true);
        return;
      case 'answer':
        void this.#answer(message);
        return;
      case 'undo':
      case 'redo':
        void this.#run(async () => {
          const { project } = this;
          const succeeded = await (message.type === 'redo' ? redoStep(project) : undoStep(project));
          // The page expects a state in reply even if nothing changed.
          if (succeeded === 'kept') this.#sendState();
        });
        return;
      case 'change':
        void this.#change(message);
        return;
      case 'goToSource':
        void this.#run(() => this.#context.goToSource(this.project, message.recordId));
        return;
      case 'find':
        void this.#run(() => this.#searchResults.find(message.findId, message.query));
        return;
      case 'rows':
        void this.#run(() => this.#searchResults.rows(message.findId, message.from, message.count));
        return;
      case 'annotate':
        void this.#run(async () => {
          const { learner } = await this.project.open();
          await learner.records.annotate(message.recordIds, message.answer);
        });
        return;
      case 'closeNotice':
        void this.#run(async () => {
          const { learner } = await this.project.open();
          if (message.id === targetNotice) await learner.closeTarget();
          else await learner.closeNotice(message.id);
        });
        return;
      case 'askNext':
        void this.#run(async () => {
          const { learner } = await this.project.open();
          const selectedIds = this.#searchResults.selected(message.findId, message.recordIds);
          if (selectedIds) await prioritizeRecords(learner, selectedIds.ids, selectedIds.from);
        });
        return;
      case 'note':
        void this.#run(async () => {
          const { learner } = await this.project.open();
          await learner.records.note(message.recordId, message.note);
        });
        return;
      case 'revisit':
        void this.#run(async () => {
          const { learner } = await this.project.open();
          learner.revisit(message.what);
        });
        return;
      case 'explain':
        this.#words.shown = message.shown;
        return;
      case 'defer':
        void this.#run(async () => {
          const { learner } = await this.project.open();
          learner.defer(message.recordId);
        });
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

  /** Acknowledges an answer once it is on disk, or reports why it could not be stored. */
  async #answer({ type: _, answerId, answer, ...submission }: AnswerMessage): Promise<void> {
    try {
      const { learner } = await this.project.open();
      await learner.answer({ answerId, answer, ...submission });
      this.#page.send({ type: 'ack', answerId });
    } catch (error) {
      this.#page.send({ type: 'refused', answerId, reason: reasonOf(error) });
      this.#context.reporter.note(error);
    }
  }

  async #change({ recordId, answer, shown }: ChangeMessage): Promise<void> {
    try {
      const { learner } = await this.project.open();
      const answerId = globalThis.crypto.randomUUID();
      await learner.change({ answerId, recordId, answer, ...(shown !== undefined && { shown }) });
    } catch (error) {
      this.#page.send({ type: 'notChanged', recordId, reason: reasonOf(error) });
      this.#context.reporter.note(error);
    }
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#context.reporter.report(error);
    }
  }

  #command(command: PanelCommand): void {
    const { commands } = this.#context;
    switch (command) {
      case 'retry':
        return commands.execute('marginalia.resume', this.project);
      case 'retrain':
      case 'queryNext':
      case 'changeStrategy':
      case 'showMetrics':
      case 'openProjectFile':
      case 'downloadModel':
      case 'downloadAgain':
      case 'allowServer':
      case 'chooseEmbedding':
      case 'embedAll':
      case 'setServerKey':
      case 'divideLabel':
      case 'mendLabel':
      case 'askHoldoutAgain':
      case 'askForLabel':
      case 'holdoutConflicts':
      case 'decideConflicts':
      case 'checkSuspects':
        return commands.execute(`marginalia.${command}`, this.project);
      case 'export':
        return commands.execute('marginalia.exportLabels', this.project);
      case 'restoreAnswers':
      case 'startEmpty':
      case 'takeAnswers':
        return commands.execute(`marginalia.${command}`, this.project);
      case 'showProblems':
        return commands.execute('marginalia.showProblems');
      default:
        assertNever(command);
    }
  }
}

function reasonOf(error: unknown): string {
  const described = describeError(error, localize);
  return described.kind === 'cancelled' ? '' : described.message;
}
