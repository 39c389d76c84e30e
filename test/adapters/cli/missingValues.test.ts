// R's missing values in files that commands read; how they are found: test/unit/pool/missingValues.test.ts.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FileReport } from '../../../src/commandLine/inspectFile.ts';
import { convertText, jsonRows } from '../../harness/conversion.ts';
import { counts, newProject, root } from './importFixture.ts';
import { runCli } from './runCli.ts';

/** What R writes of a text and a label that are missing, and of a label called NA. */
const rows = [
  ['late again', 'bad'],
  ['lovely', undefined],
  [undefined, 'bad'],
  ['so so', 'NA'],
] as const;

const cell = (value: string | undefined): string => (value === undefined ? 'NA' : `"${value}"`);
/** By write.csv. */
const quoted = `"text","label"\n${rows.map((row) => row.map(cell).join()).join('\n')}\n`;
/** By fwrite. */
const bare = quoted.replaceAll('"', '');

function fileOf(content: string): string {
  const file = join(mkdtempSync(join(root, 'file-')), 'from R.csv');
  writeFileSync(file, content);
  return file;
}

test('inspect counts them, and says what it takes for them', async () => {
  const inspect = async (file: string, ...args: string[]) => {
    const { stdout } = await runCli(['inspect', file, '--json', ...args]);
    const report = JSON.parse(stdout) as FileReport;
    const { missing, missingValues, records, withoutText, proposed } = report;
    const labels = proposed.labels?.map(({ name, count }) => [name, count]);
    return [missing, missingValues, records, withoutText, labels];
  };
  const [certain, open] = [fileOf(quoted), fileOf(bare)];
  const without = ['NA', 2, 3, 1];
  assert.deepEqual(await inspect(certain), [
    ...without,
    [
      ['bad', 2],
      ['NA', 1],
    ],
  ]);
  assert.deepEqual((await inspect(open)).slice(0, 4), [undefined, undefined, 4, 0]);
  assert.deepEqual((await inspect(open, '--missing', 'NA')).slice(0, 4), ['NA', 3, 3, 1]);
  const { stdout } = await runCli(['inspect', certain]);
  assert.match(stdout, /^from R\.csv: Table · commas · utf-8 · header · unquoted NA is missing$/m);
  assert.match(
    stdout,
    /\n4 rows = 3 records \+ .* 1 without text .*\n2 missing values \(unquoted NA\)\n/,
  );
  const said = (await runCli(['inspect', open])).stdout;
  assert.match(
    said,
    /unquoted NA is missing: Unquoted NA may be a missing value\. \(--missing NA\)$/m,
  );
});

test('import and convert take no answer from them', async () => {
  const { project } = newProject();
  const found = await counts([project, fileOf(quoted)]);
  const { answers, unlabelled, leftOut, unknownLabels } = found;
  assert.deepEqual([answers, unlabelled, leftOut, unknownLabels], [1, 1, 1, { NA: 1 }]);
  const { written } = await convertText(quoted);
  assert.deepEqual(
    jsonRows(written).map(({ text, label }) => [text, label]),
    [
      ['late again', 'bad'],
      ['lovely', null],
      ['so so', 'NA'],
    ],
  );
  const named = jsonRows((await convertText(bare, '--missing', 'NA')).written);
  assert.deepEqual(
    named.map(({ label }) => label),
    ['bad', null, null],
  );
});

test('import --new records how they are read', async () => {
  const project = join(mkdtempSync(join(root, 'new-')), 'reviews.marginalia.json');
  const file = fileOf('"text"\n"late again"\nNA\n"lovely"\n');
  const { code, stderr } = await runCli([
    ...['import', file, '--new', project, '--labels', 'good,bad'],
  ]);
  assert.equal(code, 0, stderr);
  const { pool } = JSON.parse(readFileSync(project, 'utf8')) as {
    pool: { format: { missing: string } };
  };
  assert.equal(pool.format.missing, 'NA');
});
