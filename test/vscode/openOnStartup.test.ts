// "marginalia.openOnStartup" in a window with several projects: the one used last opens, or else the one chosen.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openAtStartup } from '../../src/vscode/project/openAtStartup.ts';
import { answerDialogs, restoreDialogs, type Dialogs } from './dialogs.ts';
import { marginalia, testProject, until, type TestProject } from './testProject.ts';

suite('open on startup, with several projects', () => {
  const made: TestProject[] = [];
  const configuration = vscode.workspace.getConfiguration('marginalia');
  let dialogs: Dialogs;
  /** Chosen in the quick pick; undefined dismisses it. */
  let choice: string | undefined;

  setup(async () => {
    choice = undefined;
    dialogs = answerDialogs({
      showQuickPick: ({ items }) => items.find(({ label }) => label === choice),
    });
    for (const name of ['ants', 'bees', 'crabs']) made.push(await testProject({ name }));
    await configuration.update('openOnStartup', true, vscode.ConfigurationTarget.Global);
  });
  teardown(async () => {
    restoreDialogs();
    await configuration.update('openOnStartup', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const project of made.splice(0)) await project.remove();
  });

  /** Starts as a window does. */
  async function start(): Promise<void> {
    const { projects } = (await marginalia()).userInterface;
    let opening: Thenable<unknown> | undefined;
    await openAtStartup(projects, () => {
      opening = vscode.commands.executeCommand('marginalia.openPanel');
    });
    await opening;
  }

  const tabs = (): string[] =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
  const panelsAre = (...names: string[]): Promise<void> =>
    until(
      () => tabs().join() === names.join(),
      (changed) => vscode.window.tabGroups.onDidChangeTabs(changed),
      () => `the tabs are ${tabs().join()}`,
    );

  test('the one used last opens, without a question', async () => {
    const { projects } = (await marginalia()).userInterface;
    projects.setActive(made[1]!.project);
    await start();
    await panelsAre('bees');
    assert.deepEqual(dialogs.shown, []);
  });

  test('where none was used, the user chooses, once', async () => {
    const { projects } = (await marginalia()).userInterface;
    // The one used last is gone, as in a window that has used none.
    projects.setActive(made[2]!.project);
    await made.pop()!.remove();
    await start();
    assert.deepEqual(tabs(), [], 'nothing opens if no project is chosen');
    assert.deepEqual(dialogs.lists, [['ants', 'bees']]);
    // A window that starts moves the focus, which must not close the question.
    assert.equal(dialogs.shown[0]!.options.ignoreFocusOut, true);
    choice = 'ants';
    await start();
    await panelsAre('ants');
    assert.equal(dialogs.shown.length, 2);
    await start();
    await panelsAre('ants');
    assert.equal(dialogs.shown.length, 2, 'it is the one used last from now on');
  });
});
