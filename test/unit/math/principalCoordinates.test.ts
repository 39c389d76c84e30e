import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { principalCoordinates } from '../../../src/core/math/principalCoordinates.ts';
import { Rng } from '../../../src/core/rng.ts';

function noise(rows: number, cols: number): Matrix {
  const rng = new Rng(8);
  return matrix(
    rows,
    cols,
    Float32Array.from({ length: rows * cols }, () => 1 + rng.normal()),
  );
}

/** Inner products of the differences from the mean row. */
function products({ rows, cols, data }: Matrix): number[] {
  const mean = Array.from({ length: cols }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[i * cols + k]!;
    return sum / rows;
  });
  const own = (i: number, k: number): number => data[i * cols + k]! - mean[k]!;
  return Array.from({ length: rows * rows }, (_, p) => {
    let sum = 0;
    for (let k = 0; k < cols; k++) sum += own(Math.floor(p / rows), k) * own(p % rows, k);
    return sum;
  });
}

function requireSame(a: Matrix, b: Matrix): void {
  const others = products(b);
  products(a).forEach((value, p) => assert.ok(Math.abs(value - others[p]!) < 1e-3));
}

describe('principal coordinates', () => {
  for (const [rows, cols, rank] of [
    [12, 40, 11],
    [40, 12, 12],
    [1, 3, 1],
  ] as const) {
    it(`of ${rows} rows of ${cols} keep their inner products in ${rank} uncorrelated columns`, async () => {
      const x = noise(rows, cols);
      const own = await principalCoordinates(x, typeScriptOps);
      assert.deepEqual([own.rows, own.cols], [rows, rank]);
      requireSame(own, x);
      for (let a = 0; a < rank; a++) {
        for (let b = 0; b < a; b++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += own.data[i * rank + a]! * own.data[i * rank + b]!;
          assert.ok(Math.abs(sum) < 1e-3, `columns ${a} and ${b}: ${sum}`);
        }
      }
    });
  }

  it('have no column for directions in which the rows do not differ', async () => {
    const x = noise(30, 10);
    x.data.copyWithin(0, 200, 300);
    x.data.copyWithin(100, 200, 300);
    const own = await principalCoordinates(x, typeScriptOps);
    requireSame(own, x);
    const wide = noise(6, 20);
    wide.data.copyWithin(20, 0, 20);
    assert.equal((await principalCoordinates(wide, typeScriptOps)).cols, 4);
  });

  it('of more than 512 rows and dimensions are the centred rows', async () => {
    const x = noise(514, 513);
    const own = await principalCoordinates(x, typeScriptOps);
    assert.equal(own.cols, 513);
    let furthest = 0;
    for (let k = 0; k < 513; k++) {
      let sum = 0;
      for (let i = 0; i < 514; i++) sum += own.data[i * 513 + k]!;
      furthest = Math.max(furthest, Math.abs(sum));
    }
    assert.ok(furthest < 1e-3);
    assert.ok(Math.abs(own.data[0]! - own.data[513]! - (x.data[0]! - x.data[513]!)) < 1e-5);
  });
});
