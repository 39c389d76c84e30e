import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import { openPool, type Pool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { everything, memorySource, openText } from './memorySource.ts';

const jsonl: PoolFormat = { kind: 'jsonl' };
const csv: PoolFormat = { kind: 'delimited', delimiter: ',' };

const lines = (...rows: unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const texts = (pool: Pool): Promise<string[]> => pool.texts(0, pool.index.size);
const problems = (pool: Pool): string[] =>
  pool.problems.kept.map(
    ({ line, severity, message }) => `${line} ${severity}: ${english(message)}`,
  );

test('reads texts in place of objects where the format says so', async () => {
  const given = ['one', 'two "lines"\n', 'three'];
  const shapes: [text: string, kind: 'jsonl' | 'json'][] = [
    [lines(...given), 'jsonl'],
    [JSON.stringify(given, null, 1), 'json'],
    [JSON.stringify(given), 'json'],
  ];
  for (const [text, kind] of shapes) {
    const pool = await openText(text, { kind, texts: true });
    assert.deepEqual(await texts(pool), given);
    assert.deepEqual(problems(pool), []);
    await assert.rejects(openText(text, { kind }), UserError);
  }
});

test('reads JSON Lines with ids, lines and context; numbers and booleans become text', async () => {
  const pool = await openText(
    lines(
      { id: 7, text: 'one', lang: 'en', n: { deep: [1] } },
      { id: 'b', text: 42 },
      { id: 'c', text: true },
    ),
    jsonl,
    { idField: 'id', contextFields: ['lang', 'n'] },
  );
  assert.deepEqual(await everything(pool), [
    {
      id: recordIdOf('one'),
      text: 'one',
      sourceId: '7',
      line: 1,
      file: 'pool.x',
      multiplicity: 1,
      context: { lang: 'en', n: '{"deep":[1]}' },
    },
    {
      id: recordIdOf('42'),
      text: '42',
      sourceId: 'b',
      line: 2,
      file: 'pool.x',
      multiplicity: 1,
      context: {},
    },
    {
      id: recordIdOf('true'),
      text: 'true',
      sourceId: 'c',
      line: 3,
      file: 'pool.x',
      multiplicity: 1,
      context: {},
    },
  ]);
  assert.deepEqual(problems(pool), []);
});

test('handles a byte order mark, CRLF, blank lines and a missing final line end', async () => {
  const pool = await openText('\ufeff{"text":"one"}\r\n\r\n  \r\n{"text":"two"}', jsonl);
  assert.deepEqual(await texts(pool), ['one', 'two']);
  assert.equal((await everything(pool))[1]!.line, 4);
  assert.deepEqual(problems(pool), []);
});

test('NEL, U+2028, U+2029 and a lone CR in a text do not end a line', async () => {
  const strange = 'a\u0085b\u2028c\u2029d';
  const json = await openText(`{"text":"${strange}"}\n{"text":"two"}\n`, jsonl);
  assert.deepEqual(await texts(json), [strange, 'two']);
  const tsv = await openText(`text\tn\n${strange}\rg\t1\ntwo\t2\n`, {
    kind: 'delimited',
    delimiter: '\t',
    quotes: false,
  });
  assert.deepEqual(await texts(tsv), [`${strange}\rg`, 'two']);
  const quoted = await openText(`text,n\n"${strange}",1\ntwo,2\n`, csv);
  assert.deepEqual(await texts(quoted), [strange, 'two']);
});

test('resolves fields by path, preferring a literal key with dots, and list items by index', async () => {
  const content = lines(
    { meta: { body: 'nested' } },
    { 'meta.body': 'literal', meta: { body: 'nested again' } },
    { meta: [], 'meta.body': 'other literal' },
  );
  assert.deepEqual(await texts(await openText(content, jsonl, { textFields: ['meta.body'] })), [
    'nested',
    'literal',
    'other literal',
  ]);
  const list = lines({ items: [{ text: 'first' }], 'a.b': { c: 'half literal' } });
  const pool = await openText(list, jsonl, { textFields: ['items.0.text', 'a.b.c'] });
  assert.deepEqual(await texts(pool), ['first\n\nhalf literal']);
  await assert.rejects(
    openText(lines({ text: 1 }), jsonl, { textFields: ['constructor.name'] }),
    UserError,
  );
});

test('joins text fields with a blank line and omits blank ones', async () => {
  const content = lines(
    { title: 'T', text: 'one' },
    { title: '', text: 'two' },
    { title: 'three', text: null },
  );
  const pool = await openText(content, jsonl, { textFields: ['title', 'text'] });
  assert.deepEqual(await texts(pool), ['T\n\none', 'two', 'three']);
});

test('reports a bad line with number and reason, and reads the rest', async () => {
  const pool = await openText(
    '{"text":"one"}\n{"text": "two\nnull\n[1]\n{"txt":"x"}\n{"text":null}\n{"text":" "}\n{"text":{"a":1}}\n{"text":"last"} \n',
    jsonl,
  );
  assert.deepEqual(await texts(pool), ['one', 'last']);
  assert.deepEqual(
    pool.problems.kept.map(({ line, severity }) => [line, severity]),
    [2, 3, 4, 5, 6, 7, 8].map((line) => [line, 'error']),
  );
  assert.match(problems(pool)[0]!, /not valid JSON/);
  assert.ok(pool.problems.kept[0]!.column! > 1);
  assert.match(problems(pool)[1]!, /is null; every row must be a JSON object/);
  assert.match(problems(pool)[3]!, /has no "text"/);
  assert.match(problems(pool)[4]!, /"text" is null/);
  assert.match(problems(pool)[5]!, /"text" is empty/);
  assert.match(problems(pool)[6]!, /"text" is an object here, not text/);
});

test('caps the list of problems but counts all', async () => {
  const pool = await openText(
    '{"text":"one"}\n' + 'bad\n'.repeat(50),
    jsonl,
    {},
    { problemLimit: 3 },
  );
  assert.equal(pool.problems.kept.length, 3);
  assert.equal(pool.problems.total, 50);
});

test('replaces invalid UTF-8 with a warning on its line only', async () => {
  const good = new TextEncoder().encode('{"text":"\ufffd is a real one"}\n');
  const bad = new TextEncoder()
    .encode('{"text":"caf? au lait"}\n')
    .map((byte) => (byte === 63 ? 0xe9 : byte));
  for (const content of [
    [...good, ...bad],
    [...bad, ...good],
  ]) {
    const pool = await openText(Uint8Array.from(content), jsonl);
    const line = content[9] === 0xef ? 2 : 1;
    assert.ok((await texts(pool)).includes('caf\ufffd au lait'));
    assert.deepEqual(problems(pool), [
      `${line} warning: This row has bytes that are not UTF-8; they are shown as \ufffd. ` +
        'If the file has another encoding, name it by "encoding" in its "format".',
    ]);
  }
  const csvBytes = new TextEncoder()
    .encode('text,n\n"caf? x",1\nok,2\n')
    .map((b) => (b === 63 ? 0xe9 : b));
  const pool = await openText(csvBytes, csv);
  assert.deepEqual(await texts(pool), ['caf\ufffd x', 'ok']);
  assert.equal(pool.problems.kept[0]!.line, 2);
});

test('merges rows with equal normalised text; each of their ids finds the record', async () => {
  const content = lines(
    { id: 1, text: 'a  b' },
    { id: 2, text: 'c' },
    { id: 3, text: ' a b\n' },
    { id: 4, text: 'A b' },
  );
  const pool = await openText(content, jsonl, { idField: 'id' });
  const { index } = pool;
  assert.equal(index.rowsRead, 4);
  assert.equal(index.size, 3);
  assert.equal(index.multiplicity(0), 2);
  assert.equal(index.sourceId(0), '1');
  assert.equal(index.rowOfSourceId('3'), 0);
  assert.equal(index.rowOfSourceId('5'), undefined);
  assert.equal(index.rowOf(recordIdOf('a b')), 0);
  assert.equal(index.rowOf(recordIdOf('nowhere')), undefined);
  assert.equal(index.id(2), recordIdOf('A b'));
  assert.equal(index.idBytes.length, 48);
  assert.deepEqual(problems(pool), []);
});

test('reports a repeated id for a different text on the second line, and keeps both', async () => {
  const content = lines(
    { id: 'x', text: 'one' },
    { id: 'x', text: 'one ' },
    { id: 'x', text: 'two' },
  );
  const pool = await openText(content, jsonl, { idField: 'id' });
  assert.equal(pool.index.size, 2);
  assert.deepEqual(problems(pool), [
    '3 warning: The id "x" already belongs to another text, on line 1.',
  ]);
});

test('imports labels; duplicate rows with different labels are conflicts', async () => {
  const content = lines(
    { text: 'one', y: 'spam' },
    { text: 'two', y: 0 },
    { text: 'one', y: 'ham' },
    { text: 'three' },
    { text: 'two', y: 0 },
    { text: 'two' },
  );
  const { labels, problems: found } = await openText(content, jsonl, { labelField: 'y' });
  assert.deepEqual(labels.names, ['spam', '0', 'ham']);
  assert.deepEqual([labels.of(0), labels.of(1), labels.of(2)], [undefined, '0', undefined]);
  assert.deepEqual(labels.conflicts, [{ row: 0, found: [{ label: 'spam' }, { label: 'ham' }] }]);
  assert.deepEqual(labels.counts(), [0, 1, 0]);
  assert.deepEqual(
    found.kept.map(({ line }) => line),
    [3],
  );
});

test('a filter excludes rows and counts them', async () => {
  const content = lines({ text: 'one', lang: 'en' }, { text: 'eins', lang: 'de' }, { text: 'x' });
  const pool = await openText(content, jsonl, { filter: [{ field: 'lang', oneOf: ['en'] }] });
  assert.deepEqual(await texts(pool), ['one']);
  assert.equal(pool.accounting.filteredOut, 2);
  await assert.rejects(
    openText(content, jsonl, { filter: [{ field: 'lang', oneOf: ['fr'] }] }),
    says(/passes the filter/),
  );
});

test('CSV: quotes, escaped quotes, line breaks in quotes, line numbers and optional headers', async () => {
  const content =
    'id,text\r\n1,"He said ""hi"",\r\nthen left"\r\n\r\n2,plain "inner" quotes\r\n3,"last"';
  const pool = await openText(content, csv, { idField: 'id' });
  assert.deepEqual(
    (await everything(pool)).map(({ sourceId, text, line }) => [sourceId, text, line]),
    [
      ['1', 'He said "hi",\r\nthen left', 2],
      ['2', 'plain "inner" quotes', 5],
      ['3', 'last', 6],
    ],
  );
  const bare = await openText(
    '"3","a","b"\n"4","c","d"\n',
    { ...csv, header: false },
    { textFields: ['column2', 'column3'] },
  );
  assert.deepEqual(await texts(bare), ['a\n\nb', 'c\n\nd']);
  const named = await openText('3;a\n4;c\n', {
    kind: 'delimited',
    delimiter: ';',
    columns: ['y', 'text'],
  });
  assert.deepEqual(await texts(named), ['a', 'c']);
  const bom = await openText('\ufefftext,n\na,1\n', csv);
  assert.deepEqual(await texts(bom), ['a']);
});

test('a malformed quote affects only its own line', async () => {
  const content =
    'id,text\n1,one\n2,"never closed\n3,three\n4,"bad"tail\n5,"good ""quote"""\n6,six\n';
  for (const chunk of [3, 1000]) {
    const pool = await openText(content, csv, { idField: 'id' }, { chunk });
    assert.deepEqual(await texts(pool), ['one', 'three', 'good "quote"', 'six']);
    assert.deepEqual(
      pool.problems.kept.map(({ line, severity }) => [line, severity]),
      [
        [3, 'error'],
        [5, 'error'],
      ],
    );
  }
});

test('reports rows with too many or too few fields', async () => {
  const pool = await openText('text,n,m\none,1,2\nhello, world,1,2\ntwo\nthree,1,2,,\n', csv);
  assert.deepEqual(await texts(pool), ['one', 'two', 'three']);
  assert.match(problems(pool)[0]!, /^3 error: This row has 4 fields where there are 3 columns/);
  assert.match(problems(pool)[1]!, /^4 warning: This row has 1 fields/);
  assert.equal(pool.problems.total, 2);
});

test('without quoting, every line is a row and quotation marks are text', async () => {
  const content = 'ham\t"Are you coming\nspam\tWIN "now" ""\n';
  const pool = await openText(content, {
    kind: 'delimited',
    delimiter: '\t',
    quotes: false,
    columns: ['y', 'text'],
  });
  assert.deepEqual(await texts(pool), ['"Are you coming', 'WIN "now" ""']);
});

test('errors explain how to fix them', async () => {
  const refused = (
    content: string | Uint8Array,
    format: PoolFormat,
    message: RegExp,
  ): Promise<void> =>
    assert.rejects(
      openText(content, format),
      (error) => error instanceof UserError && message.test(english(error.problem)),
    );
  await refused(
    lines({ body: 'x', meta: { lang: 'en' } }),
    jsonl,
    /no field "text"\. Its fields are: "body", "meta\.lang"/,
  );
  await refused('body,lang\nx,en\n', csv, /no column "text"\. Its columns are: "body", "lang"/);
  await refused('', jsonl, /There is no text to label in pool\.x/);
  await refused('text,n\n', csv, /There is no text to label/);
  await refused('bad\nworse\n', jsonl, /Line 1: This row is not valid JSON/);
  await refused(
    '[\n{"text":"x"},\n{"text":"y"}\n]\n',
    jsonl,
    /one JSON list, not JSON Lines\. Set "kind": "json"/,
  );
  await refused(Uint8Array.of(0x1f, 0x8b, 8, 0), jsonl, /gzip/);
  await refused(`{"text":"${'x'.repeat(17 * 2 ** 20)}`, jsonl, /longer than 16 MiB/);
});

test('warns of a missing field unless it is the text', async () => {
  const pool = await openText(lines({ text: 'one' }), jsonl, {
    idField: 'uid',
    contextFields: ['lang'],
  });
  assert.deepEqual(problems(pool), [
    '1 warning: No row has "lang". Its fields are: "text".',
    '1 warning: No row has "uid". Its fields are: "text".',
  ]);
});

test('reads several files as one pool', async () => {
  const spec = {
    files: [
      { path: 'a.jsonl', format: jsonl },
      { path: 'b.csv', format: csv },
    ],
    textFields: ['text'],
    contextFields: [],
  };
  const sources = [
    memorySource('a.jsonl', lines({ text: 'one' }, { text: 'two' })),
    memorySource('b.csv', 'text\ntwo\nthree\n'),
  ];
  const pool = await openPool(spec, sources, { quotedRows });
  const records = await pool.read([2, 0, 1, 2]);
  assert.deepEqual(
    records.map(({ text, file, line, multiplicity }) => [text, file, line, multiplicity]),
    [
      ['three', 'b.csv', 3, 1],
      ['one', 'a.jsonl', 1, 1],
      ['two', 'a.jsonl', 2, 2],
      ['three', 'b.csv', 3, 1],
    ],
  );
  await pool.close();
  assert.ok(sources.every(({ closed }) => closed));
});

test('the first records are readable during indexing', async () => {
  const content = lines(...Array.from({ length: 100 }, (_, i) => ({ text: `text ${i}` })));
  let first: Promise<[number, boolean, string[]]> | undefined;
  const steps: number[] = [];
  const pool = await openText(
    content,
    jsonl,
    {},
    {
      chunk: 100,
      onFirst: (early) => {
        const { size } = early.index;
        const { complete } = early;
        first = early.texts(0, 1).then((read) => [size, complete, read]);
      },
      onProgress: ({ step, steps: all }) => {
        assert.equal(all, content.length);
        steps.push(step);
      },
    },
  );
  const [size, complete, read] = await first!;
  assert.ok(size < 10);
  assert.equal(complete, false);
  assert.deepEqual(read, ['text 0']);
  assert.equal(pool.complete, true);
  assert.equal(steps.at(-1), content.length);
});

test('closes the files on cancel', async () => {
  const controller = new AbortController();
  const source = memorySource(
    'pool.x',
    lines(...Array.from({ length: 100 }, (_, i) => ({ text: `t${i}` }))),
    64,
  );
  const spec = {
    files: [{ path: 'pool.x', format: jsonl }],
    textFields: ['text'],
    contextFields: [],
  };
  const opening = openPool(spec, [source], {
    quotedRows,
    signal: controller.signal,
    onFirst: () => controller.abort(),
  });
  await assert.rejects(opening, CancelledError);
  assert.ok(source.closed);
});

test('detects on reading that a file has changed', async () => {
  const source = memorySource('pool.x', lines({ text: 'one' }, { text: 'two' }));
  const spec = {
    files: [{ path: 'pool.x', format: jsonl }],
    textFields: ['text'],
    contextFields: [],
  };
  const pool = await openPool(spec, [source], { quotedRows });
  source.content = new TextEncoder().encode(lines({ text: 'uno' }, { text: 'two' }));
  assert.deepEqual(await pool.texts(1, 2), ['two']);
  await assert.rejects(pool.texts(0, 1), says(/pool\.x has changed since it was read/));
  source.content = new Uint8Array(0);
  await assert.rejects(pool.texts(1, 2), UserError);
});
