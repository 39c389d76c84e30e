// Export Model… on the sample's records: its questions, and the self-test of the exported folder's script.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as vscode from 'vscode';
import { answerDialogs, answerExport, restoreDialogs } from './dialogs.ts';
import { testProject, type TestProject } from './testProject.ts';

suite('Export Model…', () => {
  let sample: TestProject;
  teardown(async () => {
    restoreDialogs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await sample.remove();
  });

  test('form and round are asked, and the folder passes its self-test', async () => {
    const { extensionUri } = vscode.extensions.getExtension('marginalia.marginalia')!;
    const pool = await textIn(extensionUri, 'media/sample/support.jsonl');
    const truth = rowsOf(await textIn(extensionUri, 'media/sample/support.truth.jsonl'));
    const labels = new Map(rowsOf(pool).map(({ text }, i) => [text!, truth[i]!.label!]));
    sample = await testProject({
      pool,
      settings: {
        labels: [...new Set(labels.values())],
        holdout: { size: 20 },
        // Rounds are made only on request.
        query: { refitEvery: 1000 },
      },
    });
    await sample.open();
    const trainOn = async (answers: number): Promise<void> => {
      await sample.label(answers, ({ text }) => labels.get(text)!);
      await sample.project.session!.learner.retrain();
      await sample.settled();
    };
    const folder = vscode.Uri.joinPath(sample.folder, 'classifier');
    const exportModel = (): Thenable<void> =>
      vscode.commands.executeCommand('marginalia.exportModel', sample.project);

    await trainOn(40);
    const forms = [
      'Folder with scripts',
      'Folder with scripts, half the size',
      'ONNX graph',
      'ONNX graph, half the size',
    ];
    const first = answerExport(['ONNX graph, half the size'], folder);
    await exportModel();
    assert.deepEqual(first.lists, [forms], 'there is one round only');
    assert.match(first.messages.at(-1)!, /^Round 1 was exported to /);
    assert.match(await textIn(folder, 'config.json'), /"marginalia onnx"/);

    await trainOn(20);
    answerDialogs({ showWarningMessage: () => 'Replace' });
    const second = answerExport(['Folder with scripts, half the size', 'Round 1'], folder);
    await exportModel();
    assert.deepEqual(second.lists, [forms, ['Round 2', 'Round 1']]);
    assert.equal(second.proposedName, 'topics.model');
    assert.match(second.messages.at(-1)!, /^Round 1 was exported to .*classifier/);
    const card = await textIn(folder, 'README.md');
    assert.match(card, /Trained with Marginalia on \d+ records, round 1,/);
    assert.match(card, /stored in half precision/);
    // Runs on VS Code's own Node, with nothing but the folder.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['score.mjs', '--self-test'], {
      cwd: folder.fsPath,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^28 examples/);
  });
});

interface Row {
  readonly text?: string;
  readonly label?: string;
}

function rowsOf(lines: string): Row[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

async function textIn(folder: vscode.Uri, name: string): Promise<string> {
  return new TextDecoder().decode(
    await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)),
  );
}
