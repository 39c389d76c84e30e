// The bundled sentence model: its vectors, and what happens if it is damaged.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { cp, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundledModelsFolder } from '../../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { openBundledModel } from '../../../src/adapters/transformers/bundledModel.ts';
import { bundledModel } from '../../../src/core/embed/blocks.ts';

// Written by make_bge.py with onnxruntime and tokenizers for Python.
const golden = JSON.parse(
  await readFile(new URL('../../fixtures/embed/bge.json', import.meta.url), 'utf8'),
) as { texts: string[]; vectors: number[][] };

test('the vectors equal those of the Python packages, alone and batched', async () => {
  const embedder = await openBundledModel(bundledModel, bundledModelsFolder());
  try {
    assert.equal(embedder.dimensions, 384);
    assert.match(embedder.fingerprint, /^transformer-2-384-256-cls-95e2f9029c8b7ad8$/);
    const together = await embedder.embed(golden.texts);
    for (const [i, text] of golden.texts.entries()) {
      const expected = golden.vectors[i]!;
      const alone = await embedder.embed([text]);
      assert.ok(Math.abs(cosine(alone, alone) - 1) < 1e-5, 'of unit length');
      // 8-bit kernels differ between processors.
      assert.ok(cosine(alone, expected) >= 0.999, `${text}: ${cosine(alone, expected)}`);
      // A resumed or extended pool gets the same vectors.
      assert.deepEqual(together.slice(i * 384, (i + 1) * 384), alone, `${text}, among others`);
    }
  } finally {
    await embedder.close();
  }
});

test('a damaged or missing file is reported, and nothing is loaded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-bundled-'));
  try {
    const own = join(folder, bundledModel);
    await cp(join(bundledModelsFolder(), bundledModel), own, { recursive: true });
    const weights = await open(join(own, 'onnx/model_w8.onnx'), 'r+');
    await weights.write(Buffer.from([1]), 0, 1, 20_000_000);
    await weights.close();
    const damaged = /bge-small-en-v1\.5 .* is damaged: onnx\/model_w8\.onnx .* Install the/;
    await assert.rejects(openBundledModel(bundledModel, folder), says(damaged));
    await rm(join(own, 'tokenizer.json'));
    await assert.rejects(openBundledModel(bundledModel, folder), says(/tokenizer\.json/));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('an abort is honoured before the model is loaded', async () => {
  await assert.rejects(openBundledModel(bundledModel, bundledModelsFolder(), AbortSignal.abort()), {
    name: 'CancelledError',
  });
});

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let j = 0; j < a.length; j++) {
    dot += a[j]! * b[j]!;
    aa += a[j]! ** 2;
    bb += b[j]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}
