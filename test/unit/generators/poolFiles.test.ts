import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { before, describe, test } from 'node:test';
import { encodeText, isBeyondUtf8 } from '../../generators/poolFiles/encoders.ts';
import {
  generatePoolFile,
  generatePoolFiles,
} from '../../generators/poolFiles/generatePoolFiles.ts';
import { mustAsk } from '../../generators/poolFiles/judgeReading.ts';
import type { PoolFile } from '../../generators/poolFiles/poolFile.ts';
import { decode, readBack } from './readBack.ts';

const SEED = 1;

/** The decompressed bytes of the file. */
function plainBytes({ bytes, meant }: PoolFile): Uint8Array {
  return meant.gzip ? gunzipSync(bytes) : bytes;
}

describe('3,000 generated pool files', () => {
  let files: readonly PoolFile[] = [];

  before(() => {
    files = [...generatePoolFiles(SEED)];
  });

  test('third-party parsers read the expected rows with the expected reading', () => {
    for (const file of files) {
      const { fields, rows } = readBack(file);
      assert.deepEqual(fields, file.fields, file.name);
      assert.equal(rows.length, file.rows, file.name);
      assert.deepEqual([...rows.slice(0, 3), rows.at(-1)], file.sampleRows, file.name);
      if (file.meant.format !== 'delimited') continue;
      const width = file.sampleRows[0]!.length;
      const short = file.traits.includes('header-one-short') ? 1 : 0;
      if (file.meant.header) assert.equal(width, fields.length + short, file.name);
      assert.ok(
        rows.every((row) => row.length === width),
        file.name,
      );
    }
  });

  test('with unspecified quotes, either reading yields the same rows', () => {
    const open = files.filter(
      ({ meant }) => meant.format === 'delimited' && meant.quotes === undefined,
    );
    for (const file of open) {
      const without = readBack(file, { ...file.meant, quotes: false });
      const within = readBack(file, { ...file.meant, quotes: true });
      assert.deepEqual(without, within, file.name);
    }
    assert.ok(open.length > 100);
  });

  test('with specified quotes, the opposite reading yields different rows', () => {
    for (const file of files) {
      const { quotes } = file.meant;
      if (quotes === undefined) continue;
      const other = readBack(file, { ...file.meant, quotes: !quotes });
      assert.notDeepEqual(other, readBack(file), file.name);
    }
  });

  test('the encoding is detectable, declared, or must be asked for', () => {
    for (const file of files) {
      const bytes = plainBytes(file);
      const { encoding } = file.meant;
      if (encoding.startsWith('utf-16')) {
        const mark = encoding === 'utf-16le' ? [0xff, 0xfe] : [0xfe, 0xff];
        const marked = bytes[0] === mark[0] && bytes[1] === mark[1];
        assert.equal(marked, !file.traits.includes('utf-16-without-bom'), file.name);
        assert.ok(bytes.includes(0), file.name);
      } else {
        assert.equal(isBeyondUtf8(bytes), encoding !== 'utf-8', file.name);
        assert.ok(!bytes.includes(0), file.name);
      }
      if (file.given) assert.equal(file.given.encoding, encoding, file.name);
      if (mustAsk(file)) assert.equal(encoding, 'windows-1252', file.name);
    }
  });

  test('almost half are regular: UTF-8 with a header and no traits', () => {
    const regular = files.filter((file) => file.regular);
    const share = regular.length / files.length;
    assert.ok(share > 0.4 && share < 0.5, `${share}`);
    for (const { meant, traits, preamble, given, name } of regular) {
      assert.deepEqual(
        [traits.length, preamble, given, meant.gzip],
        [0, 0, undefined, false],
        name,
      );
      assert.equal(meant.encoding, 'utf-8', name);
      if (meant.format === 'delimited') assert.equal(meant.header, true, name);
    }
    for (const file of files) assert.equal(file.regular, file.traits.length === 0, file.name);
  });

  test('are small and have unique names', () => {
    const rows = files.map((file) => file.rows);
    const mean = rows.reduce((sum, count) => sum + count, 0) / rows.length;
    assert.ok(mean > 30 && mean < 50, `${mean}`);
    assert.ok(Math.min(...rows) >= 3);
    assert.equal(new Set(files.map(({ name }) => name)).size, files.length);
  });

  test('cover every delimiter, format, encoding and line ending', () => {
    const seen = (values: readonly unknown[]): unknown[] => [...new Set(values)].sort();
    const delimiters = files.flatMap(({ meant }) => meant.delimiter ?? []);
    assert.deepEqual(seen(delimiters), ['\t', ',', ';', '^', '|', '~']);
    assert.equal(seen(files.map(({ meant }) => meant.format)).length, 3);
    assert.equal(seen(files.map(({ meant }) => meant.orient)).length, 4);
    assert.ok(seen(files.map(({ meant }) => meant.encoding)).length >= 16);
    const ends = files.map((file) => /\r\n|\r|\n/.exec(decode(file))?.[0]);
    assert.deepEqual(seen(ends), ['\n', '\r', '\r\n', undefined]);
    const finals = files.map((file) => /[\r\n]$/.test(decode(file)));
    assert.ok(finals.includes(true) && finals.includes(false));
  });

  test('an ambiguous header is marked, and only on files without a header', () => {
    const ambiguous = files.filter(({ traits }) => traits.includes('ambiguous-header'));
    assert.ok(ambiguous.length > 5 && ambiguous.length < 0.02 * files.length);
    assert.ok(ambiguous.every(({ meant }) => meant.header === false));
  });
});

describe('seed and index', () => {
  test('determine a file, regardless of earlier files', () => {
    const all = [...generatePoolFiles(7, 60)];
    for (const index of [59, 0, 31]) {
      assert.deepEqual(generatePoolFile(7, index), all[index]);
    }
  });

  test('different seeds give different files', () => {
    assert.notDeepEqual(generatePoolFile(7, 0).bytes, generatePoolFile(8, 0).bytes);
    assert.notDeepEqual(generatePoolFile(7, 0).bytes, generatePoolFile(7, 1).bytes);
  });
});

describe('encoders', () => {
  test('write the standard bytes', () => {
    const hex = (text: string, encoding: string): string =>
      Buffer.from(encodeText(text, encoding)).toString('hex');
    assert.equal(hex('€“ä', 'windows-1252'), '8093e4');
    assert.equal(hex('ąŁ', 'iso-8859-2'), 'b1a3');
    assert.equal(hex('日本', 'shift_jis'), '93fa967b');
    assert.equal(hex('日本', 'euc-jp'), 'c6fccbdc');
    assert.equal(hex('한', 'euc-kr'), 'c7d1');
    assert.equal(hex('中文', 'gb18030'), 'd6d0cec4');
    assert.equal(hex('中文', 'big5'), 'a4a4a4e5');
    assert.equal(hex('Да', 'koi8-r'), 'e4c1');
    assert.equal(hex('aä', 'utf-16be'), '006100e4');
  });

  test('reject characters outside the encoding', () => {
    assert.throws(() => encodeText('日', 'windows-1252'), says(/windows-1252 has no "日"/));
  });
});
