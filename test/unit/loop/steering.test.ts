// Influences on the queue besides the strategy: priorities, filters, other extensions and chance.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AcquisitionRegistry } from '../../../src/core/acquisition/registry.ts';
import { chancePicks } from '../../../src/core/loop/insights/poolRisk.ts';
import { type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { scoreRegistered } from '../../../src/host/registeredScorer.ts';
import { benchMaker, startBench } from './benches.ts';
import { twoTopics, type Bench, type BenchOptions, randomStart } from './loopFixture.ts';

const make = benchMaker();

async function start(options: BenchOptions = {}): Promise<Bench> {
  return startBench(make(options));
}

const query = randomStart;
const without: Partial<ProjectFile> = { holdout: { share: 0, size: 0, blind: 'picks' } };

async function label({ answer, until }: Bench, answers: number): Promise<string[]> {
  const asked: string[] = [];
  for (let i = 0; i < answers; i++) {
    asked.push(await answer());
    await until((view) => view.busy === undefined && view.ahead.length === 4);
  }
  return asked;
}

describe('priorities', () => {
  it('come before the strategy, highest first, behind the records already ahead', async () => {
    const bench = await start({ project: without });
    const { learner, store, truth } = bench;
    const ahead = learner.view.ahead.map(({ record }) => record.id);
    const wanted = [...truth.keys()].filter((id) => !ahead.includes(id)).slice(20, 26);
    const list = wanted.map((id, i) => ({ id, priority: i < 3 ? 1 : 2 }));
    assert.equal(await learner.prioritise(list, 'urgent.csv'), 6);
    assert.match(
      english(learner.view.population![0]),
      /^6 records were prioritized by hand \(6 still/,
    );
    const asked = await label(bench, 10);
    assert.deepEqual(asked, [...ahead, ...wanted.slice(3), ...wanted.slice(0, 3)]);
    const { ask } = store.answer(wanted[3]!)!;
    assert.equal(ask!.kind, 'query');
    assert.deepEqual(ask!.reason, { kind: 'priority', value: 2, of: 'urgent.csv' });
    assert.match(english(learner.view.population![0]), /\(0 still to come\)/);
  });

  it('survive a restart, and do not affect answered or held-out records', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const first = await start({ store });
    const [answered] = await label(first, 1);
    const held = store.holdout()!.members[0]!.recordId;
    const known = new Set([answered, ...store.holdout()!.members.map((one) => one.recordId)]);
    const ahead = first.learner.view.ahead.map(({ record }) => record.id);
    const free = [...first.truth.keys()].find((id) => !known.has(id) && !ahead.includes(id))!;
    const list = [answered!, held, free, free].map((id) => ({ id, priority: 1 }));
    // Held-out records are counted, so that the count does not reveal them.
    assert.equal(await first.learner.prioritise(list, 'search'), 2);
    assert.deepEqual(first.learner.view.priorities, {
      total: 2,
      remaining: 1,
      sources: [{ from: 'search', remaining: 1 }],
    });
    await first.learner.dispose();
    const second = await start({ store });
    const asked = await label(second, 8);
    assert.ok(asked.includes(free));
    assert.ok(!store.answer(held) || store.answer(held)!.ask!.kind === 'holdout');
    await second.learner.clearPriorities();
    assert.equal(second.learner.view.population, undefined);
    assert.equal(second.learner.view.priorities, undefined);
  });

  it('ignore ids outside the pool', async () => {
    const bench = await start({ project: without });
    await bench.learner.prioritise([{ id: '0'.repeat(32), priority: 1 }], 'search');
    assert.equal((await label(bench, 8)).length, 8);
  });
});

describe('prioritised records', () => {
  it('of a later list come before those of an earlier one, which keep their order', async () => {
    const bench = await start({ project: without });
    const { learner, truth } = bench;
    const ahead = learner.view.ahead.map(({ record }) => record.id);
    const free = [...truth.keys()].filter((id) => !ahead.includes(id));
    const one = (id: string): { id: string; priority: number } => ({ id, priority: 1 });
    await learner.prioritise(free.slice(0, 3).map(one), 'first');
    await learner.prioritise([free[5]!, free[2]!].map(one), 'second');
    assert.deepEqual(learner.view.priorities?.sources, [
      { from: 'second', remaining: 2 },
      { from: 'first', remaining: 2 },
    ]);
    const ranked = await learner.records.ranked(8);
    const expected = [free[5]!, free[2]!, free[0]!, free[1]!];
    assert.deepEqual(
      ranked.slice(4).map(({ record }) => record.id),
      expected,
    );
    const { queueRevision } = learner.records;
    assert.deepEqual((await label(bench, 8)).slice(4), expected);
    assert.notEqual(learner.records.queueRevision, queueRevision);
  });

  it('return with their reason after an undo, and are not asked twice', async () => {
    const bench = await start({ project: { ...without } });
    const { learner, store, truth, until } = bench;
    const ahead = learner.view.ahead.map(({ record }) => record.id);
    const wanted = [...truth.keys()].filter((id) => !ahead.includes(id)).slice(3, 5);
    await learner.prioritise(
      wanted.map((id) => ({ id, priority: 1 })),
      'search “parcel”',
    );
    await label(bench, 5);
    assert.equal(learner.view.priorities?.remaining, 1);
    await learner.undo();
    const { ahead: again } = await until((view) => view.ahead[0]?.record.id === wanted[0]);
    assert.deepEqual(again[0]!.ask.reason, { kind: 'priority', value: 1, of: 'search “parcel”' });
    assert.equal(learner.view.priorities?.remaining, 2);
    const asked = await label(bench, 6);
    assert.deepEqual(
      asked.filter((id) => wanted.includes(id)),
      wanted,
    );
    assert.equal(store.counts().labelled, 10);
  });
});

describe('seeds of rare labels', () => {
  /** About 240 records, four of them refunds. */
  const rare = (): { text: string; label: string }[] => {
    let left = 4;
    return twoTopics(300).filter(({ label: own }) => own === 'delivery' || left-- > 0);
  };
  const seeds = ['money back', 'charged twice'];
  const project: Partial<ProjectFile> = {
    ...without,
    labels: [{ name: 'refund', seeds }, { name: 'delivery' }],
  };

  it('are mixed in until the label has two answers', async () => {
    const bench = await start({ records: rare(), project });
    await label(bench, 20);
    const asks = bench.store.answers().map(({ ask, label: given }) => ({ ...ask, given }));
    const bySeeds = asks.filter(({ reason }) => reason?.kind === 'seeds');
    assert.ok(bySeeds.length >= 2 && bySeeds.length <= 10, `${bySeeds.length} by seeds`);
    for (const { reason, q, kind, strategy } of bySeeds) {
      assert.equal(reason?.of, 'refund');
      assert.equal(q, undefined);
      assert.equal(kind, 'start');
      assert.equal(strategy, 'start · seeds · random');
    }
    assert.ok(asks.filter(({ given }) => given === 'refund').length >= 2);
    await label(bench, 8);
    const last = bench.store.answers().at(-1)!;
    assert.notEqual(last.ask!.reason?.kind, 'seeds');
  });

  it('do not affect the hold-out', async () => {
    const records = rare();
    const holdout = { holdout: { share: 0.2, size: 20, blind: 'picks' as const } };
    const seeded = await start({ records, project: { ...project, ...holdout } });
    const plain = await start({ records, project: holdout });
    const members = ({ store }: Bench) => store.holdout()!.members.map(({ recordId }) => recordId);
    assert.deepEqual(members(seeded), members(plain));
    await label(seeded, 16);
    const held = new Set(members(seeded));
    for (const { recordId, ask } of seeded.store.answers()) {
      assert.equal(ask!.kind === 'holdout', held.has(recordId));
    }
  });
});

describe('the comparison with random picks', () => {
  it('is unavailable with few random answers, and says how many are needed', async () => {
    const bench = await start();
    await label(bench, 40);
    await bench.learner.retrain();
    const { strategyComparison } = bench.learner.view;
    assert.equal(strategyComparison?.verdict, 'cannotTell');
    assert.match(
      english(strategyComparison.message),
      /needs 100 answers .* drawn at random .* there are \d+ pairs/,
    );
  });

  it('is explained in one plain sentence', async () => {
    const explore = { ...query, explore: 0.5, refitEvery: 20 };
    const records = twoTopics(700);
    const holdout = { share: 0.2, size: 120, blind: 'picks' as const };
    const bench = await start({ records, project: { holdout, query: explore } });
    for (let i = 0; i < 420; i++) await bench.answer();
    await bench.learner.retrain();
    const { strategyComparison } = bench.learner.view;
    assert.ok(
      strategyComparison && strategyComparison.verdict !== 'cannotTell',
      english(strategyComparison?.message),
    );
    assert.match(
      english(strategyComparison.message),
      /\d+ records chosen by margin .* \d+ drawn at random.* points of accuracy .*% interval/,
    );
    assert.deepEqual(bench.errors, []);
  });
});

describe('project filter', () => {
  it('is reported beside the metrics', async () => {
    const filter = [
      { field: 'lang', oneOf: ['en'] },
      { field: 'channel', oneOf: ['mail', 'chat'] },
    ];
    const records = twoTopics(40).map((record) => ({ ...record, lang: 'en', channel: 'chat' }));
    const { learner } = await start({ records, project: { filter } });
    assert.deepEqual(learner.view.population?.map(english), [
      'Metrics cover records with lang = en and channel = mail or chat.',
    ]);
  });
});

describe('a strategy of another extension', () => {
  const project = { ...without, query: { ...query, strategy: 'my-own', explore: 0 } };

  it('takes effect once registered; until then, records are random with a notice', async () => {
    const registry = new AcquisitionRegistry();
    const engine = {
      score: async (p: Parameters<typeof scoreRegistered>[1]) => scoreRegistered(registry, p),
    };
    const bench = await start({ project, engine });
    const { learner, store, until, errors } = bench;
    await label(bench, 25);
    await learner.retrain();
    const notice = learner.view.notices.find(({ id }) => id === 'strategy-failed');
    assert.match(
      english(notice!.message),
      /No extension has registered .*“my-own”.*asked at random/,
    );
    const unregister = registry.register('my-own', (p) =>
      Float32Array.from({ length: p.rows }, (_, i) => p.data[i * p.cols]!),
    );
    await label(bench, 10);
    await learner.retrain();
    await until((view) => view.notices.length === 0);
    await label(bench, 10);
    const own = store.answers().filter(({ ask }) => ask?.reason?.kind === 'my-own');
    assert.ok(own.length >= 5, `${own.length} picks by it`);
    assert.equal(own[0]!.ask!.strategy, 'my-own');
    unregister();
    await label(bench, 10);
    await until((view) => view.notices.some(({ id }) => id === 'strategy-failed'));
    assert.deepEqual(errors, []);
  });

  it('that throws or returns invalid scores is named in a notice, and labelling continues', async () => {
    const registry = new AcquisitionRegistry();
    let trials = 0;
    // Passes the trial, but fails on a real pool.
    registry.register('my-own', (p) => {
      if (p.rows > 10) trials++;
      if (p.rows > 10) throw new Error('too many');
      return new Float32Array(p.rows);
    });
    const engine = {
      score: async (p: Parameters<typeof scoreRegistered>[1]) => scoreRegistered(registry, p),
    };
    const bench = await start({ project, engine });
    await label(bench, 30);
    assert.ok(trials > 0);
    const [notice] = bench.learner.view.notices;
    assert.match(english(notice!.message), /“my-own” failed: too many/);
    assert.equal(bench.store.counts().labelled, 30);
  });

  it('is rejected at registration if it violates the contract', () => {
    const registry = new AcquisitionRegistry();
    const refused = (fn: () => Float32Array, why: RegExp): void =>
      assert.throws(() => registry.register('odd', fn), says(why));
    refused(() => new Float32Array(1), /one score for each/);
    refused(() => Float32Array.of(NaN, NaN), /one score|finite/);
    assert.throws(() => registry.register('margin', () => new Float32Array()), says(/already/));
  });
});

describe('LURE estimate of the pool error rate', () => {
  it('is computed from random draws, or reports why it is unavailable', async () => {
    const records = twoTopics(300);
    const chance = { ...query, strategy: 'rank-power', start: 'random', refitEvery: 5 } as const;
    const bench = await start({ records, project: { ...without, query: chance } });
    await label(bench, 30);
    await bench.learner.retrain();
    const early = bench.learner.view.risk!;
    assert.equal(early.kind, 'notAvailable');
    await label(bench, 70);
    await bench.learner.retrain();
    const { risk } = bench.learner.view;
    assert.ok(risk?.kind === 'estimate', JSON.stringify(risk));
    assert.ok(risk.low <= risk.error && risk.error <= risk.high);
    assert.ok(risk.picks >= 40 && risk.concentration < 1);
    // The topics hardly overlap, so the head makes few errors.
    assert.ok(risk.error >= 0 && risk.error < 0.3, `${risk.error}`);
  });

  it('is unavailable after plain margin', async () => {
    const bench = await start({ project: without });
    await label(bench, 45);
    await bench.learner.retrain();
    const { risk } = bench.learner.view;
    assert.ok(risk?.kind === 'notAvailable');
    assert.match(
      english(risk.reason),
      /^With margin it is not known.*"rank-power" or "random".*drawn at random/,
    );
  });

  it('names the setting that makes it unavailable', async () => {
    const chance = { ...query, strategy: 'rank-power', poolLimit: 0.5 };
    const bench = await start({ project: { ...without, query: chance } });
    await label(bench, 45);
    await bench.learner.retrain();
    const { risk } = bench.learner.view;
    assert.match(
      risk?.kind === 'notAvailable' ? english(risk.reason) : '',
      /^With "poolLimit" it is not known/,
    );
  });

  it('uses the latest run of draws and removes other answers from the pool', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const id = (n: number): string => n.toString(16).padStart(32, '0');
    let n = 0;
    const give = (ask: { kind: 'query' | 'manual'; q?: number }, skip = false): void => {
      n++;
      const on = { id: `e${n}`, at: n, annotator: 'ada', recordId: id(n), ask };
      store.append(skip ? { ...on, kind: 'skip' } : { ...on, kind: 'label', label: 'a' });
    };
    give({ kind: 'query', q: 0.5 }); // 1: before the run
    give({ kind: 'query' }); // 2: not drawn at random, so a new run starts
    give({ kind: 'query', q: 0.2 }); // 3
    give({ kind: 'manual' }); // 4: by hand
    give({ kind: 'query', q: 0.3 }, true); // 5: skipped, so it has no loss
    give({ kind: 'query', q: 0.4 }); // 6
    store.undo({ id: 'undo', at: 9, annotator: 'ada' });
    give({ kind: 'query', q: 0.1 }); // 7
    const picks = await chancePicks(store, 100, new Set(), () => Promise.resolve());
    assert.deepEqual(picks, { ids: [id(3), id(7)], chances: [0.2, 0.1], poolSize: 96 });
  });
});

describe('re-embedding the pool', () => {
  it('asks random records without a notice about the strategy', async () => {
    const bench = await start({ project: without });
    await label(bench, 40);
    assert.equal(bench.learner.view.learnt.length, 2);
    const seen: string[] = [];
    bench.learner.onChange((view) => seen.push(...view.notices.map(({ id }) => id)));
    const again = bench.learner.resume();
    for (let i = 0; i < 12; i++) await bench.answer();
    await again;
    await bench.until((view) => view.busy === undefined && view.learnt.length === 2);
    await label(bench, 6);
    assert.deepEqual(seen, []);
    assert.deepEqual(bench.errors, []);
    assert.equal(bench.store.answers().at(-1)!.ask!.kind === 'start', false);
  });
});
