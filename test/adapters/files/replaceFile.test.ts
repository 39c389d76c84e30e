import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { replaceFile, replaceOwnFile } from '../../../src/adapters/files/replaceFile.ts';
import { failingFiles } from './failingFiles.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-replace-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('a file is replaced entirely and synced to disk', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'former and longer');
  const files = failingFiles(-1);
  await replaceFile(path, 'new', files);
  assert.equal(await readFile(path, 'utf8'), 'new');
  const replaced = ['open', 'writeFile', 'sync', 'rename'];
  const folderToo = process.platform === 'win32' ? [] : ['open', 'sync'];
  assert.deepEqual(files.calls, [...replaced, ...folderToo]);
});

test('if any step fails, the file is the old or the new one, and nothing else is left', async () => {
  for (let failing = 0; ; failing++) {
    const path = join(folder, 'b.txt');
    await writeFile(path, 'former');
    const files = failingFiles(failing);
    const outcome = await replaceFile(path, 'new', files).catch((error: Error) => error.message);
    if (outcome === undefined) {
      assert.ok(failing >= 4, 'every step was tried');
      break;
    }
    assert.match(outcome, /ENOSPC/);
    const renamed = files.calls.slice(0, failing).includes('rename');
    assert.equal(await readFile(path, 'utf8'), renamed ? 'new' : 'former');
    assert.deepEqual((await readdir(folder)).sort(), ['a.txt', 'b.txt']);
  }
});

test('a failed streamed write leaves no partial file', async () => {
  const path = join(folder, 'c.txt');
  async function* pieces(): AsyncGenerator<string> {
    yield 'one ';
    await Promise.resolve();
    throw new Error('the pool is gone');
  }
  await assert.rejects(replaceFile(path, pieces()), says(/the pool is gone/));
  assert.ok(!(await readdir(folder)).some((name) => name.includes('c.txt')));
});

const isPosix = process.platform !== 'win32';

test('a file keeps its permissions', { skip: !isPosix }, async () => {
  const path = join(folder, 'd.txt');
  for (const mode of [0o600, 0o664, 0o444]) {
    await writeFile(path, 'former');
    await chmod(path, mode);
    await replaceFile(path, 'new');
    assert.equal((await stat(path)).mode & 0o777, mode);
    await rm(path);
  }
});

test(
  'a file of the project is replaced behind its symbolic link, others in place of it',
  { skip: !isPosix },
  async () => {
    const [target, link] = [join(folder, 'target.txt'), join(folder, 'link.txt')];
    await writeFile(target, 'former');
    await symlink(target, link);
    await replaceOwnFile(link, 'new');
    assert.equal(await readFile(target, 'utf8'), 'new');
    assert.ok((await lstat(link)).isSymbolicLink());
    await replaceFile(link, 'newer');
    assert.equal(await readFile(target, 'utf8'), 'new');
    assert.equal(await readFile(link, 'utf8'), 'newer');
    await replaceOwnFile(join(folder, 'absent.txt'), 'first');
    assert.equal(await readFile(join(folder, 'absent.txt'), 'utf8'), 'first');
  },
);
