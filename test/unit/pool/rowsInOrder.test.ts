// A single pass over the rows of a pool, and its memory use.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openPool, type Pool } from '../../../src/core/pool/openPool.ts';
import type { RowArrays } from '../../../src/core/pool/rowList.ts';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { PoolFile } from '../../../src/core/pool/poolFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import { memorySource } from './memorySource.ts';

const format = { kind: 'jsonl' } as const;

function poolOf(files: readonly (string | Uint8Array)[], findById = true): Promise<Pool> {
  const sources = files.map((content, i) => memorySource(`${i}.jsonl`, content));
  const spec = {
    files: sources.map(({ path }) => ({ path, format })),
    textFields: ['text'],
    contextFields: [],
    idField: 'id',
    findById,
  };
  return openPool(spec, sources, { quotedRows });
}

const lines = (texts: readonly string[]): string =>
  texts.map((text, i) => `${JSON.stringify({ id: `row-${i}`, text })}\n`).join('');

const plain = (rows: RowArrays): number[][] =>
  Array.from(rows.records, (record, i) => [
    record,
    rows.files[i]!,
    rows.offsets[i]!,
    rows.lengths[i]!,
    rows.lines[i]!,
  ]);

describe('the rows of a pool in file order', () => {
  test('are the rows of all wanted records, for any size of parts and number of files', async () => {
    const rng = new Rng(7);
    const texts = (): string[] => Array.from({ length: 150 }, () => `text ${rng.integer(90)}`);
    const pool = await poolOf([lines(texts()), lines(texts()), lines(texts().slice(0, 1))]);
    const { index } = pool;
    const isOdd = (record: number): boolean => record % 2 === 1;
    for (const isWanted of [() => true, isOdd, () => false, (record: number) => record === 5]) {
      const wanted = Array.from({ length: index.size }, (_, row) => row).filter(isWanted);
      const expected = plain(index.rowsOf(wanted));
      for (const most of [1, 7, 1000]) {
        const parts = [...index.rowsInOrder(most, isWanted)];
        assert.deepEqual(parts.flatMap(plain), expected);
        assert.ok(parts.every(({ records }) => records.length > 0 && records.length <= most));
        assert.ok(parts.slice(0, -1).every(({ records }) => records.length === most));
      }
    }
  });

  test('are not held in memory together, nor are ids that are not looked up', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = (): number => {
      // Array memory freed by the first collection is still counted until the second.
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const size = 50_000;
    const content = lines(Array.from({ length: size }, (_, i) => `text ${i % 40_000} of the pool`));
    const bytes = Buffer.from(content);
    const before = held();
    const pool = await poolOf([bytes], false);
    const opened = held();
    let most = opened;
    let rows = 0;
    for (const part of pool.index.rowsInOrder(512, () => true)) {
      rows += part.records.length;
      if (rows % 10_240 === 0) most = Math.max(most, held());
    }
    assert.equal(rows, size);
    assert.ok((opened - before) / size < 80, `${(opened - before) / size} bytes a row`);
    assert.ok((most - opened) / size < 1, `${(most - opened) / size} bytes a row`);
    const found = await poolOf([bytes]);
    assert.ok((held() - opened) / size > 100, 'ids that are looked up take their place');
    assert.equal(found.index.rowOfSourceId('row-3'), 3);
  });
});

describe('the rows of a file', () => {
  test('are read as they are asked for', async () => {
    const content = lines(Array.from({ length: 2000 }, (_, i) => `text ${i} of the file`));
    let chunks = 0;
    const source = memorySource('pool.jsonl', content, () => {
      chunks++;
      return 1000;
    });
    const spec = {
      files: [{ path: 'pool.jsonl', format }],
      textFields: ['text'],
      contextFields: [],
    };
    const file = new PoolFile(source, format, spec, quotedRows);
    let rows = 0;
    let blocks = 0;
    for await (const bytes of file.blocks(
      () => rows++,
      () => undefined,
    )) {
      blocks++;
      assert.ok(chunks <= blocks + 1, `${chunks} chunks read for block ${blocks}`);
      assert.ok(rows <= bytes / 30, `${rows} rows of ${bytes} bytes`);
    }
    assert.equal(rows, 2000);
    assert.ok(blocks > 50);
  });
});
