import * as vscode from 'vscode';
import { reasonOf, UserError, userMessageOf } from '../../core/errors.ts';
import { message, paramsOf } from '../../core/messages/messages.ts';
import type { LabelTask } from '../../core/acquisition/acquisition.ts';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import { lockedAtOpening } from '../../core/loop/notices.ts';
import { taskChanged } from '../../core/projectFile/checkTask.ts';
import { parseProjectFile, type ParsedProject } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectFile, ProjectProblem } from '../../core/projectFile/projectFile.ts';
import { hasAgreed } from '../downloadConsent.ts';
import { differOnlyInLabels } from '../../core/loop/labels/liveProject.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import { localize } from '../windowLanguage.ts';
import { downloadsOf } from '../modelDownload.ts';
import { serversOf } from '../embedding/serverAccess.ts';
import type { Host, Session } from '../ports.ts';
import { StoreLostError } from '../../core/store/storeErrors.ts';
import { settings } from '../settings.ts';
import { emptyView } from './emptyView.ts';
import {
  changeLabels,
  changeReading,
  reverseStep,
  type LabelStepping,
  type PoolReading,
} from './labelSteps.ts';
import { notifyDatabaseMissing } from './answersGone.ts';
import { decidePoolReload, type PoolSnapshot } from './decidePoolReload.ts';
import { PoolWatch } from './poolWatch.ts';
import { projectNameOf } from '../../core/projectFile/projectNames.ts';
import { notifySlowFits } from './notifySlowFits.ts';
import type { LearnerPhase } from '../../core/loop/learnerPhase.ts';
import type { SchemaChange } from '../../core/store/schemaChange.ts';

/** Shared by all projects. */
export interface ProjectContext {
  readonly services: Host;
  readonly reporter: ErrorReporter;
  readonly memory: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
}

/**
 * A project file of this window. It is opened at most once for all panels, trees and commands;
 * opening, closing and reopening are serialised.
 */
export class Project implements vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly #context: ProjectContext;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #poolWatch = new PoolWatch((opened, now) => this.#poolChanged(opened, now));
  /** The project file as last saved. */
  #file: ParsedProject = { problems: [] };
  #session: Session | undefined;
  /** The project file that the session was opened with. */
  #opened: ProjectFile | undefined;
  #opening: Promise<Session> | undefined;
  #phase: LearnerPhase = { kind: 'opening' };
  #turn: Promise<unknown> = Promise.resolve();
  #disposed = false;
  #poolIsStale = false;
  #recover: 'restore' | 'empty' | undefined;
  #isLocked = false;
  /** The task of the existing answers, if it kept the project from opening. */
  #refusedFor: LabelTask | undefined;

  /** Fires after every change of `view` or `file`. */
  readonly onDidChange = this.#changed.event;

  constructor(uri: vscode.Uri, context: ProjectContext) {
    this.uri = uri;
    this.name = projectNameOf(uri.path);
    this.#context = context;
  }

  /** Base folder of the project file's relative paths. */
  get folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.uri, '..');
  }

  /** The settings in effect: the open session's, else the file's if it is valid. */
  get file(): ProjectFile | undefined {
    return this.#opened ?? this.#file.project;
  }

  /** The task of the answers, which the project file must have; undefined if there are none. */
  get taskOfAnswers(): LabelTask | undefined {
    if (!this.#session || !this.#opened) return this.#refusedFor;
    return this.view.counts.labelled > 0 ? this.#opened.task : undefined;
  }

  get problems(): readonly ProjectProblem[] {
    return this.#file.problems;
  }

  /** Whether a large pool changed on disk since it was read; `reopen` reads it again. */
  get poolIsStale(): boolean {
    return this.#poolIsStale;
  }

  /** Undefined while the project is closed. */
  get session(): Session | undefined {
    return this.#session;
  }

  get view(): LearnerView {
    return (
      this.#session?.learner.view ??
      emptyView(this.#phase, this.#isLocked ? [lockedAtOpening()] : [])
    );
  }

  /**
   * Opens the session if necessary.
   * @throws UserError if the project file is invalid; otherwise whatever error opening causes.
   */
  open(): Promise<Session> {
    this.#opening ??= this.#inTurn(() => this.#openNow()).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Closes the session. */
  async close(): Promise<void> {
    this.#opening = undefined;
    await this.#inTurn(() => this.#closeNow());
  }

  /** Closes and reopens with the current project file. */
  async reopen(): Promise<Session> {
    await this.close();
    return this.open();
  }

  /**
   * Reopens after the database was lost: with the restored copies of its answers, or without
   * answers.
   */
  async recover(recovery: 'restore' | 'empty'): Promise<Session> {
    this.#recover = recovery;
    return this.reopen();
  }

  /** Reads the project file again; an open session follows once the file is valid. */
  async refresh(): Promise<void> {
    await this.#inTurn(() => this.#read());
    this.#changed.fire();
    const { project } = this.#file;
    if (!project) return;
    if (await this.#inTurn(() => this.#followLabels())) return;
    const failed = this.#opening === undefined && this.#phase.kind === 'failed';
    const stale = this.#opened !== undefined && !sameProject(this.#opened, project);
    if (failed || stale) await this.#reopenQuietly();
  }

  /**
   * Changes labels in the project file and the journal as one step for `undo`.
   * @throws UserError if that fails; nothing is changed then.
   */
  async relabel(change: SchemaChange): Promise<void> {
    await this.open();
    await this.#inTurn(() => changeLabels(this.#stepping(), change));
  }

  /** Undoes or redoes the last step, including its edit of the project file. */
  async reverse(direction: 'undo' | 'redo'): ReturnType<typeof reverseStep> {
    const { learner } = await this.open();
    // Answers skip the queue: they touch no file, and the user is waiting.
    if (learner.labelSet.next(direction).length === 0) {
      return { done: await learner[direction](), changes: [] };
    }
    const reversed = await this.#inTurn(() => reverseStep(this.#stepping(), direction));
    if (reversed.changes.some(({ change }) => change.type === 'read')) await this.reopen();
    return reversed;
  }

  /**
   * Changes how a pool file is read and moves the answers to their rows, as one step for `undo`.
   * @throws UserError if that fails; nothing is changed then.
   */
  async changeReading(reading: PoolReading): Promise<void> {
    await this.open();
    await this.#inTurn(() => changeReading(this.#stepping(), reading));
    await this.reopen();
  }

  dispose(): void {
    this.#disposed = true;
    this.#poolWatch.dispose();
    this.#changed.dispose();
  }

  async #openNow(): Promise<Session> {
    if (this.#session) return this.#session;
    this.#setPhase({ kind: 'opening' });
    try {
      await this.#read();
      const { project, problems } = this.#file;
      if (!project) throw whyUnusable(this.uri, problems);
      // Before anything can fail, so that a restored pool is noticed.
      await this.#poolWatch.watch(this.folder, project.pool);
      const { services, memory, secrets } = this.#context;
      const modelHub = settings.modelHub();
      const downloads = downloadsOf(project.embedding, modelHub);
      const agreed =
        downloads.length > 0 && downloads.every((download) => hasAgreed(memory, download));
      const session = await services.openSession({
        file: this.uri.fsPath,
        name: this.name,
        project,
        annotator: await settings.annotator(this.uri),
        trusted: vscode.workspace.isTrusted,
        allowDownload: vscode.workspace.isTrusted && agreed,
        servers: vscode.workspace.isTrusted
          ? await serversOf(this.uri, project.embedding, { memory, secrets })
          : [],
        ...(modelHub === undefined ? {} : { modelHub }),
        ...(this.#recover && { recover: this.#recover }),
        onLock: (waiting) => {
          this.#isLocked = waiting;
          this.#fire();
        },
      });
      this.#recover = undefined;
      this.#refusedFor = undefined;
      this.#session = session;
      this.#opened = project;
      session.learner.onChange(() => this.#changed.fire());
      session.mirror.onChange(() => this.#fire());
      notifyDatabaseMissing(this, session.learner);
      notifySlowFits(this.name, session.learner);
      // Errors from here on become the learner's state, which the panel shows.
      session.learner.start().catch((error: unknown) => this.#context.reporter.note(error));
      this.#changed.fire();
      return session;
    } catch (error) {
      this.#isLocked = false;
      const refused = paramsOf(userMessageOf(error), 'projectFile.taskFixed');
      this.#refusedFor = refused?.task;
      const answersGone = error instanceof StoreLostError ? { answersGone: true as const } : {};
      this.#setPhase({ kind: 'failed', message: reasonOf(error), ...answersGone });
      throw error;
    }
  }

  #stepping(): LabelStepping {
    const session = this.#session;
    if (!session) throw new UserError(message('project.closed', { project: this.name }));
    const onApplied = (project: ProjectFile): void => {
      this.#file = { project, problems: [] };
      this.#opened = project;
    };
    return { uri: this.uri, learner: session.learner, onApplied };
  }

  /** Applies manual edits of the labels without reopening. */
  async #followLabels(): Promise<boolean> {
    const { project } = this.#file;
    const follows =
      this.#session && this.#opened && project && differOnlyInLabels(this.#opened, project);
    if (follows && !sameProject(this.#opened!, project)) {
      this.#opened = project;
      await this.#session!.learner.labelSet.apply(project);
    }
    return follows === true;
  }

  async #closeNow(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#opened = undefined;
    this.#phase = { kind: 'opening' };
    this.#poolIsStale = false;
    this.#poolWatch.stop();
    await session?.close();
    this.#fire();
  }

  async #read(): Promise<void> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.uri);
      const text = new TextDecoder().decode(bytes);
      const { taskOfAnswers: task } = this;
      const other = this.#session && task && taskChanged(text, task);
      this.#file = other ? { problems: [other] } : parseProjectFile(text);
    } catch (error) {
      this.#file = { problems: [] };
      if (error instanceof vscode.FileSystemError) {
        throw new UserError(
          message('project.notRead', { path: this.uri.fsPath, why: error.message }),
        );
      }
      throw error;
    }
  }

  /** The pool was edited, deleted or restored: reads it again if the project is in use. */
  #poolChanged(opened: PoolSnapshot | undefined, now: PoolSnapshot): void {
    const isActive = this.#opened !== undefined || this.#phase.kind === 'failed';
    if (!isActive || this.#disposed) return;
    const reload = decidePoolReload(opened, now, this.view.phase.kind !== 'failed');
    if (reload === 'read') void this.#reopenQuietly();
    else if (reload === 'ask') void this.#offerToRead();
    // The previous contents were restored.
    else if (this.#poolIsStale) {
      this.#poolIsStale = false;
      this.#fire();
    }
  }

  /** Asks once, however often the pool changes; tree and panel keep showing the state. */
  async #offerToRead(): Promise<void> {
    if (this.#poolIsStale) return;
    this.#poolIsStale = true;
    this.#fire();
    const read = localize('Read Again');
    const notice = localize(
      'The pool of {0} changed. It is large, so it is read again only when you say so; labels stay with their texts.',
      this.name,
    );
    const answer = await vscode.window.showInformationMessage(notice, read);
    if (answer === read && this.#poolIsStale) await this.#reopenQuietly();
  }

  async #reopenQuietly(): Promise<void> {
    try {
      await this.reopen();
    } catch (error) {
      this.#context.reporter.note(error);
    }
  }

  #setPhase(phase: LearnerPhase): void {
    this.#phase = phase;
    this.#fire();
  }

  #fire(): void {
    if (!this.#disposed) this.#changed.fire();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function sameProject(a: ProjectFile, b: ProjectFile): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function whyUnusable(uri: vscode.Uri, problems: readonly ProjectProblem[]): UserError {
  const file = uri.path.split('/').at(-1)!;
  const why = problems.find(({ severity }) => severity === 'error')?.message;
  return new UserError(
    message('project.unusable', { file, ...(why === undefined ? {} : { why }) }),
  );
}
