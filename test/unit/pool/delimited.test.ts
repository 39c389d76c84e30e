// CSV and other delimited files: quotes, headers, and rows of another width.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everything, openText } from './memorySource.ts';
import { csv, problems, texts } from './poolText.ts';

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
