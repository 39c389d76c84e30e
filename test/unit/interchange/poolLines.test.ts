import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poolLines } from '../../../src/core/interchange/poolLines.ts';

async function linesOf(rows: readonly object[]): Promise<string[]> {
  const lines: string[] = [];
  const given = async function* () {
    yield* rows as { text: string }[];
  };
  for await (const line of poolLines(given())) lines.push(line);
  return lines;
}

test('a row has its id, its text as written, and its fields under distinct names', async () => {
  assert.deepEqual(
    await linesOf([
      {
        line: 1,
        id: '7',
        text: 'a\r\n“b” \u{1f600}',
        context: { label: 'x', 'meta.lang': ['en'] },
      },
      { line: 2, text: 'c', judgement: { task: 'single', label: 'joy' }, annotator: 'ada' },
    ]),
    ['{"id":"7","text":"a\\r\\n“b” 😀","pool.label":"x","meta.lang":["en"]}\n', '{"text":"c"}\n'],
  );
});

test('equal rows are written once, and rows with any difference separately', async () => {
  const a = { text: 'a', id: '1' };
  const rows = [a, { ...a, annotator: 'bob' }, { ...a, id: '2' }, { ...a, context: { n: 1 } }, a];
  assert.deepEqual(await linesOf(rows), [
    '{"id":"1","text":"a"}\n',
    '{"id":"2","text":"a"}\n',
    '{"id":"1","text":"a","n":1}\n',
  ]);
});
