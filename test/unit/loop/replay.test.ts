import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DrawLog } from '../../../src/core/loop/training/drawLog.ts';
import { replay, type ReplayedBatch } from '../../../src/core/loop/replay.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { WritableStore } from '../../../src/core/store/store.ts';
import { benchMaker } from './benches.ts';
import { twoTopics, type Bench, randomStart } from './loopFixture.ts';

const make = benchMaker();

function open(project: Partial<ProjectFile>, store?: WritableStore): Bench {
  const records = twoTopics(400);
  return make({ records, project, ...(store && { store }) });
}

/** Answers, skips, undoes, redoes and changes randomly, without always waiting for refits. */
async function label(
  { learner, answer, until, truth, store }: Bench,
  answers: number,
  seed: number,
) {
  const rng = new Rng(seed);
  for (let i = 0; i < answers; i++) {
    const chance = rng.uniform();
    const id = await answer(chance < 0.07 ? { kind: 'skip' } : undefined);
    if (chance > 0.93) await learner.undo();
    if (chance > 0.97) await learner.redo();
    if (chance > 0.5 && chance < 0.56 && store.answer(id)?.kind === 'label') {
      const wrong = truth.get(id) === 'refund' ? 'delivery' : 'refund';
      await learner.change({
        answerId: `${seed}-${i}`,
        recordId: id,
        answer: { kind: 'label', label: wrong },
      });
    }
    // Some answers arrive during a refit, others after it.
    if (chance < 0.5) await until((view) => view.busy === undefined && view.ahead.length === 4);
  }
  await until((view) => view.busy === undefined && view.ahead.length === 4);
}

/** Replays in a separate session: the same pool, another engine process. */
async function replayed(
  project: Partial<ProjectFile>,
  store: WritableStore,
): Promise<ReplayedBatch[]> {
  const { engine, embed, learner, project: whole } = await fresh(project);
  const batches: ReplayedBatch[] = [];
  const remote = engine.remote;
  for await (const batch of replay({ store, project: whole, engine: remote, embed })) {
    batches.push(batch);
  }
  await learner.dispose();
  return batches;
}

async function fresh(project: Partial<ProjectFile>) {
  const bench = open(project);
  await bench.learner.start();
  await bench.until((view) => view.embedding !== undefined && view.ahead.length === 4);
  const whole = { ...projectDefaults, ...project } as ProjectFile;
  return { ...bench, project: whole };
}

const query = { ...randomStart, batch: 10 };
const projects: Record<string, Partial<ProjectFile>> = {
  'margin with explore, after typiclust': { query },
  'rank-power, C by cross-validation': {
    query: { ...query, strategy: 'rank-power', start: 'random', refitEvery: 1 },
  },
  'BALD of a committee': {
    head: { ...projectDefaults.head, kind: 'committee', members: 5 },
    query: { ...query, strategy: 'bald', start: 'k-means' },
  },
  'seeds of a label beside typiclust': {
    labels: [{ name: 'refund', seeds: ['money back', 'charged twice'] }, { name: 'delivery' }],
    query: { ...query, start: 'typiclust' },
  },
  'margin per second, from the annotator’s own timings': {
    query: { ...query, cost: true, poolLimit: 0.5, balance: true },
  },
};

describe('replay with the TypeScript kernel', () => {
  for (const [name, project] of Object.entries(projects)) {
    it(`reproduces every queue: ${name}`, async () => {
      const bench = open(project);
      await bench.learner.start();
      await label(bench, 150, 3);
      assert.deepEqual(bench.errors, []);
      const { store, engine } = bench;
      const kinds = new Set([...store.journal()].map(({ kind }) => kind));
      for (const kind of ['label', 'skip', 'undo', 'redo'] as const)
        assert.ok(kinds.has(kind), kind);

      const batches = await replayed(project, store);
      assert.ok(batches.length >= 15, `${batches.length} batches`);
      assert.deepEqual(
        batches.filter(({ identical }) => !identical).map(({ number }) => number),
        [],
      );
      // Compares the ids drawn by the engine in order, not only their digests.
      const drawn = batches.filter(({ logged }) => logged.settings).map(({ picks }) => picks);
      assert.deepEqual(drawn, engine.drawn);
      const fits = batches.flatMap(({ logged }) => logged.fits);
      assert.ok(fits.length >= 10, `${fits.length} refits`);
      assert.ok(fits.every(({ kernel }) => kernel === typeScriptOps.name));
    });
  }

  it('continues across a restart and an engine exit', async () => {
    const project = { query };
    const first = open(project);
    await first.learner.start();
    await label(first, 50, 1);
    await first.learner.dispose();
    const second = open(project, first.store);
    await second.learner.start();
    await label(second, 30, 2);
    second.engine.die();
    await second.until((view) => view.notices.length === 0 && view.learnt.length === 2);
    await label(second, 30, 4);
    const batches = await replayed(project, first.store);
    const cold = batches.flatMap(({ logged }) => logged.fits).filter(({ warm }) => !warm);
    assert.ok(cold.length >= 3, 'each process began with a cold fit');
    assert.ok(batches.every(({ identical }) => identical));
  });

  it('detects a tampered answer', async () => {
    const project = { query };
    const bench = open(project);
    await bench.learner.start();
    await label(bench, 60, 5);
    const { store } = bench;
    const journal = [...store.journal()].map((event) =>
      event.kind === 'label' && event.seq % 3 === 0
        ? { ...event, label: event.label === 'refund' ? 'delivery' : 'refund' }
        : event,
    );
    const forged = new Proxy(store, {
      get: (target, key: keyof WritableStore) =>
        key === 'journal' ? () => journal : (target[key] as () => unknown).bind(target),
    });
    const batches = await replayed(project, forged);
    assert.ok(batches.some(({ identical }) => !identical));
  });
});

describe('draw log', () => {
  it('logs the records ahead for each batch, and rounds log when their batch took effect', async () => {
    const bench = open({ query });
    await bench.learner.start();
    // Refits run in the background, so only awaited ones are certain to have finished.
    for (const seed of [6, 7]) {
      await label(bench, 30, seed);
      await bench.learner.retrain();
    }
    const { store } = bench;
    const draws = [...DrawLog.read(store)];
    for (const { at, inEffectFrom, ahead } of draws) {
      assert.ok(at <= inEffectFrom && inEffectFrom <= store.lastSeq());
      assert.ok(ahead.length <= 4);
    }
    const rounds = store.rounds();
    assert.ok(rounds.length >= 2);
    for (const { seq, inEffectFrom } of rounds) {
      assert.ok(draws.some((draw) => draw.fits.some(({ at }) => at === seq)));
      assert.ok(inEffectFrom! >= seq);
    }
  });
});
