// `--sheet` and `--path` of commands that read files of other tools; for `predict` see predictInputs.test.ts.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { convertText, jsonRows } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';
import { counts, newProject, root } from './importFixture.ts';
import { runCli } from './runCli.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const textcat = join(fixtures, 'interchange/doccano/textcat.xlsx');
const nested = JSON.stringify({
  meta: { pages: 3 },
  data: {
    items: [
      { text: 'late again', label: 'bad' },
      { text: 'lovely', label: null },
    ],
    longer: ['one', 'two', 'three'].map((text) => ({ text, label: 'good' })),
  },
});

describe('convert', () => {
  const textsIn = async (input: string | Uint8Array, ...options: string[]): Promise<unknown[]> =>
    jsonRows((await convertText(input, ...options)).written).map(({ text }) => text);

  test('--sheet names the sheet of a workbook', async () => {
    const book = readFileSync(join(fixtures, 'excel/book.xlsx'));
    assert.ok((await textsIn(book)).includes('Zürich 😀 & <b>'));
    const other = await textsIn(book, '--from', 'csv', '--sheet', 'Other & more');
    assert.deepEqual(other, ['of the other sheet']);
    const named = await textsIn(readFileSync(textcat), '--sheet', 'example');
    assert.deepEqual(named, ['exampleA', 'exampleB']);
    await assert.rejects(
      textsIn(book, '--sheet', 'nope'),
      says(/has no sheet “nope”\. It has: Reviews, Other & more\.$/),
    );
    await assert.rejects(
      textsIn('text,label\na,b\n', '--sheet', 'nope'),
      says(/Leave out --sheet/),
    );
  });

  test('--path names the list of records in JSON', async () => {
    assert.deepEqual(await textsIn(nested, '--path', 'data.items'), ['late again', 'lovely']);
    assert.deepEqual(await textsIn(nested, '--path', 'data.longer'), ['one', 'two', 'three']);
    const choices = { from_name: 'm', to_name: 't', type: 'choices', value: { choices: ['bad'] } };
    const tasks = [{ data: { text: 'late again' }, annotations: [{ result: [choices] }] }];
    const wrapped = JSON.stringify({ total: 1, export: { tasks, views: [{ text: 'no task' }] } });
    const found = await convertText(wrapped, '--path', 'export.tasks');
    assert.deepEqual([found.counts.from, found.counts.labels], ['labelstudio', { bad: 1 }]);
  });

  test('a missing list is named', async () => {
    const refused = async (input: string | Uint8Array, ...options: string[]): Promise<void> =>
      assert.rejects(
        textsIn(input, '--path', 'data.none', ...options),
        says(/^standard input has no list of records at “data\.none”\.$/),
      );
    await refused(nested);
    await refused(nested, '--from', 'marginalia');
    await refused('text,label\na,b\n');
    await refused(readFileSync(textcat));
  });
});

describe('import', () => {
  test('--sheet and --path name the sheet of a workbook and the list in JSON', async () => {
    const { project } = newProject();
    const file = join(mkdtempSync(join(root, 'file-')), 'nested.json');
    writeFileSync(file, nested);
    const { rows, answers } = await counts([project, file, '--path', 'data.items', '--dry-run']);
    assert.deepEqual([rows, answers], [2, 1]);
    const said = await counts([project, textcat, '--sheet', 'example', '--dry-run'], 2);
    assert.deepEqual(said.rows, 2);
    for (const option of ['--sheet', '--path']) {
      const { code, stderr } = await runCli(['import', project, file, option, 'nope']);
      assert.deepEqual([code, /nope|Leave out --sheet/.test(stderr)], [2, true], stderr);
    }
  });
});
