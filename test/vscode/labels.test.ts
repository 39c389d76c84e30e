// Renaming, merging, splitting, adding and editing labels, by commands in an open project and by hand.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { single } from '../harness/singleMetrics.ts';
import { topicNames, topicOf } from '../harness/topics.ts';
import { answerDialogs, answerEach, reply, restoreDialogs } from './dialogs.ts';
import { testProject, until, type TestProject, type TestProjectOptions } from './testProject.ts';

const comment = '// what customers write about';
const asking = ['showInputBox', 'showQuickPick', 'showWarningMessage', 'showErrorMessage'] as const;

suite('labels', () => {
  let topics: TestProject;
  /** The sentences shown with each question, in order. */
  let said: string[] = [];

  const make = async (options: TestProjectOptions = {}): Promise<void> => {
    topics = await testProject({ records: 150, ...options });
    // The file has a comment and custom formatting, which must survive.
    const text = topics.text.replace('"labels": [', `"labels": [ ${comment}`);
    await topics.writeProjectFile(text);
    await topics.open();
  };
  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  /** Runs a command and answers its questions: names for picks, text for boxes, a button for dialogs. */
  async function command(id: string, argument: unknown, ...replies: unknown[]): Promise<void> {
    const { shown } = answerDialogs(answerEach(asking, reply(replies)));
    await vscode.commands.executeCommand(`marginalia.${id}`, argument);
    restoreDialogs();
    said = shown.map(({ args }) => JSON.stringify(args));
    assert.deepEqual(replies, [], `${id} asked for everything: ${said.join(' ')}`);
  }

  const fileText = async (): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(topics.project.uri));
  const names = (): string[] => topics.project.file!.labels.map(({ name }) => name);
  const counts = () => topics.view.counts.byLabel;
  const exported = async (): Promise<string[]> => {
    const file = vscode.Uri.joinPath(topics.folder, 'out.jsonl');
    await vscode.commands.executeCommand('marginalia.exportLabels', topics.project, {
      format: 'jsonl',
      file,
    });
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const lines = text.trimEnd().split('\n');
    return [...new Set(lines.map((line) => (JSON.parse(line) as { label: string }).label))].sort();
  };
  const [first, second, third] = topicNames as [string, string, string];

  test('a rename updates file, answers, metrics and export, and one undo reverts it all', async () => {
    await make({ settings: { mirror: true } });
    await topics.label(60);
    await topics.until(({ rounds, busy }) => rounds.some(({ metrics }) => metrics) && !busy);
    const [before, text, rounds] = [counts(), await fileText(), topics.view.rounds.length];
    const onScreen = topics.view.ahead[0]!.record.id;
    const { session } = topics.project;

    await command('renameLabel', { project: topics.project, label: first }, 'Something else');
    assert.match(said[0]!, new RegExp(`Also renamed: ${before[first]} annotations`));
    assert.equal(await fileText(), text.replace(`"${first}"`, '"Something else"'));
    assert.deepEqual(names(), ['Something else', second, third]);
    assert.deepEqual(counts(), {
      [second]: before[second],
      [third]: before[third],
      'Something else': before[first],
    });
    assert.equal(topics.view.ahead[0]!.record.id, onScreen);
    assert.equal(topics.project.session, session, 'the project stays open');
    await topics.until(
      ({ rounds: scored, learnt }) =>
        learnt.includes('Something else') &&
        scored.every(
          ({ metrics }) => !metrics || !single(metrics).perClass.some(({ name }) => name === first),
        ),
    );
    assert.ok(topics.view.rounds.length >= rounds);
    assert.deepEqual(await exported(), ['Something else', second, third].sort());
    const mirror = vscode.Uri.joinPath(topics.folder, 'topics.labels.jsonl');

    await vscode.commands.executeCommand('marginalia.undo');
    assert.equal(await fileText(), text, 'word for word, comments too');
    assert.deepEqual(counts(), before);
    assert.deepEqual(names(), topicNames);
    await vscode.commands.executeCommand('marginalia.redo');
    assert.deepEqual(names(), ['Something else', second, third]);
    await topics.project.close();
    const mirrored = new TextDecoder().decode(await vscode.workspace.fs.readFile(mirror));
    assert.ok(mirrored.includes('"Something else"') && !mirrored.includes(`"${first}"`));
    await topics.open();
    assert.equal(counts()['Something else'], before[first]);
  });

  test('labels are merged after a preview of the changes, and separated again by undo', async () => {
    await make();
    await topics.label(40);
    const before = counts();
    const merge = (...replies: unknown[]) => command('mergeLabels', topics.project, ...replies);
    await merge([first], 'OK');
    assert.match(said.at(-1)!, /at least two labels/i);
    await merge([first, second], second, undefined);
    assert.deepEqual(counts(), before, 'a change of mind changes nothing');

    await merge([first, second], second, 'Merge');
    assert.match(said.at(-1)!, new RegExp(`Changed: ${before[first]} annotations`));
    assert.deepEqual(names(), [second, third]);
    assert.deepEqual(counts(), {
      [second]: before[first]! + before[second]!,
      [third]: before[third],
    });
    await merge([second, third], second, 'OK');
    assert.match(said.at(-1)!, /must remain/);

    // Undo keeps an edit that was made to the file before.
    await topics.writeProjectFile((await fileText()).replace(`"${third}"`, `"${third}", "New"`));
    await topics.until(() => names().length === 3);
    await vscode.commands.executeCommand('marginalia.undo');
    assert.deepEqual(counts(), before);
    assert.deepEqual(names(), [...topicNames, 'New']);
    assert.ok((await fileText()).includes(comment));
  });

  test('D11 deleting a label asks about its records, and one undo restores everything', async () => {
    await make();
    await topics.label(40);
    const [before, text] = [counts(), await fileText()];
    const target = { project: topics.project, label: first };
    await command('deleteLabel', target, undefined);
    assert.match(said[0]!, new RegExp(`“${first}” has ${before[first]} annotations`));
    assert.deepEqual(counts(), before, 'a change of mind changes nothing');

    await command('deleteLabel', target, 'Unanswered');
    assert.deepEqual(names(), [second, third]);
    assert.deepEqual(counts(), { [second]: before[second], [third]: before[third] });
    await topics.until(({ busy, ahead }) => !busy && ahead.length > 0);
    assert.deepEqual(await exported(), [second, third].sort());
    await command('deleteLabel', { project: topics.project, label: second }, 'OK');
    assert.match(said.at(-1)!, /At least two labels/);
    await vscode.commands.executeCommand('marginalia.undo');
    assert.equal(await fileText(), text, 'word for word, comments too');
    assert.deepEqual(counts(), before);

    await command('deleteLabel', target, 'Another Label', second);
    assert.deepEqual(counts(), {
      [second]: before[first]! + before[second]!,
      [third]: before[third],
    });
    await vscode.commands.executeCommand('marginalia.undo');
    assert.equal(await fileText(), text);
    assert.deepEqual(counts(), before);
  });

  test('a split label is divided record by record in the panel, and can be undone', async () => {
    await make();
    await topics.label(30);
    const [before, text] = [counts(), await fileText()];
    await command('splitLabel', { project: topics.project, label: first }, 'Early, Late', 'Split');
    assert.match(said[1]!, new RegExp(`To be divided: ${before[first]} annotations`));
    assert.deepEqual(names(), ['Early', 'Late', second, third]);
    await topics.until(({ revisiting, ahead }) => !!revisiting && ahead[0]?.revisited === true);
    const { learner } = topics.project.session!;
    for (let left = before[first]!; left > 0; left--) {
      const { ahead } = await topics.until((view) => view.ahead[0]?.revisited === true);
      const { record } = ahead[0]!;
      assert.equal(topicOf(record.text), first);
      const answer = { kind: 'label', label: left % 2 ? 'Early' : 'Late' } as const;
      await learner.answer({ answerId: randomUUID(), recordId: record.id, answer, elapsedMs: 5 });
    }
    await topics.until(
      ({ revisiting, orphanedLabels: orphanedLabels }) =>
        !revisiting && orphanedLabels.length === 0,
    );
    // Closes the panel, whose page would handle undo and wait until each step has been seen.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (let steps = before[first]! + 1; steps > 0; steps--) {
      await vscode.commands.executeCommand('marginalia.undo');
    }
    await topics.until(() => counts()[first] === before[first]);
    assert.equal(await fileText(), text);
  });

  test('a label is added with its key, and edited', async () => {
    await make();
    await topics.label(3);
    const text = await fileText();
    await command('addLabel', topics.project, 'Praise', 'p');
    await command('editLabel', { project: topics.project, label: 'Praise' }, 'Colour', 'Red');
    await command(
      'editLabel',
      { project: topics.project, label: 'Praise' },
      'Description',
      'Thanks',
    );
    const label = { name: 'Praise', key: 'p', color: 'charts.red', description: 'Thanks' };
    assert.deepEqual(topics.project.file!.labels.at(-1), label);
    for (let step = 0; step < 3; step++) await vscode.commands.executeCommand('marginalia.undo');
    assert.equal(await fileText(), text);
    assert.equal(topics.view.counts.labelled, 3);
  });

  test('an unsaved or invalid file is left alone, with a message', async () => {
    await make();
    await topics.label(4);
    const document = await vscode.workspace.openTextDocument(topics.project.uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), ' ');
    await vscode.workspace.applyEdit(edit);
    await command('renameLabel', { project: topics.project, label: first }, 'Else', 'OK');
    assert.match(said.at(-1)!, /not saved/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await topics.writeProjectFile((await fileText()).replace('"text": "text"', '"text": 5'));
    await topics.until(() => topics.project.problems.length > 0);
    await command('renameLabel', { project: topics.project, label: first }, 'Else', 'OK');
    assert.match(said.at(-1)!, /has a mistake/);
    assert.equal(topics.project.session!.learner.view.counts.byLabel['Else'], undefined);
  });

  test('a label renamed by hand loses nothing: it is reported with quick fixes, and one of them repairs it', async () => {
    await make();
    await topics.label(30);
    const [before, { session }] = [counts(), topics.project];
    await topics.writeProjectFile((await fileText()).replace(`"${first}"`, '"Renamed"'));
    const { uri } = topics.project;
    const told = (): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(uri).filter(({ message }) => message.includes(first));
    const toldWhen = (condition: () => boolean): Promise<void> =>
      until(
        condition,
        (changed) => vscode.languages.onDidChangeDiagnostics(changed),
        () => JSON.stringify(vscode.languages.getDiagnostics(uri)),
      );
    await toldWhen(() => told().length === 1);
    assert.equal(topics.project.session, session, 'the project stays open');
    assert.equal(counts()[first], before[first]);
    assert.match(told()[0]!.message, new RegExp(`${before[first]} annotations`));
    const fixes = async (): Promise<vscode.CodeAction[]> => {
      await vscode.window.showTextDocument(uri);
      return vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        told()[0]!.range,
      );
    };
    const actions = await fixes();
    const titles = actions.map(({ title }) => title).filter((title) => title.includes(first));
    assert.match(titles[0]!, /is called “Renamed” now/);
    assert.ok(titles.some((title) => title.startsWith('Put ')));
    assert.ok(titles.some((title) => title.startsWith('Merge ')));
    const fix = actions.find(({ title }) => title === titles[0])!.command!;
    await vscode.commands.executeCommand(fix.command, ...((fix.arguments ?? []) as unknown[]));
    assert.equal(counts()['Renamed'], before[first]);
    await toldWhen(() => told().length === 0);
    // Undo keeps the edit, which the user made, so that the answers wait again.
    await vscode.commands.executeCommand('marginalia.undo');
    await toldWhen(() => told().length === 1);
    assert.equal(counts()[first], before[first]);

    await command('mendLabel', { project: topics.project, label: first }, 'Put ');
    assert.deepEqual(names(), ['Renamed', second, third, first]);
    await toldWhen(() => told().length === 0);
  });
});
