// Every command of the manifest responds visibly, with and without a project.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { marginalia, testProject } from './testProject.ts';
import type { TestProject } from './testProject.ts';

/** Every window API through which a command can respond; each is stubbed and dismissed. */
const answers = [
  'showErrorMessage',
  'showWarningMessage',
  'showInformationMessage',
  'showQuickPick',
  'showInputBox',
  'showOpenDialog',
  'showSaveDialog',
] as const;

/** Commands that respond with a VS Code view, which sends no event when it appears. */
const showViews = ['marginalia.showLog', 'marginalia.showProblems'];

suite('commands', () => {
  let said: { how: string; what: string }[] = [];
  const originals = new Map<string, unknown>();
  let topics: TestProject | undefined;

  setup(async () => {
    await marginalia();
    said = [];
    for (const how of answers) {
      originals.set(how, vscode.window[how]);
      const answer = (what: unknown): Promise<undefined> => {
        said.push({ how, what: typeof what === 'string' ? what : '' });
        return Promise.resolve(undefined);
      };
      Object.assign(vscode.window, { [how]: answer });
    }
  });
  teardown(async () => {
    Object.assign(vscode.window, Object.fromEntries(originals));
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
    return said.filter(({ what }) => /unexpected/.test(what)).map(({ what }) => what);
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
      said = [];
      await vscode.commands.executeCommand(id);
      assert.equal(said.length, 1, `${id} says: ${JSON.stringify(said)}`);
      if (said[0]!.how === 'showErrorMessage') {
        assert.match(said[0]!.what, /^.{20,}\.$/, id);
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
      'marginalia.openSample',
    ];
    for (const id of commandIds().filter((command) => !own.includes(command))) {
      said = [];
      await vscode.commands.executeCommand(id);
      assert.deepEqual(unexpected(), [], id);
      const what = said.map((answer) => answer.what).join(' ');
      if (id === 'marginalia.retrain') assert.match(what, /two different labels/);
      if (id === 'marginalia.clearPriorities') assert.match(what, /has no prioritized records/);
      if (id === 'marginalia.setFilter') assert.equal(said[0]?.how, 'showQuickPick');
      if (id === 'marginalia.askFromFile') assert.equal(said[0]?.how, 'showOpenDialog');
      if (id === 'marginalia.findLike') assert.equal(said[0]?.how, 'showInputBox');
      if (id === 'marginalia.exportLabels') assert.equal(said[0]?.how, 'showQuickPick');
      if (id === 'marginalia.deleteData') assert.match(what, /Delete the data of topics/);
      if (id === 'marginalia.cancel') assert.match(what, /Nothing is running/);
    }
    await topics.settled();
  });
});
