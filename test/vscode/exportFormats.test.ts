// Export Labels… asks for format, hold-out and file, and reports what the format cannot represent.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerExport, restoreDialogs, type Dialogs } from './dialogs.ts';
import { testProject, type TestProject } from './testProject.ts';

suite('export to other tools', () => {
  let topics: TestProject;
  teardown(async () => {
    restoreDialogs();
    await topics.remove();
  });

  /** Runs the command with these picks. @returns the quick picks and the notification */
  async function exportBy(file: vscode.Uri, ...picks: string[]): Promise<Dialogs> {
    const seen = answerExport(picks, file);
    await vscode.commands.executeCommand('marginalia.exportLabels', topics.project);
    assert.deepEqual(picks, []);
    return seen;
  }

  const read = async (file: vscode.Uri): Promise<string[]> => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return text.trimEnd().split('\n');
  };

  test('the formats of other tools, with the hold-out in a separate file and losses counted', async () => {
    topics = await testProject({ settings: { holdout: { size: 10, share: 0.2 } } });
    await topics.open();
    await topics.label(40);
    const { view } = topics;
    assert.ok(view.holdout.answered > 0 && view.holdout.answered < 40);
    const at = (name: string): vscode.Uri => vscode.Uri.joinPath(topics.folder, name);

    const apart = 'The hold-out as a file of its own';
    const prodigy = await exportBy(at('out.jsonl'), 'Prodigy', apart);
    assert.deepEqual(prodigy.lists[0]!.slice(0, 4), [
      'JSONL',
      'CSV for programs',
      'CSV for spreadsheets',
      'Other tools',
    ]);
    assert.ok(!prodigy.lists[0]!.includes('CoNLL'), 'it holds spans only');
    assert.equal(prodigy.proposedName, 'topics.export.jsonl');
    const [train, held] = [await read(at('out.jsonl')), await read(at('out.holdout.jsonl'))];
    assert.equal(train.length + held.length, 40);
    assert.ok(held.every((line) => line.includes('"holdout":true')));
    assert.ok(train.every((line) => !line.includes('"holdout":true')));
    assert.match(
      prodigy.messages.at(-1)!,
      /Rows written to .*out\.jsonl.* Rows written to .*out\.holdout\.jsonl/,
    );

    const marked = await exportBy(at('out.txt'), 'fastText', 'With the hold-out');
    assert.equal(marked.proposedName, 'topics.export.txt');
    assert.equal((await read(at('out.txt'))).length, 40);
    assert.match(marked.messages.at(-1)!, /40 ids,.*fastText cannot store them\.$/);

    await exportBy(at('left.jsonl'), 'JSONL', 'Without the hold-out');
    assert.equal((await read(at('left.jsonl'))).length, train.length);
  });
});
