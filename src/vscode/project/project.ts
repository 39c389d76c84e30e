import * as vscode from 'vscode';
import { reasonOf, UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { LearnerView } from '../../core/loop/learnerView.ts';
import { lockedAtOpening } from '../../core/loop/notices.ts';
import { parseProjectFile, type ParsedProject } from '../../core/projectFile/parseProjectFile.ts';
import type { ProjectFile, ProjectProblem } from '../../core/projectFile/projectFile.ts';
import { hasAgreed } from '../downloadConsent.ts';
import { differOnlyInLabels } from '../../core/loop/labels/liveProject.ts';
import type { SchemaChange } from '../../core/store/events.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import { localize } from '../windowLanguage.ts';
import { downloadOf } from '../modelDownload.ts';
import { serversOf } from '../embedding/serverAccess.ts';
import type { Host, Session } from '../ports.ts';
import { StoreLostError } from '../../core/store/storeErrors.ts';
import { settings } from '../settings.ts';
import { emptyView } from './emptyView.ts';
import {
  changeLabels,
  readOtherwise,
  reverseStep,
  type LabelStepping,
  type PoolReading,
} from './labelSteps.ts';
import { tellAnswersGone } from './answersGone.ts';
import { decidePoolReload, type PoolSnapshot } from './decidePoolReload.ts';
import { PoolWatch } from './poolWatch.ts';
import { projectNameOf } from './projectNames.ts';
import { tellSlowFits } from './tellSlowFits.ts';
import type { LearnerPhase } from '../../core/loop/learnerPhase.ts';

/** What projects share. */
export interface ProjectContext {
  readonly services: Host;
  readonly reporter: ErrorReporter;
  readonly memory: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
}

/**
 * One project file of this window. It is opened at most once, however many panels, trees and
 * commands look at it; opening, closing and opening anew come one after another.
 */
export class Project implements vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly #context: ProjectContext;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #poolWatch = new PoolWatch((opened, now) => this.#poolChanged(opened, now));
  /** The project file as it was last saved. */
  #file: ParsedProject = { problems: [] };
  #session: Session | undefined;
  /** What the session was opened with. */
  #opened: ProjectFile | undefined;
  #opening: Promise<Session> | undefined;
  #phase: LearnerPhase = { kind: 'opening' };
  #turn: Promise<unknown> = Promise.resolve();
  #disposed = false;
  #poolIsStale = false;
  #recover: 'restore' | 'empty' | undefined;
  #isLocked = false;

  /** After every change of what `view` and `file` say. */
  readonly onDidChange = this.#changed.event;

  constructor(uri: vscode.Uri, context: ProjectContext) {
    this.uri = uri;
    this.name = projectNameOf(uri.path);
    this.#context = context;
  }

  /** The folder that paths in the project file are relative to. */
  get folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.uri, '..');
  }

  /** The settings in effect: those of the open session, else what the file says, if it is right. */
  get file(): ProjectFile | undefined {
    return this.#opened ?? this.#file.project;
  }

  get problems(): readonly ProjectProblem[] {
    return this.#file.problems;
  }

  /** A large pool has changed on disk since it was read; `reopen` reads it again. */
  get poolIsStale(): boolean {
    return this.#poolIsStale;
  }

  /** Undefined while it is not open. */
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
   * The session, opened if need be.
   * @throws UserError if the project file is wrong, or whatever opening it met.
   */
  open(): Promise<Session> {
    this.#opening ??= this.#inTurn(() => this.#openNow()).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Closes the session; `open` opens it anew. */
  async close(): Promise<void> {
    this.#opening = undefined;
    await this.#inTurn(() => this.#closeNow());
  }

  /** Closes and opens again, with what the project file says now. */
  async reopen(): Promise<Session> {
    await this.close();
    return this.open();
  }

  /** Opens it again after its database went away: with the answers that are kept elsewhere, or without. */
  async recover(how: 'restore' | 'empty'): Promise<Session> {
    this.#recover = how;
    return this.reopen();
  }

  /** Reads the project file again; a session that is open follows, once the file is right. */
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
   * Changes labels in the project file and the journal, as one step that `undo` takes back.
   * @throws UserError if it cannot be done; then nothing is.
   */
  async relabel(change: SchemaChange): Promise<void> {
    await this.open();
    await this.#inTurn(() => changeLabels(this.#stepping(), change));
  }

  /** Takes the last step back, or brings it back, with what it did to the project file. */
  async reverse(direction: 'undo' | 'redo'): ReturnType<typeof reverseStep> {
    const { learner } = await this.open();
    // Answers need no turn: they touch no file, and whoever pressed the key waits.
    if (learner.labelSet.next(direction).length === 0) {
      return { done: await learner[direction](), changes: [] };
    }
    const reversed = await this.#inTurn(() => reverseStep(this.#stepping(), direction));
    if (reversed.changes.some(({ change }) => change.type === 'read')) await this.reopen();
    return reversed;
  }

  /**
   * Reads a file of the pool otherwise, with the answers that go with their rows: one step that `undo` takes back.
   * @throws UserError if it cannot be done; then nothing is.
   */
  async readOtherwise(reading: PoolReading): Promise<void> {
    await this.open();
    await this.#inTurn(() => readOtherwise(this.#stepping(), reading));
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
      // Before anything can fail: a pool that comes back is to be noticed.
      await this.#poolWatch.watch(this.folder, project.pool);
      const { services, memory, secrets } = this.#context;
      const modelHub = settings.modelHub();
      const download = downloadOf(project.embedding, modelHub);
      const agreed = download !== undefined && hasAgreed(memory, download);
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
      this.#session = session;
      this.#opened = project;
      session.learner.onChange(() => this.#changed.fire());
      session.mirror.onChange(() => this.#fire());
      tellAnswersGone(this, session.learner);
      tellSlowFits(this.name, session.learner);
      // What fails from here on is the learner's own state; the panel shows it.
      session.learner.start().catch((error: unknown) => this.#context.reporter.note(error));
      this.#changed.fire();
      return session;
    } catch (error) {
      this.#isLocked = false;
      const answersGone = error instanceof StoreLostError ? { answersGone: true as const } : {};
      this.#setPhase({ kind: 'failed', message: reasonOf(error), ...answersGone });
      throw error;
    }
  }

  #stepping(): LabelStepping {
    const session = this.#session;
    if (!session) throw new UserError(message('project.closed', { project: this.name }));
    const took = (project: ProjectFile): void => {
      this.#file = { project, problems: [] };
      this.#opened = project;
    };
    return { uri: this.uri, learner: session.learner, took };
  }

  /** Labels that were edited by hand are taken over while everything goes on. */
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
      this.#file = parseProjectFile(new TextDecoder().decode(bytes));
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

  /** The pool was edited, deleted or brought back: while the project is wanted it is read again. */
  #poolChanged(opened: PoolSnapshot | undefined, now: PoolSnapshot): void {
    const wanted = this.#opened !== undefined || this.#phase.kind === 'failed';
    if (!wanted || this.#disposed) return;
    const news = decidePoolReload(opened, now, this.view.phase.kind !== 'failed');
    if (news === 'read') void this.#reopenQuietly();
    else if (news === 'ask') void this.#offerToRead();
    // Its writer has put back what was there.
    else if (this.#poolIsStale) {
      this.#poolIsStale = false;
      this.#fire();
    }
  }

  /** Asked once, however often the pool changes; tree and panel go on saying it. */
  async #offerToRead(): Promise<void> {
    if (this.#poolIsStale) return;
    this.#poolIsStale = true;
    this.#fire();
    const read = localize('Read Again');
    const news = localize(
      'The pool of {0} changed. It is large, so it is read again only when you say so; labels stay with their texts.',
      this.name,
    );
    const answer = await vscode.window.showInformationMessage(news, read);
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
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
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
