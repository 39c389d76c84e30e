// Rounds from before a change of vectors are refitted on the new ones, alongside the originals.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  drawnRounds,
  presentRounds,
  roundsToRefit,
  roundsToRescore,
} from '../../../src/core/loop/training/segment.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import type { NewRound } from '../../../src/core/store/storedRounds.ts';
import { ClosableEmbedder, CountingEmbedder } from '../../fixtures/embed/countingEmbedder.ts';
import { setUp, type Bench, type BenchOptions } from './loopFixture.ts';
import { single } from '../../harness/singleMetrics.ts';

const project: Partial<ProjectFile> = {
  embedding: 'auto',
  query: { ...projectDefaults.query, refitEvery: 5, start: 'random' },
};

/** A session whose model loads when `release` is called. */
function open(options: BenchOptions = {}): { bench: Bench; release: () => void } {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const engine = {
    openStatic: async () => new CountingEmbedder({ fingerprint: 'static-1' }),
    openBundledModel: async () => {
      await gate;
      return new ClosableEmbedder({ dimensions: 8, fingerprint: 'stand-in-1' });
    },
  };
  return { bench: setUp({ project, ...options, engine }), release };
}

async function answer(bench: Bench, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await bench.engine.quiet('prepareVectors');
    await bench.answer();
  }
  await bench.engine.quiet('prepareVectors');
}

describe('after a change of the vectors', () => {
  it('refits earlier rounds, newest first, and keeps the originals', async () => {
    const { bench, release } = open();
    try {
      await bench.learner.start();
      await answer(bench, 70);
      const before = bench.store.rounds();
      assert.ok(before.length >= 3, `${before.length} rounds`);
      const heads = before.map(({ number }) => bench.store.head(number)!.bytes);
      release();
      await bench.until(() => bench.store.refits.all().length === before.length);
      await bench.engine.quiet();
      assert.deepEqual(bench.errors, []);

      const beside = bench.engine.besides;
      assert.deepEqual(
        beside.map(({ training }) => training.ids.length),
        before.map(({ labels }) => labels).reverse(),
      );
      const { embedding } = bench.store.rounds().at(-1)!;
      assert.match(embedding, /stand-in-1/);
      for (const [i, round] of before.entries()) {
        const after = bench.store.rounds()[i]!;
        assert.equal(after.embedding, round.embedding);
        assert.equal(after.c, round.c);
        assert.deepEqual(bench.store.head(round.number)!.bytes, heads[i]);
        const refit = bench.store.refits.all()[i]!;
        assert.deepEqual([refit.number, refit.labels], [round.number, round.labels]);
        assert.equal(refit.embedding, embedding);
        assert.ok(refit.metrics, 'measured on the hold-out');
      }
      // The view shows one curve and keeps the original values.
      const { rounds } = bench.learner.view;
      assert.ok(rounds.every(({ stale }) => stale === undefined));
      assert.deepEqual(
        rounds.map(({ original }) => original !== undefined),
        rounds.map((_, i) => i < before.length),
      );
      assert.notDeepEqual(rounds[0]!.metrics, rounds[0]!.original!.metrics);
      const latest = rounds.at(-1)!.round;
      // Heads on the same vectors can be compared, even if the first was originally fitted on
      // others.
      const pair = await bench.learner.pairs.compare(1, latest);
      assert.deepEqual(single(pair.first).accuracy, single(rounds[0]!.metrics).accuracy);
    } finally {
      await bench.close();
    }
  });

  it('the next session refits the remaining rounds', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const first = open({ store });
    await first.bench.learner.start();
    await answer(first.bench, 60);
    const before = store.rounds().length;
    // The window closes during the first refit.
    const closing = first.bench.until(() => store.refits.all().length === 1);
    first.release();
    await closing;
    await first.bench.close();
    const made = store.refits.all().length;
    assert.ok(made < before, `${made} of ${before}`);
    const second = open({ store });
    second.release();
    await second.bench.learner.start();
    await second.bench.until(() => store.refits.all().length === before);
    await second.bench.engine.quiet();
    assert.equal(second.bench.engine.besides.length, before - made);
    await second.bench.close();
  });
});

const round: NewRound = {
  number: 1,
  at: 1,
  labels: 20,
  seq: 0,
  query: { strategy: 'margin' },
  seed: 1,
  kernel: 'test',
  c: 10,
  embedding: 'old',
};

function storeWith(rounds: number, changes: (i: number) => Partial<NewRound> = () => ({})) {
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  for (let i = 0; i < rounds; i++) {
    const own = { number: i + 1, labels: 20 * (i + 1), ...changes(i) };
    store.addRound({ ...round, ...own });
  }
  return store;
}

describe('rounds to refit', () => {
  it('are the latest thirty on other vectors, newest first, each once', () => {
    const store = storeWith(40, (i) => (i >= 36 ? { embedding: 'new' } : {}));
    const due = roundsToRefit(store, 'new').map(({ number }) => number);
    assert.deepEqual(
      due,
      Array.from({ length: 30 }, (_, i) => 36 - i),
    );
    const head = { bytes: Uint8Array.of(1), labels: ['a'] };
    const refit = { number: 36, at: 2, seq: 9, labels: 719, c: 3, embedding: 'new', head };
    store.refits.add(refit);
    assert.deepEqual(
      roundsToRefit(store, 'new').map(({ number }) => number),
      due.slice(1),
    );
    // Refits on earlier vectors do not count.
    assert.equal(roundsToRefit(store, 'newer').length, 30);
    const drawn = drawnRounds(store, 'new');
    assert.deepEqual([drawn[35]!.labels, drawn[35]!.c, drawn[35]!.original!.c], [719, 3, 10]);
    assert.deepEqual(
      presentRounds(store, 'new').map(({ number }) => number),
      [36, 37, 38, 39, 40],
    );
    // The same originals are rescored on new hold-out answers.
    const rescored = roundsToRescore(store, 'new').map(({ number }) => number);
    assert.deepEqual(rescored, due.toReversed());
  });

  it('exclude rounds of a curve from before a change of defaults', () => {
    const store = storeWith(2, (i) => ({ seq: i }));
    const change = { type: 'defaults', before: 1, set: 2 } as const;
    store.append({ id: 'd', at: 1, annotator: 'ada', kind: 'schema', change });
    store.addRound({ ...round, number: 3, seq: 1 });
    assert.deepEqual(
      roundsToRefit(store, 'new').map(({ number }) => number),
      [3, 2],
    );
  });
});
