// Every command of the manifest responds visibly, with and without a project.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  allDialogs,
  answerDialogs,
  answerEach,
  dismiss,
  restoreDialogs,
  type Shown,
} from './dialogs.ts';
import { marginalia, testProject } from './testProject.ts';
import type { TestProject } from './testProject.ts';

/** Commands that respond with a VS Code view, which sends no event when it appears. */
const showViews = ['marginalia.showLog', 'marginalia.showProblems'];

suite('commands', () => {
  /** The dialogs of the current command, each dismissed. */
  let said: Shown[];
  let topics: TestProject | undefined;

  setup(async () => {
    await marginalia();
    said = answerDialogs(answerEach(allDialogs, dismiss)).shown;
  });
  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics?.remove();
    topics = undefined;
  });

  function commandIds(): string[] {
    const manifest = vscode.extensions.getExtension('marginalia.marginalia')!.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly command: string }[] };
    };
    return manifest.contributes.commands.map(({ command }) => command);
  }

  function unexpected(): string[] {
    return said.map(({ text }) => text).filter((text) => /unexpected/.test(text));
  }

  test('without a project, each one says what to do first', async () => {
    const { projects } = (await marginalia()).userInterface;
    await projects.find();
    assert.deepEqual(
      projects.all.map(({ name }) => name),
      [],
    );
    // Open Sample creates a project; New Project has no file to offer and opens the dialog.
    const free = ['marginalia.openSample', ...showViews];
    for (const id of commandIds().filter((command) => !free.includes(command))) {
      said.length = 0;
      await vscode.commands.executeCommand(id);
      assert.equal(said.length, 1, `${id} says: ${JSON.stringify(said)}`);
      if (said[0]!.dialog === 'showErrorMessage') {
        assert.match(said[0]!.text, /^.{20,}\.$/, id);
      }
      assert.deepEqual(unexpected(), [], id);
    }
  });

  test('with a project, none fails unexpectedly, and each that changes nothing says why', async () => {
    topics = await testProject();
    await topics.open();
    await topics.settled();
    await vscode.commands.executeCommand('marginalia.openPanel', topics.project.uri);
    // Commands with their own quick input, or that leave the workspace (Open Sample).
    const own = [
      'marginalia.newProject',
      'marginalia.readAgain',
      'marginalia.chooseEmbedding',
      'marginalia.importAnswers',
      'marginalia.openSample',
    ];
    for (const id of commandIds().filter((command) => !own.includes(command))) {
      said.length = 0;
      await vscode.commands.executeCommand(id);
      assert.deepEqual(unexpected(), [], id);
      const what = said.map(({ text }) => text).join(' ');
      if (id === 'marginalia.retrain') assert.match(what, /two different labels/);
      if (id === 'marginalia.clearPriorities') assert.match(what, /has no prioritized records/);
      if (id === 'marginalia.setFilter') assert.equal(said[0]?.dialog, 'showQuickPick');
      if (id === 'marginalia.askFromFile') assert.equal(said[0]?.dialog, 'showOpenDialog');
      if (id === 'marginalia.findLike') assert.equal(said[0]?.dialog, 'showInputBox');
      if (id === 'marginalia.exportLabels') assert.equal(said[0]?.dialog, 'showQuickPick');
      if (id === 'marginalia.deleteData') assert.match(what, /Delete the data of topics/);
      if (id === 'marginalia.cancel') assert.match(what, /Nothing is running/);
    }
    await topics.settled();
  });
});
