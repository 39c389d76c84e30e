// Messages of `import` about a file: its reading, why nothing is imported, and wrong names.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parquetBytes } from '../../../src/adapters/parquet/parquetBytes.ts';
import { titleIn } from '../../../src/core/interchange/formats/format.ts';
import { formatNamed, readableFormats } from '../../../src/core/interchange/formats/registry.ts';
import { counts, newProject, root } from './importFixture.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

/** The standard error of `import`; its standard output must be empty. */
async function said(args: readonly string[], code: number): Promise<string> {
  const { stdout, stderr, code: ended } = await runCli(['import', ...args]);
  assert.deepEqual([ended, stdout], [code, ''], stderr);
  return stderr;
}

describe('counts in sentences', () => {
  test('use the singular for one, and omit zeros', async () => {
    const { project, write } = newProject();
    const one = write('one.jsonl', [{ text: 'late again', label: 'bad' }]);
    assert.match(await said([project, one], 0), /: 1 row, 1 answer imported$/m);
    const skipped = write('two.jsonl', [
      { text: 'lovely', label: 'good' },
      { text: 'so so', label: null, skipped: true },
    ]);
    assert.match(
      await said([project, skipped], 0),
      /: 2 rows, 2 answers imported, 1 of them skipped$/m,
    );
  });

  test('a dry run describes everything as not done yet', async () => {
    const { project, write } = newProject();
    const file = write('bob.jsonl', [
      { text: 'lovely', label: 'great' },
      { text: 'broken screen', label: 'good' },
    ]);
    const text = await said([project, file, '--create-labels', '--dry-run'], 1);
    assert.match(text, /1 answer would be imported/);
    assert.match(text, /would be added to the project: great/);
    assert.match(text, /1 record would have conflicting answers/);
    assert.doesNotMatch(text, /^Labels added|answers? imported/m);
  });
});

test('a binary table is named by its own format, not by that of the rows made from it', async () => {
  const { project } = newProject();
  const table = join(mkdtempSync(join(root, 'file-')), 'answers.parquet');
  const columns = ['text', 'label'].map((name) => ({ name, type: 'string' }) as const);
  const rows = [{ text: 'late again', label: 'bad' }];
  const given = async function* () {
    yield* rows;
  };
  await writeFile(table, parquetBytes({ columns, rows: given() }));
  assert.match(
    await said([project, table, '--dry-run'], 0),
    /answers\.parquet \(Parquet\): 1 row,/,
  );
});

test('titles of formats in binary tables name the tool without a text format', () => {
  for (const name of readableFormats) {
    const format = formatNamed(name);
    assert.doesNotMatch(titleIn(format, 'parquet'), /JSON|CSV/, name);
    assert.doesNotMatch(titleIn(format, 'xlsx'), /JSON|CSV/, name);
    assert.equal(titleIn(format), format.title);
  }
});

describe('an import that takes nothing', () => {
  const cases: readonly (readonly [string, readonly object[] | string, RegExp])[] = [
    ['without rows', '', /answers\.jsonl/],
    ['with rows that have no text', [{ label: 'good', text: '  ' }], /No row .* Line 1: .*text/],
    [
      'with rows that have no answer',
      [{ text: 'lovely', label: null, mood: 'good' }],
      /No row of answers\.jsonl has an answer\..*--label-field.*mood/,
    ],
    [
      'with labels that the project does not have',
      [{ text: 'lovely', label: 'great' }],
      /Nothing of answers\.jsonl was imported[^]*only labels that the project does not have/,
    ],
    [
      'with texts that the pool does not have',
      [{ text: 'elsewhere', label: 'good' }],
      /Nothing of answers\.jsonl was imported[^]*1 row is not in the pool/,
    ],
  ];
  for (const [name, rows, why] of cases) {
    test(`${name} ends with code 2 and says why`, async () => {
      const { project, folder, write } = newProject();
      const file = write('answers.jsonl', typeof rows === 'string' ? [] : rows);
      const before = folderContents(folder);
      const dry = await said([project, file, '--dry-run'], 2);
      assert.match(dry, new RegExp(why.source.replace('was imported', 'would be imported')));
      assert.deepEqual(folderContents(folder), before);
      assert.match(await said([project, file], 2), why);
    });
  }

  test('because everything is present already ends with code 0', async () => {
    const { project, write } = newProject();
    const file = write('bob.jsonl', [{ text: 'quick delivery', label: 'good' }]);
    const { answers, alreadySo } = await counts([project, file], 0);
    assert.deepEqual([answers, alreadySo], [0, 1]);
  });

  test('makes no new project', async () => {
    const { write } = newProject();
    const made = join(mkdtempSync(join(root, 'new-')), 'made.marginalia.json');
    const without = write('answers.jsonl', [{ text: 'lovely', label: null }]);
    assert.match(
      await said([without, '--new', made], 2),
      /has no answers\. Name at least two labels/,
    );
    const one = write('answers.jsonl', [{ text: 'lovely', label: 'good' }]);
    assert.match(
      await said([one, '--new', made, '--task', 'single'], 2),
      /only label of answers\.jsonl is good/,
    );
    assert.ok(!existsSync(made));
  });
});

describe('--map', () => {
  const rows = [
    { text: 'late again', label: 'Bad' },
    { text: 'lovely', label: 'goood' },
  ];

  test('to a label that the project does not have suggests the one that was meant', async () => {
    const { project, folder, write } = newProject();
    const file = write('bob.jsonl', rows);
    const before = folderContents(folder);
    for (const more of [[], ['--dry-run']]) {
      const text = await said([project, file, '--map', 'goood=goodd', ...more], 2);
      assert.match(text, /no label “goodd”, given with --map\. Did you mean “good”\?.*good, bad/);
    }
    assert.match(
      await said([project, file, '--reject-as', 'baad'], 2),
      /“baad”, given with --reject-as\. Did you mean “bad”/,
    );
    assert.deepEqual(folderContents(folder), before);
    const { createdLabels } = await counts([
      project,
      file,
      '--map',
      'goood=goodd',
      '--create-labels',
    ]);
    assert.deepEqual(createdLabels, ['Bad', 'goodd']);
  });

  test('from a label that the file does not have suggests the one that was meant, also in convert', async () => {
    const { project, write } = newProject();
    const file = write('bob.jsonl', rows);
    const wrong = /no label “good”.*Did you mean “goood”\?.*Bad, goood/;
    assert.match(await said([project, file, '--map', 'good=good'], 2), wrong);
    const converted = await runCli(['convert', file, '-', '--map', 'good=fine']);
    assert.equal(converted.code, 2);
    assert.match(converted.stderr, wrong);
  });

  test('is proposed for labels in another letter case, as a shell takes it', async () => {
    const { project, write } = newProject({ labels: ['good', 'very bad'], rows });
    const file = write('bob.jsonl', [
      { text: 'late again', label: 'Very  Bad' },
      { text: 'lovely', label: 'good' },
    ]);
    const text = await said([project, file, '--dry-run'], 0);
    assert.match(text, /Very {2}Bad – very bad.*--map 'Very {2}Bad=very bad'/);
    const { answers, leftOut } = await counts([project, file, '--map', 'Very  Bad=very bad']);
    assert.deepEqual([answers, leftOut], [2, 0]);
  });
});
