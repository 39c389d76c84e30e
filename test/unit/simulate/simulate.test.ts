import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { CancelledError } from '../../../src/core/errors.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import type { QueryState } from '../../../src/core/query/queryState.ts';
import { randomStrategy } from '../../../src/core/query/strategies/randomStrategy.ts';
import { simulate } from '../../../src/core/simulate/simulate.ts';
import { singleLabelTask } from '../../../src/core/simulate/singleLabelTask.ts';
import { recorded, ring, simulationOf } from './arena.ts';
import { startNames } from '../../../src/core/projectFile/projectFile.ts';

const margin = parseStrategy('margin', builtInAcquisitions);

const labelsOf = ({ points }: { points: readonly { labels: number }[] }): number[] =>
  points.map(({ labels }) => labels);

describe('simulated curve', () => {
  test('goes from the initial records to the budget in batches', async () => {
    assert.deepEqual(labelsOf(await simulate(simulationOf())), [10, 30, 50, 70]);
  });

  test('ends with a smaller batch if the budget is not a multiple of the batch size', async () => {
    const curve = await simulate(simulationOf({ budget: 65 }));
    assert.deepEqual(labelsOf(curve), [10, 30, 50, 65]);
  });

  test('ends when the whole pool is labelled', async () => {
    const curve = await simulate(simulationOf({ batch: 90, budget: 1000 }));
    assert.deepEqual(labelsOf(curve), [10, 100, 190, 200]);
  });

  test('has one point if the initial records meet the budget or exceed the pool', async () => {
    assert.deepEqual(labelsOf(await simulate(simulationOf({ initial: 70 }))), [70]);
    assert.deepEqual(labelsOf(await simulate(simulationOf({ initial: 500 }))), [200]);
  });

  test('depends only on the seed', async () => {
    const first = await simulate(simulationOf({ c: 'auto' }));
    assert.deepEqual(await simulate(simulationOf({ c: 'auto' })), first);
    const other = await simulate(simulationOf({ c: 'auto', seed: 2 }));
    assert.notDeepEqual(
      other.points.map(({ accuracy }) => accuracy),
      first.points.map(({ accuracy }) => accuracy),
    );
  });

  test('counts the characters read', async () => {
    const { points } = await simulate(simulationOf({ characters: (row) => (row < 100 ? 1 : 0) }));
    const all = await simulate(simulationOf({ budget: 200, characters: (row) => row % 7 }));
    assert.ok(points.at(-1)!.characters <= 70);
    const expected = Array.from({ length: 200 }, (_, row) => row % 7).reduce((a, b) => a + b, 0);
    assert.equal(all.points.at(-1)!.characters, expected);
  });

  test('measures time with the given clock, and no choosing time after the last point', async () => {
    const { points } = await simulate(simulationOf());
    assert.deepEqual(
      points.map(({ fitMs, scoreMs }) => [fitMs, scoreMs]),
      [[1, 1], [1, 1], [1, 1], [1, 0]], // prettier-ignore
    );
  });

  test('reaches the full-data metric when everything is labelled', async () => {
    const simulation = simulationOf({ budget: 200, batch: 95 });
    const { pool, test: tested, labelCount, ops } = simulation;
    const full = await singleLabelTask.fullData(pool, tested, labelCount, { ops, seed: 1, c: 10 });
    const last = (await simulate(simulation)).points.at(-1)!;
    assert.equal(full.labels, 200);
    assert.equal(last.accuracy, full.accuracy);
    assert.equal(last.macroF1, full.macroF1);
    assert.ok(Math.abs(last.rocAuc! - full.rocAuc!) < 1e-3);
  });

  test('stops on cancel', async () => {
    const cancel = new AbortController();
    const points: number[] = [];
    const onPoint = ({ labels }: { labels: number }): void => {
      points.push(labels);
      if (labels === 30) cancel.abort();
    };
    await assert.rejects(
      simulate(simulationOf({ signal: cancel.signal, onPoint })),
      CancelledError,
    );
    assert.deepEqual(points, [10, 30]);
  });
});

describe('paired strategies', () => {
  test('start with the same records', async () => {
    const a = recorded(randomStrategy);
    const b = recorded(margin);
    await simulate(simulationOf({ strategy: a.strategy }));
    await simulate(simulationOf({ strategy: b.strategy }));
    assert.deepEqual(a.asked[0]!.labelledRows, b.asked[0]!.labelledRows);
    assert.notDeepEqual(a.asked[0]!.chosen, b.asked[0]!.chosen);
  });

  test('start with other records for another seed', async () => {
    const runs = [1, 2].map((seed) => ({ seed, ...recorded(randomStrategy) }));
    for (const { seed, strategy } of runs) await simulate(simulationOf({ seed, strategy }));
    assert.notDeepEqual(runs[0]!.asked[0]!.labelledRows, runs[1]!.asked[0]!.labelledRows);
  });

  test('start with the first records of the file on request', async () => {
    const { strategy, asked } = recorded(randomStrategy);
    await simulate(simulationOf({ strategy, initialOrder: 'file' }));
    assert.deepEqual(asked[0]!.labelledRows, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('start with the picks of a given start strategy, before a head exists', async () => {
    const asks: { n: number; trained: boolean; labelled: number; candidates: number }[] = [];
    const start = {
      ...randomStrategy,
      select: async (state: QueryState, n: number) => {
        const { probabilities, labelledRows, candidates } = state;
        const sizes = { labelled: labelledRows.length, candidates: candidates.length };
        asks.push({ n, trained: probabilities !== undefined, ...sizes });
        const rows = Array.from(candidates.subarray(-n));
        return rows.map((row) => ({ row, score: 0, reason: { kind: 'last' } }));
      },
    };
    const { strategy, asked } = recorded(margin);
    const curve = await simulate(simulationOf({ strategy, start, initialOrder: 'file' }));
    assert.deepEqual(asks, [{ n: 10, trained: false, labelled: 0, candidates: 200 }]);
    assert.deepEqual(asked[0]!.labelledRows, [190, 191, 192, 193, 194, 195, 196, 197, 198, 199]);
    assert.deepEqual(labelsOf(curve), [10, 30, 50, 70]);
  });

  for (const name of [...startNames, 'k-center']) {
    test(`can start with ${name}`, async () => {
      const start = parseStrategy(name, builtInAcquisitions);
      const { strategy, asked } = recorded(margin);
      await simulate(simulationOf({ strategy, start }));
      assert.equal(new Set(asked[0]!.labelledRows).size, 10);
    });
  }

  test('choose the same C while their labels are equal', async () => {
    const settings = { c: 'auto', initial: 60, budget: 80 } as const;
    const [a, b] = [randomStrategy, margin].map((strategy) =>
      simulate(simulationOf({ ...settings, strategy })),
    );
    assert.equal((await a!).points[0]!.c, (await b!).points[0]!.c);
    assert.equal((await a!).points[0]!.rocAuc, (await b!).points[0]!.rocAuc);
  });
});

describe('oracle', () => {
  test('answers with the true labels, each record once', async () => {
    const { strategy, asked } = recorded(margin);
    const simulation = simulationOf({ strategy });
    await simulate(simulation);
    for (const { labelledRows, labels, candidates, chosen } of asked) {
      assert.deepEqual(
        labels,
        labelledRows.map((row) => simulation.pool.labels[row]),
      );
      assert.equal(new Set(labelledRows).size, labelledRows.length);
      assert.equal(candidates.length, 200 - labelledRows.length);
      assert.ok(chosen.every((row) => candidates.includes(row) && !labelledRows.includes(row)));
    }
  });

  test('with a single label, the head is constant and the curve continues', async () => {
    const pool = ring(50, 1, 0.5, 3);
    const simulation = { pool, strategy: margin, initial: 5, batch: 5, budget: 15, c: 'auto' };
    const { points } = await simulate(
      simulationOf(simulation as Parameters<typeof simulationOf>[0]),
    );
    assert.deepEqual(points.map(({ labels }) => labels), [5, 10, 15]); // prettier-ignore
    assert.ok(points.every(({ rocAuc, macroF1 }) => rocAuc === 0.5 && macroF1 < 0.3));
  });

  test('after a start with a single label, random tie-breaking finds the others', async () => {
    const pool = ring(100, 2, 0.4, 5);
    const order = Array.from(pool.labels.keys()).sort((a, b) => pool.labels[a]! - pool.labels[b]!);
    const sorted = {
      x: {
        ...pool.x,
        data: Float32Array.from(order.flatMap((i) => [...pool.x.data.subarray(2 * i, 2 * i + 2)])),
      },
      labels: Int32Array.from(order, (i) => pool.labels[i]!),
    };
    const { points } = await simulate(
      simulationOf({
        pool: sorted,
        test: ring(100, 2, 0.4, 6),
        labelCount: 2,
        strategy: margin,
        initialOrder: 'file',
      }),
    );
    assert.equal(points[0]!.rocAuc, 0.5);
    assert.ok(points.at(-1)!.accuracy > 0.9);
  });

  test('a strategy that needs sampled heads gets a committee', async () => {
    const bald = parseStrategy('bald', builtInAcquisitions);
    assert.deepEqual(labelsOf(await simulate(simulationOf({ strategy: bald }))), [10, 30, 50, 70]);
  });
});
