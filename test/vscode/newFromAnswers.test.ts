// New Project from These Answers…, run as a command on a project with answers.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerDialogs, choose, dismiss, restoreDialogs, type Dialogs } from './dialogs.ts';
import { marginalia, testProject, type TestProject } from './testProject.ts';

suite('new project from answers', () => {
  let topics: TestProject;
  let dialogs: Dialogs;
  let picks: string[];
  let problems: (string | undefined)[];

  setup(async () => {
    [picks, problems] = [[], []];
    dialogs = answerDialogs({
      showInformationMessage: dismiss,
      showErrorMessage: dismiss,
      showQuickPick: choose(picks),
      showInputBox: async ({ options }) => {
        for (const tried of ['topics', 'a/b', options.value!]) {
          problems.push((await options.validateInput!(tried)) as string | undefined);
        }
        return 'sets';
      },
    });
    topics = await testProject({ settings: { holdout: { size: 0 } } });
    await topics.open();
    await topics.settled();
  });
  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  test('the answers open as label sets in a project beside it, and undo reverts them', async () => {
    await vscode.commands.executeCommand('marginalia.newFromAnswers', topics.project);
    assert.match(dialogs.messages[0]!, /^topics has no answers yet\. .*"task": "multi"/);
    await topics.label(6);
    await topics.settled();
    const before = topics.view.counts;
    picks.push('They do not apply');
    await vscode.commands.executeCommand('marginalia.newFromAnswers', topics.project);
    assert.match(problems[0]!, /^There is a project topics here already/);
    assert.match(problems[1]!, /^A file name without its ending/);
    assert.equal(problems[2], undefined);
    assert.deepEqual(dialogs.messages.slice(1), [
      '6 answers of topics are now in sets. Undo removes them in one step; topics is unchanged.',
    ]);
    const { projects } = (await marginalia()).userInterface;
    const made = projects.get(vscode.Uri.joinPath(topics.folder, 'sets.marginalia.json'))!;
    try {
      const { learner } = await made.open();
      assert.equal(made.file!.task, 'multi');
      assert.equal(learner.view.counts.labelled, 6);
      assert.equal(projects.active, made);
      await vscode.commands.executeCommand('marginalia.newFromAnswers', made);
      assert.match(dialogs.messages.at(-1)!, /^A record of sets can have several labels already/);
      await made.reverse('undo');
      assert.equal(learner.view.counts.labelled, 0);
      assert.deepEqual(topics.view.counts, before);
    } finally {
      await made.close();
    }
  });

  test('nothing is written if a question is cancelled', async () => {
    await topics.label(2);
    await vscode.commands.executeCommand('marginalia.newFromAnswers', topics.project);
    const files = await vscode.workspace.fs.readDirectory(topics.folder);
    assert.deepEqual(
      files.map(([file]) => file).filter((file) => file.endsWith('.marginalia.json')),
      ['topics.marginalia.json'],
    );
    assert.deepEqual(dialogs.messages, []);
  });
});
