import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lexicalShare, recordsAt } from '../../../src/core/embed/lexicalShare.ts';
import { joinRows } from '../../../src/core/embed/blocks.ts';
import type { Matrix } from '../../../src/core/math/matrix.ts';
import { randomStrategy } from '../../../src/core/query/strategies/randomStrategy.ts';
import { simulate } from '../../../src/core/simulate/simulate.ts';
import type { Labelled } from '../../../src/core/simulate/simulatedRun.ts';
import { blobs } from '../heads/data.ts';
import { recorded, simulationOf } from './arena.ts';

const d = 24;
const share = lexicalShare([{ use: 'lexical' }, { use: 'bge-small-en-v1.5' }], [d, d])!;

/** Random lexical vectors beside model vectors that separate the labels. */
function noisy(n: number): Labelled {
  const { x: model, y: labels } = blobs(n, d, 2, 2, 5);
  const { x: lexical } = blobs(n, d, 1, 9, 7);
  const parts = [
    { data: lexical.data, dimensions: d, weight: 0.5 },
    { data: model.data, dimensions: d, weight: 1 },
  ];
  return { x: { rows: n, cols: 2 * d, data: joinRows(parts, n) }, labels };
}

const at = (weight: number, { x, labels }: Labelled): Labelled => ({
  x: recordsAt(x, share, weight),
  labels,
});

test('the lexical weight is chosen from 100 labels on, for pool, test set and strategy', async () => {
  const pool = noisy(300);
  const seen: (Matrix | undefined)[] = [];
  const strategy = {
    ...randomStrategy,
    select: (...[state, n]: Parameters<typeof randomStrategy.select>) => {
      seen.push(state.embeddings.all());
      return randomStrategy.select(state, n);
    },
  };
  const course = { pool, test: pool, labelCount: 2, initial: 60, batch: 20, budget: 120 };
  const { points } = await simulate(simulationOf({ ...course, strategy, share, seed: 3 }));
  assert.deepEqual(
    points.map(({ labels, weight }) => [labels, weight]),
    [[60, 0.5], [80, 0.5], [100, 0], [120, 0]], // prettier-ignore
  );
  assert.deepEqual(
    seen.map((x) => x!.data.slice(0, d).every((value) => value === 0)),
    [false, false, true],
  );
  // The same records with that weight from the start.
  const asked = recorded(randomStrategy);
  const whole = { ...course, pool: at(0, pool), test: at(0, pool), strategy: asked.strategy };
  const fixed = await simulate(simulationOf({ ...whole, seed: 3 }));
  assert.equal(points[2]!.accuracy, fixed.points[2]!.accuracy);
  assert.notEqual(points[0]!.accuracy, fixed.points[0]!.accuracy);
  assert.equal(fixed.points[2]!.weight, undefined);
});
