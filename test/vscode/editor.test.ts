// The text editor on a pool file of an open project, inside the extension host.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { recordIdOf } from '../../src/core/record.ts';
import type { EditorFeatures } from '../../src/vscode/editor/editorFeatures.ts';
import type { PoolDocument } from '../../src/vscode/editor/poolDocuments.ts';
import { jsonLines, topicRecords } from '../harness/topics.ts';
import { marginalia, testProject, until } from './testProject.ts';
import type { TestProject, TestProjectOptions } from './testProject.ts';

const picks = { holdout: { size: 20, share: 0.2, blind: 'picks' } };

suite('in the text editor', () => {
  let topics: TestProject;
  let editor: EditorFeatures;
  let pool: vscode.Uri;

  suiteSetup(async () => {
    editor = (await marginalia()).userInterface.editor;
  });

  const make = async (options: TestProjectOptions = {}): Promise<void> => {
    topics = await testProject({ ...options, settings: { ...picks, ...options.settings } });
    pool = vscode.Uri.joinPath(topics.folder, 'pool.jsonl');
    await topics.open();
  };

  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await topics.remove();
  });

  /** Shows the pool file and waits until its records are found and drawn. */
  async function shown(): Promise<{ text: vscode.TextEditor; file: PoolDocument }> {
    const text = await vscode.window.showTextDocument(pool);
    await until(
      () => drawn(text) !== undefined,
      (changed) => editor.decorations.onDidDraw(changed),
      () => 'the pool file is not drawn',
    );
    return { text, file: editor.documents.of(text.document)! };
  }

  const drawn = ({ document }: vscode.TextEditor): ReadonlyMap<string, unknown> | undefined => {
    const file = editor.documents.of(document);
    const overview = file && editor.decorations.decorated(file)?.overview;
    return overview && overview.size > 0 ? overview : undefined;
  };

  /** 0-based lines that a mark covers in the overview ruler. */
  const markedLines = (file: PoolDocument, mark: string): number[] => {
    const overview = editor.decorations.decorated(file)?.overview as ReadonlyMap<
      string,
      readonly { first: number; last: number }[]
    >;
    return (overview.get(mark) ?? []).flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
  };

  const untilDrawn = (condition: () => boolean, otherwise: () => string): Promise<void> =>
    until(condition, (changed) => editor.decorations.onDidDraw(changed), otherwise);

  const hoverAt = async (line: number): Promise<string> => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      pool,
      new vscode.Position(line, 3),
    );
    return hovers
      .flatMap(({ contents }) => contents as vscode.MarkdownString[])
      .map(({ value }) => value)
      .filter((value) => value.includes('Marginalia'))
      .join('\n');
  };

  const putCursor = (text: vscode.TextEditor, from: number, to = from): void => {
    const end = to > from ? text.document.lineAt(to).range.end : new vscode.Position(to, 0);
    text.selection = new vscode.Selection(new vscode.Position(from, 0), end);
  };

  const idAt = (file: PoolDocument, line: number): string => file.rows.rowAt(line)!.id;

  /** A line whose record is unanswered, and in the hold-out if and only if `heldOut`. */
  const openLine = (file: PoolDocument, heldOut: boolean): Promise<number> =>
    findLine(file, async (id) => {
      const { learner } = topics.project.session!;
      const ahead = learner.view.ahead.some(({ record }) => record.id === id);
      if (ahead || learner.records.answer(id)) return false;
      const [facts] = await learner.records.details([id]);
      return facts!.blind === heldOut;
    });

  async function findLine(
    file: PoolDocument,
    fits: (id: string) => Promise<boolean>,
  ): Promise<number> {
    for (let line = 0; line < file.rows.lineCount; line++) {
      const row = file.rows.rowAt(line);
      if (row && (await fits(row.id))) return line;
    }
    throw new Error('there is no such line');
  }

  test('labels are marked when given and undone, and follow moving lines', async () => {
    await make({ records: 80 });
    const { text, file } = await shown();
    const line = await openLine(file, false);
    putCursor(text, line);
    const { learner } = topics.project.session!;
    await learner.records.annotate([idAt(file, line)], { kind: 'label', label: 'Delivery' });
    await untilDrawn(
      () => markedLines(file, 'charts.orange').includes(line),
      () => `line ${line} is not marked`,
    );
    const gutter = editor.decorations.decorated(file)!.gutter.get('charts.orange')!;
    assert.ok(gutter.some(({ first }) => first === line) || text.visibleRanges.length === 0);

    await text.edit((edit) => edit.insert(new vscode.Position(0, 0), '{"text": "a new one"}\n\n'));
    await untilDrawn(
      () => markedLines(file, 'charts.orange').includes(line + 2),
      () => 'the mark did not move with its line',
    );
    assert.equal(markedLines(file, 'charts.orange').includes(line), false);

    await learner.undo();
    await untilDrawn(
      () => markedLines(file, 'charts.orange').length === 0,
      () => 'the mark is still there after undo',
    );
  });

  test('the hover shows answer, bars and history, and nothing of an open hold-out record', async () => {
    await make();
    await topics.settled();
    await topics.label(40);
    await topics.project.session!.learner.retrain();
    const { file } = await shown();
    const { records } = topics.project.session!.learner;
    const answered = await findLine(file, async (id) => records.answer(id)?.kind === 'label');
    const told = await hoverAt(answered);
    assert.match(told, new RegExp(`\\*\\*${records.answer(idAt(file, answered))!.label}\\*\\*`));
    assert.match(told, /█/);
    assert.match(told, /Score/);
    assert.match(told, /- labelled/);

    const plainLine = await openLine(file, false);
    assert.match(await hoverAt(plainLine), /Not answered yet[^]*█/);
    const blind = await openLine(file, true);
    const nothing = await hoverAt(blind);
    assert.match(nothing, /hidden until it is answered/);
    assert.doesNotMatch(nothing, /█|Score|Asked/);
    await records.annotate([idAt(file, blind)], { kind: 'label', label: 'Refund' });
    // A hold-out record labelled by hand stays blind until its turn.
    const [facts] = await records.details([idAt(file, blind)]);
    assert.match(await hoverAt(blind), facts!.blind ? /hidden until its turn comes/ : /█/);
  });

  test('records at the cursor and in the selection are labelled, skipped and flagged', async () => {
    await make({ records: 60 });
    const { text, file } = await shown();
    const { records } = topics.project.session!.learner;
    putCursor(text, 10);
    const target = {
      project: topics.project.uri,
      ids: [idAt(file, 10)],
      answer: { kind: 'label', label: 'Account' },
    };
    await vscode.commands.executeCommand('marginalia.labelAtCursor', target);
    assert.equal(records.answer(idAt(file, 10))?.label, 'Account');

    putCursor(text, 20, 24);
    const picked = vscode.commands.executeCommand('marginalia.labelSelection');
    await accepting(picked);
    const labels = [20, 21, 22, 23, 24].map((line) => records.answer(idAt(file, line))?.label);
    assert.deepEqual(new Set(labels).size, 1);
    assert.ok(labels[0] !== undefined);
    const before = topics.view.counts.labelled;
    assert.equal(await topics.project.session!.learner.undo(), true);
    assert.equal(topics.view.counts.labelled, before - 5);

    putCursor(text, 30);
    await vscode.commands.executeCommand('marginalia.skipAtCursor');
    assert.equal(records.answer(idAt(file, 30))?.kind, 'skip');
    await vscode.commands.executeCommand('marginalia.flagAtCursor');
    assert.equal(records.answer(idAt(file, 30))?.flagged, true);
    await vscode.commands.executeCommand('marginalia.flagAtCursor');
    assert.equal(records.answer(idAt(file, 30))?.flagged, false);
  });

  /** Presses Enter until the quick pick has appeared and accepts it. */
  async function accepting(picked: Thenable<unknown>): Promise<void> {
    let done = false;
    const end = (): void => void (done = true);
    void picked.then(end, end);
    while (!done) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
  }

  test('lenses are above the record under the cursor, and follow it', async () => {
    await make({ records: 60 });
    const { text, file } = await shown();
    const lenses = async (): Promise<vscode.CodeLens[]> =>
      (
        await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          pool,
        )
      ).filter(({ command }) => command?.command === 'marginalia.labelAtCursor');
    putCursor(text, 5);
    const five = await lenses();
    assert.deepEqual(
      five.map(({ command }) => command!.title),
      ['Refund', 'Delivery', 'Account', 'Skip', 'Flag'],
    );
    assert.ok(five.every(({ range }) => range.start.line === 5));
    putCursor(text, 7);
    const seven = await lenses();
    assert.ok(seven.every(({ range }) => range.start.line === 7));
    const { command } = seven[1]!;
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    const { records } = topics.project.session!.learner;
    assert.equal(records.answer(idAt(file, 7))?.label, 'Delivery');
    assert.equal((await lenses())[1]!.command!.title, '$(check) Delivery');
  });

  test('pool and project file carry a badge with the labelled share', async () => {
    await make({ records: 50 });
    await topics.label(10);
    for (const uri of [pool, topics.project.uri]) {
      const badge = editor.badges.provideFileDecoration(uri);
      assert.equal(badge?.badge, '20');
      assert.match(badge?.tooltip ?? '', /10 of 50/);
    }
    const other = vscode.Uri.joinPath(topics.folder, 'other.jsonl');
    assert.equal(editor.badges.provideFileDecoration(other), undefined);
  });

  test('the ranked queue is a document that folds, links to the source and follows the queue', async () => {
    await make();
    await topics.settled();
    await topics.label(40);
    await topics.project.session!.learner.retrain();
    await topics.settled();
    await vscode.commands.executeCommand('marginalia.showQueue', topics.project);
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.scheme, 'marginalia-queue');
    assert.equal(document.languageId, 'marginalia-queue');
    assert.match(document.getText(), /== Being asked \(4\)/);

    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.ok(folds.length >= 2);
    for (const { start } of folds) assert.match(document.lineAt(start).text, /^== /);

    const line = folds[0]!.start + 1;
    const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      new vscode.Position(line, 2),
    );
    assert.equal(place!.uri.toString(), pool.toString());
    const source = await vscode.workspace.openTextDocument(pool);
    const record = JSON.parse(source.lineAt(place!.range.start.line).text) as { text: string };
    assert.equal(recordIdOf(record.text), topics.view.ahead[0]!.record.id);

    const before = document.getText();
    const asked = topics.view.ahead[0]!.record.text;
    await topics.label(1);
    await until(
      () => document.getText() !== before && !document.getText().includes(JSON.stringify(asked)),
      (changed) => vscode.workspace.onDidChangeTextDocument(changed),
      () => 'the queue document did not follow',
    );
    await topics.settled();
  });

  test('a compressed pool has no marks, and its records are shown with their neighbours', async () => {
    const settings = { pool: 'pool.jsonl.gz', ...picks };
    await make({
      settings,
      prepare: async (folder) =>
        vscode.workspace.fs.writeFile(
          vscode.Uri.joinPath(folder, 'pool.jsonl.gz'),
          gzipSync(jsonLines(topicRecords(70))),
        ),
    });
    const { text } = topics.view.ahead[0]!.record;
    await vscode.commands.executeCommand('marginalia.goToSource', topics.project);
    const shownEditor = vscode.window.activeTextEditor!;
    assert.equal(shownEditor.document.uri.scheme, 'marginalia-source');
    assert.ok(shownEditor.document.lineAt(shownEditor.selection.active.line).text.endsWith(text));
    assert.ok(shownEditor.document.lineCount > 20);
  });

  test('20,000 labelled lines are marked and follow edits', async () => {
    const records = topicRecords(20_000);
    // No refits, since this test is about the editor.
    const query = { start: 'random', refitEvery: 1000 };
    const settings = { holdout: { size: 0 }, head: { C: 1 }, query };
    await make({ records: 20_000, settings });
    const { learner } = topics.project.session!;
    const labels = ['Refund', 'Delivery', 'Account'];
    for (const [i, label] of labels.entries()) {
      const ids = records.filter((_, at) => at % 3 === i).map(({ text }) => recordIdOf(text));
      await learner.records.annotate(ids, { kind: 'label', label });
    }
    const { text, file } = await shown();
    assert.equal([...file.rows.rows()].length, 20_000);
    assert.ok(markedLines(file, 'charts.blue').length > 0);
    const { lineCount } = file.rows;
    await text.edit((edit) => edit.insert(new vscode.Position(10_000, 0), '\n'));
    await untilDrawn(
      () => file.rows.complete && file.rows.lineCount > lineCount,
      () => 'the edit was not followed',
    );
    await learner.change({
      answerId: randomUUID(),
      recordId: idAt(file, 0),
      answer: { kind: 'skip' },
    });
    await untilDrawn(
      () => markedLines(file, 'skipped').includes(0),
      () => 'the skip is not marked',
    );
  });
});
