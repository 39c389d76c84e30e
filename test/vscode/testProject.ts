/**
 * A project for a test inside the extension host: a workspace folder, a pool whose labels follow from its texts, and
 * the running extension's own `Project`. Every method waits for its effect.
 *
 *     const project = await testProject({ records: 200, settings: { labels, text: 'text' } });
 *     await project.until((view) => view.phase.kind === 'asking');
 *     await project.label(30);
 *     await project.remove();
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { LearnerView } from '../../src/core/loop/learnerView.ts';
import type { PoolRecord } from '../../src/core/record.ts';
import type { MarginaliaApi } from '../../src/extension.ts';
import type { Project } from '../../src/vscode/project/project.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';

/** Timeout of any wait in milliseconds; mocha limits the whole test. */
const patience = 300_000;

export async function marginalia(): Promise<MarginaliaApi> {
  const extension = vscode.extensions.getExtension<MarginaliaApi>('marginalia.marginalia');
  assert.ok(extension, 'the extension is there');
  return extension.activate();
}

export interface TestProjectOptions {
  readonly name?: string;
  /** A workspace folder; by default a new one. */
  readonly folder?: vscode.Uri;
  readonly records?: number;
  /** The pool's content; by default `topicRecords`. */
  readonly pool?: string | Uint8Array;
  /** Added to the project file; overrides its values. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Called with the folder before the project file is written. */
  readonly prepare?: (folder: vscode.Uri) => Promise<void>;
}

/** Writes pool and project file into a new workspace folder; the project is found but not open yet. */
export async function testProject(options: TestProjectOptions = {}): Promise<TestProject> {
  const { name = 'topics', records = 120, settings = {} } = options;
  const workspace = vscode.workspace.workspaceFolders?.[0];
  assert.ok(workspace, 'the window has a folder');
  // A new folder under a used name would be taken for a project that lost its answers.
  const { folder = vscode.Uri.joinPath(workspace.uri, `project-${randomUUID()}`) } = options;
  await vscode.workspace.fs.createDirectory(folder);
  await writePool(folder, options.pool ?? jsonLines(topicRecords(records)));
  await options.prepare?.(folder);
  const text = JSON.stringify(
    {
      version: 1,
      pool: 'pool.jsonl',
      text: 'text',
      id: 'id',
      context: ['channel'],
      labels: topicNames,
      embedding: 'lexical',
      ...settings,
    },
    null,
    2,
  );
  const file = vscode.Uri.joinPath(folder, `${name}.marginalia.json`);
  await writeText(file, text);
  const { userInterface } = await marginalia();
  return new TestProject(folder, text, await userInterface.projects.add(file));
}

/**
 * Writes the pool and waits until the window has seen it, since a later event would make the project read it
 * again. On a busy machine a watcher may start after the first write without saying so; the file is therefore
 * rewritten until the watcher notices.
 */
async function writePool(folder: vscode.Uri, content: string | Uint8Array): Promise<void> {
  const file = vscode.Uri.joinPath(folder, 'pool.jsonl');
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, 'pool.jsonl'),
  );
  let heard = false;
  watcher.onDidCreate(() => (heard = true));
  watcher.onDidChange(() => (heard = true));
  await writeText(file, content);
  const again = setInterval(() => void writeText(file, content), 3000);
  try {
    await until(
      () => heard,
      (changed) =>
        vscode.Disposable.from(watcher.onDidCreate(changed), watcher.onDidChange(changed)),
      () => 'the pool that was written is not noticed',
    );
  } finally {
    clearInterval(again);
    watcher.dispose();
  }
}

export async function writeText(uri: vscode.Uri, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await vscode.workspace.fs.writeFile(uri, bytes);
}

export class TestProject {
  readonly folder: vscode.Uri;
  /** The project file as written. */
  readonly text: string;
  readonly project: Project;

  constructor(folder: vscode.Uri, text: string, project: Project) {
    this.folder = folder;
    this.text = text;
    this.project = project;
  }

  get view(): LearnerView {
    return this.project.view;
  }

  /** Opens it and waits for the first record. */
  async open(): Promise<void> {
    await this.project.open();
    await this.until(({ phase }) => phase.kind === 'asking');
  }

  /** Waits until `condition` holds; fails with the current view. */
  async until(condition: (view: LearnerView) => boolean): Promise<LearnerView> {
    await until(
      () => condition(this.view),
      (changed) => this.project.onDidChange(changed),
      () => summary(this.view),
    );
    return this.view;
  }

  /** Waits until no background work is left and records are ready. */
  async settled(): Promise<LearnerView> {
    return this.until(
      ({ busy, phase, ahead, embedding }) =>
        busy === undefined &&
        phase.kind !== 'opening' &&
        embedding !== undefined &&
        (phase.kind !== 'asking' || ahead.length === 4),
    );
  }

  /**
   * Answers records as they come, by default each by its topic.
   * @returns their ids in order
   */
  async label(
    records: number,
    labelOf = ({ text }: PoolRecord): string => topicOf(text),
  ): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < records) {
      const { ahead } = await this.until((view) => view.ahead.length > 0);
      const { record } = ahead[0]!;
      await this.project.session!.learner.answer({
        answerId: randomUUID(),
        recordId: record.id,
        answer: { kind: 'label', label: labelOf(record) },
        elapsedMs: 100,
      });
      ids.push(record.id);
    }
    return ids;
  }

  /** Rewrites the project file like another program. */
  async writeProjectFile(text: string): Promise<void> {
    await writeText(this.project.uri, text);
  }

  /** Deletes the folder and waits until the window has removed the project. */
  async remove(): Promise<void> {
    const { projects } = (await marginalia()).userInterface;
    await this.project.close();
    // The file first, because VS Code reports a deleted folder without its files.
    await vscode.workspace.fs.delete(this.project.uri);
    await until(
      () => projects.get(this.project.uri) === undefined,
      (changed) => projects.onDidChange(changed),
      () => `${this.project.uri.path} is still a project`,
    );
    await vscode.workspace.fs.delete(this.folder, { recursive: true });
  }
}

/**
 * Waits until a condition holds, checking again on every event of `listen`.
 * @param otherwise the message on a timeout
 */
export async function until(
  condition: () => boolean,
  listen: (changed: () => void) => vscode.Disposable,
  otherwise: () => string,
): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      listening.dispose();
      reject(new Error(`Still not so after ${patience / 1000} s: ${otherwise()}`));
    }, patience);
    const listening = listen(() => {
      if (!condition()) return;
      clearTimeout(late);
      listening.dispose();
      resolve();
    });
  });
}

function summary({ ahead, recent, ...rest }: LearnerView): string {
  return JSON.stringify({ ahead: ahead.length, recent: recent.length, ...rest }).slice(0, 2000);
}
