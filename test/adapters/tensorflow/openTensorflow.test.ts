import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { TensorflowBackend } from '../../../src/adapters/tensorflow/backend.ts';
import { graphicsCard } from '../../../src/adapters/tensorflow/graphicsCard.ts';
import type {
  BackendName,
  HeadBackend,
  NativePackage,
} from '../../../src/core/heads/headBackend.ts';
import { restoreRemovedChecks } from '../../../src/adapters/tensorflow/nodePackage.ts';
import {
  openTensorflow,
  standardCandidates,
  type Candidate,
} from '../../../src/adapters/tensorflow/openTensorflow.ts';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import { installStandIn } from '../../harness/backendStandIn.ts';
import { opened } from './backends.ts';
import { english } from '../../harness/english.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-tensorflow-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A candidate that is available or not; `tried` records that it was tried. */
function fake(name: BackendName, present: boolean, tried: string[]): Candidate {
  return {
    name,
    open: async () => {
      tried.push(name);
      if (!present) throw new Error(`${name} is missing\nand a long story`);
      return { name, version: '4.0.0' } as TensorflowBackend;
    },
  };
}

describe('the choice of a backend', () => {
  test('tries native ones first, fastest first', () => {
    assert.deepEqual(
      standardCandidates({}).map(({ name }) => name),
      ['tensorflow-gpu', 'tensorflow', 'wasm', 'cpu'],
    );
  });

  test('takes the first that loads, and gives the reasons against those before it', async () => {
    const tried: string[] = [];
    const lines: string[] = [];
    const backend = await openTensorflow({
      candidates: [
        fake('tensorflow-gpu', false, tried),
        fake('tensorflow', true, tried),
        fake('wasm', true, tried),
      ],
      log: (line) => lines.push(line),
    });
    assert.equal(backend.name, 'tensorflow');
    assert.deepEqual(tried, ['tensorflow-gpu', 'tensorflow']);
    assert.deepEqual(lines, [
      'Not available, tensorflow-gpu: tensorflow-gpu is missing',
      'TensorFlow.js 4.0.0 computes on tensorflow.',
    ]);
  });

  test('refuses in a sentence if none loads', async () => {
    const candidates = [fake('wasm', false, []), fake('cpu', false, [])];
    await assert.rejects(openTensorflow({ candidates, log: () => {} }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        english(error.problem),
        /could not be started.*Choose the head.*wasm is missing/,
      );
      return true;
    });
  });

  test('an installed package is loaded, and named after the device it uses', async () => {
    const choice = async (name: NativePackage, onCard: boolean) => {
      const backendsDir = await installStandIn(folder, name, { onCard });
      const { tf: _library, ...opened } = await openTensorflow({ log: () => {}, backendsDir });
      return opened;
    };
    const absent = { kind: 'notInstalled' };
    const plain = await choice('tfjs-node', false);
    assert.equal(plain.name, 'tensorflow');
    assert.deepEqual(plain.passedOver, [{ name: 'tensorflow-gpu', why: absent }]);
    const card = await choice('tfjs-node-gpu', true);
    assert.deepEqual([card.name, card.passedOver], ['tensorflow-gpu', []]);
    const cardless = await choice('tfjs-node-gpu', false);
    assert.equal(cardless.name, 'tensorflow');
    assert.deepEqual(cardless.passedOver, [{ name: 'tensorflow-gpu', why: { kind: 'noCard' } }]);
  });

  test('distinguishes missing packages from ones that fail to load', async () => {
    const backendsDir = await installStandIn(folder, 'tfjs-node', {
      program: "throw new Error('libtensorflow.so.2: no such file\\nand more')",
    });
    const { name, passedOver } = await openTensorflow({ log: () => {}, backendsDir });
    assert.equal(name, 'wasm');
    assert.deepEqual(
      passedOver.map(({ why }) => why),
      [
        { kind: 'notInstalled' },
        { kind: 'failed', message: inOwnWords('libtensorflow.so.2: no such file') },
      ],
    );
  });

  test('the card’s name comes from its driver', async () => {
    const tools = await mkdtemp(join(folder, 'tools-'));
    const { PATH } = process.env;
    process.env['PATH'] = `${tools}:${PATH}`;
    try {
      const smi = join(tools, 'nvidia-smi');
      await writeFile(smi, '#!/bin/sh\necho "Tesla T4"\necho "Tesla T4"\n', { mode: 0o755 });
      assert.equal(await graphicsCard(), 'Tesla T4');
      await writeFile(smi, '#!/bin/sh\nexit 9\n');
      assert.equal(await graphicsCard(), undefined);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});

describe('a package that crashes the process when it is loaded', () => {
  test('is skipped after two crashes, until reinstalled', async () => {
    const backendsDir = await installStandIn(folder, 'tfjs-node', { program: 'process.abort()' });
    const open = () => openInProcess(backendsDir);
    assert.equal(await open(), 'SIGABRT');
    assert.equal(await open(), 'SIGABRT');
    assert.deepEqual(await open(), {
      name: 'wasm',
      passedOver: [
        { name: 'tensorflow-gpu', why: { kind: 'notInstalled' } },
        { name: 'tensorflow', why: { kind: 'crashed' } },
      ],
    });
  });
});

describe('APIs removed from Node', () => {
  test('are restored, and existing ones are left alone', () => {
    const isArray = (): boolean => true;
    const util: Record<string, unknown> = { isArray };
    restoreRemovedChecks(util);
    assert.equal(util.isArray, isArray);
    const check = util.isNullOrUndefined as (value: unknown) => boolean;
    assert.deepEqual([null, undefined, 0, ''].map(check), [true, true, false, false]);
  });

  test('are refused in a sentence if they cannot be restored', () => {
    assert.throws(
      () => restoreRemovedChecks(Object.freeze({ isArray: () => true })),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(
          english(error.problem),
          /calls util\.isNullOrUndefined, which Node .* Use Node 22/,
        );
        return true;
      },
    );
  });
});

describe('the backends that are always available', () => {
  for (const name of ['wasm', 'cpu'] as const) {
    test(`${name} opens, and leaves the process's handlers unchanged`, async () => {
      const events = ['uncaughtException', 'unhandledRejection'];
      const mine = (): void => {};
      process.on('unhandledRejection', mine);
      try {
        const before = events.map((event) => process.rawListeners(event));
        const backend = await opened(name);
        assert.equal(backend.name, name);
        assert.match(backend.version, /^4\./);
        assert.deepEqual(
          events.map((event) => process.rawListeners(event)),
          before,
        );
      } finally {
        process.off('unhandledRejection', mine);
      }
    });
  }

  test('a folder without the .wasm files is a reason, not a crash', async () => {
    // In a separate process, since tfjs caches a backend once opened.
    const opened = await openInProcess(folder, folder);
    assert.ok(typeof opened !== 'string');
    const { name, passedOver } = opened;
    assert.equal(name, 'cpu');
    assert.deepEqual([passedOver.at(-1)?.name, passedOver.at(-1)?.why.kind], ['wasm', 'failed']);
  });
});

/** What a separate process opens, or the signal that ended it. */
async function openInProcess(
  backendsDir: string,
  wasmFolder?: string,
): Promise<Pick<HeadBackend, 'name' | 'passedOver'> | string> {
  const program = `
    import { openTensorflow } from ${JSON.stringify(import.meta.resolve('../../../src/adapters/tensorflow/openTensorflow.ts'))};
    const options = ${JSON.stringify({ backendsDir, wasmFolder })};
    const { name, passedOver } = await openTensorflow({ ...options, log: () => {} });
    console.log(JSON.stringify({ name, passedOver }));`;
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', program],
      { cwd: folder },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as HeadBackend;
  } catch (error) {
    const { signal } = error as { signal?: string };
    if (signal === undefined) throw error;
    return signal;
  }
}
