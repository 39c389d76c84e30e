// The output of `model --to onnx`: prepare.mjs and model.onnx give the product's own probabilities.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { OnnxConfig } from '../../../src/core/onnxGraph/onnxConfig.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { openModelFolder } from '../../../src/host/openModelFolder.ts';
import type { Prepare } from '../../../src/score/prepareInputs.ts';
import { says } from '../../harness/english.ts';
import { runCli } from '../cli/runCli.ts';
import { reviews } from './pools.ts';
import { trainedModels } from './trainedModels.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-onnx-'));
after(() => rmSync(root, { recursive: true, force: true }));
const work = { modelsDir: join(root, 'models') };

const trained = trainedModels(root, 60);

interface Example {
  readonly text: string;
  readonly vectors?: Readonly<Record<string, number[]>>;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** Largest difference from the examples, computed from the files of the folder alone. */
async function selfTest(folder: string): Promise<number> {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const { labels, thresholds } = JSON.parse(read('config.json')) as OnnxConfig;
  const script = (await import(pathToFileURL(join(folder, 'prepare.mjs')).href)) as {
    openPrepare: () => Promise<Prepare>;
  };
  const inputs = await script.openPrepare();
  const session = await InferenceSession.create(join(folder, 'model.onnx'));
  let worst = 0;
  for (const line of read('examples.jsonl').trimEnd().split('\n')) {
    const { text, vectors, probabilities } = JSON.parse(line) as Example;
    const found = await session.run(inputs(text, Tensor, vectors));
    const p = found['probabilities']!.data as Float32Array;
    labels.forEach((label, j) => {
      worst = Math.max(worst, Math.abs(p[j]! - probabilities[label]!));
    });
    const chosen = found['chosen'];
    assert.deepEqual(
      chosen && [...(chosen.data as Uint8Array)],
      thresholds?.map((threshold, j) => (p[j]! >= Math.fround(threshold) ? 1 : 0)),
    );
  }
  await session.release();
  return worst;
}

/** The README's figures for the browser build: the largest difference, and the number of changed labels. */
function browserBuildOf(folder: string): readonly [number, number] {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const [, difference, otherLabels] =
    /^In the browser build of onnxruntime .* at most (\S+) on these texts, and (\d+) of them/m.exec(
      readme,
    )!;
  return [Number(difference), Number(otherLabels)];
}

const lexical = { use: 'lexical', weight: 1 } as const;
const staticBlock = { use: 'static', weight: 1 } as const;
const several = reviews(60).map(({ text, label }, i) => ({
  text,
  yes: [label, ...(i % 4 === 0 ? ['urgent'] : [])],
}));

describe('the folder of an ONNX model gives the probabilities of the product', () => {
  const cases: Readonly<Record<string, () => ReturnType<typeof trained>>> = {
    'lexical and static vectors': () =>
      trained({ blocks: [lexical, staticBlock], choices: { temperature: 0.7 } }),
    'several labels': () =>
      trained({ choices: { temperature: 1.3 } }, several, ['good', 'bad', 'urgent']),
    'vectors of a server': () => trained({ blocks: [staticBlock, { use: 'server', weight: 2 }] }),
  };
  for (const [name, make] of Object.entries(cases)) {
    test(`with ${name}`, async () => {
      const { project, folder } = await make();
      const { difference } = await exportModel(project, { to: folder, format: 'onnx' }, work);
      assert.ok(difference <= 5e-6);
      assert.ok((await selfTest(folder)) <= 5e-6);
      const [inBrowser, otherLabels] = browserBuildOf(folder);
      assert.ok(inBrowser <= 5e-6 && otherLabels === 0, `${inBrowser}, ${otherLabels}`);
    });
  }

  test('with half lexical vectors beside the sentence model', async () => {
    const blocks = [
      { use: 'lexical', weight: 0.5 },
      { use: 'bge-small-en-v1.5', weight: 1 },
    ] as const;
    const { project, folder } = await trained({ blocks }, reviews(30));
    await exportModel(project, { to: folder, format: 'onnx' }, work);
    assert.ok((await selfTest(folder)) <= 1e-4);
    const [inBrowser, otherLabels] = browserBuildOf(folder);
    // The browser build has other 8-bit kernels: the difference is reported, not bounded.
    assert.ok(inBrowser > 1e-5 && inBrowser < 0.05 && otherLabels <= 1, `${inBrowser}`);
    assert.deepEqual(readdirSync(folder).sort(), [
      'README.md',
      'config.json',
      'examples.jsonl',
      'model.onnx',
      'prepare.mjs',
      'prepare.py',
      'requirements.txt',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
  });
});

test('`model --to onnx` writes it, and only over a model', async () => {
  const { project, folder } = await trained();
  const args = [project, '--out', folder, '--to', 'onnx'];
  assert.equal((await runCli(['model', ...args])).code, 0);
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  assert.match(
    readme,
    /^- `units` \(int64, one-dimensional\): .* in NFC, in lower case, as UTF-16/m,
  );
  assert.doesNotMatch(readme, /safetensors|score\.py|input_ids/);
  const wanted = { to: folder, format: 'onnx' } as const;
  await assert.rejects(exportModel(project, wanted, work), says(/holds a model already/));
  await exportModel(project, { ...wanted, force: true }, work);
  await assert.rejects(
    openModelFolder(folder),
    says(/holds an ONNX graph, which onnxruntime runs/),
  );
});

test('it is smaller with half precision, and says what that changes', async () => {
  const { project, folder } = await trained();
  const args = ['model', project, '--out', folder, '--to', 'onnx', '--force', '--json'];
  const bytesOf = async (...more: string[]): Promise<number> =>
    (JSON.parse((await runCli([...args, ...more])).stdout) as { bytes: number }).bytes;
  const whole = await bytesOf();
  const half = await bytesOf('--half');
  assert.ok(half < whole - 15_000, `${half} of ${whole}`);
  const [, changes] = /half precision, which changes a probability by up to (\d\.\de-\d)/.exec(
    readFileSync(join(folder, 'README.md'), 'utf8'),
  )!;
  const { tolerance } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as OnnxConfig;
  assert.ok(Number(changes) > 1e-6 && Number(changes) < tolerance, `${changes}, ${tolerance}`);
  const worst = await selfTest(folder);
  assert.ok(worst > 1e-6 && worst <= tolerance, `${worst}`);
});

test('half precision changes nothing without lexical vectors, and is not mentioned', async () => {
  const { project, folder } = await trained({ blocks: [staticBlock] });
  const wanted = { to: folder, half: true, force: true };
  for (const format of ['onnx', 'folder'] as const) {
    await exportModel(project, { ...wanted, format }, work);
    assert.doesNotMatch(readFileSync(join(folder, 'README.md'), 'utf8'), /half precision/);
  }
});
