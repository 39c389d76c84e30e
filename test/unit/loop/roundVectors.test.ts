// Rounds on earlier vectors are scored on hold-out answers given after the vectors changed.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import type { WritableStore } from '../../../src/core/store/store.ts';
import { CountingEmbedder } from '../../fixtures/embed/countingEmbedder.ts';
import { single } from '../../harness/singleMetrics.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { answerAll, randomStart, setUp, twoTopics, type Bench } from './loopFixture.ts';
import { copyOf, killedAfter } from './vectorSessions.ts';

const project: Partial<ProjectFile> = {
  embedding: ['static'],
  query: { ...randomStart, refitEvery: 5 },
  holdout: { size: 40, share: 0.4, blind: 'picks' },
};
const benches = new Set<Bench>();
after(() => Promise.all([...benches].map((bench) => bench.close())));

interface Session {
  readonly store: WritableStore;
  readonly vectors: string;
  readonly records?: ReturnType<typeof twoTopics>;
}

/** A session on these vectors, not yet started. */
function session({ store, vectors, records }: Session): Bench {
  const dimensions = vectors === 'static-1' ? 4 : 8;
  const engine = {
    openStatic: async () => new CountingEmbedder({ fingerprint: vectors, dimensions }),
  };
  const bench = setUp({ project, store, engine, ...(records && { records }) });
  benches.add(bench);
  return bench;
}

async function open(options: Session): Promise<Bench> {
  const bench = session(options);
  await bench.learner.start();
  await bench.until(({ busy, phase }) => busy === undefined && phase.kind === 'asking');
  await bench.engine.quiet();
  return bench;
}

async function close(bench: Bench): Promise<void> {
  await bench.engine.quiet();
  assert.deepEqual(bench.errors, []);
  benches.delete(bench);
  await bench.close();
}

/** The store of a project with a round on the first vectors and a partly answered hold-out. */
async function started(): Promise<WritableStore> {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  const bench = await open({ store, vectors: 'static-1' });
  await answerAll(bench, 50);
  await bench.learner.retrain();
  await close(bench);
  assert.equal(store.rounds().at(-1)!.embedding, 'static-1');
  return store;
}

const members = (store: WritableStore): string[] =>
  store
    .holdout()!
    .members.map(({ recordId }) => recordId)
    .sort();

describe('the hold-out vectors of a round', () => {
  it('score it on answers that came after a change of the vectors, as the vectors of the pool would', async () => {
    const store = await started();
    assert.deepEqual(store.holdoutVectors.ids('static-1').sort(), members(store));
    const before = single(store.rounds()[0]!.metrics);
    const bench = await open({ store, vectors: 'static-2' });
    await answerAll(bench, 30);
    await bench.learner.retrain();
    await bench.engine.quiet();
    const { answered } = bench.learner.view.holdout;
    assert.ok(answered > before.n, `${answered} answers, ${before.n} of them before`);
    const kept = store.rounds().filter(({ embedding }) => embedding === 'static-1');
    assert.ok(kept.every(({ metrics }) => metrics?.n === answered));
    assert.equal(store.rounds().at(-1)!.metrics!.n, answered);
    assert.deepEqual(bench.learner.view.rounds[0]!.original!.metrics, kept[0]!.metrics);
    // A copy of the first round without a refit is compared on its own vectors.
    const last = store.rounds().at(-1)!;
    const copy = { ...kept[0]!, number: last.number + 1, head: store.head(1)! };
    store.addRound(copy);
    const pair = await bench.learner.pairs.compare(copy.number, last.number);
    assert.deepEqual([pair.first, pair.second], [kept[0]!.metrics, last.metrics]);
    assert.equal(pair.heads.records, answered);
    await close(bench);
    // Evaluated on the pool with those vectors, the rounds have the same metrics.
    const back = await open({ store, vectors: 'static-1' });
    assert.ok(back.engine.calls.includes('evaluate'));
    assert.deepEqual(store.rounds().slice(0, kept.length), kept);
    await close(back);
  });

  it('are stored before the vectors change: the window may be killed at any write of the change', async () => {
    const store = await started();
    const { n } = store.rounds()[0]!.metrics!;
    for (let cut = 0; cut < 6; cut++) {
      const killed = session({ store: killedAfter(store, cut), vectors: 'static-2' });
      await killed.learner.start().catch(() => undefined);
      await killed.engine.quiet();
    }
    const bench = await open({ store, vectors: 'static-2' });
    await answerAll(bench, 20);
    await bench.learner.retrain();
    await bench.engine.quiet();
    const { answered } = bench.learner.view.holdout;
    assert.ok(answered > n);
    assert.equal(store.rounds()[0]!.metrics!.n, answered);
    await close(bench);
  });

  it('leave an undone answer out again', async () => {
    const store = await started();
    const bench = await open({ store, vectors: 'static-2' });
    const held = new Set(members(store));
    const { n } = store.rounds()[0]!.metrics!;
    while (!held.has(await bench.answer()));
    await bench.learner.retrain();
    await bench.engine.quiet();
    assert.equal(store.rounds()[0]!.metrics!.n, n + 1);
    await bench.learner.undo();
    await bench.learner.retrain();
    await bench.engine.quiet();
    assert.equal(store.rounds()[0]!.metrics!.n, n);
    await close(bench);
  });

  it('are completed when records join the hold-out; later ones have none, and the figures say so', async () => {
    const store = await started();
    const more = [...twoTopics(150), ...twoTopics(60, 11)];
    const grown = await open({ store, vectors: 'static-1', records: more });
    const joined = members(store);
    assert.deepEqual(store.holdoutVectors.ids('static-1').sort(), joined);
    await close(grown);
    const most = [...more, ...twoTopics(60, 23)];
    const bench = await open({ store, vectors: 'static-2', records: most });
    assert.ok(members(store).length > joined.length);
    await answerAll(bench, 70);
    await bench.learner.retrain();
    await bench.engine.quiet();
    assert.deepEqual(store.holdoutVectors.ids('static-1').sort(), joined);
    const [first] = bench.learner.view.rounds;
    const counted = bench.learner.view.holdout.answered;
    assert.equal(first!.metrics!.n, counted);
    assert.ok(first!.original!.metrics!.n < counted);
    await close(bench);
  });

  it('do not exist for projects of earlier versions, whose rounds keep the figures of their time', async () => {
    const before = await started();
    const store = copyOf(before);
    for (const round of before.rounds())
      store.addRound({ ...round, head: before.head(round.number)! });
    const bench = await open({ store, vectors: 'static-2' });
    await answerAll(bench, 30);
    await bench.learner.retrain();
    await bench.engine.quiet();
    const { length } = before.rounds();
    assert.deepEqual(store.rounds().slice(0, length), before.rounds());
    assert.ok(store.rounds().at(-1)!.metrics!.n > before.rounds()[0]!.metrics!.n);
    await close(bench);
  });
});
