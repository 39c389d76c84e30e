// The VSIX of this platform as published: its contents, and that its native modules load.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { stageNatives } from '../../scripts/setup/natives.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { TARGETS, thisTarget, vsixPath } from '../../scripts/setup/vsix.mjs';
import { unpackVsix } from './unpackVsix.ts';
import type { ZipEntry } from './zip.ts';

/** Limits of a clone and of a VSIX, in bytes. */
const most = 60e6;
const target = thisTarget();
const runFile = promisify(execFile);
let entries: ZipEntry[];
let names: string[];
let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'marginalia-vsix-'));
  entries = unpackVsix(folder);
  names = entries.map(({ name }) => name);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a CommonJS program whose `require` resolves from the bundles, and returns its printed JSON. */
async function runBesideBundles(program: string): Promise<unknown> {
  const file = join(folder, 'extension/dist/probe.cjs');
  writeFileSync(file, program);
  const { stdout } = await runFile(process.execPath, [file], { cwd: folder });
  rmSync(file);
  return JSON.parse(stdout) as unknown;
}

test('it holds the bundles, the texts and the native packages', (t) => {
  const wanted = [
    'package.json',
    'package.nls.json',
    'package.nls.de.json',
    'l10n/bundle.l10n.de.json',
    'LICENSE.txt',
    'readme.md',
    'changelog.md',
    'ThirdPartyNotices.txt',
    'media/icon.png',
    'dist/extension.cjs',
    'dist/engine.mjs',
    'dist/backendTrial.mjs',
    'dist/cli.js',
    'dist/embedder.mjs',
    'dist/models/static-en-128/LICENSE',
    'dist/models/static-en-128/table.bin',
    'dist/models/static-en-128/vocabulary.txt',
    'dist/models/bge-small-en-v1.5/LICENSE',
    'dist/models/bge-small-en-v1.5/onnx/model_w8.onnx',
    'dist/webview/annotate.js',
    'dist/webview/annotate.css',
    'dist/webview/metrics.js',
    'dist/webview/metrics.css',
    'dist/node_modules/better-sqlite3/lib/index.js',
    'dist/node_modules/onnxruntime-node/dist/index.js',
    'dist/node_modules/onnxruntime-common/dist/cjs/index.js',
  ];
  assert.deepEqual(
    wanted.filter((name) => !names.includes(`extension/${name}`)),
    [],
  );
  const packed = readFileSync(vsixPath(target)).length;
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0);
  t.diagnostic(
    `${target}: ${(packed / 1e6).toFixed(1)} MB packed, ${(unpacked / 1e6).toFixed(1)} MB unpacked`,
  );
  assert.ok(packed < most, `${packed} bytes`);
});

test('the pictures of its README are included, and small', () => {
  const readme = readFileSync(join(folder, 'extension/readme.md'), 'utf8');
  const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path!);
  assert.ok(pictures.includes('media/readme/labelling.gif'));
  for (const path of pictures) {
    const { size } = entries.find(({ name }) => name === `extension/${path}`) ?? { size: Infinity };
    assert.ok(size < 1.2e6, `${path}: ${size} bytes`);
  }
});

test('it holds no sources, tests, maps or files of other platforms', () => {
  const strays = names.filter((name) =>
    /\.(ts|map|gyp|cpp|c|pyc|vsix)$|^extension\/(src|test|webview|scripts|node_modules|\.)/.test(
      name,
    ),
  );
  assert.deepEqual(strays, []);
  const binaries = names.filter((name) => /\.(node|dll|dylib)$|\.so(\.\d+)*$/.test(name));
  const place = target.replace('-', '/');
  const foreign = binaries.filter((name) => !name.includes(target) && !name.includes(place));
  assert.deepEqual(foreign, []);
  assert.equal(binaries.filter((name) => name.includes('/better-sqlite3/')).length, 1);
});

test('nothing in it depends on a graphics card', () => {
  assert.deepEqual(
    names.filter((name) => /cuda|tensorrt|directml|dxil|dxcompiler/i.test(name)),
    [],
  );
});

test('its manifest is that of the checkout, without development-only fields', () => {
  const read = (path: string): Record<string, unknown> =>
    JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const packed = read(join(folder, 'extension/package.json'));
  const {
    scripts,
    devDependencies,
    dependencies,
    private: _private,
    ...rest
  } = read('package.json');
  assert.ok(scripts && devDependencies && dependencies);
  assert.deepEqual(packed, rest);
  const described = readFileSync(join(folder, 'extension.vsixmanifest'), 'utf8');
  assert.match(described, new RegExp(`TargetPlatform="${target}"`));
});

test('its better-sqlite3 opens a database', async () => {
  const result = await runBesideBundles(`
    const Database = require('better-sqlite3');
    const database = new Database(':memory:');
    const where = require.resolve('better-sqlite3');
    console.log(JSON.stringify({ where, sum: database.prepare('select 19 + 23').pluck().get() }));
  `);
  assert.deepEqual(result, {
    where: join(folder, 'extension/dist/node_modules/better-sqlite3/lib/index.js'),
    sum: 42,
  });
});

test('its onnxruntime loads and lists the CPU', async () => {
  const result = await runBesideBundles(`
    const runtime = require('onnxruntime-node');
    const where = require.resolve('onnxruntime-node');
    console.log(JSON.stringify({ where, backends: runtime.listSupportedBackends().map((b) => b.name) }));
  `);
  const { where, backends } = result as { where: string; backends: string[] };
  assert.equal(where, join(folder, 'extension/dist/node_modules/onnxruntime-node/dist/index.js'));
  assert.ok(backends.includes('cpu'), backends.join(', '));
});

test('the VSIX of every platform stays small', (t) => {
  const natives = entries.filter(({ name }) => name.includes('/dist/node_modules/'));
  const others = entries.filter((entry) => !natives.includes(entry));
  const common = others.reduce((sum, { packed }) => sum + packed, 0);
  for (const other of TARGETS) {
    const stage = mkdtempSync(join(tmpdir(), 'marginalia-natives-'));
    try {
      stageNatives(other, stage);
      const files = filesIn(stage);
      const packed = files.reduce(
        (sum, file) => sum + deflateRawSync(readFileSync(file)).length,
        common,
      );
      t.diagnostic(`${other}: ${(packed / 1e6).toFixed(1)} MB`);
      assert.ok(packed < most, `${other}: ${packed} bytes`);
    } finally {
      rmSync(stage, { recursive: true, force: true });
    }
  }
});

test('a clone stays small, as its history is permanent', async (t) => {
  const args = ['rev-list', '--disk-usage', '--objects', 'HEAD'];
  const { stdout } = await runFile('git', args, { cwd: root });
  t.diagnostic(`${(Number(stdout) / 1e6).toFixed(1)} MB`);
  assert.ok(Number(stdout) > 0 && Number(stdout) < most, `${stdout.trim()} bytes`);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}
