import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { copyToEnd } from '../../../src/adapters/files/copyToEnd.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-copy-to-end-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('a copy has the bytes of the source and replaces what was there', async () => {
  const [source, target] = [join(folder, 'a'), join(folder, 'b')];
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) % 256));
  await writeFile(source, bytes);
  await writeFile(target, Buffer.alloc(4_000_000));
  await copyToEnd(source, target);
  assert.deepEqual(await readFile(target), bytes);
});

test('a missing source is an error, and no target is created', async () => {
  const target = join(folder, 'none-copied');
  await assert.rejects(copyToEnd(join(folder, 'none'), target), { code: 'ENOENT' });
  await assert.rejects(stat(target), { code: 'ENOENT' });
});

test('the copy of a file that becomes shorter meanwhile ends where the file does', async () => {
  const [source, target] = [join(folder, 'shrinking'), join(folder, 'copy')];
  const size = 64_000_000;
  await writeFile(source, Buffer.alloc(size));
  const copied = copyToEnd(source, target);
  while (!(await stat(target).catch(() => undefined))?.size) continue;
  truncateSync(source, 100);
  await copied;
  // Where the file system shares blocks, the whole file is copied at once.
  assert.ok((await stat(target)).size <= size);
});
