// Import Answers… with several files: those selected in the Explorer, ticked in the list, or in the dialog.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { jsonLines, topicOf, topicRecords } from '../harness/topics.ts';
import { answerDialogs, choose, restoreDialogs, type Dialogs } from './dialogs.ts';
import { testProject, until, writeText, type TestProject } from './testProject.ts';

/** Stands in for a quick pick of several entries. */
class FileList {
  canSelectMany = false;
  items: readonly vscode.QuickPickItem[] = [];
  selectedItems: readonly vscode.QuickPickItem[] = [];
  activeItems: readonly vscode.QuickPickItem[] = [];
  buttons: readonly vscode.QuickInputButton[] = [];
  placeholder = '';
  readonly #accepted = new vscode.EventEmitter<void>();
  readonly #triggered = new vscode.EventEmitter<vscode.QuickInputButton>();
  readonly #hidden = new vscode.EventEmitter<void>();
  readonly onDidAccept = this.#accepted.event;
  readonly onDidTriggerButton = this.#triggered.event;
  readonly onDidHide = this.#hidden.event;
  readonly #act: (list: FileList) => void;

  constructor(act: (list: FileList) => void) {
    this.#act = act;
  }

  show(): void {
    this.#act(this);
  }

  hide(): void {
    this.#hidden.fire();
  }

  dispose(): void {}

  /** The entries of these files. */
  entriesOf(names: readonly string[]): vscode.QuickPickItem[] {
    return names.map((name) => this.items.find(({ label }) => label.endsWith(name))!);
  }

  accept(): void {
    this.#accepted.fire();
  }

  browse(): void {
    this.#triggered.fire(this.buttons[0]!);
  }
}

suite('Import Answers… with several files', () => {
  let topics: TestProject;
  let files: vscode.Uri[];
  let dialogs: Dialogs;
  let picks: string[];
  let buttons: string[];
  /** What the user does in the list of files. */
  let inFileList: (list: FileList) => void;

  setup(async () => {
    [picks, buttons] = [[], []];
    dialogs = answerDialogs({
      showQuickPick: choose(picks),
      showOpenDialog: () => files,
      showInformationMessage: () => buttons.shift(),
    });
    Object.assign(vscode.window, { createQuickPick: () => new FileList(inFileList) });
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
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  const answers = (): number => topics.view.counts.labelled;

  test('selected in the Explorer: one step, and the rows of each are counted', async () => {
    picks.push('$(check) Import as Annotations');
    await vscode.commands.executeCommand('marginalia.importAnswers', files[0], files);
    assert.deepEqual(dialogs.lists[0]!.slice(-3), [
      'the rows of each file',
      '$(file) ada.csv: 4 rows; 4 rows with an answer to a record',
      '$(file) bob.jsonl: 4 rows; 3 rows with an answer to a record; 1 row is not in the pool',
    ]);
    assert.ok(!dialogs.lists[0]!.some((label) => label.includes('New Project')));
    assert.deepEqual(dialogs.messages, ['2 files: 6 answers, 1 not in the pool.']);
    await topics.until(() => answers() === 6);
    const [one, ...others] = topics.project.session!.learner.imports();
    assert.deepEqual([one?.from, one?.count, others.length], ['ada.csv, bob.jsonl', 6, 0]);
  });

  const opened = () => dialogs.shown.find(({ dialog }) => dialog === 'showOpenDialog');

  test('ticked in the list: at least one', async () => {
    picks.push('$(check) Import as Annotations');
    const placeholders: string[] = [];
    inFileList = (list) => {
      assert.ok(list.canSelectMany);
      assert.deepEqual(list.selectedItems, []);
      list.accept();
      placeholders.push(list.placeholder);
      list.selectedItems = list.entriesOf(['ada.csv', 'bob.jsonl']);
      list.accept();
    };
    await vscode.commands.executeCommand('marginalia.importAnswers', topics.project);
    assert.deepEqual([placeholders, opened()], [['Tick at least one file.'], undefined]);
    assert.deepEqual(dialogs.messages, ['2 files: 6 answers, 1 not in the pool.']);
    await topics.until(() => answers() === 6);
  });

  test('the file in the editor is ticked, and the entry with the focus counts without a tick', async () => {
    picks.push('$(check) Import as Annotations');
    await vscode.window.showTextDocument(files[0]!);
    inFileList = (list) => {
      assert.deepEqual(list.selectedItems, list.entriesOf(['ada.csv']));
      list.selectedItems = [];
      list.activeItems = list.entriesOf(['bob.jsonl']);
      list.accept();
    };
    await vscode.commands.executeCommand('marginalia.importAnswers', topics.project);
    assert.deepEqual(dialogs.messages, ['bob.jsonl: 3 answers, 1 not in the pool.']);
  });

  test('chosen in the dialog, with those that are ticked; Undo reverts the answers of all', async () => {
    picks.push('$(check) Import as Annotations');
    inFileList = (list) => {
      list.selectedItems = list.entriesOf(['ada.csv']);
      list.browse();
    };
    buttons.push('Undo');
    await vscode.commands.executeCommand('marginalia.importAnswers', topics.project);
    assert.equal(opened()?.options.canSelectMany, true);
    await until(
      () => dialogs.messages.length === 2,
      (changed) => dialogs.onDidShow(changed),
      () => dialogs.messages.join('\n'),
    );
    assert.deepEqual(dialogs.messages, [
      '2 files: 6 answers, 1 not in the pool.',
      'The import of 2 files was undone.',
    ]);
    await topics.until(() => answers() === 0);
  });

  test('a file alone is read alone', async () => {
    picks.push('$(check) Import as Annotations');
    await vscode.commands.executeCommand('marginalia.importAnswers', files[0]);
    assert.ok(!dialogs.lists[0]!.includes('the rows of each file'));
    assert.deepEqual(dialogs.messages, ['ada.csv: 4 answers.']);
    await topics.until(() => answers() === 4);
  });
});
