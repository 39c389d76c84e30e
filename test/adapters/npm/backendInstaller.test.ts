// Installing a native backend with the real npm, from the test's own registry.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isRunning } from '../../../src/adapters/tensorflow/isRunning.ts';
import { openTensorflow } from '../../../src/adapters/tensorflow/openTensorflow.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import type { NativePackage } from '../../../src/core/heads/headBackend.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { BackendInstaller, choicesOn } from '../../../src/host/backendInstaller.ts';
import { standInProgram, standInVersion, type StandIn } from '../../harness/backendStandIn.ts';
import { serveRegistry } from '../../harness/packageRegistry.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-installer-'));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Attempt {
  readonly name?: NativePackage;
  readonly standIn?: StandIn;
  /** The package's install script. */
  readonly script?: string;
  readonly backendsDir?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onLog?: (line: string, abort: AbortController) => void;
}

/**
 * Publishes a stand-in and installs it.
 * @returns the folder, and everything reported
 */
async function install({ name = 'tfjs-node', standIn = {}, script, onLog, ...rest }: Attempt) {
  const backendsDir = rest.backendsDir ?? (await mkdtemp(join(folder, 'backends-')));
  const registry = await serveRegistry({
    name: `@tensorflow/${name}`,
    version: standInVersion,
    files: { 'index.js': standInProgram(standIn), 'install.js': script ?? '' },
    scripts: script === undefined ? {} : { install: 'node install.js' },
  });
  const abort = new AbortController();
  const progress: Progress[] = [];
  const installer = new BackendInstaller({
    backendsDir,
    trialModule: resolve('src/adapters/tensorflow/backendTrial.ts'),
    log: (_level, line) => onLog?.(line, abort),
    env: { ...process.env, ...registry.environment(folder), ...rest.env },
  });
  let trouble: Error | undefined;
  try {
    await installer.install(name, {
      signal: abort.signal,
      onProgress: (step) => progress.push(step),
    });
  } catch (error) {
    trouble = error as Error;
  } finally {
    await registry.close();
  }
  return { backendsDir, installer, trouble, progress, left: await readdir(backendsDir) };
}

/** Asserts that the installation failed with a user error and left nothing behind. */
function assertRefused(
  { trouble, left, installer }: Awaited<ReturnType<typeof install>>,
  sentence: RegExp,
): void {
  assert.equal(trouble?.name, 'UserError', trouble?.stack);
  assert.match(english(userMessageOf(trouble)), sentence);
  assert.deepEqual(left, []);
  assert.equal(installer.installed, undefined);
}

describe('installing a native backend', () => {
  test('an installed package is tried, then used by the engine until removed', async () => {
    const { backendsDir, installer, trouble, progress } = await install({
      script: 'console.log("* Downloading libtensorflow"); console.error("* Building TensorFlow")',
    });
    assert.equal(trouble, undefined, trouble?.stack);
    const { name, version } = installer.installed!;
    assert.deepEqual([name, version.split('.')[0]], ['tfjs-node', '4']);
    assert.deepEqual(
      progress.map(({ step, steps }) => `${step} of ${steps}`),
      ['0 of 4', '1 of 4', '2 of 4', '3 of 4'],
    );
    const opened = await openTensorflow({ backendsDir, log: () => {} });
    assert.equal(opened.name, 'tensorflow');

    await installer.remove();
    assert.equal(installer.installed, undefined);
    assert.deepEqual(await readdir(backendsDir), []);
    const { passedOver } = await openTensorflow({ backendsDir, log: () => {} });
    assert.deepEqual(passedOver[1], { name: 'tensorflow', why: { kind: 'notInstalled' } });
  });

  test('another package replaces it, and a failed installation leaves it in place', async () => {
    const { backendsDir, installer } = await install({});
    const failed = await install({ backendsDir, standIn: { program: 'process.abort()' } });
    assert.match(english(userMessageOf(failed.trouble)), /crashed/);
    assert.equal(installer.installed?.name, 'tfjs-node');
    const { left } = await install({
      backendsDir,
      name: 'tfjs-node-gpu',
      standIn: { onCard: true },
    });
    assert.equal(installer.installed?.name, 'tfjs-node-gpu');
    assert.equal(left.length, 2, left.join(', '));
  });

  test('leftovers of an interrupted installation are removed by the next', async () => {
    const backendsDir = await mkdtemp(join(folder, 'backends-'));
    // No process has so high a number; process 1 always exists.
    const [gone, atWork] = ['tfjs-node.99999999.1', 'tfjs-node.1.1'];
    for (const name of [gone, atWork]) await mkdir(join(backendsDir, name));
    await writeFile(join(backendsDir, gone, 'half'), '');
    const { left } = await install({ backendsDir });
    assert.ok(!left.includes(gone) && left.includes(atWork));
  });
});

describe('refused in a sentence, leaving nothing behind', () => {
  test('a native crash during the trial', async () => {
    const crash = await install({ standIn: { program: 'process.abort()' } });
    assertRefused(
      crash,
      /^tfjs-node was downloaded, but the process that tried it crashed \(SIGABRT\)\. It was removed again/,
    );
  });

  test('a library that cannot be loaded', async () => {
    const program = "throw new Error('libtensorflow.so.2: cannot open shared object file.')";
    assertRefused(
      await install({ standIn: { program } }),
      /cannot be loaded here: libtensorflow\.so\.2: cannot open shared object file\. It was removed/,
    );
  });

  test('a missing graphics card or CUDA library', async () => {
    const name = 'tfjs-node-gpu';
    assertRefused(
      await install({ name }),
      /finds no graphics card.*Use tfjs-node instead\. It was removed/,
    );
    const program = `console.error("Could not load dynamic library 'libcudart.so.11.0'; dlerror");
      ${standInProgram({})}`;
    assertRefused(
      await install({ name, standIn: { program } }),
      /libcudart\.so\.11\.0 is missing: it needs CUDA 11\.2/,
    );
  });

  test('a failed download in the install script', async () => {
    const script = "require('node:https').get('https://library.invalid/tensorflow.tar.gz')";
    assertRefused(
      await install({ script }),
      /^tfjs-node could not be installed: library\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\. Check the network connection/,
    );
  });

  test('an unreachable registry, or one without the package', async () => {
    // Nothing listens on port 9.
    const env = { npm_config_registry: 'http://127.0.0.1:9' };
    assertRefused(await install({ env }), /127\.0\.0\.1 cannot be reached \(ECONNREFUSED\)/);
    const registry = await serveRegistry({ name: 'other', version: '1.0.0', files: {} });
    const elsewhere = { npm_config_registry: registry.url };
    assertRefused(await install({ env: elsewhere }), /registry does not have it/);
    await registry.close();
  });

  test('no npm', async () => {
    const refused = await install({ env: { PATH: folder } });
    assertRefused(refused, /^npm is needed to install tfjs-node, but it is not on the PATH/);
  });
});

test('cancelling ends npm and its children, and leaves nothing behind', async () => {
  let pid = 0;
  const { trouble, left } = await install({
    script: `console.log('script ' + process.pid); setInterval(() => {}, 1000);`,
    onLog: (line, abort) => {
      const said = /^npm: script (\d+)$/.exec(line)?.[1];
      if (said === undefined) return;
      pid = Number(said);
      abort.abort();
    },
  });
  assert.equal(trouble?.name, 'CancelledError', trouble?.stack);
  assert.deepEqual(left, []);
  assert.ok(pid > 0);
  assert.ok(hasEnded(pid));
});

/** Counts zombies as ended: without an init process, orphans are not reaped. */
function hasEnded(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return !isRunning(pid) || (existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8')));
}

test('operations do not overlap', async () => {
  const { installer } = await install({});
  const first = installer.remove();
  await assert.rejects(installer.remove(), says(/being installed already/));
  await first;
});

test('offers only what is built for the platform', () => {
  assert.deepEqual(choicesOn('linux', 'x64'), ['tfjs-node-gpu', 'tfjs-node']);
  assert.deepEqual(choicesOn('darwin', 'arm64'), ['tfjs-node']);
  assert.deepEqual(choicesOn('win32', 'arm64'), []);
});
