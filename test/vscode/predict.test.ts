// Predict Pool… beside the open panel.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerExport, restoreDialogs } from './dialogs.ts';
import { testProject, type TestProject } from './testProject.ts';

suite('Predict Pool…', () => {
  let topics: TestProject;
  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  test('the pool is predicted beside the panel, and the file opens', async () => {
    topics = await testProject({ records: 2000, settings: { holdout: { size: 10 } } });
    await topics.open();
    await topics.label(30);
    await topics.project.session!.learner.retrain();
    await topics.settled();
    const file = vscode.Uri.joinPath(topics.folder, 'out.jsonl');
    const seen = answerExport(['JSONL', 'Every row of the pool'], file);
    const predicted = vscode.commands.executeCommand('marginalia.predictPool', topics.project);
    let done = false;
    void predicted.then(() => (done = true));
    await topics.label(3);
    assert.ok(!done, 'labels were given while it predicted');
    await predicted;
    assert.deepEqual(seen.lists[0], ['JSONL', 'CSV for programs', 'Parquet']);
    assert.equal(seen.proposedName, 'topics.predictions.jsonl');
    assert.match(seen.messages.at(-1)!, /^Rows predicted: 2000, in .*out\.jsonl\.$/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file.fsPath);
    const lines = vscode.window.activeTextEditor.document
      .getText()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { label: string; p: number; is_labelled: boolean });
    assert.equal(lines.length, 2000);
    assert.ok(lines.every(({ label, p }) => label && p > 0));
    const labelled = lines.filter((line) => line.is_labelled).length;
    assert.ok(labelled >= 30 && labelled <= 33, `${labelled}`);

    // A prediction cancelled at its first progress leaves no file.
    const before = await vscode.workspace.fs.readDirectory(topics.folder);
    const abort = new AbortController();
    const stopped = topics.project.session!.predict({
      file: vscode.Uri.joinPath(topics.folder, 'stopped.csv').fsPath,
      to: 'csv',
      onlyUnlabelled: false,
      texts: false,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await assert.rejects(stopped, { name: 'CancelledError' });
    assert.deepEqual(await vscode.workspace.fs.readDirectory(topics.folder), before);
  });
});
