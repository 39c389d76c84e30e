import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { matrix, type Matrix } from '../../src/core/math/matrix.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import { Rng } from '../../src/core/rng.ts';

/** The contract of every implementation of `MatrixOps`. */
export function productsContract(name: string, open: () => Promise<MatrixOps>): void {
  describe(`products: ${name}`, () => {
    let ops: MatrixOps;
    before(async () => {
      ops = await open();
    });
    after(() => ops.close());

    const shapes = [
      [1, 1, 1],
      [3, 5, 2],
      [7, 4, 9],
      [65, 33, 4],
      [130, 64, 5],
      [2, 300, 1],
    ] as const;

    it('multiplies per definition', async () => {
      for (const [n, d, m] of shapes) {
        const a = filled(n, d, 1);
        const b = filled(d, m, 2);
        const expected = byDefinition(
          n,
          m,
          d,
          (i, k) => at(a, i, k),
          (k, j) => at(b, k, j),
        );
        assertClose(await ops.gemm(a, b), expected);
      }
    });

    it('multiplies the transpose per definition', async () => {
      for (const [n, d, m] of shapes) {
        const a = filled(n, d, 3);
        const b = filled(n, m, 4);
        const expected = byDefinition(
          d,
          m,
          n,
          (i, k) => at(a, k, i),
          (k, j) => at(b, k, j),
        );
        assertClose(await ops.gemmTransposed(a, b), expected);
      }
    });

    it('gives probabilities in groups of columns', async () => {
      for (const [n, d] of shapes) {
        for (const [groups, c] of [
          [1, 1],
          [1, 2],
          [1, 5],
          [3, 4],
          [20, 2],
        ] as const) {
          const x = filled(n, d, 5);
          const w = filled(d, groups * c, 6);
          const bias = filled(1, groups * c, 7).data;
          const z = byDefinition(
            n,
            groups * c,
            d,
            (i, k) => at(x, i, k),
            (k, j) => at(w, k, j),
          );
          const p = await ops.scorePool(x, w, bias, groups);
          assert.deepEqual([p.rows, p.cols], [n, groups * c]);
          for (let from = 0; from < z.length; from += c) {
            const e = Array.from({ length: c }, (_, j) =>
              Math.exp(z[from + j]! + bias[(from + j) % (groups * c)]!),
            );
            const sum = e.reduce((total, value) => total + value, 0);
            e.forEach((value, j) => assert.ok(Math.abs(p.data[from + j]! - value / sum) < 1e-5));
          }
        }
      }
    });

    it('gives independent probabilities of several labels', async () => {
      for (const [n, d, c] of shapes) {
        const x = filled(n, d, 5);
        const w = filled(d, c, 6);
        const bias = filled(1, c, 7).data;
        const z = byDefinition(
          n,
          c,
          d,
          (i, k) => at(x, i, k),
          (k, j) => at(w, k, j),
        );
        const p = await ops.scoreLabels(x, w, bias);
        assert.deepEqual([p.rows, p.cols], [n, c]);
        z.forEach((value, i) => {
          const expected = 1 / (1 + Math.exp(-value - bias[i % c]!));
          assert.ok(Math.abs(p.data[i]! - expected) < 1e-5);
        });
      }
      assert.equal((await ops.scoreLabels(matrix(2, 3), matrix(3, 0), new Float32Array())).cols, 0);
    });

    it('does not overflow with independent labels', async () => {
      const w = matrix(1, 3, Float32Array.of(1e4, -1e4, 0));
      const { data } = await ops.scoreLabels(matrix(1, 1, Float32Array.of(1)), w, w.data.slice());
      [1, 0, 0.5].forEach((expected, j) => assert.ok(Math.abs(data[j]! - expected) < 1e-7));
    });

    it('does not overflow', async () => {
      const x = matrix(2, 1, Float32Array.of(1, -1));
      const p = await ops.scorePool(
        x,
        matrix(1, 2, Float32Array.of(1e4, -1e4)),
        new Float32Array(2),
      );
      assert.deepEqual([...p.data], [1, 0, 0, 1]);
    });

    it('handles empty inputs', async () => {
      assert.equal((await ops.gemm(matrix(0, 3), matrix(3, 2))).data.length, 0);
      assert.deepEqual([...(await ops.gemm(matrix(1, 0), matrix(0, 2))).data], [0, 0]);
      assert.deepEqual([...(await ops.gemmTransposed(matrix(0, 2), matrix(0, 1))).data], [0, 0]);
      assert.equal((await ops.scorePool(matrix(0, 3), matrix(3, 2), new Float32Array(2))).rows, 0);
    });

    it('reads views in place and leaves its arguments unchanged', async () => {
      const buffer = Float32Array.of(9, 9, 1, 2, 3, 4, 9);
      const view = { rows: 2, cols: 2, data: buffer.subarray(2, 6) };
      const identity = matrix(2, 2, Float32Array.of(1, 0, 0, 1));
      assert.deepEqual([...(await ops.gemm(view, identity)).data], [1, 2, 3, 4]);
      assert.deepEqual([...(await ops.gemmTransposed(view, identity)).data], [1, 3, 2, 4]);
      assert.deepEqual([...buffer], [9, 9, 1, 2, 3, 4, 9]);
    });

    it('returns separate arrays to concurrent callers', async () => {
      const x = filled(200, 16, 8);
      const ws = [1, 2, 3, 4].map((seed) => filled(16, 3, 10 + seed));
      const alone: Matrix[] = [];
      for (const w of ws) alone.push(await ops.gemm(x, w));
      const together = await Promise.all(ws.map((w) => ops.gemm(x, w)));
      together.forEach((result, i) => assert.deepEqual(result.data, alone[i]!.data));
    });

    it('refuses mismatched shapes', async () => {
      await assert.rejects(ops.gemm(matrix(2, 3), matrix(2, 3)), RangeError);
      await assert.rejects(ops.gemmTransposed(matrix(2, 3), matrix(3, 2)), RangeError);
      const w = matrix(3, 4);
      await assert.rejects(ops.scorePool(matrix(2, 2), w, new Float32Array(4)), RangeError);
      await assert.rejects(ops.scorePool(matrix(2, 3), w, new Float32Array(3)), RangeError);
      await assert.rejects(ops.scorePool(matrix(2, 3), w, new Float32Array(4), 3), RangeError);
    });

    it('handles more rows than one run holds', async () => {
      const n = 70_001;
      const x = filled(n, 2, 9);
      const w = matrix(2, 2, Float32Array.of(1, 0, 0, 1));
      assert.deepEqual((await ops.gemm(x, w)).data, x.data);
      const p = await ops.scorePool(x, w, new Float32Array(2));
      for (const i of [0, 65_535, 65_536, n - 1]) {
        const expected = 1 / (1 + Math.exp(x.data[2 * i + 1]! - x.data[2 * i]!));
        assert.ok(Math.abs(p.data[2 * i]! - expected) < 1e-6);
      }
    });
  });
}

const at = (m: Matrix, i: number, j: number): number => m.data[i * m.cols + j]!;

function filled(rows: number, cols: number, seed: number): Matrix {
  const rng = new Rng(seed);
  return matrix(
    rows,
    cols,
    Float32Array.from({ length: rows * cols }, () => rng.normal()),
  );
}

function byDefinition(
  n: number,
  m: number,
  inner: number,
  a: (i: number, k: number) => number,
  b: (k: number, j: number) => number,
): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++)
      for (let k = 0; k < inner; k++) out[i * m + j]! += a(i, k) * b(k, j);
  }
  return out;
}

function assertClose(actual: Matrix, expected: Float64Array): void {
  assert.equal(actual.data.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual.data[i]! - value) <= 1e-4, `${i}: ${actual.data[i]} for ${value}`),
  );
}
