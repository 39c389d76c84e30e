// An embedding of several blocks through the real engine with a stub sentence model.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EmbeddingSetting } from '../../../src/core/embed/blocks.ts';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import type { EmbeddingSummary } from '../../../src/core/engine/embeddingApi.ts';
import { joinEmbeddings } from '../../../src/engine/embedding/joinedEmbeddings.ts';
import { embedPool } from '../../../src/engine/embedding/embeddingCache.ts';
import { ClosableEmbedder, poolOf, textsOf } from '../../fixtures/embed/countingEmbedder.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labels, openEngine, topicText, type OpenEngine } from './engineFixture.ts';

/** Vectors of unit length. */
class UnitEmbedder extends ClosableEmbedder {
  override async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const rows = await super.embed(texts, signal);
    for (let from = 0; from < rows.length; from += this.dimensions) {
      const row = rows.subarray(from, from + this.dimensions);
      const norm = Math.hypot(...row);
      row.forEach((value, j) => (row[j] = value / norm));
    }
    return rows;
  }
}

const model = new UnitEmbedder({ dimensions: 8, fingerprint: 'stand-in-1' });
let open: OpenEngine;
let loads = 0;

before(async () => {
  open = await openEngine(90, {
    openBundledModel: async () => {
      loads++;
      return model;
    },
    openTransformer: () =>
      Promise.reject(new UserError(inOwnWords('There is no model of that name.'))),
  });
});
after(() => open.close());

const embed = (embedding: EmbeddingSetting): Promise<EmbeddingSummary> =>
  open.engine.embed({
    embedding,
    dimensions: 16,
    seed: 1,
    modelsDir: '/nowhere',
    allowDownload: false,
  });

test('embeds blocks separately and reuses each in the next embedding that contains it', async () => {
  const { name, dimensions, fingerprint } = await embed(['lexical', 'bge-small-en-v1.5']);
  assert.equal(name, '½ lexical (16) + counting (8)');
  assert.equal(dimensions, 24);
  assert.match(fingerprint, /^blocks-1\(0\.5\*lexical-.+\+1\*stand-in-1\)$/);
  assert.equal(model.embedded, 90);
  const alone = await embed('bge-small-en-v1.5');
  assert.equal(alone.fingerprint, 'stand-in-1');
  const otherWeight = await embed([{ use: 'lexical', weight: 1 }, 'bge-small-en-v1.5']);
  assert.notEqual(otherWeight.fingerprint, fingerprint);
  assert.equal(model.embedded, 90, 'nothing was embedded twice');
});

test('fits a head on joined vectors and explains words with the lexical block', async () => {
  await embed(['lexical', 'bge-small-en-v1.5']);
  const { embedding } = await open.engine.fit(open.fitParams());
  assert.match(embedding, /^blocks-1/);
  const before = loads;
  const row = 31;
  const answer = labels[row % 3]!;
  const [told] = await open.engine.explain({ ids: [open.ids[row]!], answers: [answer], labels });
  assert.ok(told && told.spans.length > 0);
  const words = told.spans.map(({ from, to }) => topicText(row).slice(from, to));
  assert.ok(
    words.some((word) => 'parcel late courier tracking lost box doorstep van'.includes(word)),
    words.join(),
  );
  assert.equal(loads, before, 'the model is not loaded for it');
});

test('embeds an example text with every block, including the model', async () => {
  await embed(['lexical', 'bge-small-en-v1.5']);
  const before = loads;
  const found = await open.engine.like({
    texts: [topicText(3)],
    count: 5,
    exclude: [],
  });
  assert.equal(found.length, 5);
  assert.equal(found[0]!.id, open.ids[3]);
  assert.equal(loads, before + 1);
});

test('reports a missing block and uses the others', async () => {
  const { name, fellBack } = await embed(['lexical', 'owner/absent']);
  assert.equal(name, 'lexical (16)');
  assert.equal(
    english(fellBack),
    'There is no model of that name. Until then, the other blocks are used.',
  );
  const alone = await embed('owner/absent');
  assert.equal(alone.name, 'lexical (16)');
  assert.match(english(alone.fellBack), /Until then, the lexical embedder is used\.$/);
});

test('joined rows are equal from memory and from files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-blocks-'));
  try {
    const pool = poolOf(textsOf(1200));
    const joined = (budget?: number) =>
      Promise.all(
        [
          new UnitEmbedder({ dimensions: 4 }),
          new UnitEmbedder({ dimensions: 6, fingerprint: 'other' }),
        ].map(async (embedder, i) => ({
          store: await embedPool({ pool, embedder, file: join(folder, `${i}.vectors`) }),
          weight: i + 0.5,
        })),
      ).then((blocks) => joinEmbeddings(blocks, budget));
    const [inMemory, onDisk] = [await joined(), await joined(0)];
    assert.ok(inMemory.all());
    assert.equal(onDisk.all(), undefined);
    assert.equal(inMemory.fingerprint, onDisk.fingerprint);
    const rows = [1199, 0, 700, 3];
    assert.deepEqual(await inMemory.take(rows), await onDisk.take(rows));
    assert.deepEqual(await inMemory.block(500, 520), await onDisk.block(500, 520));
    const { data } = await onDisk.block(0, 1);
    assert.ok(Math.abs(Math.hypot(...data) - 1) < 1e-6);
    await onDisk.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
