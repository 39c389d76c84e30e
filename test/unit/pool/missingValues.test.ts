// Values that R and SQL clients mark as missing: NA, NULL, \N without quotes.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { scannerOf } from '../../../src/core/pool/poolFile.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { memorySource } from './memorySource.ts';

const reading = (text: string, given: Partial<PoolFormat> = {}) =>
  findReading('a.csv', { head: new TextEncoder().encode(text) }, given);

/** As R's write.csv writes it. */
const quotedTexts = [
  '"","text","label","score"',
  '"1","Came late, twice","delivery",1.5',
  '"2","All well",NA,NA',
  '"3",NA,"delivery",-2e-05',
  '"4","Lost","NA",TRUE',
].join('\n');

/** As write_csv writes it, and as Excel would. */
const bareTexts = quotedTexts.replaceAll(/"(\w*)"/g, '$1');

async function poolOf(text: string, format: PoolFormat) {
  const spec = {
    files: [{ path: 'a.csv', format }],
    textFields: ['text'],
    labelField: 'label',
    contextFields: ['score'],
  };
  return openPool(spec, [memorySource('a.csv', text)], { quotedRows });
}

describe('where every text is quoted', () => {
  test('an unquoted NA is no text and no label, and a quoted one is', async () => {
    const { format, sure, alternatives } = reading(quotedTexts);
    assert.deepEqual([format.missing, sure], ['NA', true]);
    const pool = await poolOf(quotedTexts, format);
    const { rows, records, withoutText } = pool.accounting;
    assert.deepEqual([rows, records, withoutText, pool.missingValues], [4, 3, 1, 3]);
    assert.deepEqual(pool.labels.names, ['delivery', 'NA']);
    const [, second] = await pool.read([0, 1]);
    assert.deepEqual(second!.context, { score: '' });
    // The other reading is offered.
    const other = alternatives.find(({ why }) => why.code === 'reading.markIsText')!;
    const { missing: _, ...rest } = format;
    assert.deepEqual(other.format, rest);
    const all = await poolOf(quotedTexts, other.format);
    assert.deepEqual([all.accounting.records, all.missingValues], [4, 0]);
  });

  test('the mark is detected even if it comes late, and is the one that is used', () => {
    const without = quotedTexts.replaceAll(/(?<=,)NA\b/g, '0');
    assert.equal(reading(without).format.missing, 'NA');
    assert.deepEqual(reading(without).alternatives, []);
    for (const word of ['NULL', '\\N']) {
      const text = quotedTexts.replaceAll(/(?<=,)NA\b/g, word);
      assert.equal(reading(text).format.missing, word);
    }
    const both = `${quotedTexts}\n"5",NULL,"x",0`;
    assert.equal(reading(both).format.missing, undefined);
  });

  test('without a header, with semicolons, decimal commas, dates and escaped quotes', () => {
    for (const text of [
      quotedTexts.slice(quotedTexts.indexOf('\n') + 1),
      '"text";"label";"n";"day"\n"So";NA;1,5;2023-04-01\n"Or";"a";NA;2023-04-01 10:00:00\n',
      '"text"\t"label"\n"So \\"it\\" is"\tNA\n"Or"\t"a"\n',
      '"text"\n"So"\nNA\n"Or"\n',
    ]) {
      assert.equal(reading(text).format.missing, 'NA', text);
    }
  });
});

describe('where a text may be without quotes', () => {
  test('NA stays a text, and the other reading is offered without raising a doubt', async () => {
    const { format, sure, alternatives, doubts } = reading(bareTexts);
    assert.deepEqual([format.missing, sure, doubts], [undefined, true, []]);
    const pool = await poolOf(bareTexts, format);
    assert.deepEqual([pool.accounting.records, pool.missingValues], [4, 0]);
    const other = alternatives.find(({ why }) => why.code === 'reading.textIsMark')!;
    assert.deepEqual(other.format, { ...format, missing: 'NA' });
    const marked = await poolOf(bareTexts, other.format);
    assert.deepEqual([marked.accounting.records, marked.accounting.withoutText], [3, 1]);
  });

  test('quotes around values that need them say nothing of the others', () => {
    for (const text of [
      // Values with blanks are quoted, as PHP's fputcsv does.
      '"the text","the label"\n"So it is",NA\n"Or it is",NA\n',
      '"a, b","c, d"\n"So, it is",NA\n"Or, it is",1\n',
      'text,label\n"So",NA\n"Or","a"\n',
      '"text","label"\n"So",NA\n"Or",fine\n',
      'text\tlabel\nSo\tNA\n',
    ]) {
      assert.equal(reading(text).format.missing, undefined, text);
    }
  });
});

describe('a project', () => {
  test('that names how quotes are read is not given a mark', () => {
    const given = { kind: 'delimited', delimiter: ',', header: true, quotes: true } as const;
    const { format, alternatives } = reading(quotedTexts, given);
    assert.equal(format.missing, undefined);
    assert.ok(alternatives.some((other) => other.format.missing === 'NA'));
    assert.equal(reading(quotedTexts, { missing: '' }).format.missing, '');
  });

  test('has the mark in its file', () => {
    const of = (format: object) =>
      parseProjectFile(
        JSON.stringify({
          version: 1,
          pool: { path: 'a.csv', format },
          text: 'text',
          labels: ['a', 'b'],
        }),
      );
    const parsed = of({ kind: 'delimited', missing: 'NA' });
    assert.deepEqual(parsed.project?.pool[0]!.format, { kind: 'delimited', missing: 'NA' });
    const [problem] = of({ kind: 'delimited', missing: 0 }).problems;
    assert.match(english(problem!.message), /"missing" is a word in double quotes/);
  });
});

describe('the scanner', () => {
  const scan = (text: string, format: Partial<PoolFormat>) => {
    const rows: unknown[] = [];
    const form: PoolFormat = { kind: 'delimited', missing: 'NA', ...format };
    const scanner = scannerOf(form, quotedRows, () => undefined, false);
    const block = new TextEncoder().encode(text);
    scanner.scan(block, true, (row, start, _end, line, note) =>
      rows.push([row, start, line, note?.missing ?? 0]),
    );
    return rows;
  };

  test('tells quoted from unquoted at every place of a row, and keeps the row', () => {
    assert.deepEqual(scan('\ufeffNA,"NA",ä\r\n"x\ny","NA",NA\r\nNA,NA\r\n', {}), [
      [['', 'NA', 'ä'], 0, 0, 1],
      [['x\ny', 'NA', ''], 15, 1, 1],
      [['', ''], 30, 3, 2],
    ]);
    assert.deepEqual(scan('"a \\"b\\", c",NA\n"NA, so",NA ,NAN\n', {}), [
      [['a "b", c', ''], 0, 0, 1],
      [['NA, so', 'NA ', 'NAN'], 16, 1, 0],
    ]);
  });

  test('where quotes are text, empties every such cell', () => {
    assert.deepEqual(scan('NA\t"NA"\n\\N\tx\n', { delimiter: '\t', quotes: false }), [
      [['', '"NA"'], 0, 0, 1],
      [['\\N', 'x'], 8, 1, 0],
    ]);
  });
});
