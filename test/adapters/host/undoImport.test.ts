// One import is one step, whatever it wrote: answers, suggestions, labels of the project file.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import {
  suggestedImports,
  suggestionsFor,
} from '../../../src/core/loop/labels/importedSuggestions.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { importAnswers, undoImport } from '../../../src/host/importToProject.ts';
import { jsonLines } from '../../harness/topics.ts';
import { onPart } from './onPart.ts';
import { inStore } from '../cli/projects.ts';

const inProject = <T>(folder: string, work: (store: SqliteStore) => T): T =>
  inStore(folder, work, { name: 'p' });

const root = mkdtempSync(join(tmpdir(), 'marginalia-undo-import-'));
after(() => rmSync(root, { recursive: true, force: true }));

const by = { annotator: 'ada' };
const texts = ['one', 'two', 'three', 'four'];

function newProject(): { readonly folder: string; readonly project: string } {
  const folder = mkdtempSync(join(root, 'project-'));
  const project = join(folder, 'p.marginalia.json');
  writeFileSync(join(folder, 'pool.jsonl'), jsonLines(texts.map((text) => ({ text }))));
  // With the formatting of a hand-written file.
  writeFileSync(
    project,
    '{ "version": 1, "pool": "pool.jsonl", "text": "text",\n  "labels": ["good", "bad"], "holdout": {"size": 0} }\n',
  );
  return { folder, project };
}

function requestFor(project: string, ...more: readonly string[]) {
  const file = join(mkdtempSync(join(root, 'file-')), 'bob.jsonl');
  const labels = ['good', 'great', 'awful'];
  writeFileSync(file, jsonLines(labels.map((label, i) => ({ text: texts[i], label }))));
  const parsed = parseImportArguments([project, file, ...more]);
  assert.ok(parsed !== 'help');
  return parsed.request;
}

const labelsIn = (project: string): unknown =>
  (JSON.parse(readFileSync(project, 'utf8')) as { labels: unknown }).labels;

describe('an import that adds labels', () => {
  test('is undone with them, to the last byte of the project file, and done again by redo', async () => {
    const { folder, project } = newProject();
    const before = readFileSync(project, 'utf8');
    const imported = await importAnswers(project, requestFor(project, '--create-labels'), by);
    assert.deepEqual(labelsIn(project), ['good', 'bad', 'great', 'awful']);
    const after = readFileSync(project, 'utf8');
    inProject(folder, (store) => {
      assert.deepEqual(
        store.imports().map(({ step, count }) => [step, count]),
        [[imported.step, 3]],
      );
      // The edits that a window needs to undo the step in the project file.
      const edits = store
        .nextUndo()!
        .events.flatMap((event) => (event.kind === 'schema' ? (event.projectFile ?? []) : []));
      assert.deepEqual(edits, [{ before, after }]);
    });
    const undone = await undoImport(project, { step: imported.step! }, by);
    assert.deepEqual(undone, { isDone: true, kept: [] });
    assert.equal(readFileSync(project, 'utf8'), before);
    inProject(folder, (store) => assert.deepEqual([store.answers(), store.imports()], [[], []]));
    const again = await undoImport(project, { step: imported.step! }, by);
    assert.deepEqual(again, { isDone: false, kept: [] });
    assert.equal(readFileSync(project, 'utf8'), before);
  });

  test('of thousands of answers is written in parts but is one step', async (t) => {
    const { folder, project } = newProject();
    const many = Array.from({ length: 3500 }, (_, i) => `text ${i}`);
    writeFileSync(join(folder, 'pool.jsonl'), jsonLines(many.map((text) => ({ text }))));
    const file = join(folder, 'many.jsonl');
    const rows = many.map((text, i) => ({ text, label: ['good', 'great', 'awful'][i % 3] }));
    writeFileSync(file, jsonLines(rows));
    const before = readFileSync(project, 'utf8');
    const parsed = parseImportArguments([project, file, '--create-labels']);
    assert.ok(parsed !== 'help');
    const cancel = new AbortController();
    const parts = onPart(t, () => cancel.abort());
    await assert.rejects(importAnswers(project, parsed.request, { ...by, signal: cancel.signal }), {
      name: 'CancelledError',
    });
    assert.equal(parts.written, 1);
    parts.restore();
    assert.ok(inProject(folder, (store) => store.lastSeq()) > 0);
    assert.equal(readFileSync(project, 'utf8'), before);
    inProject(folder, (store) => assert.deepEqual([store.answers(), store.imports()], [[], []]));
    const { step } = await importAnswers(project, parsed.request, by);
    const after = readFileSync(project, 'utf8');
    assert.deepEqual(labelsIn(project), ['good', 'bad', 'great', 'awful']);
    inProject(folder, (store) => {
      const next = store.nextUndo()!;
      assert.deepEqual([next.step, next.inParts], [step, true]);
      const [first, ...others] = store.labelChanges(step);
      assert.deepEqual(first!.projectFile, { before, after });
      assert.equal(others.length, 1);
      assert.deepEqual(
        store.imports().map(({ count }) => count),
        [3500],
      );
    });
    assert.deepEqual(await undoImport(project, { step: step! }, by), { isDone: true, kept: [] });
    assert.equal(readFileSync(project, 'utf8'), before);
    inProject(folder, (store) => assert.deepEqual(store.answers(), []));
  });

  test('leaves those that are in use since or were described, and names them', async () => {
    const { folder, project } = newProject();
    const { step } = await importAnswers(project, requestFor(project, '--create-labels'), by);
    inProject(folder, (store) =>
      store.append({
        ...{ id: 'own', at: 1, annotator: 'eve', kind: 'label', label: 'great' },
        recordId: recordIdOf('four'),
      }),
    );
    const undone = await undoImport(project, { step: step! }, by);
    assert.deepEqual(undone, { isDone: true, kept: ['great'] });
    assert.deepEqual(labelsIn(project), ['good', 'bad', 'great']);
    const more = await importAnswers(project, requestFor(project, '--create-labels'), by);
    assert.deepEqual(more.created, ['awful']);
    const text = readFileSync(project, 'utf8');
    writeFileSync(project, text.replace('"awful"', '{"name": "awful", "description": "very bad"}'));
    assert.deepEqual((await undoImport(project, { step: more.step! }, by)).kept, ['awful']);
  });

  test('of thousands of records is one step too', async () => {
    const { folder, project } = newProject();
    const before = readFileSync(project, 'utf8');
    const rows = Array.from({ length: 2500 }, (_, i) => ({ text: `record ${i}`, label: 'new' }));
    writeFileSync(join(folder, 'pool.jsonl'), jsonLines(rows.map(({ text }) => ({ text }))));
    const request = requestFor(project, '--create-labels');
    writeFileSync(request.file, jsonLines(rows));
    const { step, counts } = await importAnswers(project, request, by);
    assert.equal(counts.answers, 2500);
    assert.deepEqual(labelsIn(project), ['good', 'bad', 'new']);
    assert.deepEqual(
      inProject(folder, (store) => store.imports().map((one) => [one.step, one.count])),
      [[step, 2500]],
    );
    assert.ok((await undoImport(project, { step: step! }, by)).isDone);
    assert.equal(readFileSync(project, 'utf8'), before);
    assert.deepEqual(
      inProject(folder, (store) => store.answers()),
      [],
    );
  });

  test('that fails leaves the project file unchanged', async () => {
    const { project } = newProject();
    const before = readFileSync(project, 'utf8');
    const cancel = new AbortController();
    const request = requestFor(project, '--create-labels');
    const run = importAnswers(project, request, {
      ...by,
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await assert.rejects(run);
    assert.equal(readFileSync(project, 'utf8'), before);
  });
});

describe('an import of suggestions', () => {
  test('is listed and undone, with the labels that it added', async () => {
    const { folder, project } = newProject();
    const before = readFileSync(project, 'utf8');
    const request = requestFor(project, '--as', 'suggestions', '--create-labels');
    const { suggested } = await importAnswers(project, request, by);
    const shown = () =>
      inProject(folder, (store) => suggestionsFor(store, texts.map(recordIdOf)).length);
    assert.equal(shown(), 3);
    const [listed] = inProject(folder, (store) => suggestedImports(store));
    assert.deepEqual([listed!.suggested, listed!.from, listed!.count], [suggested, 'bob.jsonl', 3]);
    const undone = await undoImport(project, { suggested: suggested! }, by);
    assert.deepEqual(undone, { isDone: true, kept: [] });
    assert.equal(shown(), 0);
    assert.equal(readFileSync(project, 'utf8'), before);
    const again = await undoImport(project, { suggested: suggested! }, by);
    assert.equal(again.isDone, false);
  });
});
