import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import type { LexicalEmbedder } from '../../../src/core/embed/lexicalEmbedder.ts';
import type { PreviousLexical } from '../../../src/core/engine/embeddingApi.ts';
import {
  embedPool,
  type EmbeddablePool,
  type EmbedPoolOptions,
} from '../../../src/engine/embedding/embeddingCache.ts';
import { embeddingOrder } from '../../../src/engine/embedding/rowOrder.ts';
import { openLexical } from '../../../src/engine/embedding/lexicalCache.ts';
import { CountingEmbedder, poolOf, textsOf } from '../../fixtures/embed/countingEmbedder.ts';

let root: string;
let file: string;
let files = 0;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'marginalia-embeddings-'));
});
beforeEach(() => {
  file = join(root, `cache${files++}`, 'embeddings.bin');
});
after(() => rm(root, { recursive: true, force: true }));

async function assertAll(
  embedder: CountingEmbedder,
  texts: readonly string[],
  how: number | Partial<EmbedPoolOptions> = {},
): Promise<void> {
  const options = typeof how === 'number' ? { memoryBudget: how } : how;
  const store = await embedPool({ pool: poolOf(texts), embedder, file, ...options });
  const last = texts.length - 1;
  for (const row of [0, 1, texts.length >> 1, last]) {
    assert.deepEqual((await store.block(row, row + 1)).data, embedder.vector(texts[row]!));
  }
  const taken = await store.take([last, 0, 1]);
  assert.deepEqual(taken.data.subarray(0, embedder.dimensions), embedder.vector(texts[last]!));
  assert.deepEqual(taken.data.subarray(2 * embedder.dimensions), embedder.vector(texts[1]!));
  await store.close();
}

test('reopening embeds nothing, in any order, in memory or by blocks', async () => {
  const embedder = new CountingEmbedder();
  const texts = textsOf(1300);
  await assertAll(embedder, texts);
  assert.equal(embedder.embedded, 1300);
  await assertAll(embedder, texts);
  await assertAll(embedder, [...texts].reverse());
  await assertAll(embedder, texts, 0);
  await assertAll(embedder, [...texts].sort(), 0);
  assert.equal(embedder.embedded, 1300);
});

test('over the memory budget, all() is undefined and blocks equal the in-memory rows', async () => {
  const embedder = new CountingEmbedder();
  const pool = poolOf(textsOf(700));
  const small = await embedPool({ pool, embedder, file, memoryBudget: 700 * 16 - 1 });
  const large = await embedPool({ pool, embedder, file, memoryBudget: 700 * 16 });
  assert.equal(small.all(), undefined);
  assert.deepEqual((await small.block(100, 650)).data, (await large.block(100, 650)).data);
  assert.deepEqual(await small.take([699, 0, 5, 5]), await large.take([699, 0, 5, 5]));
  assert.equal(large.all()?.rows, 700);
  assert.equal(small.size, 700);
  await small.close();
  await large.close();
});

test('embeds only new and edited records', async () => {
  const embedder = new CountingEmbedder();
  const texts = textsOf(1000);
  await assertAll(embedder, texts);
  const edited = texts.with(17, 'edited');
  edited.splice(400, 0, 'new');
  await assertAll(embedder, edited);
  assert.equal(embedder.embedded, 1002);
});

test('a cancelled run keeps its progress and resumes from it', async () => {
  const embedder = new CountingEmbedder();
  const pool = poolOf(textsOf(2000));
  const controller = new AbortController();
  await assert.rejects(
    embedPool({
      pool,
      embedder,
      file,
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step >= 1024) controller.abort();
      },
    }),
    CancelledError,
  );
  assert.equal(embedder.embedded, 1024);
  await assertAll(embedder, textsOf(2000));
  assert.equal(embedder.embedded, 2000);
});

test('a killed process loses at most the current block', async () => {
  const child = fork(new URL('../../fixtures/embed/embedUntilKilled.ts', import.meta.url), [file]);
  const exit = once(child, 'exit');
  await once(child, 'message');
  child.kill('SIGKILL');
  assert.deepEqual(await exit, [null, 'SIGKILL']);
  const embedder = new CountingEmbedder();
  const progress: (number | undefined)[] = [];
  await assertAll(embedder, textsOf(2000), { onProgress: ({ step }) => progress.push(step) });
  assert.equal(embedder.embedded, 2000 - 1024);
  assert.deepEqual(progress, [1024, 1536, 2000]);
});

test('embeds rows in the requested order, block by block', async () => {
  const asked: string[] = [];
  const embedder = new CountingEmbedder();
  const embed = embedder.embed.bind(embedder);
  embedder.embed = (texts, signal) => {
    asked.push(...texts);
    return embed(texts, signal);
  };
  const texts = textsOf(1200);
  const wanted = { first: ['1100', '7', '1100', 'gone'], last: ['3', '7'] };
  const rowsOf = (ids: readonly string[]) => ids.filter((id) => id !== 'gone').map(Number);
  const order = embeddingOrder(1200, rowsOf, wanted);
  assert.deepEqual([...order.subarray(0, 5)], [1100, 7, 0, 1, 2]);
  assert.equal(order.at(-1), 3);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...textsOf(1200).keys()],
  );
  await assertAll(embedder, texts, { order });
  const blocks = [asked.slice(0, 512), asked.slice(512, 1024), asked.slice(1024)];
  assert.ok(blocks[0]!.includes(texts[1100]!) && blocks[0]!.includes(texts[7]!));
  assert.ok(blocks[2]!.includes(texts[3]!));
  assert.equal(new Set(asked).size, 1200);
});

test('completes a file truncated at any position', async () => {
  const whole = new CountingEmbedder();
  await assertAll(whole, textsOf(1100));
  const bytes = await readFile(file);
  const block = 8 + 512 * (16 + 16);
  const cuts = [
    0,
    1,
    100,
    160,
    163,
    168,
    160 + block - 1,
    160 + block,
    160 + block + 5,
    bytes.length - 1,
  ];
  for (const cut of cuts) {
    await writeFile(file, bytes);
    await truncate(file, cut);
    const embedder = new CountingEmbedder();
    await assertAll(embedder, textsOf(1100));
    const kept = Math.min(1024, 512 * Math.max(0, Math.floor((cut - 160) / block)));
    assert.equal(embedder.embedded, 1100 - kept, `cut at ${cut}`);
    assert.deepEqual(await readFile(file), bytes);
  }
});

test('repairs a flipped byte, trailing bytes and a foreign file', async () => {
  await assertAll(new CountingEmbedder(), textsOf(1100));
  const bytes = await readFile(file);
  const rebuilt = async (content: Uint8Array): Promise<number> => {
    await writeFile(file, content);
    const embedder = new CountingEmbedder();
    await assertAll(embedder, textsOf(1100));
    assert.deepEqual(await readFile(file), bytes);
    return embedder.embedded;
  };
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 10]! ^= 1;
  assert.equal(await rebuilt(flipped), 1100 - 1024);
  assert.equal(await rebuilt(Buffer.concat([bytes, Buffer.alloc(50, 255)])), 0);
  assert.equal(await rebuilt(Buffer.from('an entirely different file')), 1100);
  assert.equal(await rebuilt(Buffer.alloc(5000)), 1100);
});

test('another embedder or other dimensions start a new file', async () => {
  await assertAll(new CountingEmbedder(), textsOf(50));
  const other = new CountingEmbedder({ fingerprint: 'other' });
  await assertAll(other, textsOf(50));
  assert.equal(other.embedded, 50);
  const wider = new CountingEmbedder({ fingerprint: 'other', dimensions: 6 });
  await assertAll(wider, textsOf(50));
  assert.equal(wider.embedded, 50);
});

test('compacts a file that mostly holds removed records', async () => {
  const embedder = new CountingEmbedder();
  await assertAll(embedder, textsOf(3000));
  const { size } = await stat(file);
  const rest = textsOf(3000).slice(0, 1000);
  await assertAll(embedder, rest, 0);
  assert.ok((await stat(file)).size < size / 2.5);
  await assertAll(embedder, rest, 0);
  await assertAll(embedder, rest);
  assert.equal(embedder.embedded, 3000);
});

test('opens an empty pool', async () => {
  const store = await embedPool({ pool: poolOf([]), embedder: new CountingEmbedder(), file });
  assert.equal(store.all()?.rows, 0);
  await store.close();
});

test('progress counts records and starts where the last run stopped', async () => {
  const embedder = new CountingEmbedder();
  await assertAll(embedder, textsOf(600));
  const steps: (readonly [number, number | undefined])[] = [];
  const store = await embedPool({
    pool: poolOf(textsOf(1200)),
    embedder,
    file,
    onProgress: ({ step, steps: all }) => steps.push([step, all]),
  });
  await store.close();
  assert.deepEqual(steps, [
    [600, 1200],
    [1112, 1200],
    [1200, 1200],
  ]);
});

test('a file system error names the file', async () => {
  await mkdir(file, { recursive: true });
  await assert.rejects(
    embedPool({ pool: poolOf(textsOf(5)), embedder: new CountingEmbedder(), file }),
    says(
      `The embeddings cannot be saved in ${file} because a folder has that name. Move the folder, then embed again.`,
    ),
  );
  const blocker = join(root, 'a file');
  await writeFile(blocker, '');
  await assert.rejects(
    embedPool({
      pool: poolOf(textsOf(5)),
      embedder: new CountingEmbedder(),
      file: join(blocker, 'embeddings.bin'),
    }),
    UserError,
  );
});

test('an embedder error keeps the blocks embedded before it', async () => {
  const embedder = new CountingEmbedder();
  const failing: Embedder = {
    ...{ name: 'failing', dimensions: 4, fingerprint: embedder.fingerprint },
    embed: (texts) =>
      embedder.embedded >= 512 ? Promise.reject(new Error('broken')) : embedder.embed(texts),
  };
  await assert.rejects(
    embedPool({ pool: poolOf(textsOf(900)), embedder: failing, file }),
    says(/broken/),
  );
  await assertAll(embedder, textsOf(900));
  assert.equal(embedder.embedded, 900);
});

/** Texts with words that a lexical embedder can be fitted on. */
function sentences(from: number, to: number): string[] {
  return Array.from(
    { length: to - from },
    (_, i) => `order ${from + i} of parcel ${(from + i) % 7}`,
  );
}

const openOf = (pool: EmbeddablePool, seed = 1): Promise<LexicalEmbedder> =>
  openLexical({ pool, file: join(file, '..', 'lexical.bin'), seed, dimensions: 8 }).then(
    ({ embedder }) => embedder,
  );

test('keeps the fitted lexical embedder while at most a fifth of the records are new', async () => {
  const first = await openOf(poolOf(sentences(0, 500)));
  assert.equal((await openOf(poolOf(sentences(0, 500)))).fingerprint, first.fingerprint);
  assert.equal((await openOf(poolOf(sentences(50, 550)))).fingerprint, first.fingerprint);
  assert.equal((await openOf(poolOf(sentences(0, 100)))).fingerprint, first.fingerprint);
  const refitted = await openOf(poolOf(sentences(200, 700)));
  assert.notEqual(refitted.fingerprint, first.fingerprint);
  assert.equal((await openOf(poolOf(sentences(200, 700)))).fingerprint, refitted.fingerprint);
});

test('estimates the share of new records in a pool larger than the sketch', async () => {
  const first = await openOf(poolOf(sentences(0, 5000)));
  assert.equal((await openOf(poolOf(sentences(600, 5600)))).fingerprint, first.fingerprint);
  assert.notEqual((await openOf(poolOf(sentences(1600, 6600)))).fingerprint, first.fingerprint);
});

test('decides alike for a pool whose ids come in blocks', async () => {
  const inBlocks = ({ idBytes, ...pool }: EmbeddablePool) => ({
    ...pool,
    *idBlocks() {
      for (let at = 0; at < idBytes.length; at += 7 * 16) yield idBytes.subarray(at, at + 7 * 16);
    },
  });
  const path = join(file, '..', 'lexical.bin');
  const options = { file: path, seed: 1, dimensions: 8 };
  await openLexical({ ...options, pool: poolOf(sentences(0, 5000)) });
  const stored = await readFile(path);
  await rm(path);
  const first = await openLexical({ ...options, pool: inBlocks(poolOf(sentences(0, 5000))) });
  assert.deepEqual(await readFile(path), stored);
  for (const [from, isKept] of [
    [600, true],
    [1600, false],
  ] as const) {
    const pool = inBlocks(poolOf(sentences(from, from + 5000)));
    const { embedder } = await openLexical({ ...options, pool });
    assert.equal(embedder.fingerprint === first.embedder.fingerprint, isKept);
  }
});

test('refits a missing embedder file on the records of the original fit', async () => {
  const opened = (pool: EmbeddablePool, previous?: PreviousLexical) =>
    openLexical({
      pool,
      file: join(file, '..', 'lexical.bin'),
      seed: 1,
      dimensions: 8,
      ...(previous && { previous }),
    });
  const { embedder, fittedOn } = await opened(poolOf(sentences(0, 500)));
  assert.equal(fittedOn, 500);
  const before = { fingerprint: embedder.fingerprint, fittedOn };
  const path = join(file, '..', 'lexical.bin');
  const without = async (pool: EmbeddablePool, given?: PreviousLexical) => {
    await rm(path);
    return opened(pool, given);
  };
  const grown = poolOf(sentences(0, 600));
  assert.notEqual((await without(grown)).embedder.fingerprint, embedder.fingerprint);
  const again = await without(grown, before);
  assert.equal(again.embedder.fingerprint, embedder.fingerprint);
  assert.equal(again.fittedOn, 500);
  // The file stores the number of records it was fitted on.
  assert.equal((await opened(grown)).fittedOn, 500);
  // Refits on everything if too many records are new, unless `always` demands these vectors, or if
  // the first records differ.
  const twice = poolOf(sentences(0, 1000));
  assert.equal((await without(twice, before)).fittedOn, 1000);
  assert.equal((await without(twice, { ...before, always: true })).fittedOn, 500);
  assert.equal((await without(poolOf(sentences(10, 600)), before)).fittedOn, 590);
});

test('refits for another seed or a damaged file', async () => {
  const pool = poolOf(sentences(0, 300));
  const first = await openOf(pool);
  assert.notEqual((await openOf(pool, 2)).fingerprint, first.fingerprint);
  const path = join(file, '..', 'lexical.bin');
  for (const damage of [
    () => truncate(path, 3000),
    () => truncate(path, 3),
    () => appendFile(path, 'x'),
    () => writeFile(path, createHash('sha256').update('noise').digest()),
  ]) {
    await openOf(pool);
    await damage();
    assert.equal((await openOf(pool)).fingerprint, first.fingerprint);
  }
});
