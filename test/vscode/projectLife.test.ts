// A project from opening to deletion of its data, and the messages for invalid files.
import { says } from '../harness/english.ts';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LearnerView } from '../../src/core/loop/learnerView.ts';
import { answerDialogs, restoreDialogs } from './dialogs.ts';
import { parseCsv } from './parseCsv.ts';
import { testProject, until } from './testProject.ts';
import type { TestProject, TestProjectOptions } from './testProject.ts';
import { jsonLines, topicOf, topicRecords } from '../harness/topics.ts';

suite('project life cycle', () => {
  let topics: TestProject;
  const make = async (options?: TestProjectOptions): Promise<TestProject> => {
    topics = await testProject(options);
    return topics;
  };
  teardown(async () => {
    restoreDialogs();
    await topics.remove();
  });

  test('answers and undo survive closing and reopening', async () => {
    await make();
    await topics.open();
    const ids = await topics.label(36);
    const before = await topics.until(({ rounds, busy }) => rounds.length > 0 && !busy);

    await topics.project.close();
    assert.equal(topics.view.phase.kind, 'opening');
    await topics.open();
    const after = await topics.settled();
    assert.deepEqual(after.counts, before.counts);
    // Metrics may differ: rounds are rescored when more of the hold-out is answered.
    const named = (view: LearnerView): unknown[] =>
      view.rounds
        .slice(0, before.rounds.length)
        .map(({ round, labels, at }) => [round, labels, at]);
    assert.deepEqual(named(after), named(before));
    assert.equal(after.holdout.size, before.holdout.size);
    assert.ok(after.ahead.every(({ record }) => !ids.includes(record.id)));

    assert.equal(await topics.project.session!.learner.undo(), true);
    assert.equal(topics.view.counts.labelled, 35);
    assert.equal(topics.view.ahead[0]!.record.id, ids.at(-1));
  });

  test('labelling starts at once, and the sentence model takes over in the background', async () => {
    await make({ settings: { embedding: 'auto' } });
    await topics.open();
    await topics.label(30);
    const view = await topics.until(
      ({ embedding, rounds }) =>
        embedding === '½ lexical (120) + bge-small-en-v1.5 (384)' &&
        rounds.some(({ stale }) => !stale),
    );
    assert.equal(view.background, undefined);
    assert.deepEqual(view.notices, []);
    await topics.label(5);
  });

  test('labels exported as JSONL and CSV read back as given', async () => {
    await make({
      pool: jsonLines(
        topicRecords(40).map((record, i) =>
          i % 2 === 0 ? record : { ...record, text: `=1+1 "quoted",\r\n${record.text}\u2028 ünï` },
        ),
      ),
    });
    await topics.open();
    const ids = await topics.label(20);
    const expected = new Map(
      topics.view.recent.map(({ record, label }) => [record.id, { text: record.text, label }]),
    );
    assert.equal(expected.size, 20);
    for (const format of ['jsonl', 'csv'] as const) {
      const file = vscode.Uri.joinPath(topics.folder, `out.${format}`);
      await vscode.commands.executeCommand('marginalia.exportLabels', topics.project, {
        format,
        file,
      });
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      const rows =
        format === 'csv'
          ? parseCsv(text)
          : text
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line) as Record<string, string>);
      assert.deepEqual(new Set(rows.map(({ record }) => record)), new Set(ids), format);
      for (const { record, text: written, label } of rows) {
        assert.deepEqual({ text: written, label }, expected.get(record!), format);
        assert.equal(label, topicOf(written!));
      }
    }
  });

  test('Delete Project Data asks, then deletes answers and caches and keeps the project', async () => {
    await make();
    await topics.open();
    await topics.settled();
    await topics.label(10);
    const buttons = [undefined, 'Delete Data'];
    const { shown } = answerDialogs({ showWarningMessage: () => buttons.shift() });
    await vscode.commands.executeCommand('marginalia.deleteData', topics.project);
    assert.equal(topics.view.counts.labelled, 10);
    await vscode.commands.executeCommand('marginalia.deleteData', topics.project);
    assert.match(shown[1]!.options.detail!, /10 labels/);
    await topics.until(({ phase }) => phase.kind === 'asking');
    await topics.settled();
    assert.equal(topics.view.counts.labelled, 0);
    assert.equal(topics.view.canUndo, false);
    const names = await vscode.workspace.fs.readDirectory(topics.folder);
    assert.ok(names.some(([name]) => name === 'topics.marginalia.json'));
  });

  test('a mistake in the project file is a diagnostic at its position; correcting it suffices', async () => {
    await make();
    await topics.open();
    await topics.label(5);
    const { uri } = topics.project;
    const wrong = topics.text.replace('"text": "text"', '"text": 5');
    const line = wrong.split('\n').findIndex((text) => text.includes('"text": 5'));
    await topics.writeProjectFile(wrong);
    // A read in the middle of the write reports another error first.
    await diagnosticsOf(uri, ([first]) => first?.range.start.line === line);
    const [diagnostic] = vscode.languages.getDiagnostics(uri);
    assert.equal(diagnostic!.source, 'Marginalia');
    // The open project keeps its previous settings.
    await topics.label(3);

    await topics.writeProjectFile(topics.text.replace('"Account"', '"Account", "Other"'));
    await diagnosticsOf(uri, (found) => found.length === 0);
    await topics.until(
      ({ phase, counts }) =>
        phase.kind === 'asking' &&
        counts.labelled === 8 &&
        topics.project.file!.labels.length === 4,
    );
  });

  test('the task cannot change once there are answers: another one is a diagnostic at its place', async () => {
    await make();
    await topics.open();
    await topics.label(5);
    const { uri } = topics.project;
    const several = topics.text.replace('"text": "text",', '"text": "text",\n  "task": "multi",');
    const isMarked = ([first]: readonly vscode.Diagnostic[]): boolean =>
      first !== undefined &&
      first.range.start.line === several.split('\n').indexOf('  "task": "multi",') &&
      /answers of the task "single"/.test(first.message);
    await topics.writeProjectFile(several);
    await diagnosticsOf(uri, isMarked);
    // The open project keeps its task.
    await topics.label(2);
    assert.equal(topics.project.file!.task, 'single');

    await assert.rejects(topics.project.reopen(), says(/its task stays "single"/));
    assert.equal(topics.view.phase.kind, 'failed');
    await diagnosticsOf(uri, isMarked);

    await topics.writeProjectFile(topics.text);
    await diagnosticsOf(uri, (found) => found.length === 0);
    await topics.until(({ phase, counts }) => phase.kind === 'asking' && counts.labelled === 7);
  });

  test('an invalid project file opens nothing, says why, and opens once corrected', async () => {
    await make({ settings: { labels: [] } });
    await assert.rejects(
      topics.project.open(),
      says(/topics\.marginalia\.json cannot be used yet/),
    );
    const { phase } = topics.view;
    assert.equal(phase.kind, 'failed');
    await topics.writeProjectFile(topics.text.replace('"labels": []', '"labels": ["Yes", "No"]'));
    await topics.until((view) => view.phase.kind === 'asking');
  });
});

function diagnosticsOf(
  uri: vscode.Uri,
  condition: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<void> {
  return until(
    () => condition(vscode.languages.getDiagnostics(uri)),
    (changed) => vscode.languages.onDidChangeDiagnostics(changed),
    () => JSON.stringify(vscode.languages.getDiagnostics(uri)),
  );
}
