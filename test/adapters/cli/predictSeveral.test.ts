// `predict` on several files: the matches of a pattern, and the folder of a data set.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parquetBytes } from '../../../src/adapters/parquet/parquetBytes.ts';
import { predictSentences } from '../../../src/commandLine/predictReport.ts';
import { english, says } from '../../harness/english.ts';
import { newFolder, predicted, textOf, trained } from './predictFixture.ts';

/** A file of a data set, whose texts are in `review`. */
async function writeParquet(path: string, texts: readonly string[]): Promise<void> {
  const columns = [
    { name: 'review', type: 'string' },
    { name: 'doc_id', type: 'string' },
  ] as const;
  async function* rows() {
    for (const [i, review] of texts.entries()) {
      yield await Promise.resolve({ review, doc_id: `${path.slice(-22, -17)}-${i}` });
    }
  }
  await writeFile(path, parquetBytes({ columns, rows: rows() }));
}

async function dataset(): Promise<string> {
  const folder = newFolder();
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'README.md'), '# Reviews\n');
  const parts = [
    [textOf(100), textOf(101)],
    [textOf(102), textOf(103), textOf(104)],
  ];
  for (const [i, texts] of parts.entries()) {
    await writeParquet(join(folder, 'data', `train-0000${i}-of-00002.parquet`), texts);
  }
  return folder;
}

test('the folder of a data set is its files, in their order', async () => {
  const { file } = await trained('single');
  const folder = await dataset();
  const wanted = [100, 101, 102, 103, 104].map(textOf);
  for (const input of [folder, join(folder, 'data'), join(folder, 'data', 'train-*.parquet')]) {
    const found = await predicted(file, ['--input', input, '--texts']);
    assert.deepEqual(
      found.lines.map(({ text }) => text),
      wanted,
      input,
    );
    assert.equal(new Set(found.lines.map(({ id }) => id)).size, 5);
    assert.match(
      english(predictSentences(found, undefined)[0]),
      /^train-00000-of-00002\.parquet, train-00001-of-00002\.parquet \(.*the text is “review”/,
    );
  }
});

test('one of several splits must be named; a folder of something else is refused', async () => {
  const { file } = await trained('single');
  const folder = await dataset();
  await writeParquet(join(folder, 'data', 'test-00000-of-00001.parquet'), [textOf(7)]);
  const patterns = ['test', 'train'].map(
    (split) => `'${join(folder, 'data', `${split}-*.parquet`)}'`,
  );
  await assert.rejects(
    predicted(file, ['--input', folder]),
    says(`${folder} has several splits. Name one of them: ${patterns.join(', ')}.`),
  );
  const empty = newFolder();
  writeFileSync(join(empty, 'data-00000-of-00001.arrow'), 'ARROW1');
  await assert.rejects(
    predicted(file, ['--input', empty]),
    says(/without Parquet files.*to_parquet/),
  );
  await assert.rejects(
    predicted(file, ['--input', join(empty, '*.csv')]),
    says(`No file matches ${join(empty, '*.csv')}.`),
  );
});

test('a row that is left out is named with its file, and files of other fields are refused', async () => {
  const { file } = await trained('single');
  const folder = newFolder();
  writeFileSync(join(folder, 'a.csv'), `id,text\n1,"${textOf(100)}"\n`);
  writeFileSync(join(folder, 'b.csv'), `id,text\n2,"${textOf(101)}"\n3,\n`);
  const found = await predicted(file, ['--input', join(folder, '*.csv')]);
  assert.deepEqual(
    found.lines.map(({ id }) => id),
    ['1', '2'],
  );
  assert.match(
    predictSentences(found, undefined).map(english).at(-1)!,
    /^Rows left out: 1; the first is line 3 of b\.csv: /,
  );
  writeFileSync(join(folder, 'c.csv'), `nr,remark\n2,"${textOf(101)}"\n3,"${textOf(102)}"\n`);
  await assert.rejects(predicted(file, ['--input', join(folder, '*.csv')]), says(/c\.csv/));
});
