import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { multiply } from '../../../src/core/math/matrixOps.ts';
import { QuantizedVectors } from '../../../src/core/math/kernels/quantizedVectors.ts';
import { Rng } from '../../../src/core/rng.ts';
import { unitRows } from '../../fixtures/query/state.ts';

function weightsOf(
  d: number,
  c: number,
  size: number,
  seed: number,
): { w: Matrix; bias: Float32Array } {
  const rng = new Rng(seed);
  const numbers = (n: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: n }, () => size * rng.normal());
  return { w: matrix(d, c, numbers(d * c)), bias: numbers(c) };
}

/** The margin between the two largest logits, in float64. */
function exactGaps(x: Matrix, w: Matrix, bias: Float32Array): number[] {
  const z = multiply(
    x.data,
    x.rows,
    x.cols,
    w.data,
    w.cols,
    new Float64Array(x.rows * w.cols),
    bias,
  );
  return Array.from({ length: x.rows }, (_, i) => {
    const [first, second] = z
      .subarray(i * w.cols, (i + 1) * w.cols)
      .toSorted()
      .reverse();
    return first! - second!;
  });
}

function filled(x: Matrix): QuantizedVectors {
  const vectors = new QuantizedVectors(x.rows, x.cols);
  vectors.set(0, x);
  return vectors;
}

/** Margin bounds of records [from, to). */
function bounds(
  vectors: QuantizedVectors,
  w: Matrix,
  bias: Float32Array,
  from: number,
  to: number,
) {
  vectors.computeMargins(w, bias, from, to);
  return vectors.margins.slice(from, to);
}

describe('quantized vectors', () => {
  for (const [d, c] of [
    [384, 4],
    [256, 2],
    [17, 3],
    [5, 5],
    [40, 9],
    [1024, 4],
    [1, 2],
  ] as const) {
    it(`tightly bound the margin of the top two of ${c} labels from below in ${d} dimensions`, () => {
      const x = unitRows(333, d, 1);
      const { w, bias } = weightsOf(d, c, 5, 2);
      const bound = bounds(filled(x), w, bias, 0, x.rows);
      let loose = 0;
      exactGaps(x, w, bias).forEach((gap, i) => {
        assert.ok(bound[i]! <= gap, `record ${i}: ${bound[i]} is above ${gap}`);
        loose = Math.max(loose, gap - bound[i]!);
      });
      const longest = Math.sqrt(2 * d) * 5;
      assert.ok(loose < 0.001 * longest, `${loose} below, with differences about ${longest} long`);
    });
  }

  it('give equal bounds for a subset of records and for all', () => {
    const x = unitRows(2100, 20, 3);
    const { w, bias } = weightsOf(20, 6, 2, 4);
    const vectors = new QuantizedVectors(x.rows, x.cols);
    // Set in parts, the last one first.
    const piece = (from: number, to: number): void =>
      vectors.set(from, matrix(to - from, 20, x.data.slice(from * 20, to * 20)));
    piece(700, 2100);
    piece(0, 700);
    const all = bounds(vectors, w, bias, 0, x.rows);
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [999, 1026],
      [2099, 2100],
    ] as const) {
      assert.deepEqual(bounds(vectors, w, bias, from, to), all.slice(from, to));
    }
  });

  it('bounds hold for zero, tiny and huge vectors, and for one dominant value', () => {
    const d = 32;
    const x = matrix(5, d);
    for (let k = 0; k < d; k++) {
      x.data[d + k] = 1e-42 * (k - 9);
      x.data[2 * d + k] = 1e6 * Math.sin(k);
      x.data[3 * d + k] = k === 7 ? 1 : 1e-5 * Math.cos(k);
      x.data[4 * d + k] = k % 2 ? -0.25 : 0.25;
    }
    const { w, bias } = weightsOf(d, 3, 1, 5);
    const bound = bounds(filled(x), w, bias, 0, 5);
    exactGaps(x, w, bias).forEach((gap, i) => {
      assert.ok(Number.isFinite(bound[i]!) && bound[i]! <= gap, `record ${i}`);
    });
  });

  it('bounds hold if the scale would be a subnormal float32', () => {
    const x = matrix(1, 8);
    x.data[3] = 1e-40;
    const w = matrix(8, 2);
    w.data[6] = 3e38;
    const bias = Float32Array.of(0, 0.01);
    const bound = bounds(filled(x), w, bias, 0, 1)[0]!;
    assert.ok(bound <= exactGaps(x, w, bias)[0]!, `${bound}`);
  });

  it('a head without weights is bounded by its biases', () => {
    const x = unitRows(4, 8, 6);
    for (const bound of bounds(filled(x), matrix(8, 3), Float32Array.of(0, 1, 3), 0, 4))
      assert.ok(bound <= 2 && bound > 1.999, `${bound}`);
  });

  it('return the rows with small margins in order', () => {
    const x = unitRows(9001, 12, 8);
    const { w, bias } = weightsOf(12, 3, 2, 9);
    const vectors = filled(x);
    vectors.computeMargins(w, bias, 0, x.rows);
    const sorted = vectors.margins.toSorted();
    for (const limit of [-1, sorted[0]!, sorted[1]!, sorted[40]!, sorted[5000]!, Infinity]) {
      const expected = Array.from(vectors.margins.keys()).filter(
        (i) => vectors.margins[i]! <= limit,
      );
      assert.deepEqual(Array.from(vectors.rowsWithin(limit)), expected);
    }
  });

  it('report the tolerance of their bounds', () => {
    const x = unitRows(500, 40, 10);
    const { w, bias } = weightsOf(40, 4, 5, 11);
    const vectors = filled(x);
    const bound = bounds(vectors, w, bias, 0, x.rows);
    exactGaps(x, w, bias).forEach((gap, i) =>
      assert.ok(gap <= bound[i]! + 2 * vectors.tolerance, `record ${i}`),
    );
  });

  it('do not overflow 32-bit sums when vectors and weights are parallel', () => {
    for (const d of [8, 384, 1024]) {
      const x = matrix(3, d);
      x.data.fill(1 / Math.sqrt(d), 0, d);
      for (let k = 0; k < d; k++) x.data[d + k] = (k % 2 ? -1 : 1) / Math.sqrt(d);
      x.data[2 * d] = 1;
      for (const row of [0, 1, 2]) {
        const w = matrix(d, 2);
        for (let k = 0; k < d; k++) w.data[2 * k] = 100 * x.data[row * d + k]!;
        const bound = bounds(filled(x), w, new Float32Array(2), 0, 3)[row]!;
        assert.ok(bound > 99.9 && bound <= 100, `${bound}`);
      }
    }
  });

  it('reject rows that do not fit', () => {
    const vectors = new QuantizedVectors(4, 8);
    assert.throws(() => vectors.set(2, unitRows(3, 8, 7)), RangeError);
    assert.throws(() => vectors.set(0, unitRows(3, 9, 7)), RangeError);
  });
});
