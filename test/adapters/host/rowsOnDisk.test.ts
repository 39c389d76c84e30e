// The rows of a pool on disk are those of the index in memory.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { PoolIndex } from '../../../src/core/pool/poolIndex.ts';
import { Rng } from '../../../src/core/rng.ts';
import { recordIdFrom, recordIdOf, recordIdToBytes } from '../../../src/core/record.ts';
import { RowsOnDisk } from '../../../src/host/rowsOnDisk.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-rows-on-disk-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of three files, of which about half have a text that other rows have. */
function both(seed: number, rowsAtOnce: number): { index: PoolIndex; rows: RowsOnDisk } {
  const rng = new Rng(seed);
  const index = new PoolIndex();
  const rows = new RowsOnDisk(folder, rowsAtOnce);
  let ordinal = 0;
  for (let file = 0; file < 3; file++) {
    for (let i = 0; i < 700; i++) {
      const text = ` ${' '.repeat(rng.integer(2))}text ${rng.integer(1000)}`;
      const place = { offset: 2 ** 33 * file + 30 * i, length: text.length, line: i + 1 };
      index.add(text, file, place, ordinal++);
      rows.add(text, file, place);
    }
  }
  rows.settle();
  return { index, rows };
}

describe('rows on disk', () => {
  for (const [seed, rowsAtOnce] of [
    [1, 1],
    [2, 7],
    [3, 700],
    [4, 2 ** 15],
  ] as const) {
    test(`are those of the index, ${rowsAtOnce} found at once`, () => {
      const { index, rows } = both(seed, rowsAtOnce);
      assert.deepEqual([rows.size, rows.rowsRead], [index.size, index.rowsRead]);
      assert.ok(index.size > 800 && index.size < 1000, `${index.size}`);
      const numbers = [...rows.firstRows(0, rows.size)];
      const isOdd = (id: string): boolean => parseInt(id.at(-1)!, 16) % 2 === 1;
      for (const isWanted of [undefined, isOdd, () => false]) {
        for (const most of [1, 64, 5000]) {
          const expected = [...index.rowsInOrder(most, (row) => isWanted?.(index.id(row)) ?? true)];
          const found = [...rows.inOrder(most, isWanted)];
          assert.deepEqual(
            found.map(({ records }) => records.length),
            expected.map(({ records }) => records.length),
          );
          assert.deepEqual(
            found.flatMap(({ records, files, offsets, lengths, lines }) =>
              Array.from(records, (record, i) => [
                ...[numbers.indexOf(record), files[i], offsets[i], lengths[i], lines[i]],
              ]),
            ),
            expected.flatMap(({ records, files, offsets, lengths, lines }) =>
              Array.from(records, (record, i) => [
                ...[record, files[i], offsets[i], lengths[i], lines[i]],
              ]),
            ),
          );
          let before = 0;
          for (const part of found) {
            if (!isWanted) assert.equal(part.before, before);
            before += part.records.length;
            for (const [i, row] of part.records.entries()) {
              const record = numbers.indexOf(row);
              const { file, offset } = index.place(record);
              const isFirst = file === part.files[i] && offset === part.offsets[i];
              assert.equal(part.isFirst[i] === 1, isFirst);
              assert.equal(recordIdFrom(part.ids, 16 * i), index.id(record));
            }
          }
        }
      }
      rows.close();
    });
  }

  test('are found by record, and records by id', () => {
    const { index, rows } = both(5, 100);
    const some = [4, 5, 6, 7, 400, 2, 3, index.size - 1];
    const numbers = [...rows.firstRows(0, rows.size)];
    assert.deepEqual([...rows.firstRows(5, 9)], numbers.slice(5, 9));
    const found = rows.rowsAt(some.map((record) => numbers[record]!));
    assert.deepEqual(
      some.map((_, i) => ({
        file: found.files[i],
        offset: found.offsets[i],
        length: found.lengths[i],
        line: found.lines[i],
      })),
      some.map((record) => index.place(record)),
    );
    assert.deepEqual(Buffer.concat([...rows.idBlocks()]), Buffer.from(index.idBytes));
    const ids = Buffer.concat([
      index.idBytes.subarray(160, 16 * 300),
      recordIdToBytes(recordIdOf('no such text'))!,
      index.idBytes.subarray(0, 32),
    ]);
    assert.deepEqual(
      [...rows.rowsOfIds(ids)],
      Array.from(index.rowsOfIds(ids), (record) => numbers[record] ?? -1),
    );
    rows.close();
  });

  test('leave nothing in their folder, where files may lose their names', () => {
    const { rows } = both(6, 100);
    if (process.platform !== 'win32') assert.deepEqual(readdirSync(folder), []);
    rows.close();
    assert.throws(() => rows.rowsAt([1]));
  });
});
