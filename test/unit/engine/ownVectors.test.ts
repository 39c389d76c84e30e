// User-supplied vectors through the real engine: a NumPy file or a field of the pool.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { unzip } from '../../../src/adapters/excel/zipEntries.ts';
import { openNpy } from '../../../src/adapters/numpy/openNpy.ts';
import type { EmbeddingSetting } from '../../../src/core/embed/blocks.ts';
import type { EmbeddingSummary } from '../../../src/core/engine/embeddingApi.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { openEngine, type OpenEngine } from './engineFixture.ts';
import { npyFile } from '../../harness/npy.ts';
import { jsonLines } from '../../harness/topics.ts';

let folder: string;
let open: OpenEngine | undefined;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-own-'));
});
after(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await open?.close();
  open = undefined;
});

interface Row {
  readonly id?: string;
  readonly text: string;
  readonly vector?: unknown;
}

/** Reopens a pool, as a new window does, and embeds it. */
async function embed(
  rows: readonly Row[],
  embedding: EmbeddingSetting,
  more: { readonly idField?: string; readonly name?: string } = {},
): Promise<EmbeddingSummary> {
  const { name = 'own', ...spec } = more;
  await writeFile(join(folder, 'pool.jsonl'), jsonLines(rows));
  open ??= await openEngine(3, { openVectors: (path) => openNpy(path, unzip) });
  await open.engine.openPool({
    pool: {
      files: [{ path: 'pool.jsonl', format: { kind: 'jsonl' } }],
      textFields: ['text'],
      contextFields: [],
      ...spec,
    },
    folder,
    name,
    cacheDir: join(folder, 'cache'),
    seed: 1,
  });
  return open.engine.embed({
    embedding,
    dimensions: 16,
    seed: 1,
    modelsDir: folder,
    allowDownload: false,
  });
}

/** Similarity of each record to the first: 1 for equal vectors. */
async function likeFirst(rows: readonly Row[]): Promise<Record<string, number>> {
  const id = recordIdOf(rows[0]!.text);
  const found = await open!.engine.neighbours({ id, count: 10, exclude: [] });
  const texts = new Map(rows.map(({ text }) => [recordIdOf(text), text]));
  return Object.fromEntries(
    found.map((one) => [texts.get(one.id)!, Math.round(one.similarity * 100) / 100]),
  );
}

const texts = ['one', 'two', 'three', 'four'];
const rowsOf = (all: readonly string[]): Row[] => all.map((text, i) => ({ id: `r${i}`, text }));
const byRow = [{ vectors: './vectors.npy', by: 'row' }] as const;
const byId = [{ vectors: './vectors.npy', by: 'id' }] as const;
const corners = [
  [3, 0],
  [0, 2],
  [4, 0],
  [1, 1],
];

describe('vectors in a file, by row', () => {
  test('align with pool rows, counting duplicates and rows without text', async () => {
    const rows: Row[] = [
      { text: 'one' },
      { text: '' },
      { text: 'one' },
      { text: 'two' },
      { text: 'three' },
    ];
    await writeFile(
      join(folder, 'vectors.npy'),
      npyFile([
        [3, 0],
        [9, 9],
        [9, 9],
        [0, 2],
        [4, 0],
      ]),
    );
    const { name, dimensions, problem, fellBack } = await embed(rows, byRow);
    assert.deepEqual([name, dimensions], ['vectors.npy (2)', 2]);
    assert.deepEqual([problem, fellBack], [undefined, undefined]);
    assert.deepEqual(await likeFirst(rows), { three: 1, two: 0 });
  });

  test('missing and invalid vectors are reported without an error', async () => {
    const rows = rowsOf(texts);
    await writeFile(
      join(folder, 'vectors.npy'),
      npyFile([
        [3, 0],
        [NaN, 1],
        [0, 0],
      ]),
    );
    const { problem } = await embed(rows, ['lexical', ...byRow]);
    assert.match(
      english(problem),
      /^3 of 4 records have no vector in \.\/vectors\.npy \(the file has 3 rows and the pool 4\).* The vectors of 2 of them have NaN or Infinity, or are all zeros\.$/,
    );
  });

  test('more vectors than pool rows are reported', async () => {
    await writeFile(join(folder, 'vectors.npy'), npyFile(corners));
    const { problem } = await embed(rowsOf(texts.slice(0, 3)), byRow);
    assert.match(english(problem), /has 4 vectors, but the pool has 3 rows\. If rows were removed/);
  });

  test('falls back to the other blocks if no record has a vector', async () => {
    await writeFile(join(folder, 'vectors.npy'), npyFile([[0, 0]]));
    const { name, fellBack } = await embed(rowsOf(texts), ['lexical', ...byRow]);
    assert.match(name, /^lexical \(\d+\)$/);
    assert.match(
      english(fellBack),
      /No record has a vector\. 4 of 4 .* Until then, the other blocks are used/,
    );
  });

  test('a missing file is reported', async () => {
    const { fellBack } = await embed(rowsOf(texts), [{ vectors: 'absent.npy', by: 'row' }]);
    assert.match(english(fellBack), /There is no vector file .*absent\.npy/);
  });
});

describe('vectors in a file, by id', () => {
  test('are matched in any order', async () => {
    await writeFile(
      join(folder, 'vectors.npy'),
      npyFile([
        [0, 2],
        [4, 0],
        [3, 0],
        [7, 7],
      ]),
    );
    await writeFile(join(folder, 'vectors.ids.txt'), 'r1\r\nr2\r\nr0\r\nr9\r\n');
    const rows = rowsOf(texts.slice(0, 3));
    const { problem } = await embed(rows, byId, { idField: 'id' });
    assert.equal(problem, undefined);
    assert.deepEqual(await likeFirst(rows), { three: 1, two: 0 });
  });

  test('a missing id is reported by name', async () => {
    await writeFile(
      join(folder, 'vectors.npy'),
      npyFile([
        [0, 2],
        [4, 0],
      ]),
    );
    await writeFile(join(folder, 'vectors.ids.txt'), 'r1\nr2');
    const { problem } = await embed(rowsOf(texts.slice(0, 3)), byId, { idField: 'id' });
    assert.match(
      english(problem),
      /1 of 3 records .* \(the first is "r0", which \.\/vectors\.ids\.txt does not name\)/,
    );
  });

  test('rejects a wrong number of ids, a missing id file and a missing id field', async () => {
    const rows = rowsOf(texts);
    await writeFile(join(folder, 'vectors.npy'), npyFile(corners));
    await writeFile(join(folder, 'vectors.ids.txt'), 'r0\nr1\nr2\n');
    const ids = { idField: 'id' };
    assert.match(
      english((await embed(rows, byId, ids)).fellBack),
      /4 vectors, but .*ids\.txt has 3 ids/,
    );
    assert.match(english((await embed(rows, byId)).fellBack), /Name one as "id"/);
    await rm(join(folder, 'vectors.ids.txt'));
    assert.match(
      english((await embed(rows, byId, ids)).fellBack),
      /The ids of the vectors are expected in .*ids\.txt, which cannot be read/,
    );
  });
});

describe('vectors in a field', () => {
  const field = [{ field: 'vector' }] as const;

  test('are number lists, or strings of number lists', async () => {
    const rows = [
      { text: 'one', vector: [3, 0] },
      { text: 'two', vector: '[0, 2]' },
      { text: 'three', vector: '4 0' },
      { text: 'four', vector: '[1.5e0 1.5]' },
    ];
    const { name, problem } = await embed(rows, field);
    assert.deepEqual([name, problem], ['vector (2)', undefined]);
    assert.deepEqual(await likeFirst(rows), { three: 1, four: 0.71, two: 0 });
  });

  test('invalid rows are reported with the line of the first', async () => {
    const rows = [
      { text: 'one' },
      { text: 'two', vector: [1, 0] },
      { text: 'three', vector: [1, 0, 0] },
      { text: 'four', vector: ['1', '0'] },
      { text: 'five', vector: 'none' },
      { text: 'six', vector: [1, null] },
    ];
    const { problem } = await embed(rows, ['lexical', ...field]);
    assert.match(
      english(problem),
      /^5 of 6 records have no vector of 2 numbers in "vector" \(the first is on line 1\)/,
    );
  });

  test('a field without vectors is reported', async () => {
    const { fellBack } = await embed(rowsOf(texts), field);
    assert.match(
      english(fellBack),
      /No record has a list of numbers in "vector"\. Correct "field"/,
    );
  });
});

describe('between sessions', () => {
  const rows = texts.map((text, i) => ({ text, vector: corners[i] }));
  const field = [{ field: 'vector' }] as const;
  const fingerprintOf = async (of: readonly Row[], name: string): Promise<string> =>
    (await embed(of, field, { name })).fingerprint;

  test('vectors keep their fingerprint when rows are added, sorted or removed', async () => {
    const name = 'grown';
    const first = await fingerprintOf(rows.slice(0, 3), name);
    assert.equal(await fingerprintOf(rows, name), first);
    assert.equal(await fingerprintOf(rows.toReversed(), name), first);
    assert.equal(await fingerprintOf(rows.slice(2), name), first);
    assert.equal(await fingerprintOf(rows, name), first);
    assert.deepEqual(await likeFirst(rows), { three: 1, four: 0.71, two: 0 });
  });

  test('a changed vector changes the fingerprint', async () => {
    const name = 'changed';
    const first = await fingerprintOf(rows, name);
    const other = rows.map((row) => (row.text === 'two' ? { ...row, vector: [2, 0] } : row));
    const second = await fingerprintOf(other, name);
    assert.notEqual(second, first);
    assert.deepEqual(await likeFirst(rows), { three: 1, two: 1, four: 0.71 });
    assert.equal(await fingerprintOf(rows, name), first);
  });
});

test('a search text that is no record is embedded by the other blocks', async () => {
  const rows = texts.map((text, i) => ({ text, vector: corners[i] }));
  await embed(rows, ['lexical', { field: 'vector' }]);
  const [found] = await open!.engine.like({ texts: ['three'], count: 1, exclude: [] });
  assert.equal(found?.id, recordIdOf('three'));
});
