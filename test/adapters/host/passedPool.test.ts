// A pass over a pool meets the same rows whether their records are found on disk or by an index in memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RecordId } from '../../../src/core/record.ts';
import { openPassedPool, type IsWanted } from '../../../src/host/passedPool.ts';
import { openProjectToRead } from '../../../src/host/projectToRead.ts';

const sample = fileURLToPath(
  new URL('../../../media/sample/support.marginalia.json', import.meta.url),
);

/** The parts of the sample's rows; records by the order in which they are met. */
async function partsOf(findById: boolean, isWanted: IsWanted) {
  const opened = await openProjectToRead(sample);
  const pool = await openPassedPool(opened, { findById });
  try {
    const numbers = new Map<number, number>();
    const parts = [];
    for (const { before, records, isFirst, read } of pool.parts(100, isWanted)) {
      for (const record of records) {
        if (!numbers.has(record)) numbers.set(record, numbers.size);
      }
      parts.push({
        before,
        rows: (await read()).map(({ id, text, sourceId }, i) => ({
          ...{ id, text, sourceId, isFirst: isFirst(i) },
          record: numbers.get(records[i]!),
        })),
      });
    }
    return { parts, rowsRead: pool.rowsRead };
  } finally {
    await pool.close();
    await opened.close();
  }
}

const choices: Readonly<Record<string, IsWanted>> = {
  'all records': undefined,
  'some records': (id: RecordId) => id < '8',
};

for (const [name, isWanted] of Object.entries(choices))
  test(`the rows of ${name}, and how many are before them`, async () => {
    const onDisk = await partsOf(false, isWanted);
    assert.ok(onDisk.parts.length > 5);
    assert.ok(onDisk.parts.at(-1)!.before > onDisk.rowsRead - 250);
    assert.deepEqual(await partsOf(true, isWanted), onDisk);
  });
