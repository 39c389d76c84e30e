// The npm package as users get it: packed, installed by npm into an empty folder and run by `npx`, compared
// with the command line of the unpacked VSIX.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ensureNode } from '../../scripts/setup/node.mjs';
import { npmPackagePath } from '../../scripts/setup/npmPackage.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { unpackOurs } from '../fixtures/oldProjects/unpack.ts';
import { jsonLines, topicOf, topicRecords } from '../harness/topics.ts';
import { unpackVsix } from './unpackVsix.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const golden = join(root, 'test/fixtures/interchange/golden');
let folder: string;
/** `npx marginalia` on the Node of a folder, and cli.js of the VSIX on this Node. */
type Program = (...args: readonly string[]) => Promise<Ended>;
let onThisNode: Program;
let onNode20: Program;
let ofVsix: Program;

function runIn(file: string, args: readonly string[], path?: string): Promise<Ended> {
  const env = path === undefined ? process.env : { ...process.env, PATH: path };
  return new Promise((resolve) => {
    execFile(file, args, { cwd: folder, env, maxBuffer: 1e9 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

function npxOn(node: string): Program {
  const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
  return (...args) => runIn('npx', ['--no', '--', 'marginalia', ...args], path);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'marginalia-npm-'));
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const labelled = topicRecords(60).map((row) => ({ ...row, topic: topicOf(row.text) }));
  writeFileSync(join(folder, 'topics.jsonl'), jsonLines(labelled));
  unpackVsix(join(folder, 'vsix'));
  const node20 = await ensureNode(20);
  onThisNode = npxOn(process.execPath);
  onNode20 = npxOn(node20);
  ofVsix = (...args) =>
    runIn(process.execPath, [join(folder, 'vsix/extension/dist/cli.js'), ...args]);
  const installed = await runIn('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    npmPackagePath,
  ]);
  assert.equal(installed.code, 0, installed.stderr);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Unpacks a labelled project, and returns the path of its file. */
function unpackProject(name: string): string {
  mkdirSync(join(folder, name));
  unpackOurs('lexical-30', join(folder, name));
  return join(name, 'lexical-30.marginalia.json');
}

describe('the npm package', () => {
  test('is small, and brings SQLite but not onnxruntime', (t) => {
    const { size } = statSync(npmPackagePath);
    t.diagnostic(`${(size / 1e6).toFixed(1)} MB`);
    assert.ok(size <= 12e6, `${size} bytes`);
    const packages = readdirSync(join(folder, 'node_modules'));
    assert.deepEqual(
      packages.filter((name) => !name.startsWith('.')),
      ['better-sqlite3', 'marginalia', 'node-addon-api'],
    );
  });

  test('runs no script of a package', () => {
    for (const name of ['better-sqlite3', 'marginalia', 'node-addon-api']) {
      const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, string> };
      assert.deepEqual(
        Object.keys(scripts).filter((script) => /^(pre|post)?(install|prepare)$/.test(script)),
        [],
      );
    }
  });
});

/**
 * Commands whose output a user may keep: the bytes are the same from every distribution of the command line.
 */
const same: [string, readonly string[]][] = [
  ['--help', ['--help']],
  ['inspect', ['inspect', 'topics.jsonl']],
  ['inspect --json', ['inspect', 'topics.jsonl', '--json']],
  ...['prodigy', 'doccano', 'csv', 'fasttext'].map((format): [string, readonly string[]] => [
    `convert to ${format}`,
    ['convert', join(golden, 'multi.jsonl'), '-', '--to', format],
  ]),
  ['convert to conll', ['convert', join(golden, 'spans.jsonl'), '-', '--to', 'conll']],
];

describe('npx on this Node, npx on Node 20 and the VSIX write the same bytes', () => {
  for (const [name, args] of same) {
    test(name, async () => {
      const here = await onThisNode(...args);
      const there = await onNode20(...args);
      assert.deepEqual([here.code, there.code], [0, 0], here.stderr + there.stderr);
      assert.ok(here.stdout.length > 0);
      assert.equal(there.stdout, here.stdout);
      assert.equal((await ofVsix(...args)).stdout, here.stdout);
    });
  }
});

test('simulate runs on Node 20, with the static table of the package', async () => {
  const args = ['simulate', '--pool', 'topics.jsonl', '--text', 'text', '--label', 'topic'];
  const small = ['--test-share', '0.3', '--initial', '5', '--batch', '5', '--budget', '15'];
  const { code, stdout, stderr } = await onNode20(...args, ...small, '--embedding', 'static');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^random /m);
});

test('commands of a project work on this Node, with the same bytes from the VSIX', async () => {
  const project = unpackProject('trained');
  const early = await onThisNode('train', project);
  assert.deepEqual([early.code, early.stdout], [2, '']);
  assert.match(early.stderr, /Add --migrate/);
  const trained = await onThisNode('train', project, '--migrate', '--c', '3', '--json');
  assert.equal(trained.code, 0, trained.stderr);
  assert.equal((JSON.parse(trained.stdout) as { c: number }).c, 3);
  for (const args of [
    ['status', project, '--json'],
    ['check', project, '--format', 'github'],
    ['export', project],
    ['export', project, '--to', 'prodigy'],
  ]) {
    const here = await onThisNode(...args);
    const { code, stdout } = await ofVsix(...args);
    assert.deepEqual([here.code, here.stdout], [code, stdout], here.stderr);
    assert.ok(code < 2, here.stderr);
  }
  const answers = join(golden, 'single.jsonl');
  for (const args of [['train'], ['status'], ['check'], ['export'], ['import', answers]]) {
    const [command = '', ...more] = args;
    const { code, stderr } = await onNode20(command, project, ...more);
    assert.equal(code, 2);
    assert.match(stderr, /needs Node\.js 22\.14 or newer/);
  }
});

test('predict reads a model folder on Node 20, with the same bytes as here', async () => {
  const project = unpackProject('exported');
  const trained = await onThisNode('train', project, '--migrate');
  assert.equal(trained.code, 0, trained.stderr);
  const exported = await onThisNode('model', project, '--out', 'classifier');
  assert.equal(exported.code, 0, exported.stderr);
  for (const to of ['jsonl', 'csv', 'parquet']) {
    const args = ['predict', 'classifier', '--input', 'topics.jsonl', '--texts'];
    const here = await onThisNode(...args, '--out', `here.${to}`);
    const there = await onNode20(...args, '--out', `there.${to}`);
    assert.deepEqual([here.code, there.code], [0, 0], here.stderr + there.stderr);
    assert.equal(there.stderr, here.stderr);
    const [expected, written] = ['here', 'there'].map((name) =>
      readFileSync(join(folder, `${name}.${to}`)),
    );
    assert.ok(expected!.length > 0);
    assert.ok(written!.equals(expected!), to);
  }
  const refused = await onNode20('predict', project);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /needs Node\.js 22\.14 or newer/);
});

test('projects open on this Node; Node 20 gives a sentence and exit code 2', async () => {
  const args = ['replay', unpackProject('replayed'), '--json'];
  const here = await onThisNode(...args);
  assert.equal(here.code, 0, here.stderr);
  assert.deepEqual((JSON.parse(here.stdout) as { different: unknown }).different, []);
  const { code, stdout, stderr } = await onNode20(...args);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(
    stderr,
    /needs Node\.js 22\.14 or newer; this is v20\..* \(for the command line: Node\.js\)\.\n$/,
  );
});
