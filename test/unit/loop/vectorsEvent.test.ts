// A change of vectors is an event: equal pools, seeds, answers and vector events give equal queues,
// whatever is killed in between and whether vectors are computed at once or incrementally.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { replay, type ReplayedBatch } from '../../../src/core/loop/replay.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { Store, WritableStore } from '../../../src/core/store/store.ts';
import { ClosableEmbedder, CountingEmbedder } from '../../fixtures/embed/countingEmbedder.ts';
import { answerAll, setUp, twoTopics, type Bench } from './loopFixture.ts';
import { copyOf, killedAfter, isKilled, writesTo } from './vectorSessions.ts';

const pool = twoTopics(240);
const small = pool.slice(0, 120);
const project: Partial<ProjectFile> = {
  embedding: 'auto',
  // C is fixed: the time of its last search is not in the journal.
  head: { ...projectDefaults.head, C: 10 },
  // A batch lasts until the next refit: otherwise, the order of two draws would depend on timing.
  query: { ...projectDefaults.query, batch: 24, start: 'typiclust', refitEvery: 1 },
  holdout: { ...projectDefaults.holdout, size: 10 },
};

interface Session {
  readonly store?: WritableStore;
  readonly folder?: string;
  readonly records?: typeof pool;
  readonly model?: () => Promise<Embedder>;
}

const atOnce = async (): Promise<Embedder> =>
  new ClosableEmbedder({ dimensions: 8, fingerprint: 'stand-in-1' });

/** Number of records that models embed: the whole pool or a part. */
let modelRecords: number;

function open({ records = small, model = atOnce, ...rest }: Session): Bench {
  const openStatic = async () => new CountingEmbedder({ fingerprint: 'static-1' });
  const engine = { openStatic, openBundledModel: model, modelRecords };
  return setUp({ records, project, ...rest, engine });
}

/** The next records asked with this store in a new session. */
async function queueOf(store: WritableStore, session: Session = {}): Promise<string[]> {
  const bench = open({ ...session, store });
  try {
    await bench.learner.start();
    const queue = await answerAll(bench, 8);
    assert.deepEqual(bench.errors, []);
    return queue;
  } finally {
    await bench.close();
  }
}

/** Replays every batch in another engine process. */
async function replayed(store: Store, records = small): Promise<ReplayedBatch[]> {
  const bench = open({ records });
  try {
    await bench.learner.start();
    await bench.engine.quiet();
    const whole = { ...projectDefaults, ...project, labels: labelsOfPool } as ProjectFile;
    const { embed, engine } = bench;
    const batches: ReplayedBatch[] = [];
    for await (const batch of replay({ store, project: whole, engine: engine.remote, embed })) {
      batches.push(batch);
    }
    return batches;
  } finally {
    await bench.close();
  }
}
const labelsOfPool = [{ name: 'refund' }, { name: 'delivery' }];

async function assertReplays(store: Store): Promise<void> {
  const batches = await replayed(store);
  const different = batches.filter(({ identical }) => !identical);
  assert.deepEqual(
    different.map(({ number }) => number),
    [],
  );
  assert.ok(batches.some(({ logged }) => logged.vectors !== undefined));
}

const usesOf = (store: Store): string[] =>
  store.vectorChanges().map(({ blocks }) => blocks.map(({ use }) => use).join(' '));
const inTurn = ['lexical static', 'lexical bge-small-en-v1.5'];

/** A model that loads once released. */
function slowModel(): { readonly open: () => Promise<Embedder>; readonly release: () => void } {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  return {
    release,
    open: async () => {
      await gate;
      return atOnce();
    },
  };
}

for (const [pools, limit] of [
  ['', 1000],
  [' of a pool embedded in part by models', 60],
] as const) {
  describe(`a change of the vectors${pools}`, () => {
    before(() => {
      modelRecords = limit;
    });

    it('is journalled with fingerprints and weights before the first batch drawn with it', async () => {
      const model = slowModel();
      const bench = open({ model: model.open });
      try {
        await bench.learner.start();
        for (let i = 0; i < 20; i++) {
          await bench.engine.quiet('prepareVectors');
          await bench.answer();
        }
        assert.deepEqual(usesOf(bench.store), inTurn.slice(0, 1));
        model.release();
        await bench.until(() => bench.store.vectorChanges().length === 2);
        await answerAll(bench, 10);
        const [first, second] = bench.store.vectorChanges();
        assert.ok(second!.seq > 20);
        const { blocks } = second!;
        assert.deepEqual(
          blocks.map(({ weight }) => weight),
          [0.5, 1],
        );
        assert.equal(blocks[0]!.fingerprint, first!.blocks[0]!.fingerprint);
        assert.equal(blocks[0]!.fittedOn, 120);
        assert.equal(blocks[1]!.fingerprint, 'stand-in-1');
        assert.equal(second!.drawsFrom, limit < small.length ? limit : undefined);
        // Undo skips it.
        const { length } = bench.store.vectorChanges();
        await bench.learner.undo();
        assert.equal(bench.store.vectorChanges().length, length);
        await bench.engine.quiet();
        assert.deepEqual(bench.errors, []);
        await assertReplays(bench.store);
        const batches = await replayed(bench.store);
        const by = new Set(batches.map(({ logged }) => logged.vectors));
        assert.ok(by.has(first!.seq) && by.has(second!.seq), [...by].join());
      } finally {
        await bench.close();
      }
    });

    it('the queue is identical wherever the engine is killed', async () => {
      const calls = await engineCalls();
      assert.ok(calls.includes('prepareVectors') && calls.includes('query'));
      for (let kill = 1; kill <= calls.length; kill++) {
        const bench = open({});
        let count = 0;
        bench.engine.onCall = () => {
          if (++count === kill) bench.engine.die();
        };
        try {
          await bench.learner.start().catch(() => undefined);
          await answerAll(bench, 10);
          assert.deepEqual(bench.errors, [], `killed in call ${kill}, ${calls[kill - 1]}`);
          assert.equal(usesOf(bench.store).at(-1), inTurn[1]);
          await assertReplays(bench.store);
        } finally {
          await bench.close();
        }
      }
    });

    it('the queue is identical wherever the window is killed', async () => {
      const writes = await writesOfSession();
      assert.ok(writes > 20, `${writes} writes`);
      for (let cut = 1; cut <= writes; cut++) {
        const folder = mkdtempSync(join(tmpdir(), 'marginalia-killed-'));
        const store = new MemoryStore({ project: 'test', identityVersion: 1 });
        const killed = open({ store: killedAfter(store, cut), folder });
        try {
          await killed.learner.start().catch(() => undefined);
          for (let i = 0; i < 12 && !isKilled(killed.store); i++) {
            await killed.engine.quiet();
            if (!isKilled(killed.store)) await killed.answer().catch(() => undefined);
          }
          await killed.close();
          const [here, elsewhere] = [copyOf(store), copyOf(store)];
          // With and without the files of the killed window.
          assert.deepEqual(
            await queueOf(here, { folder }),
            await queueOf(elsewhere),
            `killed at write ${cut}`,
          );
          assert.deepEqual(blocksOf(here), blocksOf(elsewhere));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
    });

    it('the queue is identical after rows are appended', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'marginalia-grown-'));
      const store = new MemoryStore({ project: 'test', identityVersion: 1 });
      try {
        for (const size of [120, 130, 140, 240]) {
          const records = pool.slice(0, size);
          const bit = copyOf(store);
          // Vectors computed incrementally, and all at once on the grown pool.
          const queue = await queueOf(bit, { folder, records });
          const whole = copyOf(store);
          assert.deepEqual(queue, await queueOf(whole, { records }), `${size} records`);
          assert.deepEqual(blocksOf(bit), blocksOf(whole));
          const session = open({ store, folder, records });
          await session.learner.start();
          await answerAll(session, 6);
          await session.close();
        }
        // The lexical block was refitted once, when more than a fifth of the records was new, as
        // the journal shows.
        const fits = store.vectorChanges().map(({ blocks }) => blocks[0]!.fittedOn);
        assert.deepEqual(fits, [120, 120, 240]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
}

const blocksOf = (store: Store): unknown =>
  store.vectorChanges().map(({ blocks, drawsFrom }) => [blocks, drawsFrom]);

async function engineCalls(): Promise<string[]> {
  const bench = open({});
  await bench.learner.start();
  await answerAll(bench, 10);
  const { calls } = bench.engine;
  await bench.close();
  return calls;
}

async function writesOfSession(): Promise<number> {
  const store = killedAfter(new MemoryStore({ project: 'test', identityVersion: 1 }), Infinity);
  const bench = open({ store });
  await bench.learner.start();
  await answerAll(bench, 12);
  await bench.close();
  return writesTo(store);
}
