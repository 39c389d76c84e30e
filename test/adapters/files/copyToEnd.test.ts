import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import fs, {
  mkdtemp,
  open,
  readFile,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
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

test('the copy of a file that becomes shorter meanwhile ends where the file does', async (t) => {
  const [source, target] = [join(folder, 'shrinking'), join(folder, 'copy')];
  const size = 8_000_000;
  // As on a file system that shares no blocks.
  const { mock: clone } = t.mock.method(fs, 'copyFile', () => Promise.reject(new Error('ENOTSUP')));
  syncBuiltinESMExports();
  t.after(() => {
    clone.restore();
    syncBuiltinESMExports();
  });
  await writeFile(source, Buffer.alloc(size));
  const handle = await open(source);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const read = Reflect.get(prototype, 'read') as (
    ...args: unknown[]
  ) => Promise<{ bytesRead: number }>;
  const sizes: number[] = [];
  t.mock.method(prototype, 'read', async function (this: FileHandle, ...args: unknown[]) {
    const result = await read.apply(this, args);
    sizes.push(result.bytesRead);
    truncateSync(source, 100);
    return result;
  });
  await copyToEnd(source, target);
  assert.ok(sizes[0]! > 100 && sizes[0]! < size, `${sizes[0]} bytes were read before`);
  assert.equal((await stat(target)).size, sizes[0]);
});
