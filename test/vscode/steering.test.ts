// Commands that choose which records are asked next: a file of ids, a selection, the filter, records like a
// text.
import { english } from '../harness/english.ts';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { topicOf } from '../harness/topics.ts';
import {
  answerDialogs,
  answerEach,
  dismiss,
  messageDialogs,
  restoreDialogs,
  type Dialogs,
} from './dialogs.ts';
import { marginalia, testProject, writeText, type TestProject } from './testProject.ts';

suite('steering', () => {
  let topics: TestProject;
  let dialogs: Dialogs;
  /** Chooses from the quick picks in order. */
  let picks: ((items: readonly vscode.QuickPickItem[]) => unknown)[];

  setup(async () => {
    await marginalia();
    picks = [];
    dialogs = answerDialogs({
      ...answerEach(messageDialogs, dismiss),
      showQuickPick: ({ items }) => picks.shift()?.(items),
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

  const learner = () => topics.project.session!.learner;
  /** Values of the id field of the records asked next. */
  const asked = async (count: number): Promise<(string | undefined)[]> => {
    const ids = await topics.label(count);
    const facts = await learner().records.details(ids);
    return facts.map(({ record }) => record?.sourceId);
  };

  test('a file of ids: its records come first, and bad lines are reported by number', async () => {
    const file = vscode.Uri.joinPath(topics.folder, 'urgent.csv');
    await writeText(file, 'T00100,1\nT00101,5\nnobody\nT00102,high\n');
    await vscode.commands.executeCommand('marginalia.askFromFile', topics.project, file);
    assert.equal(dialogs.messages.length, 1);
    assert.match(
      dialogs.messages[0]!,
      /^2 records are asked next.*urgent\.csv.*line 3: the pool has no record “nobody”; line 4: the priority “high” is not a number\.$/,
    );
    assert.deepEqual(topics.view.priorities?.sources, [{ from: 'urgent.csv', remaining: 2 }]);
    assert.match(topics.view.population!.map(english).join(), /2 records were prioritized by hand/);
    assert.deepEqual((await asked(6)).slice(4), ['T00101', 'T00100']);
    const [last] = topics.view.recent;
    assert.deepEqual(last!.ask!.reason, { kind: 'priority', value: 1, of: 'urgent.csv' });
  });

  test('prioritised records survive the session, and can be viewed and cleared', async () => {
    const file = vscode.Uri.joinPath(topics.folder, 'urgent.txt');
    await writeText(file, 'T00090\nT00091\nT00092\n');
    await vscode.commands.executeCommand('marginalia.askFromFile', topics.project, file);
    await topics.project.reopen();
    await topics.open();
    await topics.settled();
    assert.equal(topics.view.priorities?.remaining, 3);
    await vscode.commands.executeCommand('marginalia.showQueue', topics.project);
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.getText(), /asked first: urgent\.txt/);
    await vscode.commands.executeCommand('marginalia.clearPriorities', topics.project);
    assert.match(dialogs.messages.at(-1)!, /^3 records wait in the usual order again/);
    assert.equal(topics.view.priorities, undefined);
    assert.equal(topics.view.population, undefined);
  });

  test('a file that names no record is refused in a sentence', async () => {
    const file = vscode.Uri.joinPath(topics.folder, 'wrong.txt');
    await writeText(file, 'nobody\n');
    await vscode.commands.executeCommand('marginalia.askFromFile', topics.project, file);
    assert.match(dialogs.messages[0]!, /wrong\.txt names no record of the pool: line 1/);
    await writeText(file, '\n');
    await vscode.commands.executeCommand('marginalia.askFromFile', topics.project, file);
    assert.match(dialogs.messages[1]!, /wrong\.txt is empty/);
    assert.equal(topics.view.priorities, undefined);
  });

  test('records selected in the pool file are asked next', async () => {
    const pool = vscode.Uri.joinPath(topics.folder, 'pool.jsonl');
    const editor = await vscode.window.showTextDocument(pool);
    const { documents } = (await marginalia()).userInterface.editor;
    const file = documents.of(editor.document)!;
    editor.selection = new vscode.Selection(50, 0, 52, 5);
    const rows = documents.within(file, editor.selections);
    assert.equal(rows.length, 3);
    await vscode.commands.executeCommand('marginalia.askSelectionNext');
    assert.deepEqual(topics.view.priorities?.sources, [
      { from: 'chosen in the pool file', remaining: 3 },
    ]);
    assert.deepEqual((await asked(7)).slice(4), ['T00050', 'T00051', 'T00052']);
  });

  test('the filter is chosen from values with counts, written to the file, and confirmed', async () => {
    const counts: string[] = [];
    picks = [
      (items) => items.find(({ label }) => label === 'channel'),
      (items) => {
        counts.push(...items.map(({ label, description }) => `${label}: ${description}`));
        return items.filter(({ label }) => label === 'chat');
      },
    ];
    await vscode.commands.executeCommand('marginalia.setFilter', topics.project);
    assert.equal(counts.length, 2);
    assert.match(counts.join(), /chat: \d+ rows/);
    const written = await vscode.workspace.openTextDocument(topics.project.uri);
    const { filter } = JSON.parse(written.getText()) as { filter?: unknown };
    assert.deepEqual(filter, { channel: 'chat' });
    await topics.until(({ population }) => population?.[0] !== undefined);
    assert.match(english(topics.view.population![0]), /records with channel = chat/);
    await topics.settled();

    // Conversely, selecting all values means no filter, although only one is in the pool now.
    picks = [(items) => items[0], (items) => items];
    await vscode.commands.executeCommand('marginalia.setFilter', topics.project);
    await topics.until(({ population }) => population === undefined);
    const again = await vscode.workspace.openTextDocument(topics.project.uri);
    assert.doesNotMatch(again.getText(), /"filter"/);
    await topics.settled();
  });

  test('records like a text are found, and a selection of them is labelled or asked next', async () => {
    await vscode.commands.executeCommand(
      'marginalia.findLike',
      topics.project,
      'my login is locked',
    );
    const { panels } = (await marginalia()).userInterface;
    assert.equal(panels.annotate?.project, topics.project);
    const text = { kind: 'like', pattern: 'my login is locked' } as const;
    const { ids, similarities } = await learner().search.find({ kind: 'pool', text });
    assert.ok(similarities![0]! > 0.3);
    const facts = await learner().records.details(ids.slice(0, 5));
    assert.deepEqual([...new Set(facts.map(({ record }) => topicOf(record!.text)))], ['Account']);
  });
});
