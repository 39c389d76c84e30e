import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { countValues } from '../../../src/host/inspectPool.ts';

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'marginalia-values-'))));
after(() => rm(folder, { recursive: true, force: true }));

const rows = Array.from({ length: 1200 }, (_, i) => [`text ${i}`, i % 3 === 0 ? 'chat' : 'mail']);

const files: [string, PoolFormat, string][] = [
  [
    'pool.jsonl',
    { kind: 'jsonl' },
    rows.map(([text, channel]) => JSON.stringify({ text, channel })).join('\n'),
  ],
  [
    'pool.csv',
    { kind: 'delimited', delimiter: ',', header: true },
    ['text,channel', ...rows.map((row) => row.join(','))].join('\n'),
  ],
];

for (const [path, format, content] of files) {
  test(`the values of a field are counted without a text field (${path})`, async () => {
    await writeFile(join(folder, path), content);
    const pool = { files: [{ path, format }] };
    assert.deepEqual(await countValues(pool, folder, 'channel', { limit: 10 }), [
      { value: 'mail', rows: 800 },
      { value: 'chat', rows: 400 },
    ]);
    assert.deepEqual(await countValues(pool, folder, 'nothing', { limit: 10 }), []);
  });
}
