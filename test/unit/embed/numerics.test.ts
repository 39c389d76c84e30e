import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CancelledError } from '../../../src/core/errors.ts';
import { choleskyInverse, gram } from '../../../src/core/math/dense.ts';
import { randomizedSvd } from '../../../src/core/embed/randomizedSvd.ts';
import { multiplyRows, transpose, type SparseMatrix } from '../../../src/core/math/sparse.ts';
import {
  readRow,
  PanelArena,
  writeSquare,
  type PanelMatrix,
} from '../../../src/core/math/kernels/columnPanels.ts';
import { symmetricEigen } from '../../../src/core/math/symmetricEigen.ts';
import { Rng } from '../../../src/core/rng.ts';

interface SvdFixture {
  rows: number;
  cols: number;
  starts: number[];
  columns: number[];
  values: number[];
  singularValues: number[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/embed/svd.json', import.meta.url), 'utf8'),
) as SvdFixture;

const sparse: SparseMatrix = {
  rows: fixture.rows,
  cols: fixture.cols,
  starts: Int32Array.from(fixture.starts),
  columns: Int32Array.from(fixture.columns),
  values: Float32Array.from(fixture.values),
};

function gramOf(x: Float32Array, width: number, g: Float64Array): void {
  const buffers = [0, 1, 2, 3].map(() => new Float64Array(width));
  const read = (i: number, into: Float64Array): void =>
    into.set(x.subarray(i * width, (i + 1) * width));
  gram(read, buffers, 0, x.length / width, g);
}

function toDense(a: SparseMatrix): Float64Array {
  const dense = new Float64Array(a.rows * a.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let e = a.starts[i]!; e < a.starts[i + 1]!; e++) {
      dense[i * a.cols + a.columns[e]!] = a.values[e]!;
    }
  }
  return dense;
}

test('eigenvalues of the second-difference matrix equal 2 − 2 cos(kπ/(n+1))', () => {
  const n = 40;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
  }
  const { values } = symmetricEigen(a, n);
  for (let k = 1; k <= n; k++) {
    const exact = 2 - 2 * Math.cos((k * Math.PI) / (n + 1));
    assert.ok(Math.abs(values[n - k]! - exact) < 1e-12, `${values[n - k]} for ${exact}`);
  }
});

/** Requires that the eigenvectors are orthonormal and that the pairs reconstruct the matrix. */
function requireEigenpairs(a: Float64Array, n: number, tolerance: number): Float64Array {
  const { values, vectors } = symmetricEigen(a, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let rebuilt = 0;
      let product = 0;
      for (let k = 0; k < n; k++) {
        rebuilt += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
        product += vectors[k * n + i]! * vectors[k * n + j]!;
      }
      assert.ok(Math.abs(rebuilt - a[i * n + j]!) < tolerance);
      assert.ok(Math.abs(product - (i === j ? 1 : 0)) < tolerance);
    }
  }
  return values;
}

test('eigenvectors of a random symmetric matrix are orthonormal and reconstruct it', () => {
  const rng = new Rng(5);
  for (const n of [1, 2, 3, 25]) {
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = rng.normal();
    requireEigenpairs(a, n, 1e-12);
  }
});

test('eigenvalues of matrices without full rank converge, those beyond the rank to 0', () => {
  const n = 120;
  for (let seed = 1; seed <= 8; seed++) {
    const rng = new Rng(seed);
    const rank = 10 * seed + 2;
    const rows = Array.from({ length: n }, () =>
      Float64Array.from({ length: rank }, () => rng.normal()),
    );
    const a = Float64Array.from({ length: n * n }, (_, at) =>
      rows[Math.floor(at / n)]!.reduce((sum, x, k) => sum + x * rows[at % n]![k]!, 0),
    );
    const values = requireEigenpairs(a, n, 1e-10);
    const nonzero = values.filter((value) => Math.abs(value) > 1e-12 * values[0]!);
    assert.equal(nonzero.length, rank);
  }
});

test('eigenvalues of a diagonal and a zero matrix are their diagonals, in descending order', () => {
  assert.deepEqual([...symmetricEigen(Float64Array.of(1, 0, 0, 3), 2).values], [3, 1]);
  assert.deepEqual([...symmetricEigen(new Float64Array(9), 3).values], [0, 0, 0]);
});

test('a matrix with NaN is rejected instead of looping forever', () => {
  assert.throws(() => symmetricEigen(new Float64Array(16).fill(NaN), 4), says(/no convergence/));
});

test('the sparse product equals the dense one for every remainder modulo four entries', () => {
  const width = 5;
  const rng = new Rng(1);
  const d = Float32Array.from({ length: sparse.cols * width }, () => rng.normal());
  const out = new Float32Array(sparse.rows * width);
  multiplyRows(sparse, d, width, out, 0, sparse.rows);
  const dense = toDense(sparse);
  for (let i = 0; i < sparse.rows; i++) {
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let p = 0; p < sparse.cols; p++) sum += dense[i * sparse.cols + p]! * d[p * width + j]!;
      assert.ok(Math.abs(out[i * width + j]! - sum) < 1e-5);
    }
  }
});

test('transposing twice returns the matrix', () => {
  const back = transpose(transpose(sparse));
  assert.deepEqual(toDense(back), toDense(sparse));
});

test('WebAssembly products equal the JavaScript ones', () => {
  const width = 40;
  const rng = new Rng(8);
  const random = (rows: number): Float32Array =>
    Float32Array.from({ length: rows * width }, () => rng.normal());
  const space = new PanelArena(
    width,
    2 * (sparse.values.length + 64 * (sparse.rows + sparse.cols + 64)),
  );
  const fill = (m: PanelMatrix, values: Float32Array): void => {
    for (let i = 0; i < m.rows; i++) {
      for (let j = 0; j < width; j++) {
        m.data[((j >> 5) * m.rows + i) * 32 + (j & 31)] = values[i * width + j]!;
      }
    }
  };
  const d = random(sparse.cols);
  const placed = space.place(sparse);
  const [factor, product, turned] = [sparse.cols, sparse.rows, sparse.rows].map((rows) =>
    space.matrix(rows),
  ) as [PanelMatrix, PanelMatrix, PanelMatrix];
  fill(factor, d);
  for (const strip of [0, 1]) space.multiplySparse(placed, factor, product, strip, 0, sparse.rows);
  const expected = new Float32Array(sparse.rows * width);
  multiplyRows(sparse, d, width, expected, 0, sparse.rows);
  const row = new Float32Array(width);
  const equal = (actual: Float32Array, wanted: (j: number) => number): void =>
    actual.forEach((value, j) => assert.ok(Math.abs(value - wanted(j)) < 1e-4));
  for (let i = 0; i < sparse.rows; i++) {
    readRow(product, i, row);
    equal(row, (j) => expected[i * width + j]!);
  }

  const square = space.matrix(64);
  const m = Float64Array.from({ length: 64 * 64 }, () => rng.normal());
  writeSquare(m, square);
  const counting = space.integers(64);
  counting.forEach((_, i) => (counting[i] = i));
  space.multiplyDense(product, square, turned, { row: space.floats(64), counting }, 0, sparse.rows);
  for (let i = 0; i < sparse.rows; i++) {
    readRow(turned, i, row);
    equal(row, (j) => {
      let sum = 0;
      for (let p = 0; p < width; p++) sum += expected[i * width + p]! * m[p * 64 + j]!;
      return sum;
    });
  }
});

test('Cholesky QR returns zeros for a dependent column', () => {
  // Columns: a, b, a + b, c.
  const y = Float32Array.from([1, 0, 1, 2, 1, 1, 2, 0, 0, 2, 2, 1, 3, 1, 4, 1, 1, 1, 2, 5]);
  const g = new Float64Array(16);
  gramOf(y, 4, g);
  const inverse = choleskyInverse(g, 4);
  const q = (row: number, column: number): number => {
    let sum = 0;
    for (let p = 0; p < 4; p++) sum += y[row * 4 + p]! * inverse[p * 4 + column]!;
    return sum;
  };
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let product = 0;
      for (let row = 0; row < 5; row++) product += q(row, i) * q(row, j);
      assert.ok(Math.abs(product - (i === j && i !== 2 ? 1 : 0)) < 1e-9);
    }
  }
});

test('singular values match numpy within 1e-3', async () => {
  const { singularValues, right } = await randomizedSvd(sparse, 30, {
    rng: new Rng(3),
    pause: setImmediate,
    oversample: 20,
    powerIterations: 8,
  });
  assert.equal(singularValues.length, 30);
  singularValues.forEach((value, i) => {
    const exact = fixture.singularValues[i]!;
    assert.ok(Math.abs(value / exact - 1) < 1e-3, `${i}: ${value} for ${exact}`);
  });
  const g = new Float64Array(900);
  gramOf(right, 30, g);
  for (let i = 0; i < 30; i++) {
    for (let j = 0; j <= i; j++) {
      assert.ok(Math.abs(g[i * 30 + j]! - (i === j ? 1 : 0)) < 1e-2, `${i},${j}: ${g[i * 30 + j]}`);
    }
  }
});

test('the decomposition is deterministic for a seed', async () => {
  const once = (seed: number): Promise<{ right: Float32Array }> =>
    randomizedSvd(sparse, 10, { rng: new Rng(seed), pause: setImmediate });
  assert.deepEqual((await once(9)).right, (await once(9)).right);
  assert.notDeepEqual((await once(9)).right, (await once(10)).right);
});

test('a low-rank matrix returns only as many singular values as its rank', async () => {
  // Three rows, the third being the sum of the others.
  const low: SparseMatrix = {
    rows: 3,
    cols: 4,
    starts: Int32Array.of(0, 2, 4, 8),
    columns: Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3),
    values: Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4),
  };
  const { singularValues } = await randomizedSvd(low, 256, {
    rng: new Rng(1),
    pause: setImmediate,
  });
  assert.equal(singularValues.length, 2);
  // Eigenvalues of A·Aᵀ on the span of the first two rows: 3·25 and 3·5 on (0,1) and (1,0),
  // rotated.
  const squares = [...singularValues].map((value) => value * value);
  assert.ok(Math.abs(squares[0]! + squares[1]! - 60) < 1e-3, 'the squared Frobenius norm');
});

test('an abort stops the decomposition', async () => {
  const controller = new AbortController();
  let pauses = 0;
  const pause = async (): Promise<void> => {
    if (++pauses === 3) controller.abort();
    await setImmediate();
  };
  await assert.rejects(
    randomizedSvd(sparse, 10, { rng: new Rng(1), pause, signal: controller.signal }),
    CancelledError,
  );
  assert.equal(pauses, 3);
});
