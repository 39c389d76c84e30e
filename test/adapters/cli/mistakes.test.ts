// Commands name the actual mistake, in the project file or on the command line, and nothing else.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-mistakes-'));
after(() => rmSync(root, { recursive: true, force: true }));

const rows = Array.from({ length: 24 }, (_, i) => ({
  text: `parcel ${i} came ${i % 2 ? 'late' : 'early'}, number ${i * 7}`,
  kind: ['good', 'bad'][i % 2],
}));

/** A project whose pool has labels in the field `kind`. */
function project(settings: object): string {
  const folder = mkdtempSync(join(root, 'project-'));
  writeFileSync(join(folder, 'pool.jsonl'), jsonLines(rows));
  const file = join(folder, 'parcels.marginalia.json');
  const base = { version: 1, pool: 'pool.jsonl', text: 'text', labels: ['good', 'bad'] };
  writeFileSync(file, JSON.stringify({ ...base, embedding: 'lexical', ...settings }));
  return file;
}

const column = { field: 'kind', use: 'annotations' };

describe('train says what keeps it from training', () => {
  const mistakes: readonly (readonly [string, object, RegExp])[] = [
    ['a text field', { text: 'txet' }, /pool\.jsonl has no field "txet"/],
    [
      'a text field beside labels',
      { text: 'txet', labelField: column },
      /pool\.jsonl has no field "txet"/,
    ],
    ['a label field', { labelField: { ...column, field: 'knid' } }, /No row has "knid"/],
    [
      'labels that the file does not have',
      { labels: ['yes', 'no'], labelField: column },
      /Labels of the file: 0 taken over · 24 left out: 24 not among the project’s labels/,
    ],
  ];
  for (const [what, settings, why] of mistakes) {
    test(`a mistake in ${what}`, async () => {
      const file = project(settings);
      const checked = await runCli(['check', file]);
      assert.match(checked.stdout, why);
      const { code, stdout, stderr } = await runCli(['train', file]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, why);
      assert.doesNotMatch(stderr, /Training needs answers/);
    });
  }

  test('a warning that has nothing to do with answers is not blamed', async () => {
    const { code, stderr } = await runCli(['train', project({ embedding: 'lexcal' })]);
    assert.equal(code, 3);
    assert.match(stderr, /^Training needs answers/);
  });
});

test('status and predict say that train takes the labels of the file', async () => {
  const file = project({ labelField: column });
  const { stdout } = await runCli(['status', file]);
  assert.match(stdout, /24 rows of the pool's file have a label of their own; `marginalia train`/);
  assert.doesNotMatch(stdout, /Nothing is answered yet/);
  const json = JSON.parse((await runCli(['status', file, '--json'])).stdout) as object;
  assert.equal((json as { labelsInFile: number }).labelsInFile, 24);
  const predicted = await runCli(['predict', file]);
  assert.equal(predicted.code, 3);
  assert.match(predicted.stderr, /“marginalia train”/);
  const trained = await runCli(['train', file]);
  assert.equal(trained.code, 0, trained.stderr);
  const after = await runCli(['status', file]);
  assert.doesNotMatch(after.stdout, /label of their own/);
  assert.match(after.stdout, /24 of 24 records labelled/);
  const again = await runCli(['train', file]);
  assert.match(again.stdout, /no round was added/);
  assert.doesNotMatch(again.stderr, /Trained in/);
});

test('a missing output folder is reported, and nothing is written', async () => {
  const file = project({ labelField: column });
  const out = join(root, 'nowhere', 'out.jsonl');
  const given = join(file, '../pool.jsonl');
  for (const args of [
    ['export', file, '--out', out],
    ['predict', file, '--out', out],
    ['convert', given, out, '--label-field', 'kind'],
    [
      'import',
      given,
      '--new',
      join(root, 'nowhere', 'new.marginalia.json'),
      '--label-field',
      'kind',
    ],
    ['import', given, '--new', join(root, 'nowhere', 'new.marginalia.json'), '--labels', 'a,b'],
  ]) {
    const { code, stderr } = await runCli(args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^There is no folder \S*nowhere\. Create it, or name another file\.\n$/m);
  }
});

test('import --new says what it wrote, and which rows of the file repeat others', async () => {
  const folder = mkdtempSync(join(root, 'new-'));
  const given = join(folder, 'given.csv');
  const texts = [...rows, rows[0]!, rows[1]!];
  writeFileSync(
    given,
    `text,label\n${texts.map(({ text, kind }) => `"${text}",${kind}\n`).join('')}`,
  );
  const file = join(folder, 'made.marginalia.json');
  const { code, stderr } = await runCli(['import', given, '--new', file]);
  assert.equal(code, 0, stderr);
  const pool = join(folder, 'made.texts.jsonl');
  assert.ok(stderr.includes(`Written: ${file}, and ${pool} with the texts, 24 rows.`), stderr);
  assert.ok(stderr.includes('Duplicate rows of given.csv left out: 2.'));
  assert.equal(readFileSync(pool, 'utf8').trimEnd().split('\n').length, 24);
});

test('a name that is neither a project nor a model folder is reported as such', async () => {
  const { code, stderr } = await runCli(['predict', 'nomodel', '--input', 'x.jsonl']);
  assert.equal(code, 2);
  assert.equal(stderr, 'There is no model folder nomodel, and no project file of that name.\n');
});

test('--version names the version of the package', async () => {
  const manifest = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  assert.deepEqual(await runCli(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});
