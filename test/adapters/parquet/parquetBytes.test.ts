// hyparquet reads the written files back; `npm run test:peers` reads them with `datasets`.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetBytes } from '../../../src/adapters/parquet/parquetBytes.ts';
import type { ParquetColumn } from '../../../src/core/interchange/parquetTable.ts';

type Row = Readonly<Record<string, unknown>>;

async function bytesOf(
  columns: readonly ParquetColumn[],
  rows: Iterable<Row>,
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  async function* given(): AsyncGenerator<Row> {
    yield* rows;
  }
  const parts: Uint8Array[] = [];
  for await (const part of parquetBytes({ columns, rows: given() }, signal)) parts.push(part);
  const whole = Buffer.concat(parts);
  return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length);
}

const columns: readonly ParquetColumn[] = [
  { name: 'text', type: 'string' },
  { name: 'label', type: 'label', names: ['ham', 'spam'] },
  { name: 'topics', type: 'label', names: ['a', 'b,c'], list: true },
  { name: 'p', type: 'double' },
  { name: 'seen', type: 'boolean' },
  { name: 'elapsed', type: 'integer' },
];

describe('Parquet that is written', () => {
  test('holds typed values, lists, positions of labels, and nulls', async () => {
    const file = await bytesOf(columns, [
      {
        text: 'Zürich 😀',
        label: 'spam',
        topics: ['b,c', 'a'],
        p: 0.25,
        seen: true,
        elapsed: 1200,
      },
      { text: '', label: null, topics: [], p: null, seen: false, elapsed: 2n ** 60n },
      { text: ['not', 1], topics: [null, 'a'] },
    ]);
    assert.deepEqual(await parquetReadObjects({ file }), [
      { text: 'Zürich 😀', label: 1n, topics: [1n, 0n], p: 0.25, seen: true, elapsed: 1200n },
      { text: '', label: null, topics: [], p: null, seen: false, elapsed: 2n ** 60n },
      { text: '["not",1]', label: null, topics: [null, 0n], p: null, seen: null, elapsed: null },
    ]);
  });

  test('names the labels as datasets does', async () => {
    const { key_value_metadata: [entry] = [] } = parquetMetadata(await bytesOf(columns, []));
    assert.equal(entry?.key, 'huggingface');
    assert.deepEqual(JSON.parse(entry.value!), {
      info: {
        features: {
          text: { dtype: 'string', _type: 'Value' },
          label: { names: ['ham', 'spam'], _type: 'ClassLabel' },
          topics: {
            feature: { names: ['a', 'b,c'], _type: 'ClassLabel' },
            _type: 'Sequence',
          },
          p: { dtype: 'float64', _type: 'Value' },
          seen: { dtype: 'bool', _type: 'Value' },
          elapsed: { dtype: 'int64', _type: 'Value' },
        },
      },
    });
  });

  test('begins a row group every 10,000 rows, and gives the same bytes for the same rows', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => ({ text: `text ${i}`, p: i / 3 }));
    const file = await bytesOf(columns, rows);
    const { row_groups: groups } = parquetMetadata(file);
    assert.deepEqual(
      groups.map((group) => Number(group.num_rows)),
      [10_000, 10_000, 5_000],
    );
    const read = await parquetReadObjects({ file, columns: ['text', 'p'] });
    assert.deepEqual(read, rows);
    assert.deepEqual(new Uint8Array(await bytesOf(columns, rows)), new Uint8Array(file));
  });

  test('begins one earlier for long texts, so that none is large', async () => {
    const text = 'x'.repeat(2 ** 20);
    const file = await bytesOf(
      [{ name: 'text', type: 'string' }],
      Array.from({ length: 40 }, (_, i) => ({ text: `${i} ${text}` })),
    );
    assert.equal(parquetMetadata(file).row_groups.length, 3);
  });

  test('refuses a value that its column cannot hold', async () => {
    for (const row of [
      { label: 'eggs' },
      { p: '1' },
      { elapsed: 0.5 },
      { topics: 'a' },
      { seen: 1 },
    ])
      await assert.rejects(bytesOf(columns, [row]), /^RangeError: column \w+ \(\w+\) cannot hold/);
  });

  test('can be cancelled', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ text: `${i}` }));
    await assert.rejects(bytesOf(columns, rows, AbortSignal.abort()), { name: 'CancelledError' });
  });
});
