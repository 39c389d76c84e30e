// Suspicious labels in the Problems view, inside the extension host.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { recordIdOf } from '../../src/core/record.ts';
import { jsonLines, topicOf } from '../harness/topics.ts';
import { testProject, until } from './testProject.ts';
import type { TestProject } from './testProject.ts';

const words = ['refund my money, returned', 'courier late, parcel', 'password login locked'];
const clear = Array.from({ length: 90 }, (_, i) => ({ text: `${words[i % 3]} ${i} ${i % 7}` }));
const ids = clear.map(({ text }) => recordIdOf(text));
/** Lines that `withWrongLabels` labels wrongly, counted from 0. */
const wrong = [11, 33, 55];

suite('suspicious labels', () => {
  let topics: TestProject;
  let pool: vscode.Uri;

  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  /** A trained project with 90 unambiguous records, all labelled, whose pool is open in an editor. */
  async function withWrongLabels() {
    topics = await testProject({ pool: jsonLines(clear), settings: { holdout: { size: 0 } } });
    pool = vscode.Uri.joinPath(topics.folder, 'pool.jsonl');
    await topics.open();
    await topics.settled();
    await vscode.window.showTextDocument(pool);
    const { learner } = topics.project.session!;
    for (const [line, { text }] of clear.entries()) {
      const truth = topicOf(text.replace(/,/g, ' '));
      const label = !wrong.includes(line) ? truth : truth === 'Refund' ? 'Account' : 'Refund';
      await learner.records.annotate([ids[line]!], { kind: 'label', label });
    }
    await learner.retrain();
    return learner;
  }

  test('a wrong label is a diagnostic that can be corrected, confirmed or flagged', async () => {
    const learner = await withWrongLabels();
    const ours = (): vscode.Diagnostic[] =>
      vscode.languages
        .getDiagnostics(pool)
        .filter(({ source, message }) => source === 'Marginalia' && message.includes('Labelled'));
    const untilTold = (condition: () => boolean): Promise<void> =>
      until(
        condition,
        (changed) => vscode.languages.onDidChangeDiagnostics(changed),
        () => JSON.stringify(ours()),
      );
    const at = (line: number): vscode.Diagnostic | undefined =>
      ours().find(({ range }) => range.start.line === line);
    await untilTold(() => wrong.every((line) => at(line) !== undefined));
    assert.equal(at(11)!.severity, vscode.DiagnosticSeverity.Information);
    assert.match(
      at(11)!.message,
      /^Labelled \w+; trained without this answer, the model says \w+ \(\.\d\d\)\.$/,
    );

    const fix = async (line: number, title: RegExp): Promise<void> => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        pool,
        at(line)!.range,
      );
      const action = actions.find((one) => title.test(one.title));
      assert.ok(
        action?.command,
        `${String(title)} among ${actions.map((one) => one.title).join()}`,
      );
      const { command, arguments: given = [] } = action.command;
      await vscode.commands.executeCommand(command, ...(given as unknown[]));
      await untilTold(() => at(line) === undefined);
    };
    const likely = / says (\w+)/.exec(at(11)!.message)![1]!;
    await fix(11, /^Change the label to/);
    assert.equal(learner.records.answer(ids[11]!)?.label, likely);
    await fix(33, /^Keep /);
    await fix(55, /^Flag the record$/);
    assert.equal(learner.records.answer(ids[55]!)?.flagged, true);

    const before = learner.records.suspicions();
    await learner.retrain();
    await topics.until(() => learner.records.suspicions() !== before);
    assert.ok(learner.records.suspicions().every(({ record }) => record.line !== 34));
    assert.equal(at(33), undefined, 'confirmed, so not reported again');
  });

  test('D9: suspicious labels are listed for files in tabs, for all files or never', async () => {
    await withWrongLabels();
    const isListed = (): boolean =>
      vscode.languages
        .getDiagnostics(pool)
        .some(({ source, message }) => source === 'Marginalia' && message.includes('Labelled'));
    const untilListed = (wanted: boolean): Promise<void> =>
      until(
        () => isListed() === wanted,
        (changed) => vscode.languages.onDidChangeDiagnostics(changed),
        () => JSON.stringify(vscode.languages.getDiagnostics(pool)),
      );
    const list = (files: string | undefined): Thenable<void> =>
      vscode.workspace
        .getConfiguration('marginalia')
        .update('listSuspects', files, vscode.ConfigurationTarget.Global);
    await untilListed(true);
    try {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await untilListed(false);
      await list('allFiles');
      await untilListed(true);
      await list('never');
      await untilListed(false);
    } finally {
      await list(undefined);
    }
  });
});
