// The files of test/fixtures/parquet and their expected rows were written by pyarrow (write.py).
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parquetReader } from '../../../src/adapters/parquet/readParquet.ts';
import { Rng } from '../../../src/core/rng.ts';
import { jsonRows, withFolder } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/parquet');
const fixture = (name: string): string => join(fixtures, `${name}.parquet`);

async function linesOf(location: string, signal?: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = [];
  const file = { location, path: 'pool.parquet', ...(signal && { signal }) };
  for await (const piece of parquetReader.lines(file)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const rowsOf = async (location: string) => jsonRows(await linesOf(location));

describe('rows of Parquet', () => {
  test('hold values of every type as JSON has them', async () => {
    const expected = JSON.parse(await readFile(join(fixtures, 'types.json'), 'utf8')) as unknown;
    assert.deepEqual(await rowsOf(fixture('types')), expected);
  });

  const count = 300;
  const expected = Array.from({ length: count }, (_, i) => ({
    id: i,
    text: `text ${i % 7} of ${i}`,
    rare: i % 3 ? null : `r${i % 5}`,
    tags: Array.from({ length: i % 4 }, (_tag, j) => `t${j}`),
  }));
  for (const name of ['none', 'snappy', 'gzip', 'brotli', 'lz4', 'zstd', 'pages2', 'delta']) {
    test(`are the same in ${name}`, async () => {
      assert.deepEqual(await rowsOf(fixture(name)), expected);
    });
  }

  test('name labels, also in lists and structures; −1 is not a label', async () => {
    assert.deepEqual(await rowsOf(fixture('labels')), [
      { text: 'one', label: 'spam', topics: ['a', 'c'], nested: { kind: 'y' } },
      { text: 'two', label: 'ham', topics: [], nested: { kind: 'x' } },
      { text: 'three', label: null, topics: null, nested: { kind: null } },
      { text: 'four', label: null, topics: ['b'], nested: null },
    ]);
    const { labelColumns } = await parquetReader.samples(
      { location: fixture('labels'), path: 'labels.parquet' },
      1000,
    );
    assert.deepEqual(labelColumns, { label: ['ham', 'spam'], topics: ['a', 'b', 'c'] });
  });

  test('are sampled from the beginning, the middle and the end', async () => {
    const file = { location: fixture('snappy'), path: 'pool.parquet' };
    const { head, middle, tail } = await parquetReader.samples(file, 1000);
    const ids = [head, middle, tail].map((sample) =>
      jsonRows(Buffer.from(sample!).toString()).map((row) => Number(row['id'])),
    );
    assert.deepEqual(
      ids.map(([first]) => first),
      [0, 150, 285],
    );
    for (const [first = 0, ...more] of ids)
      assert.deepEqual(
        more,
        more.map((_, i) => first + i + 1),
      );
    assert.deepEqual(Object.keys(await parquetReader.samples(file, 10 ** 6)), [
      'head',
      'table',
      'labelColumns',
    ]);
  });

  test('can be cancelled', async () => {
    await assert.rejects(linesOf(fixture('none'), AbortSignal.abort()), { name: 'CancelledError' });
  });
});

describe('a file that cannot be read', () => {
  const refused = (change: (bytes: Buffer) => Buffer, sentence: RegExp): Promise<void> =>
    withFolder(async (folder) => {
      const location = join(folder, 'pool.parquet');
      await writeFile(location, change(await readFile(fixture('none'))));
      await assert.rejects(linesOf(location), says(sentence));
    });

  test('is cut short', async () => {
    const sentence = /^pool\.parquet is not a whole Parquet file: its end is missing\. Copy or/;
    await refused((bytes) => bytes.subarray(0, 5000), sentence);
    await refused((bytes) => bytes.subarray(0, 6), sentence);
  });

  test('is encrypted', () =>
    refused((bytes) => {
      bytes.write('PARE', bytes.length - 4, 'latin1');
      return bytes;
    }, /^pool\.parquet is an encrypted Parquet file\. Write it without/));

  test('lacks a part in the middle', () =>
    refused(
      (bytes) => Buffer.concat([bytes.subarray(0, 100), bytes.subarray(2000)]),
      /^pool\.parquet cannot be read as Parquet: it is damaged.*\. Copy, download or write it/,
    ));
});

test('damaged files are read or refused, and nothing else happens', async () => {
  const rng = new Rng(15);
  const names = ['none', 'snappy', 'zstd', 'lz4', 'pages2', 'delta', 'labels', 'types'];
  const files = await Promise.all(names.map((name) => readFile(fixture(name))));
  await withFolder(async (folder) => {
    const location = join(folder, 'pool.parquet');
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(files[round % files.length]!);
      for (let change = rng.integer(4); change >= 0; change--) {
        // Half of the changes are in the footer, which describes the rest of the file.
        const from = rng.integer(2) === 0 ? 0 : Math.floor(bytes.length * 0.6);
        const at = from + rng.integer(bytes.length - from);
        bytes[at] = rng.integer(3) === 0 ? 255 : rng.integer(256);
      }
      await writeFile(location, bytes);
      const before = process.memoryUsage.rss();
      const work = linesOf(location).catch((error: unknown) => {
        assert.equal((error as Error).name, 'UserError', `round ${round}`);
        refused++;
      });
      await work;
      assert.ok(process.memoryUsage.rss() - before < 2 ** 30, `round ${round}`);
    }
    assert.ok(refused > 100, String(refused));
  });
});
