// Sentence models as published by authors and exporters, with various output names, poolings, prefixes and
// layers.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTransformer } from '../../../src/adapters/transformers/transformerEmbedder.ts';
import { UserError } from '../../../src/core/errors.ts';
import {
  tinyBertEmbedding,
  tinyBertFiles,
  tinyBertModel,
  type TinyOutputs,
} from '../../fixtures/embed/tinyBert.ts';
import { english } from '../../harness/english.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginalia-forms-'));
});
after(() => rm(root, { recursive: true, force: true }));

interface Form {
  /** The model's outputs. */
  readonly outputs?: TinyOutputs;
  /** Files beside it, as JSON. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly name?: string;
}

let folders = 0;
async function folderOf({ outputs, files = {}, name = 'model' }: Form): Promise<string> {
  const folder = join(root, `${folders++}`, name);
  const all: Record<string, Uint8Array | string> = { ...tinyBertFiles() };
  if (outputs) all['onnx/model_quantized.onnx'] = tinyBertModel(outputs);
  for (const [file, content] of Object.entries(files)) {
    all[file] = typeof content === 'string' ? content : JSON.stringify(content);
  }
  for (const [file, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  return folder;
}

async function embedded(
  model: string,
  text: string,
): Promise<{ vector: Float32Array; fingerprint: string }> {
  const embedder = await openTransformer({ model, cacheDir: root, allowDownload: false });
  // A longer text in the same batch causes padding.
  const all = await embedder.embed([text, 'where is my late parcel please']);
  await embedder.close?.();
  return { vector: all.subarray(0, embedder.dimensions), fingerprint: embedder.fingerprint };
}

const card = ['[CLS]', 'my', 'card', '[SEP]'];

async function gives(form: Form, expected: readonly number[]): Promise<void> {
  const { vector } = await embedded(await folderOf(form), 'my card');
  assert.equal(vector.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(vector[i]! - value) < 1e-5, `${i}`));
}

async function refuses(form: Form, why: RegExp): Promise<void> {
  await assert.rejects(embedded(await folderOf(form), 'my card'), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(english(error.problem), why);
    return true;
  });
}

const pooling = (...modes: readonly string[]) => ({
  '1_Pooling/config.json': Object.fromEntries(modes.map((mode) => [`pooling_mode_${mode}`, true])),
});

describe('outputs', () => {
  const mean = tinyBertEmbedding(card);
  const first = tinyBertEmbedding(card, 'cls');
  for (const tokens of ['last_hidden_state', 'token_embeddings', 'output_0']) {
    test(`token vectors called ${tokens} are averaged`, () => gives({ outputs: { tokens } }, mean));
  }
  for (const texts of ['sentence_embedding', 'text_embeds', 'output_0', 'dense']) {
    test(`text vectors called ${texts} are used as they are`, () =>
      gives({ outputs: { texts } }, first));
  }

  test('of both, text vectors are used unless a pooling is given', async () => {
    const outputs = { tokens: 'token_embeddings', texts: 'sentence_embedding' };
    await gives({ outputs }, first);
    await gives({ outputs, files: pooling('mean_tokens') }, mean);
  });

  test('a classifier is refused, naming its outputs', () =>
    refuses(
      { outputs: { texts: 'logits' } },
      /no vectors of tokens or texts; its outputs: logits/,
    ));
});

describe('pooling', () => {
  const modes = {
    cls_token: 'cls',
    mean_tokens: 'mean',
    mean_sqrt_len_tokens: 'mean',
    max_tokens: 'max',
    lasttoken: 'last',
    weightedmean_tokens: 'weighted mean',
  } as const;
  for (const [mode, how] of Object.entries(modes)) {
    test(`${mode} is ${how}`, () => gives({ files: pooling(mode) }, tinyBertEmbedding(card, how)));
  }

  test('a name instead of switches', () =>
    gives(
      { files: { '1_Pooling/config.json': { pooling_mode: 'cls' } } },
      tinyBertEmbedding(card, 'cls'),
    ));

  test('several at once, or unknown ones, are refused', async () => {
    await refuses(
      { files: pooling('cls_token', 'max_tokens') },
      /not supported \(1_Pooling\/config\.json: pooling_mode_cls_token, pooling_mode_max_tokens\)/,
    );
    await refuses({ files: pooling('attention') }, /pooling_mode_attention/);
    await refuses({ files: { '1_Pooling/config.json': '{' } }, /is not valid JSON/);
  });
});

describe('a prefix', () => {
  const prompts = { Classification: 'late: ', query: 'where ' };
  const file = 'config_sentence_transformers.json';
  const late = tinyBertEmbedding(['[CLS]', 'late', '[UNK]', 'my', 'card', '[SEP]']);

  test('for classification precedes every text', () =>
    gives({ files: { [file]: { prompts } } }, late));

  test('set as the default wins', () =>
    gives(
      { files: { [file]: { prompts, default_prompt_name: 'query' } } },
      tinyBertEmbedding(['[CLS]', 'where', 'my', 'card', '[SEP]']),
    ));

  test('for queries only is left out', () =>
    gives({ files: { [file]: { prompts: { query: 'where ' } } } }, tinyBertEmbedding(card)));

  test('of E5 is recognised by the model name', async () => {
    const unknown = [...'query'].map((letter, i) => (i === 0 ? letter : `##${letter}`));
    const e5 = tinyBertEmbedding(['[CLS]', ...unknown, '[UNK]', 'my', 'card', '[SEP]']);
    await gives({ name: 'multilingual-e5-small' }, e5);
    await gives({ name: 'e5-large-v2' }, e5);
    await gives({ name: 'e5-large-instruct' }, tinyBertEmbedding(card));
    await gives({ name: 'cafe5-small' }, tinyBertEmbedding(card));
  });
});

describe('layers', () => {
  const layer = (type: string) => ({ type: `sentence_transformers.models.${type}` });
  const usual = [layer('Transformer'), layer('Pooling'), layer('Normalize')];

  test('that only normalise change nothing', () =>
    gives({ files: { 'modules.json': usual } }, tinyBertEmbedding(card)));

  test('inside the graph are used, whatever the pooling', () =>
    gives(
      {
        outputs: { tokens: 'token_embeddings', texts: 'sentence_embedding' },
        files: { 'modules.json': [...usual, layer('Dense')], ...pooling('mean_tokens') },
      },
      tinyBertEmbedding(card, 'cls'),
    ));

  test('outside the graph are refused', () =>
    refuses(
      { files: { 'modules.json': [...usual, layer('Dense')] } },
      /"modules\.json" has a layer after the pooling, and the ONNX file gives no finished vectors/,
    ));
});

test('the authors’ maximum sequence length limits a text', async () => {
  const files = { 'sentence_bert_config.json': { max_seq_length: 4 } };
  const { vector } = await embedded(await folderOf({ files }), 'my card is late');
  tinyBertEmbedding(['[CLS]', 'my', 'card', '[SEP]']).forEach((value, i) =>
    assert.ok(Math.abs(vector[i]! - value) < 1e-5),
  );
});

test('a folder with unquantised weights only is used', async () => {
  const folder = await folderOf({});
  const onnx = (name: string): string => join(folder, 'onnx', name);
  await rename(onnx('model_quantized.onnx'), onnx('model.onnx'));
  const { vector } = await embedded(folder, 'my card');
  tinyBertEmbedding(card).forEach((value, i) => assert.ok(Math.abs(vector[i]! - value) < 1e-5));
});

test('non-default settings change the fingerprint; the defaults keep the old one', async () => {
  const fingerprintOf = async (form: Form): Promise<string> =>
    (await embedded(await folderOf(form), 'my card')).fingerprint;
  const usual = await fingerprintOf({});
  assert.match(usual, /^transformer-1-8-256-32-[0-9a-f]{16}$/);
  const first = await fingerprintOf({ files: pooling('cls_token') });
  const last = await fingerprintOf({ files: pooling('lasttoken') });
  assert.equal(new Set([usual, first, last]).size, 3);
});
