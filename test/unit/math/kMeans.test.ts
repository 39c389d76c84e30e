import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distinctRows } from '../../../src/core/math/distinct.ts';
import { kMeans } from '../../../src/core/math/kMeans.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs } from '../heads/data.ts';

const ops = typeScriptOps;

describe('k-means', () => {
  it('finds well-separated clusters', async () => {
    const { x, y } = blobs(300, 8, 5, 0.05, 1);
    const { assignment, centres } = await kMeans(x, 5, { ops, rng: new Rng(1) });
    assert.equal(centres.rows, 5);
    const pairs = new Set(Array.from(assignment, (cluster, i) => `${cluster} ${y[i]}`));
    assert.equal(pairs.size, 5);
  });

  it('converges to rows at their nearest centres and centres at their means', async () => {
    const { x } = blobs(200, 3, 4, 2, 2);
    const { assignment, centres, squaredDistances } = await kMeans(x, 6, {
      ops,
      rng: new Rng(2),
      maxIterations: 500,
    });
    for (let i = 0; i < 200; i++) {
      const to = (j: number): number => {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += (x.data[3 * i + k]! - centres.data[3 * j + k]!) ** 2;
        return sum;
      };
      const nearest = Math.min(...[0, 1, 2, 3, 4, 5].map(to));
      assert.ok(Math.abs(to(assignment[i]!) - nearest) < 1e-5);
      assert.ok(Math.abs(squaredDistances[i]! - nearest) < 1e-5);
    }
    for (let j = 0; j < 6; j++) {
      const own = Array.from(assignment.keys()).filter((i) => assignment[i] === j);
      for (let k = 0; k < 3; k++) {
        const mean = own.reduce((sum, i) => sum + x.data[3 * i + k]!, 0) / own.length;
        assert.ok(Math.abs(mean - centres.data[3 * j + k]!) < 1e-5);
      }
    }
  });

  it('has at most as many centres as distinct rows', async () => {
    const x = matrix(6, 2, Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0));
    const { centres } = await kMeans(x, 4, { ops, rng: new Rng(3) });
    assert.equal(centres.rows, 2);
    assert.deepEqual(distinctRows(x), [0, 2]);
  });
});
