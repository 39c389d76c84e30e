import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { openText } from './memorySource.ts';
import { jsonLines } from '../../harness/topics.ts';

const sample = resolve(import.meta.dirname, '../../../media/sample');
const run = promisify(execFile);

test('the sample pool matches its generator', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-sample-'));
  try {
    await run(process.execPath, [join(sample, 'generate.mjs'), folder]);
    for (const name of ['support.jsonl', 'support.truth.jsonl']) {
      assert.equal(
        await readFile(join(folder, name), 'utf8'),
        await readFile(join(sample, name), 'utf8'),
        name,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the sample pool opens without problems, and duplicate texts share a label', async () => {
  const truth = await readFile(join(sample, 'support.truth.jsonl'), 'utf8');
  const labels = new Map(
    truth
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; label: string })
      .map(({ id, label }) => [id, label]),
  );
  const rows = (await readFile(join(sample, 'support.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string })
    .map((row) => `${JSON.stringify({ ...row, label: labels.get(row.id) })}\n`);
  const pool = await openText(
    rows.join(''),
    { kind: 'jsonl' },
    { idField: 'id', labelField: 'label', contextFields: ['channel', 'lang'] },
  );
  assert.equal(pool.index.rowsRead, 1200);
  assert.equal(pool.problems.total, 0, JSON.stringify(pool.problems.kept));
  assert.ok(pool.index.size > 1100);
  assert.deepEqual(pool.labels.conflicts, []);
  assert.equal(pool.labels.names.length, 5);
  assert.ok(pool.labels.counts().every((count) => count >= 90));
});

test('the sample of several labels opens without problems, with none to three labels per record', async () => {
  const { project, problems } = parseProjectFile(
    await readFile(join(sample, 'moods.marginalia.json'), 'utf8'),
  );
  assert.deepEqual(problems, []);
  const names = project!.labels.map(({ name }) => name);
  const rows = await Promise.all(
    ['moods.jsonl', 'moods.truth.jsonl'].map(async (name) =>
      (await readFile(join(sample, name), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; text: string; labels: string[] }),
    ),
  );
  const [texts, truth] = rows as [(typeof rows)[number], (typeof rows)[number]];
  assert.deepEqual(
    truth.map(({ id }) => id),
    texts.map(({ id }) => id),
  );
  const pool = await openText(jsonLines(texts), { kind: 'jsonl' }, { idField: 'id' });
  assert.equal(pool.problems.total, 0);
  assert.equal(pool.index.size, texts.length, 'no text occurs twice');
  assert.ok(truth.every(({ labels }) => labels.every((label) => names.includes(label))));
  assert.deepEqual([...new Set(truth.map(({ labels }) => labels.length))].sort(), [0, 1, 2, 3]);
  for (const name of names) {
    assert.ok(truth.filter(({ labels }) => labels.includes(name)).length >= 30, name);
  }
});
