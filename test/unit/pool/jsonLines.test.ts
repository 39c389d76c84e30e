// JSON Lines: ids, context, fields by path, line ends, and lines that cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../../src/core/errors.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { everything, openText } from './memorySource.ts';
import { csv, jsonl, lines, problems, texts } from './poolText.ts';

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

test('replaces invalid UTF-8 with a warning on its line only', async () => {
  const good = new TextEncoder().encode('{"text":"\ufffd is a real one"}\n');
  const bad = new TextEncoder()
    .encode('{"text":"caf? au lait"}\n')
    .map((byte) => (byte === 63 ? 0xe9 : byte));
  for (const content of [
    [...good, ...bad],
    [...bad, ...good],
    // In ASCII otherwise.
    [...bad],
  ]) {
    const pool = await openText(Uint8Array.from(content), jsonl);
    const line = content[9] === 0xef ? 2 : 1;
    assert.ok((await texts(pool)).includes('caf\ufffd au lait'));
    assert.deepEqual(problems(pool), [
      `${line} warning: This row has bytes that are not UTF-8; they are shown as \ufffd. ` +
        'If the file has another encoding, set "encoding" in its "format".',
    ]);
  }
  const csvBytes = new TextEncoder()
    .encode('text,n\n"caf? x",1\nok,2\n')
    .map((b) => (b === 63 ? 0xe9 : b));
  const pool = await openText(csvBytes, csv);
  assert.deepEqual(await texts(pool), ['caf\ufffd x', 'ok']);
  assert.equal(pool.problems.kept[0]!.line, 2);
});
