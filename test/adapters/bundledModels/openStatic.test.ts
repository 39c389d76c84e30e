import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStatic, staticFiles } from '../../../src/adapters/bundledModels/openStatic.ts';
import { UserError } from '../../../src/core/errors.ts';
import { english } from '../../harness/english.ts';

const shipped = fileURLToPath(new URL('../../../models/static-en-128', import.meta.url));

let root: string;
before(async () => (root = await mkdtemp(join(tmpdir(), 'marginalia-static-'))));
after(() => rm(root, { recursive: true, force: true }));

const dot = (v: Float32Array, i: number, j: number): number => {
  let sum = 0;
  for (let k = 0; k < 128; k++) sum += v[i * 128 + k]! * v[j * 128 + k]!;
  return sum;
};

test('the bundled table opens and rates related texts as similar', async () => {
  const embedder = await openStatic(shipped, setImmediate);
  assert.equal(embedder.dimensions, 128);
  const v = await embedder.embed([
    'my card was charged twice',
    'a payment was taken from the account two times',
    'the singer released a new album',
    'the band recorded a song',
    '猫猫猫 👍',
  ]);
  for (let i = 0; i < 4; i++) assert.ok(Math.abs(dot(v, i, i) - 1) < 1e-5);
  assert.equal(dot(v, 4, 4), 0);
  const alike = Math.min(dot(v, 0, 1), dot(v, 2, 3));
  const unlike = Math.max(dot(v, 0, 2), dot(v, 0, 3), dot(v, 1, 2), dot(v, 1, 3));
  assert.ok(alike > unlike + 0.2, `${alike} ${unlike}`);
});

test('the table is at most 4 MiB', async () => {
  assert.ok((await stat(join(shipped, 'table.bin'))).size <= 4 * 2 ** 20);
});

test('the README lists the checksums of the files', async () => {
  const readme = await readFile(join(shipped, 'README.md'), 'utf8');
  for (const sha256 of Object.values(staticFiles)) assert.ok(readme.includes(sha256), sha256);
});

async function copy(name: string): Promise<string> {
  const folder = join(root, name);
  await cp(shipped, folder, { recursive: true });
  return folder;
}

const breakages: [
  string,
  'table.bin' | 'vocabulary.txt',
  (file: string) => Promise<void>,
  RegExp,
][] = [
  [
    'a table with one bit changed',
    'table.bin',
    async (file) => {
      const handle = await open(file, 'r+');
      await handle.write(Uint8Array.of(1), 0, 1, 3_000_000);
      await handle.write(Uint8Array.of(2), 0, 1, 3_000_001);
      await handle.close();
    },
    /table\.bin.*damaged.*Install Marginalia again/,
  ],
  [
    'a table cut short',
    'table.bin',
    async (file) => (await open(file, 'r+').then(async (h) => (await h.truncate(2e6), h))).close(),
    /table\.bin.*damaged/,
  ],
  [
    'a vocabulary with a line more',
    'vocabulary.txt',
    (file) => appendFile(file, 'more\n'),
    /vocabulary\.txt.*damaged/,
  ],
  ['no table', 'table.bin', (file) => rm(file), /table\.bin.*missing/],
  ['no vocabulary', 'vocabulary.txt', (file) => rm(file), /vocabulary\.txt.*missing/],
];
for (const [what, file, damage, sentence] of breakages) {
  test(`${what} is refused in a sentence`, async () => {
    const folder = await copy(what.replaceAll(' ', '-'));
    await damage(join(folder, file));
    await assert.rejects(openStatic(folder, setImmediate), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(english(error.problem), sentence);
      return true;
    });
  });
}
