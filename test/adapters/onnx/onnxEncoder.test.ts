// A head appended to the graph of a sentence model: every pooling, the bundled model, and refusals.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { AutoTokenizer } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { bundledModelsFolder } from '../../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { openBundledModel } from '../../../src/adapters/transformers/bundledModel.ts';
import { bundledModel } from '../../../src/core/embed/blocks.ts';
import type {
  EncoderModelBlock,
  ExportedModel,
  ModelBlock,
  Pooling,
} from '../../../src/core/modelFolder/exportedModel.ts';
import {
  serializeModel,
  type ModelParts,
  type OnnxGraph,
} from '../../../src/core/onnxGraph/graph.ts';
import { onnxModel } from '../../../src/core/onnxGraph/onnxModel.ts';
import { Rng } from '../../../src/core/rng.ts';
import {
  dimensions,
  tinyBertEmbedding,
  tinyBertModel,
  vocabulary,
} from '../../fixtures/embed/tinyBert.ts';
import { support } from '../../fixtures/onnx/answeredTexts.ts';
import { feedsFor } from '../../fixtures/onnx/modelInputs.ts';
import { lexicalBlock, staticBlock, train } from '../../fixtures/onnx/trainedModels.ts';
import { nastyTexts } from '../../harness/nastyTexts.ts';
import { says } from '../../harness/english.ts';

const encoder = (
  pooling: Pooling | undefined,
  changes: Partial<EncoderModelBlock> = {},
): EncoderModelBlock => ({
  kind: 'encoder',
  name: 'tiny',
  graph: 'model.onnx',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  prefix: '',
  maxTokens: 256,
  padTo: 1,
  padding: 0,
  output: 'last_hidden_state',
  ...(pooling && { pooling }),
  dimensions,
  weight: 1,
  ...changes,
});

const rng = new Rng(3);
const random = (length: number): Float32Array =>
  Float32Array.from({ length }, () => 3 * rng.normal());

function modelOf(...blocks: ModelBlock[]): ExportedModel {
  const rows = blocks.reduce((sum, block) => sum + block.dimensions, 0);
  const head = { weights: random(3 * rows), bias: random(3), members: 1 };
  return { task: 'single', labels: ['a', 'b', 'c'], blocks, head };
}

/** softmax(x·W + b), by hand. */
function probabilities({ head }: ExportedModel, x: readonly number[]): number[] {
  const z = [0, 1, 2].map((j) =>
    x.reduce((sum, value, k) => sum + value * head.weights[3 * k + j]!, head.bias[j]!),
  );
  const e = z.map((value) => Math.exp(value));
  return e.map((value) => value / e.reduce((a, b) => a + b));
}

const int64 = (rows: readonly (readonly number[])[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);

const sentences = [
  ['[CLS]', 'my', 'card', '[SEP]'],
  ['[CLS]', 'where', 'is', 'my', 'parcel', '[SEP]'],
];
const ids = sentences.map((tokens) => tokens.map((token) => vocabulary.indexOf(token)));
const width = 6;
const padded = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((row) => [...row, ...new Array<number>(width - row.length).fill(0)]);
const tinyInputs = {
  input_ids: int64(padded(ids)),
  attention_mask: int64(padded(ids.map((row) => row.map(() => 1)))),
  token_type_ids: int64(padded(ids.map((row) => row.map(() => 0)))),
};

describe('a head on a sentence model', () => {
  const usual = 'last_hidden_state';
  const forms: [string, Pooling | undefined, Uint8Array, Pooling][] = [
    [usual, 'mean', tinyBertModel(), 'mean'],
    ['token_embeddings', 'cls', tinyBertModel({ tokens: 'token_embeddings' }), 'cls'],
    ['of_some_name', 'last', tinyBertModel({ tokens: 'of_some_name' }), 'last'],
    [usual, 'max', tinyBertModel(), 'max'],
    [usual, 'weighted mean', tinyBertModel(), 'weighted mean'],
    ['texts', undefined, tinyBertModel({ tokens: 't', texts: 'texts' }), 'cls'],
  ];
  for (const [output, pooling, file, made] of forms) {
    test(`takes its vectors from ${output} by ${pooling ?? 'nothing'}, padded or not`, async () => {
      const model = modelOf(encoder(pooling, { output }));
      const session = await InferenceSession.create(onnxModel(model, () => file).bytes);
      assert.deepEqual(session.outputNames, ['probabilities']);
      assert.deepEqual([...session.inputNames].sort(), Object.keys(tinyInputs).sort());
      const found = (await session.run(tinyInputs))['probabilities']!;
      assert.deepEqual(found.dims, [2, 3]);
      const expected = sentences.flatMap((tokens) =>
        probabilities(model, tinyBertEmbedding(tokens, made)),
      );
      expected.forEach((p, i) => assert.ok(Math.abs((found.data as Float32Array)[i]! - p) < 2e-6));
    });
  }

  test('can be combined with word pieces and vectors of the user, whose inputs have other names', async () => {
    const own = staticBlock(0.5).block;
    const model = modelOf(encoder('mean'), own, {
      kind: 'vectors',
      name: 'field v',
      dimensions: 2,
      weight: 2,
    });
    const { bytes, inputs } = onnxModel(model, () => tinyBertModel());
    assert.deepEqual(inputs, [
      {
        kind: 'encoder',
        names: ['input_ids', 'attention_mask', 'token_type_ids'],
        ...{ prefix: '', maxTokens: 256, padTo: 1, padding: 0 },
      },
      { kind: 'static', name: 'static_ids' },
      { kind: 'vectors', name: 'vectors', block: 'field v', dimensions: 2 },
    ]);
    const session = await InferenceSession.create(bytes);
    const run = async (pieces: number[], vector: number[]): Promise<Float32Array> => {
      const found = await session.run({
        ...Object.fromEntries(
          Object.entries(tinyInputs).map(([name, { dims, data }]) => [
            name,
            new Tensor('int64', (data as BigInt64Array).slice(0, dims[1]), [1, dims[1]!]),
          ]),
        ),
        static_ids: new Tensor('int64', BigInt64Array.from(pieces, BigInt), [1, pieces.length]),
        vectors: new Tensor('float32', Float32Array.from(vector), [1, 2]),
      });
      return found['probabilities']!.data as Float32Array;
    };
    // Without pieces the static block is zero and adds nothing to the norm. W already contains the blocks'
    // weights as factors, so x here does not.
    const text = tinyBertEmbedding(sentences[0]!);
    const norm = Math.sqrt(1 + 2 ** 2);
    const nothing = new Array<number>(own.dimensions).fill(0);
    const x = [...text, ...nothing, 0.6, 0.8].map((value) => value / norm);
    const expected = probabilities(model, x);
    const found = await run([], [3, 4]);
    expected.forEach((p, j) => assert.ok(Math.abs(found[j]! - p) < 2e-6));
    assert.notDeepEqual(await run([2023, 2003], [3, 4]), found);
  });

  describe('is refused', () => {
    const inputs = [{ name: 'input_ids', type: 'int64' as const, shape: ['texts', 'tokens'] }];
    const graph = (changes: Partial<OnnxGraph> = {}, parts: ModelParts = {}): Uint8Array =>
      serializeModel({ name: 'g', nodes: [], inputs, outputs: [], ...changes }, parts);
    const refuses = (file: Uint8Array, why: RegExp): void =>
      assert.throws(() => onnxModel(modelOf(encoder('mean')), () => file), says(why));

    test('if the file is not an ONNX file, or truncated', () => {
      for (const file of [new TextEncoder().encode('version https://git-lfs'), new Uint8Array()]) {
        refuses(file, /The ONNX file of tiny cannot be read/);
      }
      refuses(tinyBertModel().subarray(0, 700), /cannot be read/);
    });

    test('if its operators are too old', () => {
      refuses(graph({}, { operatorSets: { '': 10 } }), /uses operator set 10; the head needs 11/);
    });

    test('if it has no vectors of tokens', () => {
      const outputs = [{ name: 'logits', type: 'float32' as const, shape: ['texts', 2] }];
      refuses(graph({ outputs }), /no vectors among its outputs \(logits\)/);
    });

    test('if there are two', () => {
      const two = modelOf(encoder('mean'), encoder('cls', { name: 'other' }));
      assert.throws(
        () => onnxModel(two, () => tinyBertModel()),
        says(/An ONNX file holds one sentence model, but this project uses tiny, other/),
      );
    });
  });
});

describe('the bundled sentence model', () => {
  const folder = join(bundledModelsFolder(), bundledModel);
  const file = readFileSync(join(folder, 'onnx/model_w8.onnx'));
  const block = encoder('cls', { name: bundledModel, dimensions: 384, padTo: 4 });

  test('gives the product’s probabilities beside half a lexical block', async () => {
    const data = support();
    const embedder = await openBundledModel(bundledModel, bundledModelsFolder());
    const own = { block, embedder };
    const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    const tokens = (text: string): readonly number[] => {
      const all = tokenizer.encode(text);
      return all.length <= 256 ? all : [...all.slice(0, 255), all.at(-1)!];
    };
    const texts = [...nastyTexts.slice(0, 12), ...data.texts.slice(-6)];
    const lexical = await lexicalBlock(data.texts.slice(0, 200), 0.5);
    const { exported, predict } = await train({ ...data, texts: data.texts.slice(0, 30) }, [
      lexical,
      own,
    ]);
    const { bytes, inputs } = onnxModel(exported, () => file);
    const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
    const feeds = feedsFor(exported, inputs, tokens);
    for (const text of texts) {
      const given: Record<string, Tensor> = {};
      for (const [name, { type, data: values, dims }] of Object.entries(feeds(text))) {
        given[name] = new Tensor(type, values, dims);
      }
      const found = (await session.run(given))['probabilities']!.data as Float32Array;
      (await predict([text])).data.forEach((expected, j) => {
        const off = Math.abs(found[j]! - expected);
        assert.ok(off <= 1e-4, `${JSON.stringify(text.slice(0, 60))}: off by ${off}`);
      });
    }
    await embedder.close();
  });
});
