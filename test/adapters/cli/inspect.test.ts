import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { FileReport } from '../../../src/commandLine/inspectFile.ts';
import { runCli } from './runCli.ts';

const at = (path: string): string => join(import.meta.dirname, '../../fixtures/cases', path);

describe('inspect', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginalia-inspect-test-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('--path names the list of records, --sheet the sheet', async () => {
    const file = join(folder, 'lists.json');
    const lists = {
      data: { items: [{ text: 'one' }], longer: [{ text: 'two' }, { text: 'three' }] },
    };
    await writeFile(file, JSON.stringify(lists));
    const report = async (...args: string[]): Promise<FileReport> => {
      const { code, stdout, stderr } = await runCli(['inspect', ...args, '--json']);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout) as FileReport;
    };
    const { path, rows, fields } = await report(file, '--path', 'data.items');
    assert.deepEqual([path, rows, fields[0]?.example], ['data.items', 1, 'one']);
    const book = join(import.meta.dirname, '../../fixtures/excel/book.xlsx');
    const other = await report(book, '--sheet', 'Other & more');
    assert.deepEqual(
      [other.sheet, other.fields[0]?.example],
      ['Other & more', 'of the other sheet'],
    );
  });

  test('says of ids and answers without texts that they belong to another pool', async () => {
    const file = join(folder, 'answers.jsonl');
    const rows = Array.from({ length: 40 }, (_, i) => ({
      id: `r${i}`,
      label: i % 2 ? 'good' : 'bad',
    }));
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const { stdout } = await runCli(['inspect', file]);
    assert.match(stdout, /No field looks like text[^]*import the file into the project/);
    const json = JSON.parse((await runCli(['inspect', file, '--json'])).stdout) as FileReport;
    assert.equal(json.proposed.doubtful, true);
  });

  test('prints the reading, the fields and the row accounting as JSON', async () => {
    const { code, stdout, stderr } = await runCli([
      'inspect',
      at('25-header-guess/repeated-header.csv'),
      '--json',
    ]);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as FileReport;
    assert.deepEqual(report, {
      format: 'delimited',
      encoding: 'utf-8',
      delimiter: ',',
      header: true,
      quotes: true,
      sure: true,
      alternatives: [],
      doubts: [],
      fields: [
        { name: 'id', values: 20, example: 'r1' },
        { name: 'text', values: 20, example: 'The rye loaf rose well overnight' },
        { name: 'label', values: 2, example: 'bread' },
      ],
      rows: 20,
      records: 20,
      merged: 0,
      withoutText: 0,
      problemRows: 0,
      problems: [
        {
          line: 12,
          code: 'repeated-header',
          message: 'The header is repeated here, as in concatenated files; it is ignored.',
          severity: 'warning',
        },
      ],
      damaged: 0,
      problemCount: 1,
      proposed: {
        text: 'text',
        id: 'id',
        task: 'single',
        label: 'label',
        labels: [
          { name: 'boats', count: 10 },
          { name: 'bread', count: 10 },
        ],
        labelField: { field: 'label', use: 'annotations' },
      },
    } satisfies FileReport);
  });

  test('prints the same in words', async () => {
    const { code, stdout } = await runCli(['inspect', at('11-text-types/mixed.jsonl')]);
    assert.equal(code, 0);
    assert.match(stdout, /^mixed\.jsonl: JSON Lines · utf-8$/m);
    assert.match(stdout, /^20 rows = 13 records \+ 3 merged \+ 4 without text \+ 0 that cannot/m);
    assert.match(stdout, /^2 labels: boats \(10\), bread \(10\)$/m);
    assert.match(stdout, /^line 3: "text" is null here\.$/m);
  });

  test('proposes several labels per record, with the labels as they are then read', async () => {
    const sets = Array.from({ length: 40 }, (_, i) =>
      [['joy'], ['anger'], ['joy', 'anger'], [], ['very sad']].at(i % 5)!,
    );
    const labels = [
      { name: 'anger', count: 16 },
      { name: 'joy', count: 16 },
      { name: 'very sad', count: 8 },
    ];
    const table = (header: string, row: (set: string[]) => string): string =>
      [`text,${header}`, ...sets.map((set, i) => `"It was number ${i}, I said",${row(set)}`)].join(
        '\n',
      );
    const inspected = async (name: string, content: string): Promise<FileReport['proposed']> => {
      const path = join(folder, name);
      await writeFile(path, content);
      const { stdout } = await runCli(['inspect', '--json', path]);
      return (JSON.parse(stdout) as FileReport).proposed;
    };
    const field = 'emotion';
    const use = 'annotations';
    for (const separator of ['|', ';', ',']) {
      const proposed = await inspected(
        'separated.csv',
        table(field, (set) => `"${set.join(`${separator} `)}"`),
      );
      const labelField = { field, use, separator };
      const text = 'text';
      assert.deepEqual(proposed, { text, task: 'multi', label: field, labels, labelField });
    }
    const listed = await inspected(
      'listed.csv',
      table(field, (set) => `"[${set.map((name) => `'${name}'`).join(', ')}]"`),
    );
    assert.deepEqual(
      [listed.task, listed.labels, listed.labelField],
      ['multi', labels, { field, use }],
    );
    const names = ['joy', 'anger', 'very sad'];
    const flags = await inspected(
      'columns.csv',
      table(names.map((name) => `is_${name}`).join(','), (set) =>
        names.map((name) => (set.includes(name) ? '1' : '0')).join(','),
      ),
    );
    const columns = { joy: 'is_joy', anger: 'is_anger', 'very sad': 'is_very sad' };
    assert.deepEqual(
      [
        flags.task,
        flags.label,
        flags.labels?.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        flags.labelField,
      ],
      ['multi', undefined, labels, { columns, use }],
    );
    const single = await inspected(
      'single.csv',
      table('label', (set) => `"${['Refund, full', 'Refund, partial', 'a|b', 'c;d'][set.length]}"`),
    );
    assert.deepEqual([single.task, single.labelField], ['single', { field: 'label', use }]);
    const { stdout } = await runCli(['inspect', join(folder, 'columns.csv')]);
    assert.match(stdout, /^Proposed: text text, id none, labels in 3 columns of 0 and 1$/m);
  });

  test('accepts options for the known parts of the format', async () => {
    const inspect = async (...args: string[]): Promise<FileReport> => {
      const { stdout } = await runCli(['inspect', '--json', ...args]);
      return JSON.parse(stdout) as FileReport;
    };
    const latin = await inspect(at('01-cp1252-csv/pool.csv'), '--encoding', 'latin1');
    assert.deepEqual([latin.encoding, latin.sure], ['windows-1252', true]);
    for (const name of ['tab', '\\t', '\t']) {
      const report = await inspect(at('20-delimiters/tab.csv'), '--delimiter', name);
      assert.equal(report.delimiter, '\t');
    }
    const bare = await inspect(at('20-delimiters/semi.csv'), '--no-header', '--no-quotes');
    assert.deepEqual([bare.header, bare.quotes, bare.rows], [false, false, 21]);
  });

  test('exits with 1 and a sentence if there is nothing to label', async () => {
    for (const [path, sentence] of [
      [
        '18-degenerate/empty.csv',
        /^There is nothing to label in empty\.csv: the file is empty\.\n$/,
      ],
      ['18-degenerate/header-only.csv', /nothing to label in header-only\.csv/],
      ['30-orient/columns.json', /nothing to label in columns\.json\. .* pandas .* to_json/],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['inspect', at(path), '--json']);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, sentence);
    }
  });

  test('exits with 2 if the file or an option is unusable', async () => {
    for (const [args, sentence] of [
      [[at('none.csv')], /^There is no file .*none\.csv\.$/m],
      [[], /Name one file/],
      [[at('07-gzip-members/cut.jsonl.gz')], /not a complete gzip file/],
      [[at('20-delimiters/semi.csv'), '--delimiter', 'x'], /--delimiter must be one of/],
      [[at('20-delimiters/semi.csv'), '--encoding', 'klingon'], /no encoding "klingon"/],
    ] as const) {
      const { code, stderr } = await runCli(['inspect', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
    }
  });
});
