// Vectors for part of a pool: the rest are embedded on demand and cached.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import { embedPool, PartlyCachedEmbeddings } from '../../../src/engine/embedding/embeddingCache.ts';
import { joinEmbeddings } from '../../../src/engine/embedding/joinedEmbeddings.ts';
import { CountingEmbedder, poolOf, textsOf } from '../../fixtures/embed/countingEmbedder.ts';

const texts = textsOf(2000);
const pool = poolOf(texts);
/** Every fourth record. */
const order = Int32Array.from({ length: 500 }, (_, i) => 4 * i);

let root: string;
let file: string;
let files = 0;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginalia-partly-'));
});
beforeEach(() => {
  file = join(root, `cache${files++}`, 'embeddings.bin');
});
after(() => rm(root, { recursive: true, force: true }));

async function open(embedder: CountingEmbedder, again = embedder): Promise<PartlyCachedEmbeddings> {
  const reopen = () => Promise.resolve(again);
  const store = await embedPool({ pool, embedder, file, order, reopen });
  assert.ok(store instanceof PartlyCachedEmbeddings);
  return store;
}

async function assertRows(
  store: Pick<PartlyCachedEmbeddings, 'take' | 'dimensions'>,
  rows: readonly number[],
): Promise<void> {
  const { data } = await store.take(rows);
  const embedder = new CountingEmbedder();
  const wanted = rows.flatMap((row) => [...embedder.vector(texts[row]!)]);
  assert.deepEqual([...data], wanted);
}

test('embeds its part up front and other rows once on demand, even if reads overlap', async () => {
  const embedder = new CountingEmbedder();
  const store = await open(embedder);
  assert.equal(embedder.embedded, 500);
  assert.equal(store.all(), undefined);
  await assertRows(store, [8, 0, 1996]);
  assert.equal(embedder.embedded, 500);
  await Promise.all([
    assertRows(store, [1, 4, 2, 1]),
    assertRows(store, [3, 2, 1]),
    assertRows(store, [1999, 3]),
  ]);
  assert.equal(embedder.embedded, 504);
  await store.close();
  // The rows are now in the file.
  const later = await open(embedder);
  await assertRows(later, [3, 1999, 1, 2]);
  assert.equal(embedder.embedded, 504);
  await later.close();
});

test('embeds all rows while others are read, and a later opening reads them from the file', async () => {
  const embedder = new CountingEmbedder();
  const store = await open(embedder);
  const steps: (number | undefined)[] = [];
  const all = store.embedAll(embedder, {
    onProgress: ({ step, steps: of }) => {
      steps.push(step);
      assert.equal(of, 2000);
    },
  });
  await assertRows(store, [1999, 1001, 7]);
  await all;
  assert.deepEqual([steps[0], steps.at(-1)], [500, 2000]);
  // Only rows that are read while their block is in progress are embedded twice.
  assert.ok(embedder.embedded <= 2003, `${embedder.embedded}`);
  await store.close();
  const { embedded } = embedder;
  const whole = await embedPool({ pool, embedder, file });
  assert.equal(embedder.embedded, embedded);
  assert.deepEqual((await whole.take([1001, 7])).data, (await whole.take([1001, 7])).data);
  await assertRows(whole, [1001, 7, 1999, 4]);
  await whole.close();
});

test('embedding all rows resumes after a cancel', async () => {
  const embedder = new CountingEmbedder();
  const store = await open(embedder);
  const stop = new AbortController();
  const onProgress = ({ step = 0 }): void => {
    if (step > 500) stop.abort();
  };
  await assert.rejects(
    store.embedAll(embedder, { signal: stop.signal, onProgress }),
    CancelledError,
  );
  const { embedded } = embedder;
  assert.ok(embedded > 500 && embedded < 2000);
  await store.close();
  const later = await open(embedder);
  await later.embedAll(embedder, {});
  assert.equal(embedder.embedded, 2000);
  await later.close();
});

test('rejects a different model on reopening and embeds nothing after close', async () => {
  const other = new CountingEmbedder({ fingerprint: 'other-1' });
  const store = await open(new CountingEmbedder(), other);
  await assert.rejects(store.take([1]), UserError);
  await assert.rejects(store.embedAll(other, {}), UserError);
  assert.equal(other.embedded, 0);
  await assertRows(store, [4]);
  await store.close();
  await assert.rejects(store.take([1]), CancelledError);
  assert.equal(other.embedded, 0);
});

test('joined with whole-pool blocks, reads rows on demand and never all at once', async () => {
  const embedder = new CountingEmbedder();
  const fast = new CountingEmbedder({ fingerprint: 'fast-1' });
  const whole = await embedPool({ pool, embedder: fast, file: `${file}.fast` });
  const joined = await joinEmbeddings([
    { store: whole, weight: 0.5 },
    { store: await open(embedder), weight: 1 },
  ]);
  assert.equal(joined.onDemand, true);
  assert.equal(joined.all(), undefined);
  assert.equal(embedder.embedded, 500);
  const { cols, rows } = await joined.take([5, 8]);
  assert.deepEqual([rows, cols, embedder.embedded], [2, 8, 501]);
  await joined.close();
});
