// The files of test/fixtures/cases as read by `inspect`: the expectations of each expected.md.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  inspectFile,
  NothingToLabel,
  type FileReport,
} from '../../../src/commandLine/inspectFile.ts';

const at = (path: string): string => join(import.meta.dirname, '../../fixtures/cases', path);
const inspect = (path: string): Promise<FileReport> => inspectFile(at(path));

/** Asserts that every row is accounted for, and the number of records. */
function assertRecords(report: FileReport, records: number, rows = records): void {
  const { merged, withoutText, problemRows } = report;
  assert.equal(report.records, records);
  assert.equal(report.rows, rows);
  assert.equal(report.rows, report.records + merged + withoutText + problemRows);
}

function assertColumns(report: FileReport, names: readonly string[]): void {
  assert.deepEqual(
    report.fields.map(({ name }) => name),
    names,
  );
}

const codes = ({ problems }: FileReport): [number, string][] =>
  problems.map(({ line, code }) => [line, code]);

async function refused(path: string, message: RegExp): Promise<void> {
  await assert.rejects(
    inspect(path),
    (error) => error instanceof NothingToLabel && message.test(english(error.problem)),
  );
}

const idTextLabel = ['id', 'text', 'label'];

describe('file cases, by inspect', () => {
  test('A11 01: Windows-1252 is detected, and marked as uncertain', async () => {
    const report = await inspect('01-cp1252-csv/pool.csv');
    assertRecords(report, 20);
    assert.equal(report.encoding, 'windows-1252');
    assert.equal(report.sure, false);
    assert.ok(report.alternatives.some(({ encoding }) => encoding === 'utf-8'));
    assert.match(report.fields[1]!.example, /– café à 0 €$/);
    assert.match(report.doubts.join(' '), /not UTF-8, first on line 2; .* windows-1252/);
  });

  for (const name of ['bom-le', 'nobom-le']) {
    test(`A11 02: UTF-16, ${name}`, async () => {
      const report = await inspect(`02-utf16/${name}.csv`);
      assertRecords(report, 20);
      assertColumns(report, idTextLabel);
      assert.equal(report.encoding, 'utf-16le');
      assert.equal(report.sure, true);
    });
  }

  test('A13 03: column names contain no quotes or byte order mark', async () => {
    const report = await inspect('03-bom-quoted-header/pool.csv');
    assertRecords(report, 20);
    assertColumns(report, idTextLabel);
  });

  test('A13 04: a byte order mark in the middle of joined files costs no row', async () => {
    const report = await inspect('04-bom-mid-file/pool.jsonl');
    assertRecords(report, 20);
    assert.deepEqual(codes(report), [[11, 'byte-order-mark']]);
  });

  test('A13 05: quoted words, backslashes, and one unclosed quote', async () => {
    const speech = await inspect('05-quotes/a-imdb.tsv');
    assertRecords(speech, 20);
    assert.equal(speech.quotes, false);
    assert.equal(speech.fields[2]!.example, '"rye" loaf rose well overnight');
    const escaped = await inspect('05-quotes/c-backslash.csv');
    assertRecords(escaped, 20);
    assertColumns(escaped, idTextLabel);
    assert.equal(escaped.fields[1]!.example, 'He said "The rye loaf rose well overnight", twice');
    const unclosed = await inspect('05-quotes/f-unclosed.csv');
    assertRecords(unclosed, 99, 100);
    assert.deepEqual(codes(unclosed), [[59, 'unclosed-quote']]);
  });

  for (const name of ['cr', 'mixed']) {
    test(`A10 06: line ends, ${name}`, async () => {
      const report = await inspect(`06-line-ends/${name}.csv`);
      assertRecords(report, 20);
      assertColumns(report, idTextLabel);
      assert.deepEqual(report.proposed.labels, [
        { name: 'boats', count: 10 },
        { name: 'bread', count: 10 },
      ]);
    });
  }

  for (const name of ['pool', 'empty-first', 'trailing-zero']) {
    test(`07: all members of a gzip file, ${name}`, async () => {
      const report = await inspect(`07-gzip-members/${name}.jsonl.gz`);
      assertRecords(report, 20);
      assert.equal(report.gzip, true);
    });
  }

  for (const name of ['cut', 'garbage']) {
    test(`07: an incomplete gzip file is reported, ${name}`, async () => {
      await assert.rejects(
        inspect(`07-gzip-members/${name}.jsonl.gz`),
        says(/not a complete gzip file/),
      );
    });
  }

  test('A9 08: NaN and Infinity become null, reported once with their count', async () => {
    const report = await inspect('08-nan/score.jsonl');
    assertRecords(report, 20);
    assert.equal(report.problemCount, 1);
    assert.equal(report.problems[0]!.code, 'not-a-number');
    assert.match(report.problems[0]!.message, /^15 rows/);
  });

  for (const [folder, first] of [
    ['09-big-ids', '1700000000000000113'],
    ['27-sparse-big-ids', '1700341480978622024'],
  ] as const) {
    test(`A5 ${folder}: ids keep their digits`, async () => {
      const report = await inspect(`${folder}/pool.jsonl`);
      assertRecords(report, 20);
      assert.deepEqual(report.fields[0], { name: 'id', values: 20, example: first });
      assert.deepEqual(report.problems, []);
    });
  }

  for (const name of [
    'array-indent.json',
    'array.json',
    'oneline.jsonl',
    'pool.ndjson',
    'pretty.jsonl',
    'wrapped.json',
  ]) {
    test(`A10 10: JSON shapes, ${name}`, async () => {
      const report = await inspect(`10-json-shapes/${name}`);
      assertRecords(report, 20);
      assertColumns(report, idTextLabel);
      assert.equal(report.path, name === 'wrapped.json' ? 'data' : undefined);
    });
  }

  test('A10 10, 30: pandas tables in columns or index orientation are recognised and explained', async () => {
    await refused('10-json-shapes/dict-of-columns.json', /by columns .*orient="records"/);
    await refused('30-orient/columns.json', /by columns .*orient="records"/);
    await refused('30-orient/index.json', /orient="index".*orient="records"/);
  });

  test('11: numbers and booleans become text, nulls are reported as missing; word lists are joined', async () => {
    const mixed = await inspect('11-text-types/mixed.jsonl');
    assertRecords(mixed, 13, 20);
    assert.equal(mixed.withoutText, 4);
    assert.deepEqual(
      codes(mixed).filter(([, code]) => code === 'no-text'),
      [3, 8, 13, 18].map((line) => [line, 'no-text']),
    );
    const nested = await inspect('11-text-types/nested.jsonl');
    assertRecords(nested, 20);
    assert.equal(nested.proposed.text, 'data.body.text');
    assertRecords(await inspect('11-text-types/tokens.jsonl'), 20);
  });

  for (const name of ['accept', 'doccano', 'prodigy']) {
    test(`12: other tools’ label formats cost no record, ${name}`, async () => {
      const report = await inspect(`12-labels-list/${name}.jsonl`);
      assertRecords(report, 20);
      assert.equal(report.proposed.text, 'text');
    });
  }

  test('A5 13: label values keep their digits', async () => {
    const report = await inspect('13-label-names/num.jsonl');
    assertRecords(report, 20);
    const names = report.proposed.labels!.map(({ name }) => name);
    assert.ok(names.includes('1') && names.includes('1.0'));
    assertRecords(await inspect('13-label-names/bool.jsonl'), 20);
    assertRecords(await inspect('13-label-names/empty.jsonl'), 20);
    assertRecords(await inspect('13-label-names/float.csv'), 20);
  });

  test('14: the words null, None, NA and nan are texts', async () => {
    const report = await inspect('14-literal-null/pool.csv');
    assertRecords(report, 12);
    assert.equal(report.fields.find(({ name }) => name === 'text')!.values, 12);
  });

  test('A1 15: a repeated column gets its own name, and is reported', async () => {
    const report = await inspect('15-duplicate-keys/pool.csv');
    assertRecords(report, 20);
    assertColumns(report, ['id', 'text', 'text_2', 'label']);
    assert.deepEqual(codes(report), [[1, 'column-names']]);
    const json = await inspect('15-duplicate-keys/pool.jsonl');
    assert.equal(
      json.fields.find(({ name }) => name === 'text')!.example,
      'The rye loaf rose well overnight',
    );
  });

  test('16: repeated ids cost no record', async () => {
    assertRecords(await inspect('16-duplicate-ids/all-same.csv'), 20);
    assertRecords(await inspect('16-duplicate-ids/pool.csv'), 20);
  });

  test('A10 18: nothing to label is reported in a sentence; small files are read', async () => {
    await refused('18-degenerate/empty.csv', /nothing to label in empty\.csv: the file is empty/);
    await refused('18-degenerate/blank.jsonl', /no rows that can be read/);
    await refused('18-degenerate/header-only.csv', /no rows that can be read/);
    assertRecords(await inspect('18-degenerate/oneclass.csv'), 20);
    assertRecords(await inspect('18-degenerate/same.csv'), 1, 20);
    assertRecords(await inspect('18-degenerate/stop.csv'), 16);
    assertRecords(await inspect('18-degenerate/three.csv'), 3);
    assertRecords(await inspect('18-degenerate/two.csv'), 2);
  });

  for (const [name, delimiter] of [
    ['pipe.txt', '|'],
    ['semi.csv', ';'],
    ['semicolon-tsv.tsv', ';'],
    ['sep.csv', ';'],
    ['tab.csv', '\t'],
  ] as const) {
    test(`A3 20: the delimiter that splits evenly, ${name}`, async () => {
      const report = await inspect(`20-delimiters/${name}`);
      assertRecords(report, 20);
      assertColumns(report, idTextLabel);
      assert.equal(report.delimiter, delimiter);
      assert.equal(report.sure, true);
    });
  }

  test('A3 20: lines of text have one column and no header', async () => {
    const report = await inspect('20-delimiters/plain.txt');
    assertRecords(report, 20);
    assertColumns(report, ['column1']);
  });

  test('21: texts keep their line breaks, commas and quotes', async () => {
    const report = await inspect('21-multiline/pool.csv');
    assertRecords(report, 20);
    assert.equal(
      report.fields[1]!.example,
      'The rye loaf rose well overnight,\r\n\r\nKindly, the "crew"',
    );
  });

  test('22: composed and decomposed letters are one record', async () => {
    const report = await inspect('22-unicode/pool.jsonl');
    assertRecords(report, 31, 32);
    assert.equal(report.merged, 1);
  });

  test('A11 D9 23: broken bytes are reported once, with the first line; all rows are read', async () => {
    const report = await inspect('23-broken-bytes/pool.jsonl');
    assertRecords(report, 24);
    assert.equal(report.sure, false);
    assert.deepEqual(codes(report), [[6, 'not-utf-8']]);
    assert.match(report.problems[0]!.message, /^2 rows/);
  });

  test('A15 24: unusual names are ordinary fields', async () => {
    const pandas = await inspect('24-field-names/pandas.csv');
    assertRecords(pandas, 20);
    assertColumns(pandas, ['column1', 'Text', 'Label', 'Unnamed: 0']);
    assert.deepEqual(codes(pandas), [[1, 'column-names']]);
    const json = await inspect('24-field-names/pool.jsonl');
    assertRecords(json, 20);
    const names = json.fields.map(({ name }) => name);
    for (const name of ['', '1', '__proto__', 'constructor', 'meta.lang', 'Text ']) {
      assert.ok(names.includes(name), name);
    }
    assert.equal(json.fields.find(({ name }) => name === '__proto__')!.example, 'p0');
  });

  for (const [name, columns] of [
    ['one-column', ['customer comment']],
    ['paren-header', ['id', 'text', '(label)']],
    ['repeated-header', idTextLabel],
    ['trailing-blank-columns', ['id', 'text', 'label', 'column4', 'column5']],
    ['value-equals-name', ['text', 'spam']],
  ] as const) {
    test(`A1 25: the header is not a record, ${name}`, async () => {
      const report = await inspect(`25-header-guess/${name}.csv`);
      assertRecords(report, 20);
      assertColumns(report, columns);
      assert.equal(report.header, true);
    });
  }

  test('A1 25: a first row like the others is a record', async () => {
    const report = await inspect('25-header-guess/no-header.csv');
    assertRecords(report, 20);
    assert.equal(report.header, false);
  });

  for (const name of ['scores', 'scores-quoted']) {
    test(`A3 26: semicolons with decimal commas, ${name}`, async () => {
      const report = await inspect(`26-decimal-comma/${name}.csv`);
      assertRecords(report, 20);
      assertColumns(report, ['id', 'text', 'score', 'label']);
      assert.equal(report.delimiter, ';');
    });
  }

  test('A13 28: one unclosed quote costs only its row', async () => {
    const report = await inspect('28-one-bad-quote/unclosed.csv');
    assertRecords(report, 299, 300);
    assert.equal(report.quotes, true);
    assert.deepEqual(codes(report), [[59, 'unclosed-quote']]);
  });

  test('A8 33: a file sorted by label shows all of them', async () => {
    const report = await inspect('33-sorted-by-label/pool.csv');
    assertRecords(report, 1400);
    assert.equal(report.proposed.label, 'label');
    assert.equal(report.proposed.labels!.length, 2);
    const many = await inspect('33-sorted-by-label/many.csv');
    assertRecords(many, 3000);
    const lines = (await readFile(at('33-sorted-by-label/many.csv'), 'utf8')).trim().split('\n');
    const intents = new Set(lines.slice(1).map((line) => line.split(',').at(-1)));
    assert.equal(many.fields.find(({ name }) => name === 'intent')!.values, intents.size);
  });

  test('A2 34: one more row does not change the reading', async () => {
    const { format, delimiter, header, quotes } = await inspect('34-guess-flips/before.csv');
    const after = await inspect('34-guess-flips/after.csv');
    assert.deepEqual(
      [after.format, after.delimiter, after.header, after.quotes],
      [format, delimiter, header, quotes],
    );
    assertRecords(after, 21);
  });

  test('35: label values may contain commas and line breaks', async () => {
    const report = await inspect('35-label-newline/pool.jsonl');
    assertRecords(report, 40);
    const names = report.proposed.labels!.map(({ name }) => name);
    assert.ok(names.includes('Bread, rolls') && names.includes('boats\nand ships'));
  });
});
