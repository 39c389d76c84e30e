// Import Answers… with several files: those selected in the Explorer, or in the dialog.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { jsonLines, topicOf, topicRecords } from '../harness/topics.ts';
import { testProject, until, writeText, type TestProject } from './testProject.ts';

/** Signals that a message was shown. */
const shown = new vscode.EventEmitter<void>();

suite('Import Answers… with several files', () => {
  let topics: TestProject;
  let files: vscode.Uri[];
  let lists: (readonly vscode.QuickPickItem[])[];
  let picks: string[];
  let said: string[];
  let buttons: (string | undefined)[];
  let dialogs: vscode.OpenDialogOptions[];
  const originals = new Map<string, unknown>();

  setup(async () => {
    [lists, picks, said, buttons, dialogs] = [[], [], [], [], []];
    const stands: Record<string, unknown> = {
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        lists.push(items);
        const wanted = picks.shift();
        return Promise.resolve(items.find(({ label }) => label === wanted));
      },
      showOpenDialog: (options: vscode.OpenDialogOptions) => {
        dialogs.push(options);
        return Promise.resolve(files);
      },
      showInformationMessage: (text: string) => {
        said.push(text);
        const button = buttons.shift();
        setImmediate(() => shown.fire());
        return Promise.resolve(button);
      },
    };
    for (const [how, stood] of Object.entries(stands)) {
      originals.set(how, vscode.window[how as 'showErrorMessage']);
      Object.assign(vscode.window, { [how]: stood });
    }
    topics = await testProject({ settings: { holdout: { size: 0 } } });
    await topics.open();
    const rows = topicRecords(120).map(({ text }) => ({ text, label: topicOf(text) }));
    const table = rows.slice(0, 4).map(({ text, label }) => `"${text}","${label}"`);
    files = ['ada.csv', 'bob.jsonl'].map((name) => vscode.Uri.joinPath(topics.folder, name));
    await writeText(files[0]!, ['"text","label"', ...table].join('\n'));
    await writeText(
      files[1]!,
      jsonLines([...rows.slice(3, 6), { text: 'Nobody has seen this one', label: rows[0]!.label }]),
    );
  });
  teardown(async () => {
    Object.assign(vscode.window, Object.fromEntries(originals));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  const answers = (): number => topics.view.counts.labelled;
  const labelsOf = (items: readonly vscode.QuickPickItem[]): string[] =>
    items.map(({ label }) => label);

  test('selected in the Explorer: one step, and the rows of each are counted', async () => {
    picks = ['$(check) Import as Annotations'];
    await vscode.commands.executeCommand('marginalia.importAnswers', files[0], files);
    assert.deepEqual(labelsOf(lists[0]!).slice(-3), [
      'the rows of each file',
      '$(file) ada.csv: 4 rows; 4 rows with an answer to a record',
      '$(file) bob.jsonl: 4 rows; 3 rows with an answer to a record; 1 row is not in the pool',
    ]);
    assert.ok(!labelsOf(lists[0]!).some((label) => label.includes('New Project')));
    assert.deepEqual(said, ['2 files: 6 answers, 1 not in the pool.']);
    await topics.until(() => answers() === 6);
    const [one, ...others] = topics.project.session!.learner.imports();
    assert.deepEqual([one?.from, one?.count, others.length], ['ada.csv, bob.jsonl', 6, 0]);
  });

  test('chosen in the dialog; Undo reverts the answers of all', async () => {
    picks = ['Browse …', '$(check) Import as Annotations'];
    buttons = ['Undo'];
    await vscode.commands.executeCommand('marginalia.importAnswers', topics.project);
    assert.equal(dialogs[0]?.canSelectMany, true);
    await until(
      () => said.length === 2,
      (changed) => shown.event(changed),
      () => said.join('\n'),
    );
    assert.deepEqual(said, [
      '2 files: 6 answers, 1 not in the pool.',
      'The import of 2 files was undone.',
    ]);
    await topics.until(() => answers() === 0);
  });

  test('a file alone is read alone', async () => {
    picks = ['$(check) Import as Annotations'];
    await vscode.commands.executeCommand('marginalia.importAnswers', files[0]);
    assert.ok(!labelsOf(lists[0]!).includes('the rows of each file'));
    assert.deepEqual(said, ['ada.csv: 4 answers.']);
    await topics.until(() => answers() === 4);
  });
});
