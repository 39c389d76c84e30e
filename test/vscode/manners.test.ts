// Behaviour of the window: custom colours, and several projects at once.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { answerDialogs, answerEach, dismiss, messageDialogs, restoreDialogs } from './dialogs.ts';
import { marginalia, testProject, until } from './testProject.ts';
import type { TestProject } from './testProject.ts';
import { jsonLines, topicRecords } from '../harness/topics.ts';

suite('window behaviour', () => {
  const made: TestProject[] = [];
  const make = async (name: string): Promise<TestProject> => {
    const topics = await testProject({ name, records: 40 });
    made.push(topics);
    return topics;
  };

  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const topics of made.splice(0)) await topics.remove();
  });

  test('marks follow the colour setting at once, and revert when it is removed', async () => {
    const { gutter } = (await marginalia()).userInterface.editor.decorations;
    const workbench = vscode.workspace.getConfiguration('workbench');
    const colorIs = (color: string): Promise<void> =>
      until(
        () => gutter.colors.get('charts.blue') === color,
        (changed) => gutter.onDidChange(changed),
        () => `blue is ${gutter.colors.get('charts.blue')}`,
      );
    const standard = gutter.colors.get('charts.blue')!;
    const set = (value: object | undefined): Thenable<void> =>
      workbench.update('colorCustomizations', value, vscode.ConfigurationTarget.Global);
    const before = gutter.of('charts.blue');
    try {
      await set({ 'marginalia.label.blue': '#0a0b0c' });
      await colorIs('#0a0b0c');
      assert.notEqual(gutter.of('charts.blue'), before);
      const theme = workbench.get<string>('colorTheme')!;
      await set({ 'charts.blue': '#0a0b0c', [`[${theme}]`]: { 'charts.blue': '#0d0e0f' } });
      await colorIs('#0d0e0f');
    } finally {
      await set(undefined);
    }
    await colorIs(standard);
  });

  test('the project of the last used panel is active, and each panel keeps its own', async () => {
    const { projects, panels } = (await marginalia()).userInterface;
    const one = await make('one');
    const two = await make('two');
    await one.open();
    await two.open();
    await vscode.commands.executeCommand('marginalia.openPanel', one.project);
    assert.equal(projects.active, one.project);
    await vscode.commands.executeCommand('marginalia.openPanel', two.project);
    assert.equal(projects.active, two.project);
    assert.equal(panels.annotate?.project, two.project);
    assert.notEqual(projects.titleOf(one.project), projects.titleOf(two.project));
    await vscode.commands.executeCommand('marginalia.openPanel', one.project);
    // The previously used panel reports its activation late.
    await until(
      () => projects.active === one.project && panels.annotate?.project === one.project,
      (changed) => projects.onDidChange(changed),
      () => `${projects.active?.name} is active`,
    );
    await two.label(3);
    assert.deepEqual([one.view.counts.labelled, two.view.counts.labelled], [0, 3]);
  });

  test('projects of one name are disambiguated by their folders', async () => {
    const { projects } = (await marginalia()).userInterface;
    const one = await make('same');
    const two = await make('same');
    const titles = [one, two].map(({ project }) => projects.titleOf(project));
    assert.equal(new Set(titles).size, 2);
    for (const title of titles) assert.match(title, /same/);
  });

  test('the notice that a compressed pool has no marks appears once', async () => {
    const name = 'pool.jsonl.gz';
    const topics = await testProject({
      settings: { pool: name },
      prepare: async (folder) =>
        vscode.workspace.fs.writeFile(
          vscode.Uri.joinPath(folder, name),
          gzipSync(jsonLines(topicRecords(40))),
        ),
    });
    made.push(topics);
    await topics.open();
    const pool = vscode.Uri.joinPath(topics.folder, name);
    const { shown, onDidShow } = answerDialogs({ showInformationMessage: dismiss });
    for (let time = 0; time < 2; time++) {
      await vscode.commands.executeCommand('vscode.open', pool);
      await until(
        () => shown.length > 0,
        (changed) => onDidShow(changed),
        () => 'nothing is said of the compressed pool',
      );
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
    assert.equal(shown.length, 1);
    assert.match(shown[0]!.text, /compressed, so labels are not marked.*The panel/);
  });

  test('skipped records are reviewed again from the tree; without any, a message says so', async () => {
    const topics = await make('again');
    await topics.open();
    const { learner } = topics.project.session!;
    const dialogs = answerDialogs(answerEach(messageDialogs, dismiss));
    const revisit = () =>
      vscode.commands.executeCommand('marginalia.revisitSkipped', topics.project);
    await revisit();
    restoreDialogs();
    assert.match(dialogs.messages.join(), /No record of again is skipped/);
    const { record } = topics.view.ahead[0]!;
    await learner.records.annotate([record.id], { kind: 'skip' });
    await revisit();
    // Records already sent ahead come first.
    assert.deepEqual(topics.view.revisiting, { selection: 'skipped', remaining: 1 });
    const { panels } = (await marginalia()).userInterface;
    assert.equal(panels.annotate?.project, topics.project);
  });
});
