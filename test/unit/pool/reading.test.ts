// Detects the format of a file from its bytes and the given settings.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { UserError } from '../../../src/core/errors.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';
import type { Reading } from '../../../src/core/pool/reading/reading.ts';
import { firstRows, sampleRows } from '../../../src/core/pool/sampleRows.ts';
import { jsonLines } from '../../harness/topics.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (name: string, text: string, given?: Partial<PoolFormat>): Reading =>
  findReading(name, { head: bytes(text) }, given);

/** Encodes text in a single-byte encoding with the table of TextDecoder. */
function inSingleBytes(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const table = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
  );
  return Uint8Array.from(text, (char) => table.get(char)!);
}

function wide(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

describe('encodings', () => {
  const table = 'id,text\n1,Ein schöner Käse für 3 €\n2,Où est la fenêtre?\n3,plain\n';

  test('A11 is certain of UTF-8 and UTF-16, with and without a byte order mark', () => {
    const of = (head: Uint8Array) => {
      const { format, sure } = findReading('a.csv', { head }, { header: true });
      return [format.encoding, format.header, sure];
    };
    assert.deepEqual(of(bytes(table)), ['utf-8', true, true]);
    assert.deepEqual(of(bytes(`\ufeff${table}`)), ['utf-8', true, true]);
    for (const mark of ['', '\ufeff']) {
      assert.deepEqual(of(wide(mark + table, true)), ['utf-16le', true, true]);
      assert.deepEqual(of(wide(mark + table, false)), ['utf-16be', true, true]);
      const chinese = `${mark}文本,标签\n房間很小但是乾淨又安靜服務員非常熱情,好\n下次還會再來為什麼退貨,壞\n`;
      assert.deepEqual(of(wide(chinese, true)), ['utf-16le', true, true]);
    }
  });

  for (const encoding of ['windows-1252', 'iso-8859-2', 'windows-1251', 'koi8-r']) {
    test(`A11 is uncertain of ${encoding} and offers it`, () => {
      const texts = encoding.startsWith('iso') ? 'Żółć, źdźbło' : 'Ж, щука';
      const content = encoding === 'windows-1252' ? table : `id;text\n1;${texts}\n2;${texts} i\n`;
      const { format, sure, alternatives, doubts } = findReading('a.csv', {
        head: inSingleBytes(content, encoding),
      });
      assert.equal(sure, false);
      assert.ok(
        [format, ...alternatives.map((a) => a.format)].some((f) => f.encoding === encoding),
      );
      assert.match(english(doubts[0]), /not UTF-8, first on line 2/);
    });
  }

  test('A11 uses a given encoding and detects the rest with it', () => {
    const text = 'id;text\n1;Żółć, źdźbło\n2;Łódź, wąż\n';
    const head = inSingleBytes(text, 'iso-8859-2');
    const given = { encoding: 'latin2' };
    const { format, sure } = findReading('a.csv', { head }, given);
    assert.deepEqual([format.encoding, format.delimiter, sure], ['iso-8859-2', ';', true]);
    assert.equal(firstRows({ head }, format, quotedRows, 1)[0]!.text, 'Żółć, źdźbło');
    assert.throws(
      () => read('a.csv', text, { encoding: 'klingon' }),
      says(/no encoding "klingon"/),
    );
  });

  test('A11 ignores characters truncated at sample boundaries', () => {
    const long = bytes('ü€😀'.repeat(50));
    for (let cut = 0; cut < 9; cut++) {
      const samples = {
        head: bytes(`text\n${'äß'.repeat(9)}`).subarray(0, 20 + (cut % 3)),
        middle: long.subarray(cut, 200),
        tail: long.subarray(cut + 2),
      };
      assert.equal(findReading('a.txt', samples).format.encoding, 'utf-8');
    }
  });

  test('A11 rejects UTF-32', () => {
    const head = Uint8Array.of(0xff, 0xfe, 0, 0, 65, 0, 0, 0);
    assert.throws(() => findReading('a.csv', { head }), says(/UTF-32/));
  });
});

describe('given settings are used and the rest is detected', () => {
  const text = 'id,extra;text\n1,x;"one; and more"\n2,y;two\n';

  test('A3 detects header and quotes with the given delimiter', () => {
    const { format } = read('a.csv', text, { delimiter: ';' });
    assert.equal(format.delimiter, ';');
    assert.equal(format.quotes, true);
    assert.equal(format.header, true);
    const plain = 'a;b\n1;x\n2;y\n';
    assert.equal(read('a.csv', plain, { header: false }).format.header, false);
    assert.equal(read('a.csv', plain, { quotes: false }).format.quotes, false);
    assert.deepEqual(read('a.csv', plain, { columns: ['x', 'y'] }).format.columns, ['x', 'y']);
  });

  test('keeps a given kind', () => {
    assert.equal(read('a.csv', '{"a":1}\n', { kind: 'delimited' }).format.kind, 'delimited');
    assert.equal(read('a.csv', 'x\n', { kind: 'jsonl' }).format.kind, 'jsonl');
    const json = '{"a": [{"t": 1}], "b": [{"t": 2}]}';
    assert.equal(read('a.json', json, { kind: 'json', path: 'b' }).format.path, 'b');
  });
});

describe('tables', () => {
  const of = (name: string, text: string) => {
    const { format, sure } = read(name, text);
    return { ...format, sure };
  };

  for (const delimiter of [',', ';', '\t', '|', '^', '~']) {
    test(`A3 detects columns separated by ${JSON.stringify(delimiter)}`, () => {
      const text = ['id', 'text', 'label'].join(delimiter);
      const rows = Array.from({ length: 12 }, (_, i) =>
        [i, `"one, two; three | number ${i}"`, i % 2 ? 'ham' : 'spam'].join(delimiter),
      );
      const found = of('a.txt', [text, ...rows].join('\n'));
      assert.deepEqual([found.delimiter, found.header, found.sure], [delimiter, true, true]);
    });
  }

  test('a file without a table’s extension has a text on each line, unless columns are evident', () => {
    const prose = ['Hello, I love this', 'Bad, never again', 'Well, it is fine', 'No, thanks'];
    for (const name of ['a.txt', 'a.txt.gz', 'a.md', 'standard input']) {
      const { format, sure, doubts } = read(name, prose.join('\n'));
      assert.deepEqual(firstRows({ head: bytes(prose.join('\n')) }, format, quotedRows, 9), [
        ...prose.map((column1) => ({ column1 })),
      ]);
      assert.deepEqual([sure, doubts.map(({ code }) => code)], [false, ['reading.evenColumns']]);
      // Lines with different numbers of commas are no sign of a table.
      const uneven = [...prose, 'So, so, so', 'Fine', 'Late', 'No, no, no'].join('\n');
      assert.equal(read(name, uneven).sure, true);
      assert.equal(read(name, 'text,label\nhi,a\n').format.delimiter, ',');
      const rows = Array.from({ length: 40 }, (_, i) => `"late, again",${i}`);
      assert.equal(read(name, rows.join('\n')).format.delimiter, ',');
      assert.equal(read(name, 'bad\tlate again\ngood\tfine\n').format.delimiter, '\t');
      assert.equal(read(name, prose.join('\n'), { delimiter: ',' }).format.delimiter, ',');
    }
    assert.equal(of('a.csv', prose.join('\n')).delimiter, ',');
    const named = of('a.txt', ['text', ...prose.map((line) => `${line} at all`)].join('\n'));
    assert.deepEqual([named.header, named.sure], [true, true]);
    // Every delimiter occurs in the texts.
    const signs = ['I love it', ...prose, 'a;b\tc|d^e~f'];
    const { format } = read('a.txt', signs.join('\n'));
    assert.deepEqual(
      firstRows({ head: bytes(signs.join('\n')) }, format, quotedRows, 9).map(
        ({ column1 }) => column1,
      ),
      signs,
    );
  });

  test('quotes that are words of their own do not enclose the lines between them', () => {
    const words = 'She\n"\nleft\n,\nand\nsaid\n"\nno\nmore\n"\nbye\n"\n';
    const of = (name: string, text: string) => {
      const { format, sure, alternatives } = read(name, text, { header: false });
      return [format.quotes, sure, alternatives.some((other) => other.format.quotes === true)];
    };
    assert.deepEqual(of('words.test', words), [false, false, true]);
    assert.deepEqual(of('words.txt', words), [false, false, true]);
    const tagged = words.replaceAll('\n', '\tO\n');
    assert.deepEqual(of('words.conll', tagged), [false, false, true]);
    // Texts of several lines, the last of which would have too many columns.
    const texts = 'id,text\n1,"one\ntwo"\n2,"\nthree, four"\n3,five\n';
    assert.deepEqual(of('texts.csv', texts), [true, true, false]);
  });

  test('A3 the line sep=; sets the delimiter and is not a row', () => {
    const text = 'sep=;\nid;text\n1;one, two\n2;three\n';
    const { format } = read('a.csv', text);
    assert.equal(format.delimiter, ';');
    const rows = sampleRows({ head: bytes(text) }, format, quotedRows);
    assert.deepEqual(rows[0], { id: '1', text: 'one, two' });
    assert.equal(read('a.csv', 'sep=^\na^b\n1^2\n').format.delimiter, '^');
  });

  test('A13 skips titles above the header, and records that', () => {
    const text = 'Report of the spring\n\nid,text,label\n1,one,a\n2,two,b\n3,three,a\n';
    const { format, alternatives } = read('a.csv', text);
    assert.equal(format.skip, 2);
    assert.deepEqual(firstRows({ head: bytes(text) }, format, quotedRows, 1), [
      { id: '1', text: 'one', label: 'a' },
    ]);
    assert.ok(alternatives.some(({ format: other }) => other.skip === undefined));
  });

  test('reads an R header that lacks a name for the row names', () => {
    const text = '"text","label"\n"1","one","a"\n"2","two","b"\n"3","three","a"\n';
    const { format } = read('a.csv', text);
    assert.deepEqual(format.columns, ['column1', 'text', 'label']);
    assert.deepEqual(firstRows({ head: bytes(text) }, format, quotedRows, 1), [
      { column1: '1', text: 'one', label: 'a' },
    ]);
  });

  test('A1 detects a header with a name that is a value, repeated, blank, long or in brackets', () => {
    const rows = (row: (i: number) => string) => Array.from({ length: 20 }, (_, i) => row(i));
    const header = (first: string, row: (i: number) => string) =>
      of('a.csv', [first, ...rows(row)].join('\n')).header;
    const text = (i: number): string => `The rye loaf number ${i} rose well overnight`;
    assert.equal(
      header('text,spam', (i) => `${text(i)},${i % 2 ? 'spam' : 'ham'}`),
      true,
    );
    assert.equal(
      header('id,text,text', (i) => `r${i},${text(i)},${text(i + 50)}`),
      true,
    );
    assert.equal(
      header(',text', (i) => `${i},${text(i)}`),
      true,
    );
    assert.equal(
      header('id,text,,', (i) => `r${i},${text(i)},,`),
      true,
    );
    assert.equal(
      header('(id),2024 text', (i) => `r${i},${text(i)}`),
      true,
    );
    assert.equal(
      header('no.,text', (i) => `${i},${text(i)}`),
      true,
    );
    assert.equal(
      header(text(99), (i) => text(i)),
      false,
    );
    assert.equal(
      header(`r99,${text(99)},ham`, (i) => `r${i},${text(i)},${i % 2 ? 'spam' : 'ham'}`),
      false,
    );
    assert.equal(
      header('7,12.5', (i) => `${i},${i}.25`),
      false,
    );
  });
});

describe('JSON', () => {
  const kind = (name: string, text: string) => {
    const { kind: found, path } = read(name, text).format;
    return path === undefined ? found : `${found} ${path}`;
  };

  test('A10 detects lines, lists, lists in objects and objects over several lines', () => {
    assert.equal(kind('a.json', '{"text": "a"}\n{"text": "b"}\n'), 'jsonl');
    assert.equal(kind('a.txt', '[{"text": "a"},\n{"text": "b"}]'), 'json');
    assert.equal(kind('a.json', '{"n": 1, "data": [{"text": "a"}]}'), 'json data');
    assert.equal(
      kind('a.json', '{\n "result": {\n "rows": [\n {"text": "a"}]}}'),
      'json result.rows',
    );
    assert.equal(kind('a.json', '{\n "text": "a"\n}\n{\n "text": "b"\n}\n'), 'json');
    assert.equal(kind('a.json', '{"text": "a"} {"text": "b"}'), 'json');
    assert.equal(kind('a.jsonl', '{"text": "a", "x": NaN}\n'), 'jsonl');
    assert.equal(
      kind('a.jsonl', '{"text": "a", "messages": [{"role": "user"}]}\n{"text": "b"}\n'),
      'jsonl',
    );
    const list = '[{"t": "late and broken"}, {"t": "fine"}]';
    assert.equal(kind('a.json', `{"name": "Reviews of all March", "data": ${list}}`), 'json data');
    assert.equal(kind('a.json', `{"text": "Everything came late", "parts": ${list}}`), 'jsonl');
    const spans = '[{"label": "a"}, {"label": "b"}]';
    assert.equal(kind('a.json', `{"subject": "Everything came late", "spans": ${spans}}`), 'jsonl');
    assert.equal(kind('a.json', ''), 'jsonl');
    assert.equal(kind('a.json', '{\n "data": []\n}'), 'json');
    assert.equal(kind('a.json', '{\n "train": [],\n "test": []\n}'), 'json');
    const long = `{"data": [${'{"text": "a"}, '.repeat(2000)}`;
    assert.equal(findReading('a.json', { head: bytes(long), tail: bytes('') }).format.path, 'data');
  });

  test('A10 objects on lines of their own within one object are the elements of its list', () => {
    const rows = ['{"text": "a"}', '{"text": "b"}', '{"text": "c"}'];
    const list = rows.join(',\n');
    assert.equal(kind('a.json', `{\n"data": [\n${list}\n]\n}\n`), 'json data');
    assert.equal(kind('a.json', `{"n": 1, "data": [\n${list}\n]}`), 'json data');
    assert.equal(kind('a.json', `{"data": [\n${rows[0]}\n]}\n`), 'json data');
    const two = `{\n"train": [\n${rows[0]}\n],\n"test": [\n${list},\n`;
    const { format } = findReading('a.json', { head: bytes(two), tail: bytes(list) });
    assert.equal(format.path, 'test');
    assert.equal(kind('a.jsonl', `${list}\n`), 'json');
    // A broken first line is no object around the others.
    assert.equal(kind('a.jsonl', `{"text": "a\n${rows.join('\n')}\n`), 'jsonl');
  });

  test('a single line with a text or the words of one is a row, if the name says JSON Lines', () => {
    const tagged = '{"tokens": ["a", "b"], "tags": ["X", "Y"]}\n';
    const spans = '"spans": [{"start": 0, "label": "a"}, {"start": 2, "label": "b"}]';
    for (const name of ['a.jsonl', 'a.ndjson.gz']) {
      assert.equal(kind(name, tagged), 'jsonl');
      assert.equal(kind(name, `{"tokens": ["a", "b"], ${spans}}`), 'jsonl');
      assert.equal(kind(name, `{"text": "Berlin", ${spans}}`), 'jsonl');
      assert.equal(kind(name, '{"n": 1, "data": [{"text": "a"}]}'), 'json data');
      assert.throws(() => read(name, '{"text": ["so", "no"], "y": [1, 2]}'), UserError);
      assert.throws(() => read(name, '{"t": ["so it is", "no"], "y": ["A", "B"]}'), UserError);
    }
    assert.throws(() => read('a.json', tagged), UserError);
  });

  test('A10 explains JSON without rows', () => {
    const refused = (text: string, message: RegExp) =>
      assert.throws(
        () => read('a.json', text),
        (error) => error instanceof UserError && message.test(english(error.problem)),
      );
    refused('{"text": {"0": "a", "1": "b"}, "y": {"0": 1, "1": 2}}', /orient="columns"/);
    refused('{"r1": {"text": "a", "y": 1}, "r2": {"text": "b", "y": 2}}', /orient="index"/);
    refused('{"columns": ["text"], "index": [0], "data": [["a"]]}', /orient="split"/);
    refused('{"text": ["a", "b"], "y": [1, 2]}', /table by columns/);
    refused('[["a", 1], ["b", 2]]', /list of lists/);
    refused('{"train": [["a", "x"]], "test": [["b", "y"]]}', /lists of lists.*under “train”/);
    refused('{\n "train": [\n [\n "a", "x"\n ],', /lists of lists.*under “train”/);
    refused("{'text': 'a', 'y': None}\n{'text': 'b', 'y': 1}\n", /Python.*json\.dumps/);
    refused("[{'text': 'a'}]", /Python.*json\.dumps/);
  });

  test('a list of texts, and a text on each line, are rows; a quoted column is not', () => {
    const format = (name: string, text: string) => read(name, text).format;
    const list = { kind: 'json', encoding: 'utf-8', texts: true };
    const lines = { ...list, kind: 'jsonl' };
    assert.deepEqual(format('a.json', '["a \\"b\\"",\n "c"]'), list);
    assert.deepEqual(format('a.jsonl', '"a \\"b\\""\n"c"\n'), lines);
    assert.deepEqual(format('standard input', '"a"\n"c"\n'), lines);
    assert.equal(kind('a.csv', '"text"\n"c d"\n'), 'delimited');
    assert.equal(kind('a.txt', '"a"\n"c"\n'), 'delimited');
    // A stray text among objects is not a row.
    assert.deepEqual(format('a.jsonl', '{"text": "a"}\n"c"\n'), {
      kind: 'jsonl',
      encoding: 'utf-8',
    });
  });

  test('A10 text that begins with a bracket is not JSON', () => {
    assert.equal(kind('a.txt', '[deleted] by its author\nAnother line of text\n'), 'delimited');
    assert.equal(kind('a.csv', '{name},text\n1,hello\n'), 'delimited');
  });
});

describe('A8 sample rows come from across the file', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({
    id: `r${i}`,
    text: `Line one, "quoted" ${i}\nand a second line`,
    label: `label${Math.floor(i / 100)}`,
  }));
  const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const forms: [string, string][] = [
    ['a.jsonl', jsonLines(rows)],
    ['a.json', JSON.stringify(rows)],
    ['b.json', JSON.stringify({ data: rows }, null, 2)],
    [
      'a.csv',
      ['id,text,label', ...rows.map((row) => Object.values(row).map(quote).join(','))].join('\n'),
    ],
  ];
  for (const [name, content] of forms) {
    test(name, () => {
      const all = bytes(content);
      const size = 40_000;
      const middle = Math.floor(all.length / 2);
      const samples = {
        head: all.subarray(0, size),
        middle: all.subarray(middle, middle + size),
        tail: all.subarray(-size),
      };
      const { format } = findReading(name, samples);
      const found = sampleRows(samples, format, quotedRows);
      const labels = new Set(found.map(({ label }) => label));
      for (const label of ['label0', 'label20', 'label39']) assert.ok(labels.has(label), label);
      const known = new Set(rows.map((row) => JSON.stringify(row)));
      for (const row of found) assert.ok(known.has(JSON.stringify(row)), JSON.stringify(row));
      assert.ok(sampleRows(samples, format, quotedRows, 50).length === 50);
    });
  }
});
