import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { decideNames } from '../../../src/core/heads/expectedCount.ts';
import type { Indicators } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import type { MultiLabelScores } from '../../../src/core/metrics/multiLabel.ts';
import { parseStrategy, strategyNames } from '../../../src/core/query/parseStrategy.ts';
import type { QueryStrategy } from '../../../src/core/query/queryState.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { Labelled } from '../../../src/core/simulate/simulatedRun.ts';
import { simulate, type Simulation } from '../../../src/core/simulate/simulate.ts';
import { multiLabelTask } from '../../../src/core/simulate/multiLabelTask.ts';
import { mixture } from '../heads/data.ts';
import { simulationOf } from './arena.ts';

const four = { dimensions: 6, labels: 4, noise: 0.5, shift: 1 } as const;

type Several = Simulation<Indicators, MultiLabelScores>;

const several = (changes: Partial<Several> = {}): Several => ({
  ...simulationOf(),
  task: multiLabelTask('global'),
  pool: mixture(300, four, 11),
  test: mixture(200, four, 12),
  labelCount: 4,
  c: 'auto',
  budget: 110,
  onPoint: undefined,
  ...changes,
});

const strategyOf = (name: string): QueryStrategy =>
  parseStrategy(name, builtInAcquisitions, undefined, 'multi');

describe('multi-label simulation', () => {
  it('learns: all final metrics are far above chance', async () => {
    const { points } = await simulate(several());
    const last = points.at(-1)!;
    assert.deepEqual(
      points.map(({ labels }) => labels),
      [10, 30, 50, 70, 90, 110],
    );
    assert.ok(last.microF1! > 0.7 && last.macroF1! > 0.65 && last.macroAp! > 0.75);
    assert.equal(last.labelsAveraged, 4);
    assert.ok(last.subsetAccuracy! > 0.45);
  });

  it('is reproducible with every strategy and ends at its budget', async () => {
    for (const name of strategyNames(builtInAcquisitions, 'multi')) {
      const run = () => simulate(several({ strategy: strategyOf(name), budget: 50 }));
      const first = await run();
      assert.deepEqual(await run(), first, name);
      assert.equal(first.points.at(-1)!.labels, 50);
    }
  });

  it('the decision rule affects predictions, but neither rankings nor picks', async () => {
    const runs = [];
    for (const rule of decideNames) {
      const { points } = await simulate(several({ task: multiLabelTask(rule) }));
      runs.push(points.at(-1)!);
    }
    const [global, perLabel, half] = runs;
    assert.equal(global!.macroAp, perLabel!.macroAp);
    assert.equal(global!.macroAp, half!.macroAp);
    assert.notEqual(global!.microF1, half!.microF1);
    assert.notEqual(global!.macroF1, perLabel!.macroF1);
  });

  it('thresholds and picks do not depend on the test labels', async () => {
    const seen = async (test: Labelled<Indicators>) => {
      const thresholds: number[][] = [];
      const picks: number[][] = [];
      const inner = strategyOf('threshold-margin');
      const strategy: QueryStrategy = {
        ...inner,
        async select(state, n) {
          thresholds.push(Array.from(state.multiLabel!.thresholds));
          const chosen = await inner.select(state, n);
          picks.push(chosen.map(({ row }) => row));
          return chosen;
        },
      };
      const { points } = await simulate(several({ test, strategy }));
      return { thresholds, picks, scores: points.at(-1)!.microF1 };
    };
    const test = mixture(200, four, 12);
    const order = new Rng(5).shuffle(Int32Array.from({ length: 200 }, (_, i) => i));
    const shuffled = { x: test.x, labels: multiLabelTask('global').take(test.labels, order) };
    const [own, other] = [await seen(test), await seen(shuffled)];
    assert.deepEqual(other.thresholds, own.thresholds);
    assert.deepEqual(other.picks, own.picks);
    assert.notEqual(other.scores, own.scores);
  });

  it('a matching label prior improves results with few answers', async () => {
    const vectors = matrix(4, 6);
    for (let j = 0; j < 4; j++) vectors.data[j * 6 + j] = 1;
    const prior = { vectors, strength: 'auto' } as const;
    const first = async (changes: Partial<Several>) =>
      (await simulate(several({ budget: 10, ...changes }))).points[0]!;
    const plain = await first({});
    const informed = await first({ prior });
    assert.ok(informed.macroAp! > plain.macroAp! + 0.05);
    assert.equal(informed.s, 20);
  });
});
