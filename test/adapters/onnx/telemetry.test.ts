// onnxruntime's own builds send usage data unless they are told not to. Each way of opening a session is tried
// in a process whose temporary, cache and home folder are empty: one that sends data leaves files there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const at = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));
const graph = at('models/bge-small-en-v1.5/onnx/model_w8.onnx');

const ways: Readonly<Record<string, string>> = {
  'onnxruntime itself': `
    const { InferenceSession } = await import(${at('node_modules/onnxruntime-node/dist/index.js')});
    await InferenceSession.create(${graph});`,
  'matrix products': `
    const { openOnnxOps } = await import(${at('src/adapters/onnx/onnxOps.ts')});
    await openOnnxOps(1);`,
  'a graph of a model folder': `
    const { openGraph } = await import(${at('src/adapters/onnx/openGraph.ts')});
    await openGraph(${graph});`,
  'a model in memory': `
    const { readFile } = await import('node:fs/promises');
    const { openModelGraph } = await import(${at('src/adapters/onnx/openModelGraph.ts')});
    await openModelGraph(await readFile(${graph}));`,
  'a sentence model': `
    const { openBundledModel } = await import(${at('src/adapters/transformers/bundledModel.ts')});
    await openBundledModel('bge-small-en-v1.5', ${at('models')});`,
};

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginalia-telemetry-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** @returns what a process that opens a session leaves in its own folders */
async function left(program: string): Promise<string[]> {
  const folder = await mkdtemp(join(root, 'own-'));
  const [home, temporary] = [join(folder, 'home'), join(folder, 'temporary')];
  await mkdir(home);
  await mkdir(temporary);
  // Without the variables of automatic tests, where onnxruntime sends nothing.
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home, TMPDIR: temporary };
  const run = promisify(execFile);
  await run(process.execPath, ['--input-type=module', '-e', program], { env, cwd: folder });
  return readdir(folder, { recursive: true });
}

describe('onnxruntime’s telemetry', () => {
  for (const [name, program] of Object.entries(ways)) {
    const sends = name === 'onnxruntime itself' && process.platform !== 'win32';
    test(`${sends ? 'is on in' : 'is off for'} ${name}`, async () => {
      const files = (await left(program)).filter((file) => file !== 'home' && file !== 'temporary');
      assert.equal(files.length > 0, sends, files.join(', '));
    });
  }
});
