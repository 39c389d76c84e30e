// Irregular rows, and a complete account of all rows.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExactly } from '../../../src/core/pool/exactNumbers.ts';
import type { Pool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { rematch } from '../../../src/core/pool/rematch.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { everything, openText } from './memorySource.ts';

const jsonl: PoolFormat = { kind: 'jsonl' };
const json: PoolFormat = { kind: 'json' };
const csv: PoolFormat = { kind: 'delimited', delimiter: ',' };

const codes = ({ problems }: Pool): [number, string][] =>
  problems.kept.map(({ line, code }) => [line, code]);

test('A5 ids, labels, texts and context keep their digits', async () => {
  const content =
    '{"id": 1700341480978622024, "text": "a", "y": 1.0, "score": 0.10000000000000000555, "meta": {"ref": 12345678901234567890}}\n' +
    '{"id": 1700341480978622025, "text": 2.50, "y": 1, "score": 1e3, "meta": {"ref": 7}}\n' +
    '{"id": 3, "text": "c, 1.0 and more", "y": -0, "score": 5, "meta": {"id": 3.0, "ref": 8.0}}\n';
  const pool = await openText(content, jsonl, {
    idField: 'id',
    labelField: 'y',
    contextFields: ['score', 'meta.ref'],
  });
  const records = await everything(pool);
  assert.deepEqual(
    records.map(({ sourceId, text, context }) => [sourceId, text, { ...context }]),
    [
      [
        '1700341480978622024',
        'a',
        { score: '0.10000000000000000555', 'meta.ref': '12345678901234567890' },
      ],
      ['1700341480978622025', '2.50', { score: '1e3', 'meta.ref': '7' }],
      ['3', 'c, 1.0 and more', { score: '5', 'meta.ref': '8.0' }],
    ],
  );
  assert.deepEqual(pool.labels.names, ['1.0', '1', '-0']);
  assert.deepEqual(codes(pool), []);
});

test('A5 any number keeps its notation, in any context', async () => {
  const rng = new Rng(3);
  const digits = (count: number): string =>
    Array.from({ length: count }, () => rng.integer(10)).join('');
  const number = (): string =>
    [
      `${1 + rng.integer(9)}${digits(rng.integer(24))}`,
      `-${1 + rng.integer(9)}${digits(rng.integer(20))}`,
      `${rng.integer(10)}.${digits(1 + rng.integer(20))}`,
      `${1 + rng.integer(9)}e${rng.integer(20)}`,
      `${rng.integer(1000)}.0`,
      '0',
    ][rng.integer(6)]!;
  const rows = Array.from({ length: 300 }, (_, i) => {
    const id = number();
    const other = rng.integer(2) === 0 ? `{"id": ${number()}}` : `"\\"id\\": ${number()}"`;
    const members = [`"id": ${id}`, `"other": ${other}`, `"text": "t${i}"`];
    const blanks = ' '.repeat(rng.integer(3));
    return { id, line: `{${members.sort(() => rng.uniform() - 0.5).join(`,${blanks}`)}}` };
  });
  const pool = await openText(rows.map(({ line }) => line).join('\n'), jsonl, {
    contextFields: ['id'],
  });
  const records = await everything(pool);
  assert.deepEqual(
    records.map(({ context }) => context.id),
    rows.map(({ id }) => id),
  );
});

test('A5 a nested number keeps its digits after another key of the same name', async () => {
  const pool = await openText('{"id": 1, "meta": {"id": 1.0}, "text": "a"}', jsonl, {
    contextFields: ['id', 'meta.id'],
  });
  const [record] = await everything(pool);
  assert.deepEqual(record!.context, { id: '1', 'meta.id': '1.0' });
});

test('A5 an id stored rounded still finds its record, unless it is ambiguous', async () => {
  const content =
    '{"id": 1700341480978622024, "text": "a"}\n' +
    '{"id": 1700000000000000113, "text": "b"}\n' +
    '{"id": 1700000000000000114, "text": "c"}\n';
  const { index } = await openText(content, jsonl, { idField: 'id' });
  const gone = recordIdOf('as it was');
  const stored = (sourceId: string) => rematch([{ id: gone, sourceId }], index);
  assert.equal(stored('1700341480978622000').changed[0]!.now, recordIdOf('a'));
  assert.equal(stored('1700341480978622024').changed[0]!.now, recordIdOf('a'));
  assert.equal(stored('1700000000000000000').missing.length, 1);
});

test('A5 a filter matches a number as written and as earlier versions parsed it', async () => {
  const content = '{"text": "a", "n": 1.0}\n{"text": "b", "n": 2.0}\n';
  for (const value of ['1', '1.0']) {
    const pool = await openText(content, jsonl, { filter: [{ field: 'n', oneOf: [value] }] });
    assert.equal(pool.index.size, 1);
  }
});

test('A9 NaN and Infinity are null, with one warning; in a text they are words', async () => {
  const content =
    '{"text": "NaN is a bread", "x": NaN}\n{"text": "b", "x": [1, -Infinity]}\n{"text": NaN}\n{"text": "c", "x": "NaN"}\n';
  const pool = await openText(content, jsonl);
  assert.deepEqual(await pool.texts(0, pool.index.size), ['NaN is a bread', 'b', 'c']);
  assert.deepEqual(codes(pool), [
    [1, 'not-a-number'],
    [3, 'no-text'],
  ]);
  assert.match(english(pool.problems.kept[0]!.message), /^3 rows/);
});

test('accepts control characters in a string', () => {
  assert.deepEqual(parseExactly('{"a": "x\u0000y\tz"}'), { a: 'x\u0000y\tz' });
});

for (const [name, format, before, after] of [
  ['a line', jsonl, '', ''],
  ['an element of a list', json, '[', ']'],
] as const) {
  test(`A14 skips and reports ${name} of 17 MiB`, async () => {
    const between = format.kind === 'json' ? ',' : '';
    const content =
      `${before}{"text": "one"}${between}\n{"text": "${'word '.repeat(3.4 * 2 ** 20)}"}${between}\n` +
      `{"text": "two", "x": "\\""}${after}\n`;
    const pool = await openText(content, format);
    assert.deepEqual(await pool.texts(0, pool.index.size), ['one', 'two']);
    assert.deepEqual(codes(pool), [[2, 'row-too-long']]);
    assert.equal((await pool.read([1]))[0]!.line, 3);
    assert.equal(pool.accounting.problemRows, 1);
  });

  test(`A14 skips and reports ${name} nested 5,000 deep`, async () => {
    const between = format.kind === 'json' ? ',' : '';
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    const content =
      `${before}{"text": "one", "x": [[[1]]]}${between}\n{"text": "deep", "x": ${deep}}${between}\n` +
      `{"text": "two", "y": "${'['.repeat(1000)}"}${after}\n`;
    const pool = await openText(content, format, { contextFields: ['x'] });
    assert.deepEqual(await pool.texts(0, pool.index.size), ['one', 'two']);
    assert.deepEqual(codes(pool), [[2, 'nested-too-deeply']]);
  });

  test(`reads ${name} nested 1,000 deep, and none of 1,001`, async () => {
    const between = format.kind === 'json' ? ',' : '';
    const row = (text: string, depth: number): string =>
      `{"text": "${text}", "x": ${'['.repeat(depth - 1)}1${']'.repeat(depth - 1)}}`;
    const content = `${before}${row('one', 1000)}${between}\n${row('two', 1001)}${after}\n`;
    const pool = await openText(content, format, { contextFields: ['x'] });
    const [one] = await everything(pool);
    assert.equal(one!.context['x'], `${'['.repeat(999)}1${']'.repeat(999)}`);
    assert.deepEqual(codes(pool), [[2, 'nested-too-deeply']]);
  });
}

test('A15 fields named like members of Object work', async () => {
  const odd = ['__proto__', 'constructor', 'toString'];
  const content = '{"text": "one", "__proto__": "p", "constructor": "c"}\n{"text": "two"}\n';
  const pool = await openText(content, jsonl, { contextFields: odd });
  const [one, two] = await everything(pool);
  assert.deepEqual(Object.entries(one!.context), [
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ]);
  assert.deepEqual(Object.entries(two!.context), []);
  const table = await openText('__proto__,text,constructor\np,one,c\n', csv, {
    contextFields: odd,
  });
  const [row] = await everything(table);
  assert.deepEqual(Object.entries(row!.context), [
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ]);
});

test('A12 tokens in a list form a text, and a conversation forms one with its roles', async () => {
  const content =
    '{"text": ["The", "rye", "loaf"]}\n' +
    '{"text": ["First line here", "second"]}\n' +
    '{"text": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "Because."}]}\n' +
    '{"text": [{"a": 1}]}\n';
  const pool = await openText(content, jsonl);
  assert.deepEqual(await pool.texts(0, pool.index.size), [
    'The rye loaf',
    'First line here\nsecond',
    'user: Why?\n\nassistant: Because.',
  ]);
  assert.deepEqual(codes(pool), [[4, 'no-text']]);
});

test('A13 reads backslash-escaped quotes, spaces before quotes, and unescaped quotes', async () => {
  const content =
    'id,text,label\n' +
    '1,"He said \\"no, never\\", twice",a\n' +
    '2, "a blank, then a quote", b\n' +
    '3,"a 5" nail, bent",c\n' +
    '4,"ends with a backslash \\",d\n' +
    '5,"two\nlines",e\n';
  for (const chunk of [7, 30, 1000]) {
    const pool = await openText(content, csv, { idField: 'id', labelField: 'label' }, { chunk });
    const records = await everything(pool);
    assert.deepEqual(
      records.map(({ text }) => text),
      [
        'He said "no, never", twice',
        'a blank, then a quote',
        'a 5" nail, bent',
        'ends with a backslash \\',
        'two\nlines',
      ],
    );
    assert.deepEqual(pool.labels.names, ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(codes(pool), [[4, 'stray-quote']]);
  }
});

test('A13 an unclosed quote damages only its own row, wherever the next quote is', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${i},"text, number ${i}",label${i % 3}`);
  for (const broken of ['9,"lost quote, here,label0', '9,"lost quote",more,"label0']) {
    const content = ['id,text,label', ...lines.with(9, broken)].join('\n');
    const pool = await openText(content, csv, { idField: 'id' });
    assert.ok(pool.index.size >= 59, `${pool.index.size} records`);
    assert.equal(pool.accounting.rows, 60);
    assert.equal(pool.problems.kept[0]!.line, 11);
  }
});

test('A13 repeated headers of concatenated files, and their byte order marks, are skipped', async () => {
  const content = '\ufeffid,text\n1,one\n\ufeff"id","text"\n2,two\nid,text\n3,three\n';
  const pool = await openText(content, csv, { idField: 'id' });
  assert.deepEqual(await pool.texts(0, pool.index.size), ['one', 'two', 'three']);
  assert.deepEqual(codes(pool), [
    [3, 'repeated-header'],
    [5, 'repeated-header'],
  ]);
  assert.equal(pool.accounting.rows, 3);
});

test('A1 blank and repeated column names are made unique with a warning', async () => {
  const content = 'id,,text,id,column2\n1,a,one,2,b\n';
  const pool = await openText(content, csv, {
    contextFields: ['column2', 'column2_2', 'id_2'],
  });
  assert.deepEqual(
    { ...(await everything(pool))[0]!.context },
    {
      column2: 'b',
      column2_2: 'a',
      id_2: '2',
    },
  );
  assert.deepEqual(codes(pool), [[1, 'column-names']]);
});

test('reads a JSON list with any chunk boundaries, and rereads any row', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    id: i,
    text: `text ${i} ${['"', '\\', '}', ']', '{[', 'ä😀'][i % 6]!}`,
    deep: { list: [{ a: [1, '}'] }] },
  }));
  const forms: [string, PoolFormat][] = [
    [JSON.stringify(rows), json],
    [JSON.stringify(rows, null, 2), json],
    [JSON.stringify({ version: 1, items: [], data: rows, more: [{}] }), { ...json, path: 'data' }],
    [JSON.stringify({ result: { rows } }, null, 1), { ...json, path: 'result.rows' }],
    [rows.map((row) => JSON.stringify(row, null, 2)).join('\n'), json],
    [rows.map((row) => JSON.stringify(row)).join(' '), json],
  ];
  for (const [content, format] of forms) {
    for (const chunk of [1, 13, 100, 100_000]) {
      const pool = await openText(content, format, { idField: 'id' }, { chunk });
      assert.deepEqual(
        await pool.texts(0, pool.index.size),
        rows.map(({ text }) => text),
      );
      assert.deepEqual(codes(pool), []);
      const [again] = await pool.read([17]);
      assert.equal(again!.text, rows[17]!.text);
      const lines = content.slice(0, content.indexOf('"text 17 ')).split('\n').length;
      assert.ok(Math.abs(again!.line - lines) <= 2);
    }
  }
});

test('a broken list element affects only itself', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => JSON.stringify({ text: `text ${i}` }, null, 2));
  const content = `[\n${rows.with(7, '{\n  "text": "lost quote\n}').join(',\n')}\n]\n`;
  const pool = await openText(content, json);
  assert.equal(pool.index.size, 19);
  assert.deepEqual(
    pool.problems.kept.map(({ code }) => code),
    ['not-json'],
  );
  assert.equal(pool.accounting.rows, 20);
});

test('accounts for every row', async () => {
  const content =
    '{"text":"one","l":"x"}\n{"text":"one","l":"x"}\nbad\n{"text":null,"l":"x"}\n{"text":"two","l":"y"}\n[]\n';
  const pool = await openText(content, jsonl, { filter: [{ field: 'l', oneOf: ['x'] }] });
  assert.deepEqual(pool.accounting, {
    rows: 6,
    records: 1,
    merged: 1,
    withoutText: 1,
    problemRows: 2,
    filteredOut: 1,
  });
});

test('reports a stray closing brace in a JSON list at its position and reads on', async () => {
  for (const content of ['[{"text": "a"}}, {"text": "b"}]', '[}, {"text": "a"}, {"text": "b"}]']) {
    const pool = await openText(content, json);
    assert.deepEqual(
      (await everything(pool)).map(({ text }) => text),
      ['a', 'b'],
    );
    assert.deepEqual(
      pool.problems.kept.map(({ code }) => code),
      ['not-json'],
    );
  }
});

test('a syntax error in a list is reported at its line and column in the file', async () => {
  const rows =
    '[\n  {\n    "text": "ä one",\n    "id": 1\n  },\n  {\n    "text": "two"\n    "id": 2\n  },\n';
  const content = `${rows}  { "text": "👍", id: 3 },\n  {"text": "four"}\n]\n`;
  const places = [content.indexOf('"id": 2'), content.indexOf('id: 3')].map((at) => {
    const before = content.slice(0, at).split('\n');
    return [before.length, before.at(-1)!.length + 1];
  });
  assert.deepEqual(places, [
    [8, 5],
    [10, 19],
  ]);
  for (const chunk of [1, 7, 64, 2 ** 18]) {
    const pool = await openText(content, json, {}, { chunk });
    assert.deepEqual(
      pool.problems.kept.map(({ line, column }) => [line, column]),
      places,
    );
    assert.equal(pool.index.size, 2);
  }
});

test('a syntax error far into a line has no column', async () => {
  const places = async (rows: number): Promise<unknown> => {
    const content = `[${'{"text": "one"}, '.repeat(rows)}{"text": "two" "id": 2}]`;
    const column = content.indexOf('"id"') + 1;
    const pool = await openText(content, json, {}, { chunk: 100 });
    return pool.problems.kept.map((problem) => [problem.line, problem.column === column]);
  };
  assert.deepEqual(await places(100), [[1, true]]);
  assert.deepEqual(await places(5_000), [[1, false]]);
});
