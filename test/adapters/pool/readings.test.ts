// Projects without a reading of their pool: it is detected once and stored.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import { inspectPool, surveyPool } from '../../../src/host/inspectPool.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-readings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const texts = Array.from({ length: 20 }, (_, i) => `Loaf number ${i}; it rose well, I think`);
const labelled = (text: string, i: number): string =>
  `r${i},"${text}",${i % 2 ? 'boats' : 'bread'}`;

function projectOf(more: Partial<ProjectFile> = {}): ProjectFile {
  return {
    ...projectDefaults,
    pool: [{ path: 'a.csv' }],
    text: ['text'],
    labels: [{ name: 'bread' }, { name: 'boats' }],
    ...more,
  };
}

function storeWith(answered: readonly string[]): MemoryStore {
  const store = new MemoryStore({ project: 'p', identityVersion: 1 });
  for (const [i, text] of answered.entries()) {
    const recordId = recordIdOf(text);
    store.append([
      { id: `e${i}`, at: i, annotator: 'ada', kind: 'label', recordId, label: 'bread' },
    ]);
  }
  return store;
}

/** The reading of the file in a project. */
async function formatIn(store: MemoryStore, project = projectOf()): Promise<PoolFormat> {
  const readingStore = {
    store,
    storeSetting: new WriteQueue(store, () => Promise.resolve()).storeSetting,
  };
  return (await poolSpecOf(project, folder, readingStore)).files[0]!.format;
}

const write = (content: string | Uint8Array): Promise<void> =>
  writeFile(join(folder, 'a.csv'), content);

describe('A2 a reading is detected once', () => {
  test('and is used as an earlier version stored it, even with answers', async () => {
    // As written for R's `write.csv`: answers keep a reading from being detected like this anew.
    await write('"text","label"\n"Good bread","bread"\n"Fast boats",NA\n');
    const format: PoolFormat = {
      kind: 'delimited',
      encoding: 'utf-8',
      delimiter: ',',
      header: true,
      quotes: true,
      missing: 'NA',
    };
    const store = storeWith(['Good bread']);
    assert.equal((await formatIn(storeWith(['Good bread']))).missing, undefined);
    new WriteQueue(store, () => Promise.resolve()).storeSetting('reading a.csv', () => ({
      given: {},
      format,
    }));
    assert.deepEqual(await formatIn(store), format);
  });

  test('a row like the header, or with other delimiters, changes nothing (case 34)', async () => {
    const rows = ['id,text,label', ...texts.map(labelled)];
    await write(rows.join('\n'));
    const store = storeWith([]);
    const first = await formatIn(store);
    assert.equal(first.header, true);
    await write([...rows, 'text,text,text', 'a;b;c;d,e,f'].join('\n'));
    assert.deepEqual(await formatIn(store), first);
    // The project file takes precedence, and another format is another reading.
    const given = projectOf({ pool: [{ path: 'a.csv', format: { quotes: false } }] });
    assert.equal((await formatIn(store, given)).quotes, false);
  });

  test('a file without the expected fields is detected again', async () => {
    await write(['id,text,label', ...texts.map(labelled)].join('\n'));
    const store = storeWith([]);
    assert.equal((await formatIn(store)).delimiter, ',');
    await write(['id;text;label', ...texts.map((text, i) => `r${i};"${text}";x`)].join('\n'));
    assert.equal((await formatIn(store)).delimiter, ';');
  });
});

describe('old projects keep the reading of their answers', () => {
  test('with the header read as a record', async () => {
    await write(['id,text,label', ...texts.map(labelled)].join('\n'));
    const project = projectOf({ text: ['column2'] });
    assert.equal((await formatIn(storeWith(['text', ...texts]), project)).header, false);
  });

  test('with the file read as UTF-8', async () => {
    const bytes = Buffer.from(
      ['text', ...texts.map((text) => `"${text} Grüße"`)].join('\n'),
      'latin1',
    );
    await write(bytes);
    const lossy = texts.map((text) => `${text} Gr\ufffd\ufffde`);
    assert.equal((await formatIn(storeWith(lossy))).encoding, 'utf-8');
    const right = texts.map((text) => `${text} Grüße`);
    assert.equal((await formatIn(storeWith(right))).encoding, 'windows-1252');
    assert.equal((await formatIn(storeWith([]))).encoding, 'windows-1252');
  });

  test('with a semicolon file split at commas', async () => {
    const rows = texts.map((_, i) => `${i};Loaf number ${i}, risen`);
    await write(['id;text, or so', ...rows].join('\n'));
    const project = projectOf({ text: ['id;text'] });
    const answered = texts.map((_, i) => `${i};Loaf number ${i}`);
    const format = await formatIn(storeWith(answered), project);
    assert.deepEqual([format.delimiter, format.header], [',', true]);
  });

  test('with quotes as part of the texts', async () => {
    await write(['id,text', ...texts.map((_, i) => `${i},"Loaf number ${i}"`)].join('\n'));
    const answered = texts.map((_, i) => `"Loaf number ${i}"`);
    assert.equal((await formatIn(storeWith(answered))).quotes, false);
  });
});

test('NA is a label in an old project, and a missing value in a new one', async () => {
  const rows = texts.map((text, i) => `"${text}",${i === 7 ? 'NA' : '"bread"'}`);
  await write(['"text","label"', ...rows].join('\n'));
  const store = storeWith([]);
  const first = await formatIn(store);
  assert.equal(first.missing, 'NA');
  // Kept, whatever the file holds later.
  await write(['"text","label"', ...rows, 'late again,delivery'].join('\n'));
  assert.deepEqual(await formatIn(store), first);
  const { missing: _, ...before } = first;
  assert.deepEqual(await formatIn(storeWith(texts)), before);
  const marked = projectOf({ pool: [{ path: 'a.csv', format: { missing: 'NA' } }] });
  assert.equal((await formatIn(storeWith(texts), marked)).missing, 'NA');
});

test('A6 A7 A9 a survey counts every row and every label of a file', async () => {
  const rows = [
    '{"text": "a", "label": "caf\u00e9"}',
    '{"text": "b", "label": "cafe\u0301"}',
    '{"text": "c  d", "label": "a  b"}',
    '{"text": "c d", "label": "a b"}',
    '{"text": "e", "label": ["x"]}',
    '{"text": "f", "label": ["x", "y"]}',
    '{"text": null, "label": "x"}',
    '{"text": ',
  ];
  const path = join(folder, 'a.jsonl');
  await writeFile(path, rows.join('\n'));
  const { format } = await inspectPool(path);
  const survey = await surveyPool(path, { format, text: ['text'], label: 'label' });
  const { accounting, labels, labelsPassed, problems } = survey;
  assert.equal(accounting.rows, 8);
  const { records, merged, withoutText, problemRows } = accounting;
  assert.deepEqual([records, merged, withoutText, problemRows], [5, 1, 1, 1]);
  assert.deepEqual(
    labels.map(({ value, rows: count }) => [value, count]),
    [
      ['caf\u00e9', 2],
      ['a  b', 1],
      ['a b', 1],
      ['x', 1],
    ],
  );
  assert.deepEqual(labelsPassed, { several: 1, withoutText: 1 });
  // The reading with several labels also leaves out rows without a text.
  assert.deepEqual([survey.multiLabel.length, survey.empty], [1, 0]);
  assert.equal(survey.multiLabel[0]!.multiLabelRows, 1);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [7, 8],
  );
});

test('folders and files with unusual names are read normally (case 46)', async () => {
  const path = join(folder, 'my pool #2 50%25 ünï (a).jsonl');
  await writeFile(
    join(folder, 'b.jsonl'),
    texts.map((text) => JSON.stringify({ text })).join('\n'),
  );
  await copyFile(join(folder, 'b.jsonl'), path);
  const { format, guess } = await inspectPool(path);
  const { accounting } = await surveyPool(path, { format, text: guess.text });
  assert.equal(accounting.records, 20);
});
