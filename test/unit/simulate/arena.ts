import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import type { QueryStrategy } from '../../../src/core/query/queryState.ts';
import { randomStrategy } from '../../../src/core/query/strategies/randomStrategy.ts';
import { hashString, Rng } from '../../../src/core/rng.ts';
import type { Simulation } from '../../../src/core/simulate/simulate.ts';
import type { Labelled } from '../../../src/core/simulate/simulatedRun.ts';
import { singleLabelTask } from '../../../src/core/simulate/singleLabelTask.ts';

/**
 * Unit vectors in the plane near one of `classes` directions; two dimensions keep the tests fast.
 */
export function ring(n: number, classes: number, spread: number, seed: number): Labelled {
  const rng = new Rng(seed);
  const data = new Float32Array(2 * n);
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    labels[i] = rng.integer(classes);
    const angle = (2 * Math.PI * labels[i]!) / classes + spread * rng.normal();
    data[2 * i] = Math.cos(angle);
    data[2 * i + 1] = Math.sin(angle);
  }
  return { x: { rows: n, cols: 2, data }, labels };
}

/** A simulation of 200 records in 3 classes, with overrides. */
export function simulationOf(changes: Partial<Simulation> = {}): Simulation {
  const seed = changes.seed ?? 1;
  let time = 0;
  return {
    task: singleLabelTask,
    pool: ring(200, 3, 0.5, 11),
    test: ring(100, 3, 0.5, 12),
    labelCount: 3,
    strategy: randomStrategy,
    seed,
    initial: 10,
    initialOrder: 'random',
    batch: 20,
    budget: 70,
    c: 10,
    ops: typeScriptOps,
    idHash: (row) => hashString(String(row), seed),
    characters: () => 5,
    clock: () => time++,
    pause: async () => {},
    ...changes,
  };
}

/** Wraps a strategy and records its inputs and picks. */
export function recorded(inner: QueryStrategy): {
  strategy: QueryStrategy;
  asked: { labelledRows: number[]; labels: number[]; candidates: number[]; chosen: number[] }[];
} {
  const asked: ReturnType<typeof recorded>['asked'] = [];
  return {
    asked,
    strategy: {
      ...inner,
      async select(state, n) {
        const picks = await inner.select(state, n);
        asked.push({
          labelledRows: Array.from(state.labelledRows),
          labels: Array.from(state.labels),
          candidates: Array.from(state.candidates),
          chosen: picks.map(({ row }) => row),
        });
        return picks;
      },
    },
  };
}
