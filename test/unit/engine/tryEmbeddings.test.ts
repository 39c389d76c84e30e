// Embedding trials on the training labels through the real engine, with stub models.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EmbeddingSetting } from '../../../src/core/embed/blocks.ts';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';
import type { TrialParams } from '../../../src/core/engine/evaluationApi.ts';

/** A model whose vectors are a function of the number at the end of the text. */
function modelOf(name: string, vectorOf: (i: number) => readonly number[]): Embedder {
  return {
    name,
    dimensions: vectorOf(0).length,
    fingerprint: name,
    embed: async (texts) =>
      Float32Array.from(texts.flatMap((text) => [...vectorOf(Number(text.split(' ').at(-1)))])),
    close: async () => undefined,
  };
}

const size = 150;
/** Encodes the label, except that every tenth record gets the next one. */
const good = modelOf('good', (i) =>
  [0, 1, 2].map((j) => Number(j === (i % 10 === 0 ? i + 1 : i) % 3)),
);
/** Vectors without information. */
const blind = modelOf('blind', () => [1, 0, 0]);

/** Predictions are at chance level and differ between folds. */
const noise = modelOf('noise', (i) => [Math.sin(13 * i), Math.cos(78 * i), Math.sin(i * i)]);

let open: OpenEngine;
before(async () => {
  open = await openEngine(size, {
    openBundledModel: async () => good,
    openTransformer: async ({ model }) => {
      if (model === 'tests/blind') return blind;
      if (model === 'tests/noise') return noise;
      throw new UserError(inOwnWords('There is no model of that name.'));
    },
  });
});
after(() => open.close());

const perfect = labels.map((_, j) => j);
const training = {
  task: 'single' as const,
  ids: [] as string[],
  answers: Array.from({ length: size }, (_, i) => labels[perfect[i % 3]!]!),
};

const embed = { dimensions: 16, seed: 1, modelsDir: '/nowhere' };

function params(
  embeddings: readonly EmbeddingSetting[],
  more: Partial<TrialParams> = {},
): TrialParams {
  return {
    embeddings: embeddings.map((embedding) => ({ embedding, allowDownload: false })),
    embed,
    training: { ...training, ids: open.ids },
    labels,
    classWeight: 'none',
    seed: 5,
    ...more,
  };
}

test('reports the difference in out-of-sample accuracy with an interval', async () => {
  const { trials, records } = await open.engine.tryEmbeddings(
    params(['tests/blind', 'bge-small-en-v1.5', 'tests/blind']),
  );
  assert.equal(records, size);
  const [first, better, same] = trials;
  assert.deepEqual([first!.name, first!.dimensions, first!.difference], ['blind', 3, undefined]);
  // `good` is right for about 135 of 150; `blind` predicts one label per fold and is right for
  // about a third.
  const { value, low, high } = better!.difference!;
  assert.ok(value > 0.55 && value < 0.9 - 0.25, `${value}`);
  assert.ok(low < value && value < high && low > 0.4 && high < 0.75, `${low} ${high}`);
  assert.equal(same!.difference!.value, 0);
  assert.ok(better!.textsPerSecond > 0);
});

test('an embedding does not differ from itself: all have the same folds', async () => {
  const { trials } = await open.engine.tryEmbeddings(params(['tests/noise', 'tests/noise']));
  const { value, low, high } = trials[1]!.difference!;
  assert.deepEqual([value, low, high], [0, 0, 0]);
});

test('joins blocks, using the lexical block as fitted on the pool', async () => {
  const before = await open.engine.embed({
    embedding: 'lexical',
    allowDownload: false,
    ...embed,
  });
  const { trials } = await open.engine.tryEmbeddings(
    params(['lexical', ['lexical', 'bge-small-en-v1.5']]),
  );
  assert.equal(trials[1]!.name, 'lexical + good');
  assert.equal(trials[1]!.dimensions, 16 + 3);
  const fit = await open.engine.fit(open.fitParams());
  assert.equal(fit.embedding, before.fingerprint, 'the pool is embedded as before');
});

test('of several labels per record, the difference is in micro-F1', async () => {
  const answers = open.ids.map((_, i) => {
    const yes = [labels[i % 3]!];
    return { yes, no: labels.filter((label) => !yes.includes(label)) };
  });
  const { trials, records } = await open.engine.tryEmbeddings(
    params(['tests/blind', 'bge-small-en-v1.5', 'tests/blind'], {
      training: { task: 'multi', ids: open.ids, answers },
    }),
  );
  assert.equal(records, size);
  const [, better, same] = trials;
  // `good` encodes nine of ten labels; in `blind` all records are equal.
  assert.ok(better!.difference!.low > 0.3, `${better!.difference!.low}`);
  assert.equal(same!.difference!.value, 0);
  assert.equal(better!.metric, 'microF1');
});

test('reports an unavailable embedding and compares the others', async () => {
  const { trials } = await open.engine.tryEmbeddings(
    params(['lexical', 'tests/absent', 'tests/blind']),
  );
  assert.equal(english(trials[1]!.error), 'There is no model of that name.');
  assert.ok(trials[2]!.difference!.value < 0);
});

test('repeated trials give equal numbers', async () => {
  const once = async () =>
    (await open.engine.tryEmbeddings(params(['lexical', 'bge-small-en-v1.5']))).trials[1]!
      .difference;
  assert.deepEqual(await once(), await once());
});

test('measures only speed without answers', async () => {
  const { trials, records } = await open.engine.tryEmbeddings(
    params(['bge-small-en-v1.5', 'lexical'], {
      training: { task: 'single', ids: [], answers: [] },
    }),
  );
  assert.equal(records, 0);
  assert.deepEqual(
    trials.map(({ difference, textsPerSecond }) => [difference, textsPerSecond > 0]),
    [
      [undefined, true],
      [undefined, false],
    ],
  );
});

test('can be cancelled between two batches', async () => {
  const abort = new AbortController();
  const work = open.engine.tryEmbeddings(params(['lexical', 'bge-small-en-v1.5']), {
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await assert.rejects(work, { name: 'CancelledError' });
});
