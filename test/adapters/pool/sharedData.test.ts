import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { readSamples } from '../../../src/adapters/files/samples.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { openPool, type Pool } from '../../../src/core/pool/openPool.ts';
import { inspectFile } from '../../../src/commandLine/inspectFile.ts';
import { inspectPool, surveyPool } from '../../../src/host/inspectPool.ts';
import { sampleRows } from '../../../src/core/pool/sampleRows.ts';

const data = resolve(process.env.MARGINALIA_DATA ?? '../shared/data');
const skip = existsSync(data) ? false : 'shared data absent';

/** Opens a file as New Project from File does, guessing everything. */
async function openGuessed(path: string): Promise<Pool> {
  const source = await openFileSource({ location: resolve(data, path), path });
  const samples = await readSamples({ location: resolve(data, path) });
  const { format } = findReading(path, samples);
  const { text, id, label, multiLabel } = guessFields(sampleRows(samples, format, quotedRows));
  const spec = {
    files: [{ path, format }],
    textFields: text,
    contextFields: [],
    ...(id === undefined ? {} : { idField: id }),
    ...(label === undefined ? {} : { labelField: label }),
    ...(multiLabel && { multiLabel }),
  };
  return openPool(spec, [source], { quotedRows });
}

test('sms.tsv: literal quotes; 5,574 rows read, 5,160 records', { skip }, async () => {
  const pool = await openGuessed('sms_spam/sms.tsv');
  assert.equal(pool.index.rowsRead, 5574);
  assert.equal(pool.index.size, 5160);
  assert.equal(pool.problems.total, 0);
  assert.deepEqual(pool.labels.names, ['ham', 'spam']);
  assert.deepEqual(pool.labels.conflicts, []);
  let rows = 0;
  for (let row = 0; row < pool.index.size; row++) {
    if (pool.labels.of(row) === 'spam') rows += pool.index.multiplicity(row);
  }
  assert.equal(rows, 747);
  await pool.close();
});

// awk -F'\\t' '{n=split($2,a,","); for(i=1;i<=n;i++) c[a[i]]++; if(n>1) m++} END{for(k in c) print c[k],k; print m}'
test(
  'goemotions: several ids between commas, of which 878 rows have more than one',
  { skip },
  async () => {
    const { task, labels, labelField } = (await inspectFile(resolve(data, 'goemotions/dev.tsv')))
      .proposed;
    assert.deepEqual([task, labels!.length], ['multi', 28]);
    assert.deepEqual(labels!.slice(0, 4), [
      { name: '27', count: 1766 },
      { name: '0', count: 488 },
      { name: '4', count: 397 },
      { name: '15', count: 358 },
    ]);
    assert.deepEqual(labelField, { field: 'column2', use: 'annotations', separator: ',' });
    const path = resolve(data, 'goemotions/dev.tsv');
    const { format } = await inspectPool(path);
    const { multiLabel, empty } = await surveyPool(path, {
      format,
      text: ['column1'],
      label: 'column2',
    });
    assert.deepEqual([multiLabel[0]!.multiLabelRows, empty], [878, 0]);
  },
);

test('ag_news: no header, quotes', { skip }, async () => {
  const pool = await openGuessed('ag_news/test.csv');
  assert.equal(pool.index.rowsRead, 7600);
  assert.equal(pool.problems.errors, 0);
  assert.deepEqual([...pool.labels.names].sort(), ['1', '2', '3', '4']);
  const [first] = await pool.read([0]);
  assert.match(first!.text, /^Unions representing workers at Turner {3}Newall say/);
  await pool.close();
});

test(
  'tweets: the CSV file and its JSON Lines version hold the same records',
  { skip },
  async () => {
    const csv = await openGuessed('tweets/training_8000_shuffled.csv');
    const train = await openGuessed('tweets/train.jsonl');
    const heldOut = await openGuessed('tweets/test.jsonl');
    assert.equal(csv.index.rowsRead, 8000);
    assert.equal(csv.index.size, 7999);
    assert.equal(train.index.rowsRead + heldOut.index.rowsRead, 8000);
    for (const { index } of [train, heldOut]) {
      for (let row = 0; row < index.size; row++) {
        const other = csv.index.rowOf(index.id(row));
        assert.notEqual(other, undefined);
        // Duplicates of a text have their own ids, which resolve to the one record.
        assert.equal(csv.index.rowOfSourceId(index.sourceId(row)!), other);
      }
    }
    await Promise.all([csv.close(), train.close(), heldOut.close()]);
  },
);

test('goemotions: fields with quotes are enclosed and the quotes doubled', { skip }, async () => {
  const pool = await openGuessed('goemotions/dev.tsv');
  assert.equal(pool.index.rowsRead, 5426);
  // One text has two rows with different labels.
  assert.deepEqual(
    pool.problems.kept.map(({ code }) => code),
    ['label-conflict'],
  );
  const texts = await pool.texts(0, pool.index.size);
  assert.ok(texts.some((text) => text.startsWith('color me embarrassed" I wonder')));
  await pool.close();
});
