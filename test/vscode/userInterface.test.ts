// The user interface on a real project, inside the extension host: registry, sessions, diagnostics, panels.
import { english, says } from '../harness/english.ts';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MarginaliaApi } from '../../src/extension.ts';
import type { Project } from '../../src/vscode/project/project.ts';

const projectText = JSON.stringify(
  { pool: 'talk.jsonl', text: 'text', labels: ['tea', 'coffee'], holdout: { size: 0 } },
  null,
  2,
);

suite('user interface', () => {
  let api: MarginaliaApi;
  let folder: string;
  let file: vscode.Uri;
  let pool: string;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<MarginaliaApi>('marginalia.marginalia');
    assert.ok(extension, 'the extension is installed');
    api = await extension.activate();
    folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    file = vscode.Uri.file(join(folder, 'talk.marginalia.json'));
    pool = join(folder, 'talk.jsonl');
  });

  setup(async () => {
    const lines = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({ text: `${i % 2 ? 'A cup of tea' : 'A mug of coffee'} for guest ${i}` }),
    );
    await writeFile(pool, `${lines.join('\n')}\n`);
    await writeFile(file.fsPath, projectText);
  });

  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(file.fsPath, { force: true });
    await until(api.userInterface.projects.onDidChange, () => !found());
    await rm(pool, { force: true });
    await rm(join(folder, '.marginalia'), { recursive: true, force: true });
  });

  const found = (): Project | undefined => api.userInterface.projects.get(file);

  /** The project of this test, once the watcher has found its file. */
  async function project(): Promise<Project> {
    await until(api.userInterface.projects.onDidChange, () => found() !== undefined);
    return found()!;
  }

  /** The open project, with a record to ask. */
  async function asking(): Promise<Project> {
    const opened = await project();
    await opened.open();
    await until(opened.onDidChange, () => opened.view.phase.kind === 'asking');
    return opened;
  }

  test('a new project file is found, and a deleted one is closed', async () => {
    const opened = await asking();
    assert.equal(api.userInterface.projects.titleOf(opened), 'talk');
    assert.equal(api.userInterface.projects.active, opened);
    assert.equal(opened.view.pool.size, 60);
    const removed = once(api.userInterface.projects.onDidRemove);
    await rm(file.fsPath);
    assert.equal(await removed, opened);
    assert.equal(opened.session, undefined);
  });

  test('concurrent requests open a project once', async () => {
    const one = await project();
    const sessions = await Promise.all([one.open(), one.open(), one.open()]);
    assert.equal(new Set(sessions).size, 1);
  });

  test('an answer survives the session, and undo works after reopening', async () => {
    const one = await asking();
    const { learner } = await one.open();
    const recordId = learner.view.ahead[0]!.record.id;
    const answer = { kind: 'label', label: 'tea' } as const;
    await learner.answer({ answerId: randomUUID(), recordId, answer, elapsedMs: 5 });
    assert.equal(one.view.counts.labelled, 1);

    const again = await one.reopen();
    await until(one.onDidChange, () => one.view.phase.kind === 'asking');
    assert.equal(again.learner.view.counts.labelled, 1);
    assert.equal(await again.learner.undo(), true);
    assert.equal(one.view.counts.labelled, 0);
    assert.equal(one.view.ahead[0]?.record.id, recordId);
  });

  test('one panel opens per project, and its commands need it', async () => {
    const one = await asking();
    await vscode.commands.executeCommand('marginalia.openPanel', file);
    const panel = api.userInterface.panels.annotate;
    assert.equal(panel?.project, one);
    await vscode.commands.executeCommand('marginalia.openPanel', file);
    assert.equal(api.userInterface.panels.annotate, panel);
    assert.equal(panel.panel.title, 'talk');
    const closed = new Promise<void>((resolve) => panel.panel.onDidDispose(() => resolve()));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await closed;
    assert.equal(api.userInterface.panels.annotate, undefined);
  });

  test('a saved change of the project file is applied, a broken one is not', async () => {
    const one = await asking();
    assert.equal(one.file?.query.strategy, 'margin');
    await writeFile(file.fsPath, projectText.replace('{', '{ "query": { "strategy": "random" },'));
    await until(
      one.onDidChange,
      () => one.view.phase.kind === 'asking' && one.file?.query.strategy === 'random',
    );
    await writeFile(file.fsPath, projectText.replace('"labels"', '"lebels"'));
    await until(one.onDidChange, () => one.problems.length > 0);
    assert.equal(one.file?.query.strategy, 'random');
    assert.ok(one.session, 'the session goes on');
  });

  test('a wrong value gets a diagnostic at its position while typing, until corrected', async () => {
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const right = document.getText();
    await replace(document, right.replace('"coffee"', '"tea"'));
    const [problem] = await diagnostics(file, (all) => all.some(ours));
    assert.ok(problem);
    assert.match(document.getText(problem.range), /tea/);
    await replace(document, right);
    await diagnostics(file, (all) => !all.some(ours));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('bad lines of the pool are problems on their lines, and disappear when fixed', async () => {
    const good = await readFile(pool, 'utf8');
    await writeFile(pool, good.replace('\n', '\nnot json\n'));
    await asking();
    const uri = vscode.Uri.file(pool);
    const found = await diagnostics(uri, (all) => all.some(ours));
    assert.deepEqual(
      found.filter(ours).map(({ range }) => range.start.line),
      [1],
    );
    await writeFile(pool, good);
    await diagnostics(uri, (all) => !all.some(ours));
  });

  test('deleting the pool shows the reason, and restoring it opens it again', async () => {
    const one = await asking();
    const content = await readFile(pool, 'utf8');
    await rm(pool);
    await until(one.onDidChange, () => one.view.phase.kind === 'failed');
    const { phase } = one.view;
    assert.ok(phase.kind === 'failed' && /talk\.jsonl/.test(english(phase.message)));
    await writeFile(pool, content);
    await until(one.onDidChange, () => one.view.phase.kind === 'asking');
  });

  test('labels are exported to the chosen file', async () => {
    const one = await asking();
    const { learner } = await one.open();
    const recordId = learner.view.ahead[0]!.record.id;
    const answer = { kind: 'label', label: 'coffee' } as const;
    await learner.answer({ answerId: randomUUID(), recordId, answer, elapsedMs: 5 });
    const to = vscode.Uri.file(join(folder, 'out.jsonl'));
    await vscode.commands.executeCommand('marginalia.exportLabels', one, {
      format: 'jsonl',
      file: to,
    });
    const [line] = (await readFile(to.fsPath, 'utf8')).split('\n');
    await rm(to.fsPath);
    const written = JSON.parse(line!) as { id: string; label: string };
    assert.deepEqual([written.id, written.label], [recordId, 'coffee']);
  });

  test('without a project, commands say what to do', async () => {
    await rm(file.fsPath);
    await until(api.userInterface.projects.onDidChange, () => !found());
    await assert.rejects(api.userInterface.projects.choose(), says(/New Project from File/));
  });

  test('the sample opens as a working copy', async () => {
    await vscode.commands.executeCommand('marginalia.openSample', 'support');
    const sample = api.userInterface.panels.annotate?.project;
    assert.equal(sample?.name, 'support');
    assert.ok(!sample.uri.fsPath.startsWith(folder));
    await until(sample.onDidChange, () => sample.view.phase.kind === 'asking');
    assert.deepEqual(
      sample.file?.labels.map(({ name }) => name),
      ['Billing', 'Delivery', 'Refund', 'Account', 'Other'],
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const removed = once(api.userInterface.projects.onDidRemove);
    await rm(sample.folder.fsPath, { recursive: true });
    assert.equal(await removed, sample);
  });
});

const ours = ({ source }: vscode.Diagnostic): boolean => source === 'Marginalia';

function once<T>(event: vscode.Event<T>): Promise<T> {
  return new Promise((resolve) => {
    const listening = event((value) => {
      listening.dispose();
      resolve(value);
    });
  });
}

/** Waits until a condition holds, checking after each event. */
function until<T>(event: vscode.Event<T>, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const listening = event(() => {
      if (!holds()) return;
      listening.dispose();
      resolve();
    });
  });
}

async function diagnostics(
  uri: vscode.Uri,
  holds: (all: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  await until(vscode.languages.onDidChangeDiagnostics, () =>
    holds(vscode.languages.getDiagnostics(uri)),
  );
  return vscode.languages.getDiagnostics(uri);
}

async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  await vscode.workspace.applyEdit(edit);
}
