import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BackendName, TensorflowBackend } from '../../../src/adapters/tensorflow/backend.ts';
import { restoreRemovedChecks } from '../../../src/adapters/tensorflow/nodePackage.ts';
import {
  openTensorflow,
  standardCandidates,
  type Candidate,
} from '../../../src/adapters/tensorflow/openTensorflow.ts';
import { HumanError } from '../../../src/core/errors.ts';
import { opened } from './backends.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-tensorflow-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A candidate that is there, or is not; `tried` hears that it was asked. */
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

/** A package that passes for tfjs-node: real TensorFlow.js on its plain backend, under the other's name. */
async function installFake(name: string, onCard: boolean): Promise<string> {
  const extra = await mkdtemp(join(folder, 'extra-'));
  const place = join(extra, 'node_modules/@tensorflow', name);
  await mkdir(place, { recursive: true });
  const core = JSON.stringify(import.meta.resolve('@tensorflow/tfjs-core').slice('file://'.length));
  const cpu = JSON.stringify(
    import.meta.resolve('@tensorflow/tfjs-backend-cpu').slice('file://'.length),
  );
  await writeFile(
    join(place, 'index.js'),
    `const tf = require(${core}); require(${cpu}); tf.enableProdMode();
     if (require('util').isNullOrUndefined(null) !== true) throw new Error('not restored');
     const library = Object.assign(Object.create(tf.backend()), { isUsingGpuDevice: ${onCard} });
     module.exports = { ...tf, backend: () => library, ready: async () => {}, setBackend: async () => true };`,
  );
  return extra;
}

describe('the choice of a backend', () => {
  test('tries native ones first, in the order of their speed', () => {
    assert.deepEqual(
      standardCandidates({}).map(({ name }) => name),
      ['tensorflow-gpu', 'tensorflow', 'wasm', 'cpu'],
    );
  });

  test('takes the first that loads, and says why not the ones before it', async () => {
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

  test('refuses in a sentence when there is none', async () => {
    const candidates = [fake('wasm', false, []), fake('cpu', false, [])];
    await assert.rejects(openTensorflow({ candidates, log: () => {} }), (error) => {
      assert.ok(error instanceof HumanError);
      assert.match(error.message, /could not be started.*Choose the head.*wasm is missing/);
      return true;
    });
  });

  test('a package in the extra folder is loaded from there, and named after what computes', async () => {
    const named = async (name: string, onCard: boolean): Promise<string> => {
      const extraFolder = await installFake(name, onCard);
      return (await openTensorflow({ log: () => {}, extraFolder })).name;
    };
    assert.equal(await named('tfjs-node', false), 'tensorflow');
    assert.equal(await named('tfjs-node-gpu', true), 'tensorflow-gpu');
    // The GPU package without a card.
    assert.equal(await named('tfjs-node-gpu', false), 'tensorflow');
  });
});

describe('what Node has removed', () => {
  test('is put back, and what is there is left alone', () => {
    const isArray = (): boolean => true;
    const util: Record<string, unknown> = { isArray };
    restoreRemovedChecks(util);
    assert.equal(util.isArray, isArray);
    const check = util.isNullOrUndefined as (value: unknown) => boolean;
    assert.deepEqual([null, undefined, 0, ''].map(check), [true, true, false, false]);
  });

  test('is refused in a sentence where it cannot be put back', () => {
    assert.throws(
      () => restoreRemovedChecks(Object.freeze({ isArray: () => true })),
      (error) => {
        assert.ok(error instanceof HumanError);
        assert.match(error.message, /calls util\.isNullOrUndefined, which Node .* Use Node 22/);
        return true;
      },
    );
  });
});

describe('the backends that are always there', () => {
  for (const name of ['wasm', 'cpu'] as const) {
    test(`${name} opens, and leaves the process's handlers as they were`, async () => {
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
    // In a process of its own, since tfjs remembers a backend that it has once opened.
    const { execFile } = await import('node:child_process');
    const { promisify } = await import('node:util');
    const program = `
      import { openTensorflow } from ${JSON.stringify(new URL('../../../src/adapters/tensorflow/openTensorflow.ts', import.meta.url).href)};
      const lines = [];
      const { name } = await openTensorflow({ wasmFolder: ${JSON.stringify(folder)}, log: (line) => lines.push(line) });
      console.log(JSON.stringify({ name, reason: lines.find((line) => line.includes('wasm')) }));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      program,
    ]);
    const { name, reason } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<
      string,
      string
    >;
    assert.equal(name, 'cpu');
    assert.match(reason!, /^Not available, wasm: /);
  });
});
