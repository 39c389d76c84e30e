// "marginalia.openOnStartup" in a window with several projects: the one used last opens, or else the one chosen.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openAtStartup } from '../../src/vscode/project/openAtStartup.ts';
import { marginalia, testProject, until, type TestProject } from './testProject.ts';

suite('open on startup, with several projects', () => {
  const made: TestProject[] = [];
  const { showQuickPick } = vscode.window;
  const configuration = vscode.workspace.getConfiguration('marginalia');
  let asked: { readonly labels: string[]; readonly options: vscode.QuickPickOptions }[];
  /** Chosen in the quick pick; undefined dismisses it. */
  let choice: string | undefined;

  setup(async () => {
    asked = [];
    choice = undefined;
    Object.assign(vscode.window, {
      showQuickPick: (
        items: readonly vscode.QuickPickItem[],
        options: vscode.QuickPickOptions,
      ): Promise<unknown> => {
        asked.push({ labels: items.map(({ label }) => label), options });
        return Promise.resolve(items.find(({ label }) => label === choice));
      },
    });
    for (const name of ['ants', 'bees', 'crabs']) made.push(await testProject({ name }));
    await configuration.update('openOnStartup', true, vscode.ConfigurationTarget.Global);
  });
  teardown(async () => {
    Object.assign(vscode.window, { showQuickPick });
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
    assert.deepEqual(asked, []);
  });

  test('where none was used, the user chooses, once', async () => {
    const { projects } = (await marginalia()).userInterface;
    // The one used last is gone, as in a window that has used none.
    projects.setActive(made[2]!.project);
    await made.pop()!.remove();
    await start();
    assert.deepEqual(tabs(), [], 'nothing opens if no project is chosen');
    assert.deepEqual(
      asked.map(({ labels }) => labels),
      [['ants', 'bees']],
    );
    // A window that starts moves the focus, which must not close the question.
    assert.equal(asked[0]!.options.ignoreFocusOut, true);
    choice = 'ants';
    await start();
    await panelsAre('ants');
    assert.equal(asked.length, 2);
    await start();
    await panelsAre('ants');
    assert.equal(asked.length, 2, 'it is the one used last from now on');
  });
});
