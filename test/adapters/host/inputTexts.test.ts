// Inputs of `predict` that are empty, or whose texts are in a nested list.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { isProblem } from '../../../src/core/interchange/formats/format.ts';
import type { InputFile } from '../../../src/core/predict/predictRequest.ts';
import { openInput } from '../../../src/host/inputTexts.ts';
import { english, says } from '../../harness/english.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-inputs-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function textsIn(
  name: string,
  content: string | Uint8Array,
  given: Partial<InputFile> = {},
): Promise<string[]> {
  const location = join(folder, name);
  await writeFile(location, content);
  const input = await openInput({ location, ...given }, undefined, { tempFolder: folder });
  try {
    const texts: string[] = [];
    for await (const item of input.items()) {
      texts.push(isProblem(item) ? `line ${item.line}: ${english(item.problem)}` : item.text);
    }
    return texts;
  } finally {
    await input.close();
  }
}

const noTexts = new Uint8Array(
  parquetWriteBuffer({ columnData: [{ name: 'text', data: [], type: 'STRING' }] }),
);

describe('an input without rows', () => {
  const empty: Readonly<Record<string, string | Uint8Array>> = {
    'nothing.jsonl': '',
    'blank.csv': '\n\n',
    'header.csv': 'text,id\n',
    'list.json': '[]',
    'object.json': '{}',
    'number.json': '5',
    'page.csv': '<!doctype html><html><body>Sign in</body></html>',
    'nothing.jsonl.zst': zstdCompressSync(Buffer.alloc(0)),
    'table.parquet': noTexts,
  };
  for (const [name, content] of Object.entries(empty)) {
    test(`says so: ${name}`, async () => {
      const why = 'is empty|has no rows that can be read, so nothing was predicted';
      const sentence = says(new RegExp(`^${name} (${why})\\.$`));
      await assert.rejects(textsIn(name, content), sentence);
      await assert.rejects(textsIn(name, content, { textField: 'text' }), sentence);
    });
  }
});

describe('the list of records in a JSON file', () => {
  const items = [{ text: 'one' }, { text: 'two' }];
  const data = { items, texts: ['one', 'two'], late: [1, 'two'], n: 5, none: null, one: items[0] };
  const content = JSON.stringify({ words: ['x'], data, empty: [] });
  const at = (within: string): Promise<string[]> => textsIn('data.json', content, { within });

  test('is found by its path, of objects or of texts', async () => {
    assert.deepEqual(await at('data.items'), ['one', 'two']);
    assert.deepEqual(await at('data.texts'), ['one', 'two']);
    assert.deepEqual(await at('words'), ['x']);
  });

  for (const path of [
    'data.n',
    'data.none',
    'data.one',
    'data.late',
    'empty',
    'absent',
    'data',
    '',
  ]) {
    test(`is not at “${path}”`, () =>
      assert.rejects(at(path), says(`data.json has no list of records at “${path}”.`)));
  }
});

test('every unreadable row is reported at its place among the others', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) =>
    i % 2 ? '{"text": null}' : '{"text": "a b"}',
  );
  const texts = await textsIn('half.jsonl', lines.join('\n'));
  assert.equal(texts.length, 3000);
  assert.deepEqual(texts.slice(0, 2), ['a b', 'line 2: "text" is null here.']);
});
