import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findNpm } from '../../../src/adapters/npm/findNpm.ts';
import { npmFailure } from '../../../src/adapters/npm/npmFailure.ts';

describe('npm on the PATH', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginalia-npm-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function put(path: string, mode = 0o755): Promise<string> {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '', { mode });
    return file;
  }

  test('the first executable one', async () => {
    await put('a/npm', 0o644);
    const npm = await put('b/npm');
    await put('c/npm');
    const PATH = ['a', 'b', 'c'].map((name) => join(folder, name)).join(':');
    assert.deepEqual(findNpm({ PATH }, 'linux'), { file: npm, args: [] });
  });

  test('never one in a relative folder, which depends on the open workspace', () => {
    assert.equal(findNpm({ PATH: '.:bin' }, 'linux'), undefined);
    assert.equal(findNpm({}, 'linux'), undefined);
  });

  test('on Windows, the batch file’s target, without a shell', async () => {
    const node = await put('w/node.exe');
    await put('w/npm.cmd');
    const Path = join(folder, 'w');
    assert.equal(findNpm({ Path }, 'win32'), undefined);
    const script = await put('w/node_modules/npm/bin/npm-cli.js');
    assert.deepEqual(findNpm({ Path }, 'win32'), { file: node, args: [script] });
  });
});

describe('reasons of npm failures', () => {
  test('an install script that cannot reach its download host', () => {
    const lines = [
      'npm error code 1',
      'npm error path /x/node_modules/@tensorflow/tfjs-node',
      'npm error command failed',
      'npm error command sh -c node scripts/install.js',
      'npm error Error: getaddrinfo ENOTFOUND storage.googleapis.com',
      'npm error     at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:123:26)',
    ];
    const failure = { kind: 'network', host: 'storage.googleapis.com', code: 'ENOTFOUND' };
    assert.deepEqual(npmFailure(lines), failure);
    // In the foreground, script output has no npm prefix.
    assert.deepEqual(npmFailure([lines[4]!.replace('npm error ', ''), lines[0]!]), failure);
  });

  test('an unreachable registry', () => {
    const line =
      'npm error FetchError: request to http://127.0.0.1:9/x failed, reason: connect ECONNREFUSED 127.0.0.1:9';
    assert.deepEqual(npmFailure(['npm error code ECONNREFUSED', line]), {
      kind: 'network',
      host: '127.0.0.1',
      code: 'ECONNREFUSED',
    });
  });

  test('npm’s own codes, including those of older versions', () => {
    assert.deepEqual(npmFailure(['npm ERR! code E404']), { kind: 'notFound' });
    assert.deepEqual(npmFailure(['npm error code ENOSPC']), { kind: 'diskFull' });
    assert.deepEqual(npmFailure(['npm error code EACCES']), { kind: 'noPermission' });
  });

  test('the most informative line, for any other failure', () => {
    const lines = [
      'node-pre-gyp install failed with error: Error: Command failed',
      'npm error code 1',
      'npm error path /x',
      'npm error command failed',
    ];
    assert.deepEqual(npmFailure(lines), { kind: 'other', line: lines[0] });
    assert.deepEqual(npmFailure(['npm error code 7', 'npm error out of luck']), {
      kind: 'other',
      line: 'out of luck',
    });
    assert.deepEqual(npmFailure([]), { kind: 'other', line: '' });
  });
});
