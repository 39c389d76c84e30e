// The hold-out is drawn from the whole pool before answers are imported, however a project begins.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { holdoutChange } from '../../../src/core/loop/holdout/growHoldout.ts';
import { HoldoutProgress } from '../../../src/core/loop/holdout/holdoutProgress.ts';
import { trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
import { newProjectText } from '../../../src/core/projectFile/newProjectText.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { holdoutIds } from '../../../src/core/store/holdoutIds.ts';
import { drawHoldout } from '../../../src/engine/pool/drawHoldout.ts';
import { importAnswers, planImport } from '../../../src/host/importToProject.ts';
import { openProjectPool } from '../../../src/host/projectPool.ts';
import { readProjectFile, requireValidProject } from '../../../src/host/readProjectFile.ts';
import { writeFromFile } from '../../../src/host/writeFromFile.ts';
import { jsonLines, topicRecords } from '../../harness/topics.ts';
import { inStore } from '../cli/projects.ts';

const inProject = <T>(folder: string, work: (store: SqliteStore) => T): T =>
  inStore(folder, work, { name: 'p' });

const root = mkdtempSync(join(tmpdir(), 'marginalia-import-holdout-'));
after(() => rmSync(root, { recursive: true, force: true }));

const texts = topicRecords(300).map(({ text }) => text);
const textOf = (i: number): string => `${texts[i]!} ${i}`;
const labelOf = (i: number): string => (i % 2 ? 'good' : 'bad');
const answers = (from: number, to: number, more: object = {}): object[] =>
  Array.from({ length: to - from }, (_, i) => ({
    text: textOf(from + i),
    label: labelOf(from + i),
    ...more,
  }));

/** A project that no window has opened. */
function unopened(rows = 200): { readonly folder: string; readonly project: string } {
  const folder = mkdtempSync(join(root, 'project-'));
  const project = join(folder, 'p.marginalia.json');
  const pool = Array.from({ length: rows }, (_, i) => ({ text: textOf(i) }));
  writeFileSync(join(folder, 'pool.jsonl'), jsonLines(pool));
  const settings = { pool: 'pool.jsonl', text: 'text', labels: ['good', 'bad'], seed: 7 };
  writeFileSync(project, JSON.stringify({ version: 1, ...settings }));
  return { folder, project };
}

function requestFor(project: string, rows: readonly object[]) {
  const file = join(mkdtempSync(join(root, 'file-')), 'bob.jsonl');
  writeFileSync(file, jsonLines(rows));
  const parsed = parseImportArguments([project, file]);
  assert.ok(parsed !== 'help');
  return parsed.request;
}

/** The hold-out that opening the project would draw if nothing were answered. */
async function membersAtOpening(path: string): Promise<string[]> {
  const file = await readProjectFile(path);
  const project = requireValidProject(file);
  const scratch = join(mkdtempSync(join(root, 'scratch-')), 'p.sqlite');
  const store = openSqliteStore(scratch, { project: 'p', identityVersion });
  const { pool, summary, close } = await openProjectPool({ file, project, store });
  const engine = {
    remote: {
      drawHoldout: (params: Parameters<typeof drawHoldout>[0]) => drawHoldout(params, pool, {}),
    },
  };
  const change = await holdoutChange({ store, engine, project }, summary, {}, () => []);
  await close();
  store.close();
  return change!.draw.members.map(({ id }) => id);
}

const by = { annotator: 'ada' };

describe('an import into a project that was never opened', () => {
  test('holds out the records that the first opening would, and their answers wait', async () => {
    const { folder, project } = unopened();
    const expected = await membersAtOpening(project);
    assert.ok(expected.length > 10);
    const request = requestFor(project, answers(0, 200));
    const planned = await planImport(project, request);
    assert.equal(planned.counts.askedAgain, expected.length);
    const { counts } = await importAnswers(project, request, by);
    assert.deepEqual(counts, planned.counts);
    inProject(folder, (store) => {
      assert.deepEqual(holdoutIds(store), expected);
      const { ids } = trainingSet(
        store.answers(),
        { labels: ['good', 'bad'], task: 'single' },
        new Set(holdoutIds(store)),
      );
      assert.equal(ids.length, 200 - expected.length);
      const live = { project: parseProjectFile(readFileSync(project, 'utf8')).project! };
      const progress = new HoldoutProgress(store, () => undefined, live);
      progress.opened(new Map(expected.map((id) => [id, 1])), 200);
      assert.deepEqual(
        [progress.standing.counted.length, progress.standing.ask.length > 0],
        [0, true],
      );
    });
  });

  test('counts answers that the file says were given blind', async () => {
    const { folder, project } = unopened();
    const request = requestFor(project, answers(0, 200, { ask: 'holdout' }));
    const { counts } = await importAnswers(project, request, by);
    assert.equal(counts.askedAgain, 0);
    const waiting = inProject(folder, (store) => holdoutIds(store).length);
    assert.ok(waiting > 10);
  });

  test('draws the hold-out once: a second import keeps it', async () => {
    const { folder, project } = unopened();
    await importAnswers(project, requestFor(project, answers(0, 50)), by);
    const first = inProject(folder, (store) => store.holdout());
    await importAnswers(project, requestFor(project, answers(50, 200)), by);
    assert.deepEqual(
      inProject(folder, (store) => store.holdout()),
      first,
    );
  });

  test('decides about rows that came into the pool since', async () => {
    const { folder, project } = unopened(100);
    await importAnswers(project, requestFor(project, answers(0, 1)), by);
    const before = inProject(folder, (store) => holdoutIds(store));
    const more = Array.from({ length: 200 }, (_, i) => ({ text: textOf(100 + i) }));
    appendFileSync(join(folder, 'pool.jsonl'), jsonLines(more));
    const { counts } = await importAnswers(project, requestFor(project, answers(100, 300)), by);
    const now = inProject(folder, (store) => holdoutIds(store));
    const fresh = now.filter((id) => !before.includes(id));
    assert.ok(fresh.length > 5);
    assert.equal(counts.askedAgain, fresh.length);
    assert.deepEqual(
      before.filter((id) => !now.includes(id)),
      [],
    );
  });

  test('writes no hold-out if nothing is taken, or only suggestions', async () => {
    const { folder, project } = unopened();
    await importAnswers(project, requestFor(project, [{ text: 'elsewhere', label: 'good' }]), by);
    const suggested = { ...requestFor(project, answers(0, 20)), as: 'suggestions' } as const;
    await importAnswers(project, suggested, by);
    assert.equal(
      inProject(folder, (store) => store.holdout()),
      undefined,
    );
  });
});

test('an old project keeps its members, whatever is imported', async () => {
  const { folder, project } = unopened();
  const members = [0, 1, 2].map((i) => ({ recordId: recordIdOf(textOf(i)), multiplicity: 1 }));
  inProject(folder, (store) => store.setHoldout({ members, seed: 1, at: 1 }));
  const { counts } = await importAnswers(project, requestFor(project, answers(0, 200)), by);
  assert.equal(counts.askedAgain, 3);
  const kept = inProject(folder, (store) => store.holdout()!.members.slice(0, 3));
  assert.deepEqual(
    kept.map(({ recordId }) => recordId),
    members.map(({ recordId }) => recordId),
  );
});

test('a project made of a file of another tool holds out as the first opening would', async () => {
  const folder = mkdtempSync(join(root, 'made-'));
  const from = join(folder, 'votes.jsonl');
  writeFileSync(from, jsonLines(answers(0, 200)));
  const file = join(folder, 'p.marginalia.json');
  const labels = ['good', 'bad'];
  const content = newProjectText({
    pool: 'p.texts.jsonl',
    format: { kind: 'jsonl', encoding: 'utf-8' },
    text: ['text'],
    context: [],
    task: 'single',
    labels,
    refitEvery: 10,
  });
  const pool = join(folder, 'p.texts.jsonl');
  const made = { from, rules: {}, task: 'single', labels, pool, file, name: 'p', content } as const;
  const counts = await writeFromFile({ ...made, annotator: 'ada' }, { backupsDir: folder });
  const members = inProject(folder, (store) => holdoutIds(store));
  assert.ok(members.length > 10);
  assert.deepEqual(members, await membersAtOpening(file));
  assert.deepEqual([counts.answers, counts.askedAgain], [200, members.length]);
});
