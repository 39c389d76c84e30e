import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import {
  openTransformer,
  type TransformerOptions,
} from '../../../src/adapters/transformers/transformerEmbedder.ts';
import {
  dimensions,
  tinyBertEmbedding,
  tinyBertFiles,
  writeTinyBert,
} from '../../fixtures/embed/tinyBert.ts';
import { english } from '../../harness/english.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginalia-transformers-'));
  await writeTinyBert(join(root, 'tiny'));
});
after(() => rm(root, { recursive: true, force: true }));

let folders = 0;
function optionsFor(model: string, more: Partial<TransformerOptions> = {}): TransformerOptions {
  return { model, cacheDir: join(root, `cache${folders++}`), allowDownload: false, ...more };
}

function assertClose(actual: Float32Array, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) < 1e-5, `${i}: ${actual[i]} ${value}`),
  );
}

describe('from a folder', () => {
  test('vectors are the hand-computed means over tokens, whatever the other lengths in the batch', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny')));
    assert.equal(embedder.dimensions, dimensions);
    const v = await embedder.embed(['the parcel is late!', 'a', 'Where is my REFUND, please']);
    const row = (i: number): Float32Array => v.subarray(i * dimensions, (i + 1) * dimensions);
    const framed = (text: string): string[] => ['[CLS]', ...text.split(' '), '[SEP]'];
    assertClose(row(0), tinyBertEmbedding(framed('the parcel is late !')));
    assertClose(row(1), tinyBertEmbedding(framed('a')));
    assertClose(row(2), tinyBertEmbedding(framed('where is my refund , please')));
    await embedder.close?.();
  });

  test('word pieces and unknown characters', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny')));
    const v = await embedder.embed(['cab 猫']);
    assertClose(v, tinyBertEmbedding(['[CLS]', 'c', '##a', '##b', '[UNK]', '[SEP]']));
    await embedder.close?.();
  });

  test('many texts come back in order, and an empty one has a vector', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny'), { batchSize: 3 }));
    const texts = Array.from({ length: 50 }, (_, i) => 'late parcel '.repeat((i * 7) % 11));
    const v = await embedder.embed(texts);
    for (const i of [0, 1, 11, 30, 49]) {
      const words = texts[i]!.split(' ').filter((word) => word !== '');
      assertClose(
        v.subarray(i * dimensions, (i + 1) * dimensions),
        tinyBertEmbedding(['[CLS]', ...words, '[SEP]']),
      );
    }
    assert.equal((await embedder.embed([])).length, 0);
    await embedder.close?.();
  });

  test('longer texts are cut at maxTokens', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny'), { maxTokens: 4 }));
    const v = await embedder.embed(['late parcel for my account']);
    assertClose(v, tinyBertEmbedding(['[CLS]', 'late', 'parcel', '[SEP]']));
    await embedder.close?.();
  });

  test('the fingerprint depends on the files and settings, not the path', async () => {
    await writeTinyBert(join(root, 'copy'));
    const fingerprint = async (more: Partial<TransformerOptions> = {}): Promise<string> => {
      const embedder = await openTransformer(optionsFor(join(root, 'copy'), more));
      await embedder.close?.();
      return embedder.fingerprint;
    };
    const original = await openTransformer(optionsFor(join(root, 'tiny')));
    await original.close?.();
    assert.equal(await fingerprint(), original.fingerprint);
    assert.notEqual(await fingerprint({ maxTokens: 9 }), original.fingerprint);
    const tokenizer = tinyBertFiles()['tokenizer.json'] as string;
    await writeFile(join(root, 'copy', 'tokenizer.json'), `${tokenizer} `);
    assert.notEqual(await fingerprint(), original.fingerprint);
  });

  test('an abort is honoured between batches', async () => {
    const embedder = await openTransformer(optionsFor(join(root, 'tiny'), { batchSize: 1 }));
    await assert.rejects(embedder.embed(['a'], AbortSignal.abort()), CancelledError);
    const controller = new AbortController();
    const running = embedder.embed(Array<string>(1000).fill('late'), controller.signal);
    controller.abort();
    await assert.rejects(running, CancelledError);
    await embedder.close?.();
  });

  test('a folder’s problem is named', async () => {
    const rejects = (model: string, why: RegExp): Promise<void> =>
      assert.rejects(
        openTransformer(optionsFor(model)),
        (error) => error instanceof UserError && why.test(english(error.problem)),
      );
    await rejects(join(root, 'nowhere'), /no model folder .*nowhere/);
    await writeTinyBert(join(root, 'incomplete'));
    await rm(join(root, 'incomplete', 'onnx', 'model_quantized.onnx'));
    await rejects(join(root, 'incomplete'), /has no file onnx\/model_quantized\.onnx/);
    await writeTinyBert(join(root, 'damaged'));
    await writeFile(join(root, 'damaged', 'onnx', 'model_quantized.onnx'), 'not a model');
    await rejects(join(root, 'damaged'), /cannot be used/);
    await rejects('not a model!', /neither a folder nor the id of a model on the hub/);
    await rejects('./nowhere', /no model folder/);
    await rejects('owner/..', /neither/);
  });
});
