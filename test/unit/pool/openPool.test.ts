// A pool of any format: equal texts, repeated ids, filters, several files, problems, and reading while it opens.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { memorySource, openText } from './memorySource.ts';
import { csv, jsonl, lines, problems, texts } from './poolText.ts';

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
