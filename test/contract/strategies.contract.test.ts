import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AcquisitionRegistry } from '../../src/core/acquisition/registry.ts';
import { indicators, NO, UNKNOWN, YES } from '../../src/core/heads/indicators.ts';
import { matrix } from '../../src/core/math/matrix.ts';
import {
  parseStrategy,
  strategyNames,
  type StrategySettings,
} from '../../src/core/query/parseStrategy.ts';
import type { Pick, QueryState } from '../../src/core/query/queryState.ts';
import {
  randomProbabilities,
  randomSamples,
  stateOf,
  unitRows,
  type StateOptions,
} from '../fixtures/query/state.ts';
import { says } from '../harness/english.ts';
import { startNames } from '../../src/core/projectFile/projectFile.ts';

const registry = new AcquisitionRegistry();
registry.register('my-own', (p) => Float32Array.from({ length: p.rows }, (_, i) => i % 7));

const n = 120;
const c = 3;

const wrapped: StrategySettings[] = [
  { strategy: 'margin', explore: 0.3 },
  { strategy: 'rank-power', explore: 0.2, beta: 2 },
  { strategy: 'rank-power', acquisition: 'bald' },
  { strategy: 'entropy', poolLimit: 0.25 },
  { strategy: 'badge', poolLimit: 40, explore: 0.1 },
  { strategy: 'margin', clip: 0.05, cost: true },
  { strategy: 'margin', balance: true, explore: 0.1 },
  { strategy: 'least-confidence', anchors: true },
  { strategy: 'ranked-batch', alpha: 0.5, poolLimit: 0.5 },
  { strategy: 'information-density', acquisition: 'entropy', clip: 0.1, balance: true },
  { strategy: 'exploit', target: 1, explore: 0.5 },
  { strategy: 'random', seeds: [{ label: 1, texts: ['money back'] }] },
  {
    strategy: 'typiclust',
    explore: 0.1,
    seeds: [
      { label: 0, texts: ['late', 'lost'] },
      { label: 2, texts: ['thanks'] },
    ],
  },
];
const wrappedOfSeveral: StrategySettings[] = [
  { strategy: 'mmc', explore: 0.1 },
  { strategy: 'rank-power', explore: 0.2 },
  { strategy: 'rank-power', acquisition: 'threshold-margin', clip: 0.1 },
  { strategy: 'adaptive', poolLimit: 0.25, cost: true },
  { strategy: 'cvirs', anchors: true },
  { strategy: 'mmc', balance: true },
  { strategy: 'information-density', acquisition: 'threshold-margin' },
];

/** The strategies by task. */
const cases = {
  single: [...strategyNames(registry).map((strategy) => ({ strategy })), ...wrapped],
  multi: [
    ...strategyNames(registry, 'multi').map((strategy) => ({ strategy })),
    ...wrappedOfSeveral,
  ],
} as const;

/** One pool for each kind that has ever broken a strategy. */
function pools(): Record<string, StateOptions> {
  const ordinary = {
    x: unitRows(n, 6, 1),
    probabilities: randomProbabilities(n, c, 2, 2),
    samples: randomSamples(n, 5, c, 3),
    labelledRows: Int32Array.of(0, 1, 2, 3),
    labels: Int32Array.of(0, 1, 2, 0),
    candidates: Int32Array.from({ length: n - 8 }, (_, i) => i + 4),
  };
  const same = unitRows(1, 6, 4).data;
  const copies = matrix(n, 6);
  for (let i = 0; i < n; i++)
    copies.data.set(i % 10 < 9 ? same : ordinary.x.data.subarray(6 * i, 6 * i + 6), 6 * i);
  const certain = matrix(n, c);
  for (let i = 0; i < n; i++) certain.data[i * c + (i % c)] = 1;
  return {
    ordinary,
    'the whole pool': {
      ...ordinary,
      candidates: Int32Array.from({ length: n }, (_, i) => i),
      labelledRows: new Int32Array(),
      labels: new Int32Array(),
    },
    'one class': {
      ...ordinary,
      probabilities: matrix(n, 1, new Float32Array(n).fill(1)),
      samples: { samples: 5, rows: n, classes: 1, data: new Float32Array(5 * n).fill(1) },
      labels: new Int32Array(4),
    },
    'ties: the same belief everywhere': {
      ...ordinary,
      probabilities: matrix(n, c, new Float32Array(n * c).fill(1 / c)),
      samples: { samples: 5, rows: n, classes: c, data: new Float32Array(5 * n * c).fill(1 / c) },
    },
    'certainty: probabilities of 0 and 1': { ...ordinary, probabilities: certain },
    'duplicates: most embeddings equal': { ...ordinary, x: copies },
    'all embeddings zero': { ...ordinary, x: matrix(n, 6) },
    'one candidate': { ...ordinary, candidates: Int32Array.of(77) },
    'candidates out of order': { ...ordinary, candidates: Int32Array.of(90, 5, 70, 33, 12, 101) },
    empty: { ...ordinary, candidates: new Int32Array() },
  };
}

/** The same pool for several labels per record, with thresholds and label sets of any size. */
function severalOf(options: StateOptions): StateOptions {
  const columns = options.probabilities!.cols;
  const rows = options.labelledRows!.length;
  const data = Int8Array.from(
    { length: rows * columns },
    (_, at) => [YES, NO, NO, YES, UNKNOWN][at % 5]!,
  );
  return {
    ...options,
    labels: new Int32Array(),
    multiLabel: {
      truth: indicators(rows, columns, data),
      thresholds: new Float32Array(columns).fill(0.4),
    },
  };
}

const taskPools = {
  single: pools,
  multi: (): Record<string, StateOptions> =>
    Object.fromEntries(Object.entries(pools()).map(([name, one]) => [name, severalOf(one)])),
};

for (const { task, settings } of (['single', 'multi'] as const).flatMap((task) =>
  cases[task].map((settings: StrategySettings) => ({ task, settings })),
)) {
  const strategy = parseStrategy(settings, registry, undefined, task);
  const pools = taskPools[task];
  describe(`query strategy (${task}): ${JSON.stringify(settings)}`, () => {
    for (const [name, options] of Object.entries(pools())) {
      it(`asks distinct candidates, as many as there are, from ${name}`, async () => {
        for (const wanted of [0, 1, 7, 25, n + 50]) {
          const state = stateOf({ ...options, seconds: (row) => 1 + (row % 5) });
          const picks = await strategy.select(state, wanted);
          check(picks, state, wanted);
        }
      });
    }

    it('is deterministic by seed, whatever was asked before', async () => {
      const options = pools()['ordinary']!;
      await strategy.select(stateOf({ ...options, seed: 8 }), 5);
      const first = await strategy.select(stateOf({ ...options, seed: 9 }), 12);
      const second = await strategy.select(stateOf({ ...options, seed: 9 }), 12);
      assert.deepEqual(first, second);
    });

    it('does not modify its inputs', async () => {
      const options = pools()['ordinary']!;
      const before = structuredClone(options);
      await strategy.select(stateOf(options), 12);
      assert.deepEqual(options, before);
    });
  });
}

describe('strategies of the other task', () => {
  it('are refused, by name and inside another one', () => {
    const parse = (settings: StrategySettings, task: 'single' | 'multi') => () =>
      parseStrategy(settings, registry, undefined, task);
    assert.throws(parse({ strategy: 'margin' }, 'multi'), says(/here a record may have several/));
    assert.throws(parse({ strategy: 'badge' }, 'multi'), says(/here a record may have several/));
    assert.throws(parse({ strategy: 'mmc' }, 'single'), says(/here each has one/));
    const inside = { strategy: 'rank-power', acquisition: 'cvirs' };
    assert.throws(parse(inside, 'single'), says(/here each has one/));
  });

  it('are refused when asked', async () => {
    const options = pools()['ordinary']!;
    const asking = parseStrategy('margin', registry).select(stateOf(severalOf(options)), 3);
    await assert.rejects(asking, RangeError);
    const other = parseStrategy('mmc', registry, undefined, 'multi');
    await assert.rejects(other.select(stateOf(options), 3), RangeError);
  });

  it('are refused in a message that lists the strategies that work', () => {
    const elsewhere = () => ({ name: 'theirs', score: () => Promise.reject(new Error('asked')) });
    const parse = (strategy: string) => () => parseStrategy(strategy, registry, elsewhere, 'multi');
    const works = /here a record may have several\. Choose one of: random, .*mmc, threshold-margin/;
    for (const one of ['theirs', 'my-own', 'bald']) assert.throws(parse(one), says(works));
  });
});

describe('start strategies', () => {
  for (const name of [...startNames, 'k-center']) {
    it(`${name} needs no head`, async () => {
      const state = stateOf({ x: unitRows(60, 4, 5) });
      check(await parseStrategy(name, registry).select(state, 20), state, 20);
    });
  }
});

function check(picks: Pick[], state: QueryState, wanted: number): void {
  assert.equal(picks.length, Math.min(wanted, state.candidates.length));
  const rows = picks.map((pick) => pick.row);
  assert.equal(new Set(rows).size, rows.length, 'a record twice');
  const candidates = new Set(state.candidates);
  for (const { row, score, reason, q } of picks) {
    assert.ok(candidates.has(row), `${row} is not a candidate`);
    assert.ok(Number.isFinite(score), `score ${score}`);
    assert.ok(reason.value === undefined || Number.isFinite(reason.value), `value ${reason.value}`);
    assert.ok(q === undefined || (q > 0 && q <= 1), `q ${q}`);
    for (const label of [reason.a, reason.b]) {
      assert.ok(label === undefined || state.columns.includes(label), `label ${label}`);
    }
  }
}
