// The engine calls of an embedding comparison.
import { inOwnWords } from '../../../src/core/errors.ts';
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EmbeddingSetting } from '../../../src/core/embed/blocks.ts';
import type { Engine } from '../../../src/core/engine/engineApi.ts';
import { defaultsSetting } from '../../../src/core/projectFile/defaultSets.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { tryEmbeddings } from '../../../src/host/embeddingTrials.ts';
import type { TrialParams } from '../../../src/core/engine/evaluationApi.ts';

const trial = { name: 'x', dimensions: 1, textsPerSecond: 1 };

function setUp(answers: number, embedding: EmbeddingSetting, present: object = trial) {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  store.setSetting(defaultsSetting, 2);
  for (let i = 0; i < answers; i++) {
    store.append({
      id: `a${i}`,
      at: i,
      annotator: 'ada',
      kind: 'label',
      recordId: recordIdOf(`text ${i}`),
      label: i % 2 ? 'a' : 'b',
      ask: { kind: i % 5 === 0 ? 'holdout' : 'query' },
      elapsedMs: 1,
    });
  }
  let asked: TrialParams | undefined;
  const engine = {
    tryEmbeddings: async (params: TrialParams) => {
      asked = params;
      const others = params.embeddings.slice(1).map(() => trial);
      return { trials: [present, ...others], records: 1 };
    },
  } as unknown as Engine;
  const project: ProjectFile = {
    ...projectDefaults,
    version: 1,
    pool: [{ path: 'p' }],
    text: ['text'],
    labels: [{ name: 'a' }, { name: 'b' }],
    embedding,
  };
  const embed = { embedding, dimensions: 16, seed: 1, modelsDir: '/', allowDownload: false };
  return {
    store,
    compare: (
      settings: readonly EmbeddingSetting[],
      options: Parameters<typeof tryEmbeddings>[2] = {},
    ) => tryEmbeddings(settings, { store, engine, project, embed }, options),
    asked: () => asked!,
    embeddings: () => asked!.embeddings.map(({ embedding: one }) => one),
  };
}

describe('an embedding comparison', () => {
  test('is refused with too few answers outside the hold-out', async () => {
    const { compare } = setUp(60, 'lexical');
    await assert.rejects(
      compare(['static']),
      says(/at least 50 answers outside the hold-out; there are 48/),
    );
  });

  test('compares with the embedding in use, on answers outside the hold-out', async () => {
    const { compare, asked, embeddings, store } = setUp(100, 'auto');
    const { trials } = await compare([['lexical', 'static'], 'auto']);
    assert.equal(trials.length, 2);
    assert.deepEqual(embeddings(), [
      ['lexical', 'static'],
      ['lexical', 'static'],
      ['lexical', 'bge-small-en-v1.5'],
    ]);
    assert.equal(asked().training.ids.length, 80);
    assert.ok(!asked().training.ids.includes(recordIdOf('text 0')));
    store.changeVectors({
      id: 'v',
      at: 1,
      annotator: 'ada',
      kind: 'vectors',
      blocks: [
        { use: 'lexical', weight: 0.5, fingerprint: 'l' },
        { use: 'bge-small-en-v1.5', weight: 1, fingerprint: 'b' },
      ],
    });
    await compare(['static']);
    assert.deepEqual(embeddings()[0], ['lexical', 'bge-small-en-v1.5']);
  });

  test('fails if the embedding in use cannot be tried', async () => {
    const { compare } = setUp(100, 'lexical', { ...trial, error: inOwnWords('It is gone.') });
    await assert.rejects(compare(['static']), says(/It is gone\./));
  });

  test('consent to what is compared does not extend to the embedding in use', async () => {
    const { compare, asked } = setUp(100, 'in/use');
    const far = { origin: 'https://far.example', allowed: true, key: 'k' };
    await compare(['other/model'], { agreed: { downloads: true, servers: [far] } });
    assert.deepEqual(asked().embeddings, [
      { embedding: 'in/use', allowDownload: false },
      { embedding: 'other/model', allowDownload: true },
    ]);
    assert.deepEqual(asked().embed.servers, [far]);
    await compare(['other/model']);
    assert.deepEqual(
      asked().embeddings.map(({ allowDownload }) => allowDownload),
      [false, false],
    );
  });

  test('of speed only takes no answers, and works without any', async () => {
    const { compare, asked, embeddings } = setUp(0, 'lexical');
    await compare(['static'], { speedOnly: true });
    assert.deepEqual(embeddings(), ['static']);
    assert.deepEqual(asked().training, { task: 'single', ids: [], answers: [] });
  });
});
