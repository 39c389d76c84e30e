// Commands on projects with several labels per record, and the refusals of either task.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { openAtStartup } from '../../src/vscode/project/openAtStartup.ts';
import { settings } from '../../src/vscode/settings.ts';
import { matchesSentence, readTaskTable } from '../harness/taskTable.ts';
import { topicNames, topicOf } from '../harness/topics.ts';
import {
  allDialogs,
  answerDialogs,
  answerEach,
  reply,
  restoreDialogs,
  type Shown,
} from './dialogs.ts';
import {
  marginalia,
  testProject,
  type TestProject,
  type TestProjectOptions,
} from './testProject.ts';

/** Commands with their own quick input, or that leave the workspace. */
const own = ['newProject', 'readAgain', 'chooseEmbedding', 'importAnswers', 'openSample'];
/** A command that the panel refuses itself; see test/unit/house/tasks.test.ts. */
const inPanel = ['saveLabels'];

const [first, second, third] = topicNames as [string, string, string];

/** The topic of a text, and for every second text the next topic too. */
function labelsOf(text: string): string[] {
  const topic = topicNames.indexOf(topicOf(text));
  const both = Number(/case (\d+)/.exec(text)![1]) % 2 === 0;
  return both ? [topicNames[topic]!, topicNames[(topic + 1) % 3]!] : [topicNames[topic]!];
}

suite('several labels per record', () => {
  let topics: TestProject;
  let said: readonly Shown[] = [];

  const make = async (options: TestProjectOptions = {}): Promise<void> => {
    topics = await testProject({ records: 150, settings: { task: 'multi' }, ...options });
    await topics.open();
  };
  /** Labels records. @returns their texts */
  const label = async (records: number): Promise<string[]> => {
    const texts: string[] = [];
    for (let i = 0; i < records; i++) {
      const { ahead } = await topics.until((view) => view.ahead.length > 0);
      const { record } = ahead[0]!;
      const answer = { kind: 'labels', yes: labelsOf(record.text), of: topicNames } as const;
      const given = { answerId: randomUUID(), recordId: record.id, answer, elapsedMs: 100 };
      await topics.project.session!.learner.answer(given);
      texts.push(record.text);
    }
    return texts;
  };
  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  /** Runs a command and answers its questions: names for picks, texts for boxes, buttons for dialogs. */
  async function command(id: string, argument: unknown, ...replies: unknown[]): Promise<void> {
    const { shown } = answerDialogs(answerEach(allDialogs, reply(replies)));
    await vscode.commands.executeCommand(`marginalia.${id}`, argument);
    restoreDialogs();
    said = shown;
    assert.deepEqual(replies, [], `${id} asked for everything: ${JSON.stringify(said)}`);
  }

  async function rows() {
    const { extensionUri } = vscode.extensions.getExtension('marginalia.marginalia')!;
    const page = vscode.Uri.joinPath(extensionUri, 'docs', 'tasks.md');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(page));
    return readTaskTable(text).get('Commands')!;
  }

  async function runEach(task: 'single' | 'multi'): Promise<void> {
    await make({ settings: { task } });
    await (task === 'single' ? topics.label(30) : label(30));
    await topics.settled();
    await vscode.commands.executeCommand('marginalia.openPanel', topics.project.uri);
    const all = await rows();
    assert.ok(all.length > 50);
    for (const { names, cells } of all) {
      for (const id of names.filter((name) => ![...own, ...inPanel].includes(name))) {
        await command(id, undefined);
        const errors = said.filter(({ dialog }) => dialog === 'showErrorMessage');
        const what = errors.map(({ text }) => text).join(' ');
        assert.doesNotMatch(what, /unexpected/, id);
        const cell = cells[task];
        if ('refusal' in cell) assert.ok(matchesSentence(cell.refusal, what), `${id}: ${what}`);
      }
    }
    await topics.settled();
  }

  test('with one label per record, each command works or refuses as docs/tasks.md says', () =>
    runEach('single'));

  test('of several each command works, or refuses in the words of docs/tasks.md', () =>
    runEach('multi'));

  test('labels are merged, split, divided, deleted and renamed in sets; undo brings all back', async () => {
    await make();
    const texts = await label(30);
    const { learner } = topics.project.session!;
    const judged = (): Map<string, string> =>
      new Map(
        learner.view.recent.map(({ record, labels }) => [
          record.id,
          JSON.stringify([...(labels ?? [])].sort()),
        ]),
      );
    const [before, counts] = [judged(), topics.view.counts.byLabel];
    assert.ok(before.size > 0);

    await command('mergeLabels', topics.project, [first, second], second, 'Merge');
    assert.match(said.at(-1)!.text, /Merge “\w+” into “\w+”\?/);
    const either = topics.view.counts.byLabel[second]!;
    assert.ok(either < counts[first]! + counts[second]!, 'a record with both counts once');
    await vscode.commands.executeCommand('marginalia.undo');
    assert.deepEqual([judged(), topics.view.counts.byLabel], [before, counts]);

    await command('renameLabel', { project: topics.project, label: first }, 'Other');
    assert.equal(topics.view.counts.byLabel['Other'], counts[first]);
    await vscode.commands.executeCommand('marginalia.undo');
    assert.deepEqual([judged(), topics.view.counts.byLabel], [before, counts]);

    const target = { project: topics.project, label: third };
    await command('deleteLabel', target, 'Take It from These Records');
    assert.match(JSON.stringify(said[0]!.items), /Their other labels stay/);
    const { byLabel, labelled } = topics.view.counts;
    assert.deepEqual(byLabel, { [first]: counts[first], [second]: counts[second] });
    const others = texts.filter((text) => labelsOf(text).some((name) => name !== third));
    assert.equal(labelled, others.length, 'those without another label are unanswered');
    await vscode.commands.executeCommand('marginalia.undo');
    assert.deepEqual([judged(), topics.view.counts.byLabel], [before, counts]);

    await command('splitLabel', target, 'Early, Late', 'Split');
    await topics.until(({ revisiting, ahead }) => !!revisiting && ahead[0]?.revisited === true);
    const { record, judged: stored } = topics.view.ahead[0]!;
    assert.equal(stored!.get(third), true, 'a yes of the old label stays until it is divided');
    const left = labelsOf(record.text).filter((name) => name !== third);
    const of = topics.project.file!.labels.map(({ name }) => name);
    const answer = { kind: 'labels', yes: [...left, 'Early'], of } as const;
    await learner.answer({ answerId: 'divided', recordId: record.id, answer, elapsedMs: 5 });
    assert.equal(topics.view.counts.byLabel['Early'], 1);
    assert.equal(topics.view.counts.byLabel[third], counts[third]! - 1);
  });

  test('only strategies of the task are offered', async () => {
    await make();
    await command('changeStrategy', topics.project, undefined);
    const offered = JSON.stringify(said[0]!.items);
    assert.match(offered, /"mmc".*in use/);
    assert.match(offered, /threshold-margin.*cvirs/);
    assert.doesNotMatch(offered, /"margin"|badge|bald/);
  });

  test('records at the cursor and in the selection get sets', async () => {
    await make();
    const { records, search } = topics.project.session!.learner;
    const ids = (await search.find({ kind: 'pool' })).ids.slice(0, 3);
    const target = { project: topics.project.uri, ids };
    await command('labelSelection', target, [first, third]);
    const sets = () => ids.map((id) => Object.fromEntries(records.answer(id)?.labels ?? []));
    const both = { [first]: true, [second]: false, [third]: true };
    assert.deepEqual(sets(), [both, both, both]);
    await command('labelAtCursor', { ...target, ids: ids.slice(0, 1) }, [], 'None of These');
    const none = { [first]: false, [second]: false, [third]: false };
    assert.deepEqual(sets(), [none, both, both]);
    await command('labelAtCursor', { ...target, ids: ids.slice(0, 1) }, [], undefined);
    assert.deepEqual(sets(), [none, both, both]);
    const kinds = () =>
      ids.map((id) => {
        const { kind, flagged } = records.answer(id)!;
        return flagged ? `${kind}, flagged` : kind;
      });
    await command('flagAtCursor', { ...target, ids: ids.slice(1) });
    assert.deepEqual(kinds(), ['labels', 'labels, flagged', 'labels, flagged']);
    await command('skipAtCursor', { ...target, ids: ids.slice(2) });
    assert.deepEqual(kinds(), ['labels', 'labels, flagged', 'skip, flagged']);
    assert.deepEqual(sets(), [none, both, {}]);
    await command('askAgain', { ...target, ids: ids.slice(1, 2) });
    assert.deepEqual(kinds(), ['labels', 'none, flagged', 'skip, flagged']);
    assert.deepEqual(sets(), [none, {}, {}]);
  });

  test('settings of VS Code apply', async () => {
    await make();
    const configuration = vscode.workspace.getConfiguration('marginalia');
    const set = async (key: string, value: unknown): Promise<void> =>
      configuration.update(key, value, vscode.ConfigurationTarget.Global);
    const { projects } = (await marginalia()).userInterface;
    let opened = 0;
    try {
      await openAtStartup(projects, () => opened++);
      assert.equal(opened, 0);
      await set('openOnStartup', true);
      await openAtStartup(projects, () => opened++);
      assert.equal(opened, 1);
      await set('annotator', 'Ada');
      assert.equal(await settings.annotator(topics.project.uri), 'Ada');
      await set('modelHub', 'https://hub.example/');
      assert.equal(settings.modelHub(), 'https://hub.example/');
      await set('listSuspects', 'never');
      assert.equal(settings.listSuspects(), 'never');
    } finally {
      for (const key of ['openOnStartup', 'annotator', 'modelHub', 'listSuspects']) {
        await set(key, undefined);
      }
    }
  });

  test('sets are exported, one column per label, and read back', async () => {
    await make();
    await label(12);
    const file = vscode.Uri.joinPath(topics.folder, 'out.csv');
    await vscode.commands.executeCommand('marginalia.exportLabels', topics.project, {
      format: 'csv',
      file,
    });
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const [header, ...lines] = text.trimEnd().split('\r\n');
    for (const name of topicNames) assert.ok(header!.split(',').includes(name), header);
    assert.equal(lines.length, 12);
    assert.ok(lines.every((line) => /,[01],/.test(line)));
  });
});
