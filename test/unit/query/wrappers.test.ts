import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { UserError } from '../../../src/core/errors.ts';
import { indicators } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import { startPhaseDone } from '../../../src/core/query/startPhase.ts';
import type { QueryState } from '../../../src/core/query/queryState.ts';
import { randomProbabilities, stateOf, unitRows } from '../../fixtures/query/state.ts';

const rowsOf = async (settings: unknown, state: QueryState, n: number): Promise<number[]> =>
  (await parseStrategy(settings, builtInAcquisitions).select(state, n)).map((pick) => pick.row);

/** Records 0 … n − 1 with shrinking margins: the last is the most uncertain. */
function ladder(n: number): {
  x: ReturnType<typeof unitRows>;
  probabilities: ReturnType<typeof matrix>;
} {
  const p = matrix(n, 2);
  for (let i = 0; i < n; i++) p.data.set([1 - (0.5 * i) / n, (0.5 * i) / n], 2 * i);
  return { x: unitRows(n, 3, 1), probabilities: p };
}

describe('pick reason', () => {
  it('holds the margin and the two labels by label-set index', async () => {
    const p = matrix(1, 3, Float32Array.of(0.45, 0.07, 0.48));
    const columns = Int32Array.of(4, 6, 9);
    const state = stateOf({ x: unitRows(1, 2, 1), probabilities: p, columns });
    const [pick] = await parseStrategy('margin', builtInAcquisitions).select(state, 1);
    const { kind, value, a, b } = pick!.reason;
    assert.deepEqual([kind, a, b], ['margin', 9, 4]);
    assert.ok(Math.abs(value! - 0.03) < 1e-6);
    assert.equal(pick!.score.toFixed(4), '0.9700');
  });
});

describe('ties', () => {
  it('are broken by the seeded hash of the record, not by its position in the file', async () => {
    const options = {
      x: unitRows(100, 2, 1),
      probabilities: matrix(100, 2, new Float32Array(200).fill(0.5)),
    };
    const one = await rowsOf('margin', stateOf({ ...options, seed: 1 }), 10);
    const two = await rowsOf('margin', stateOf({ ...options, seed: 2 }), 10);
    assert.notDeepEqual(one, two);
    const candidates = Int32Array.from({ length: 100 }, (_, i) => 99 - i);
    assert.deepEqual(await rowsOf('margin', stateOf({ ...options, candidates, seed: 1 }), 10), one);
  });
});

describe('wrappers', () => {
  it('clip moves the hardest records to the end', async () => {
    const state = stateOf(ladder(20));
    assert.deepEqual(await rowsOf({ strategy: 'margin', clip: 0.1 }, state, 3), [17, 16, 15]);
    const all = await rowsOf({ strategy: 'margin', clip: 0.1 }, state, 20);
    assert.deepEqual(all.slice(-2), [19, 18]);
  });

  it('cost prefers records that take less time', async () => {
    const state = stateOf({ ...ladder(20), seconds: (row) => (row === 19 ? 100 : 1) });
    assert.deepEqual(await rowsOf({ strategy: 'margin', cost: true }, state, 2), [18, 17]);
    assert.deepEqual(
      await rowsOf({ strategy: 'margin', cost: true }, stateOf(ladder(20)), 1),
      [19],
    );
  });

  it('pool limit considers a random part', async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const picks = await rowsOf(
        { strategy: 'margin', poolLimit: 0.25 },
        stateOf({ ...ladder(20), seed }),
        5,
      );
      assert.equal(picks.length, 5);
      assert.deepEqual(
        picks,
        picks.slice().sort((a, b) => b - a),
      );
      for (const row of picks) seen.add(row);
    }
    assert.equal(seen.size, 20);
  });

  it('pool limit removes q from the wrapped strategy', async () => {
    const strategy = parseStrategy({ strategy: 'rank-power', poolLimit: 0.5 }, builtInAcquisitions);
    for (const pick of await strategy.select(stateOf(ladder(20)), 3))
      assert.equal(pick.q, undefined);
  });

  it('balance asks for the label with the fewest answers first', async () => {
    const p = matrix(
      6,
      2,
      Float32Array.of(0.6, 0.4, 0.55, 0.45, 0.7, 0.3, 0.9, 0.1, 0.1, 0.9, 0.2, 0.8),
    );
    const state = stateOf({
      x: unitRows(8, 2, 1),
      probabilities: p,
      candidates: Int32Array.of(0, 1, 2, 3, 4, 5),
      labelledRows: Int32Array.of(6, 7),
      labels: Int32Array.of(0, 0),
    });
    assert.deepEqual(
      await rowsOf({ strategy: 'margin', balance: true }, state, 6),
      [5, 4, 1, 0, 2, 3],
    );
  });

  it('balance takes the highest scores if the head has no column', async () => {
    const state = stateOf({
      x: unitRows(6, 2, 1),
      probabilities: matrix(6, 0),
      multiLabel: { truth: indicators(0, 2), thresholds: new Float32Array() },
    });
    const picks = async (settings: unknown): Promise<number[]> => {
      const strategy = parseStrategy(settings, builtInAcquisitions, undefined, 'multi');
      return (await strategy.select(state, 3)).map(({ row }) => row);
    };
    assert.deepEqual(await picks({ strategy: 'mmc', balance: true }), await picks('mmc'));
  });

  it('anchors restrict picks to the neighbourhood of labelled records', async () => {
    const n = 1500;
    const x = unitRows(n, 2, 3);
    const angle = (row: number): number => Math.atan2(x.data[2 * row + 1]!, x.data[2 * row]!);
    const near = Array.from({ length: n }, (_, row) => row).filter(
      (row) => Math.abs(angle(row)) < 0.02,
    );
    const labelledRows = Int32Array.from(near.slice(0, 2));
    const candidates = Int32Array.from({ length: n }, (_, i) => i).filter(
      (i) => !labelledRows.includes(i),
    );
    const state = stateOf({
      x,
      probabilities: randomProbabilities(n, 2, 1, 4),
      candidates,
      labelledRows,
      labels: Int32Array.of(0, 1),
    });
    for (const row of await rowsOf({ strategy: 'margin', anchors: true }, state, 20)) {
      assert.ok(Math.abs(angle(row)) < 0.2, `${row} at ${angle(row)}`);
    }
    assert.equal((await rowsOf({ strategy: 'margin', anchors: true }, state, 300)).length, 300);
  });
});

describe('typiclust', () => {
  it('asks clusters without labels first, and those with under five records last', async () => {
    const centres = [0, 1.5, 3];
    const sizes = [20, 12, 3];
    const rows = centres.flatMap((centre, k) =>
      Array.from({ length: sizes[k]! }, (_, i) => [
        Math.cos(centre + 0.01 * i),
        Math.sin(centre + 0.01 * i),
      ]),
    );
    const x = matrix(rows.length, 2, Float32Array.from(rows.flat()));
    const candidates = Int32Array.from(rows.keys()).subarray(1);
    const state = stateOf({
      x,
      candidates,
      labelledRows: Int32Array.of(0),
      labels: Int32Array.of(0),
    });
    const [first] = await rowsOf('typiclust', state, 2);
    assert.ok(first! >= 20 && first! < 32, `${first}`);
  });
});

describe('query settings', () => {
  const refused = (settings: unknown, why: RegExp): void =>
    assert.throws(
      () => parseStrategy(settings, builtInAcquisitions),
      (error) => error instanceof UserError && why.test(english(error.problem)),
    );

  it('are rejected with a message if invalid', () => {
    refused('margni', /no query strategy “margni”. Did you mean “margin”\? Choose one of/);
    refused({ strategy: 'toString' }, /no query strategy/);
    refused({}, /need a "strategy"/);
    refused(7, /must be/);
    refused({ strategy: 'margin', explore: 1.1 }, /between 0 and 1/);
    refused({ strategy: 'random', explore: -1 }, /between 0 and 1/);
    refused({ strategy: 'margin', explore: '10%' }, /"explore" must be a number/);
    refused({ strategy: 'margin', speed: 1 }, /no query setting "speed"/);
    refused({ strategy: 'margin', explor: 0.1 }, /Did you mean “explore”\?/);
    refused({ strategy: 'margin', poolLimit: 0 }, /above 0/);
    refused({ strategy: 'margin', clip: 1 }, /below 1/);
    refused({ strategy: 'ranked-batch', alpha: 2 }, /between 0 and 1/);
    refused({ strategy: 'rank-power', beta: -1 }, /at least 0/);
    refused({ strategy: 'k-means', clip: 0.1 }, /has no effect/);
  });

  it('name the acquisition functions for records of several labels', () => {
    const settings = { strategy: 'rank-power', acquisition: 'mcc' };
    assert.throws(
      () => parseStrategy(settings, builtInAcquisitions, undefined, 'multi'),
      says(
        /no acquisition function “mcc”. Did you mean “mmc”\? Choose one of: mmc, threshold-margin/,
      ),
    );
  });

  it('report that a trained model is missing', async () => {
    const state = stateOf({ x: unitRows(5, 2, 1) });
    await assert.rejects(
      parseStrategy('margin', builtInAcquisitions).select(state, 1),
      says(/needs a trained model/),
    );
    await assert.rejects(
      parseStrategy('bald', builtInAcquisitions).select(state, 1),
      says(/committee/),
    );
  });
});

describe('start phase', () => {
  it('ends when every label has two answers, or after max(20, 5·c) answers', () => {
    assert.ok(!startPhaseDone([2, 1], 3));
    assert.ok(startPhaseDone([2, 2], 4));
    assert.ok(!startPhaseDone([19, 0], 19));
    assert.ok(startPhaseDone([20, 0], 20));
    assert.ok(!startPhaseDone([24, 0, 0, 0, 0], 24));
    assert.ok(startPhaseDone([25, 0, 0, 0, 0], 25));
    assert.ok(!startPhaseDone([], 0));
  });
});
