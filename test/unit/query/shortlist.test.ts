import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { softmaxGroups } from '../../../src/core/math/softmax.ts';
import { QuantizedVectors } from '../../../src/core/math/kernels/quantizedVectors.ts';
import { multiply } from '../../../src/core/math/matrixOps.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import type { QueryState } from '../../../src/core/query/queryState.ts';
import { Rng } from '../../../src/core/rng.ts';
import { stateOf, unitRows } from '../../fixtures/query/state.ts';

const n = 4000;
const d = 24;

/**
 * A state with and without margin bounds; `scored` counts the rows whose probabilities were
 * requested.
 */
function states(classes: number, size: number, prepare: (x: Matrix) => void = () => {}) {
  const x = unitRows(n, d, 1);
  prepare(x);
  const rng = new Rng(classes);
  const numbers = (count: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: count }, () => size * rng.normal());
  const weights = matrix(d, classes, numbers(d * classes));
  const bias = numbers(classes);
  const p = matrix(
    n,
    classes,
    multiply(x.data, n, d, weights.data, classes, new Float32Array(n * classes), bias),
  );
  softmaxGroups(p.data, classes);
  const candidates = Int32Array.from({ length: n - 500 }, (_, i) => i + 250);
  const usual = stateOf({ x, probabilities: p, candidates });
  const vectors = new QuantizedVectors(n, d);
  vectors.set(0, x);
  vectors.computeMargins(weights, bias, 0, n);
  const counted = { rows: 0 };
  const short: QueryState = {
    ...usual,
    marginBounds: (use) => use(vectors),
    probabilities: async (rows) => {
      counted.rows += rows.length;
      return takeRows(p, rows);
    },
  };
  return { usual, short, counted };
}

describe('shortlist', () => {
  for (const name of ['margin', 'least-confidence', 'ratio', 'entropy', 'normalised-entropy']) {
    for (const classes of [2, 3, 4, 7]) {
      it(`${name}, ${classes} labels: equals the full computation with few probabilities`, async () => {
        const strategy = parseStrategy(name, builtInAcquisitions);
        for (const wanted of [1, 20, 100]) {
          const { usual, short, counted } = states(classes, 8);
          assert.deepEqual(
            await strategy.select(short, wanted),
            await strategy.select(usual, wanted),
          );
          // Entropy depends on all labels, so the top two say little about it with many labels.
          if (classes <= 4) assert.ok(counted.rows < 6 * wanted + 200, `${counted.rows} of ${n}`);
          else if (!name.endsWith('entropy')) assert.ok(counted.rows < 0.3 * n);
        }
      });
    }
  }

  it('breaks ties as among all records', async () => {
    const repeated = (x: Matrix): void => {
      for (let i = 0; i < n; i++)
        if (i % 3) x.data.copyWithin(i * d, (i % 50) * d, (i % 50) * d + d);
    };
    const { usual, short } = states(4, 8, repeated);
    const strategy = parseStrategy('margin', builtInAcquisitions);
    assert.deepEqual(await strategy.select(short, 30), await strategy.select(usual, 30));
  });

  it('falls back if all records are uncertain, or nearly all are requested', async () => {
    const strategy = parseStrategy('margin', builtInAcquisitions);
    const flat = states(4, 1e-6);
    assert.deepEqual(await strategy.select(flat.short, 50), await strategy.select(flat.usual, 50));
    const most = states(4, 8);
    assert.deepEqual(
      await strategy.select(most.short, 3000),
      await strategy.select(most.usual, 3000),
    );
  });

  it('is not used for functions that the margin does not bound', async () => {
    const { short, counted } = states(3, 8);
    await parseStrategy({ strategy: 'exploit', target: 1 }, builtInAcquisitions).select(short, 5);
    assert.equal(counted.rows, n - 500);
  });
});
