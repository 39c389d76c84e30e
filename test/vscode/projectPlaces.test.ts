// Deleting or moving a project file, alone or with its folder: answers and panel follow.
import { says } from '../harness/english.ts';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Projects } from '../../src/vscode/project/projects.ts';
import { answerDialogs, restoreDialogs } from './dialogs.ts';
import { marginalia, testProject, until } from './testProject.ts';
import type { TestProject } from './testProject.ts';

suite('location of a project', () => {
  let projects: Projects;
  let topics: TestProject;
  let left: vscode.Uri[];

  setup(async () => {
    projects = (await marginalia()).userInterface.projects;
    topics = await testProject({ records: 60 });
    left = [topics.folder];
    await topics.open();
    await topics.settled();
    await topics.label(12);
  });

  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const project of projects.all) await project.close();
    for (const folder of left) {
      await vscode.workspace.fs.delete(folder, { recursive: true });
      await until(
        () => projects.all.every(({ uri }) => !uri.path.startsWith(`${folder.path}/`)),
        (changed) => projects.onDidChange(changed),
        () => `${folder.path} still has a project`,
      );
    }
  });

  test('deleting the folder removes its open project from the window', async () => {
    await vscode.workspace.fs.delete(topics.folder, { recursive: true });
    left = [];
    await gone(topics.project.uri);
    assert.equal(topics.project.session, undefined);
  });

  test('a folder that returns without its answers can have them restored', async () => {
    const { folder } = topics;
    await topics.project.close();
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await gone(topics.project.uri);
    const { project } = await testProject({ records: 60, folder });
    await assert.rejects(project.open(), says(/12 answers .* Restore Answers/s));
    await vscode.commands.executeCommand('marginalia.restoreAnswers', project);
    await until(
      () => project.view.phase.kind === 'asking',
      (changed) => project.onDidChange(changed),
      () => JSON.stringify(project.view.phase),
    );
    assert.equal(project.view.counts.labelled, 12);
  });

  test('a renamed folder keeps its answers, and its panel stays open', async () => {
    await vscode.commands.executeCommand('marginalia.openPanel', topics.project);
    const to = vscode.Uri.joinPath(topics.folder, '..', 'elsewhere');
    left = [to];
    await rename(topics.folder, to);
    await followed(vscode.Uri.joinPath(to, 'topics.marginalia.json'));
  });

  test('a renamed project file takes its answers along', async () => {
    await vscode.commands.executeCommand('marginalia.openPanel', topics.project);
    const to = vscode.Uri.joinPath(topics.folder, 'subjects.marginalia.json');
    await rename(topics.project.uri, to);
    await followed(to);
    const names = await vscode.workspace.fs.readDirectory(
      vscode.Uri.joinPath(topics.folder, '.marginalia'),
    );
    assert.ok(names.every(([name]) => !name.startsWith('topics.sqlite')));
  });

  test('a folder renamed by another program is found at its new path', async () => {
    const to = vscode.Uri.joinPath(topics.folder, '..', 'renamed-outside');
    left = [to];
    await topics.project.close();
    // Renames through the file system, which sends no rename event to the window.
    await vscode.workspace.fs.rename(topics.folder, to);
    const file = vscode.Uri.joinPath(to, 'topics.marginalia.json');
    await until(
      () => projects.get(file) !== undefined && projects.get(topics.project.uri) === undefined,
      (changed) => projects.onDidChange(changed),
      () => projects.all.map(({ uri }) => uri.path).join(', '),
    );
  });

  test('undoing a step of many records asks first, by command as in the panel', async () => {
    const { learner } = topics.project.session!;
    const { ids } = await learner.search.find({ kind: 'pool', answer: { kind: 'none' } });
    const many = ids.slice(0, 25);
    await learner.records.annotate(many, { kind: 'skip' });
    assert.equal(topics.view.nextUndoSize, 25);
    projects.setActive(topics.project);
    let button: string | undefined;
    const { shown } = answerDialogs({ showWarningMessage: () => button });
    const undo = () => vscode.commands.executeCommand('marginalia.undo');
    await undo();
    assert.equal(topics.view.counts.skipped, 25);
    button = 'Undo';
    await undo();
    assert.equal(topics.view.counts.skipped, 0);
    assert.match(shown[0]!.text, /25 records/);
    assert.equal(shown.length, 2);
    // A step of one answer is undone without asking.
    button = undefined;
    await undo();
    assert.equal(shown.length, 2);
    assert.equal(topics.view.counts.labelled, 11);
  });

  function gone(uri: vscode.Uri): Promise<void> {
    return until(
      () => projects.get(uri) === undefined,
      (changed) => projects.onDidChange(changed),
      () => `${uri.path} is still a project`,
    );
  }

  async function rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  /** Asserts that the project is known at its new path only, opens in a panel, and has its answers. */
  async function followed(to: vscode.Uri): Promise<void> {
    await until(
      () => projects.get(to)?.view.counts.labelled === 12,
      (changed) => projects.onDidChange(changed),
      () => projects.all.map(({ uri, view }) => `${uri.path} ${view.phase.kind}`).join(', '),
    );
    await gone(topics.project.uri);
    const { panels } = (await marginalia()).userInterface;
    assert.equal(panels.annotate?.project, projects.get(to));
    assert.equal(projects.active, projects.get(to));
  }
});
