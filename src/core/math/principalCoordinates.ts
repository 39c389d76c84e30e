import { dot } from './lbfgs.ts';
import { gram } from './dense.ts';
import { matrix, rowOf, type Matrix } from './matrix.ts';
import type { MatrixOps } from './matrixOps.ts';
import { symmetricEigen } from './symmetricEigen.ts';

/** Records or dimensions, whichever are fewer, above which the eigenvectors take over a second. */
const maxSize = 512;
/** Share of the largest eigenvalue below which one is rounding noise of float32 rows. */
const noise = 1e-12;

/**
 * The centred rows in the coordinates of their principal components: distances and inner products
 * are unchanged, columns are uncorrelated, and there are at most n − 1 of them. With more than 512
 * rows and dimensions the rows are only centred.
 * @param x n × d, n ≥ 1
 * @returns n × r, r ≤ min(n, d)
 */
export async function principalCoordinates(x: Matrix, ops: MatrixOps): Promise<Matrix> {
  const { rows: n, cols: d } = x;
  const centred = centredRows(x);
  const size = Math.min(n, d);
  if (size > maxSize) return centred;
  const { values, vectors } = symmetricEigen(
    n <= d ? innerProducts(centred) : covariance(centred),
    size,
  );
  let rank = 1;
  while (rank < size && values[rank]! > noise * values[0]!) rank++;
  const axes = matrix(size, rank);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < rank; k++) axes.data[i * rank + k] = vectors[i * size + k]!;
  }
  if (n > d) return ops.gemm(centred, axes);
  const scales = Float64Array.from({ length: rank }, (_, k) => Math.sqrt(Math.max(0, values[k]!)));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < rank; k++) axes.data[i * rank + k]! *= scales[k]!;
  }
  return axes;
}

function centredRows({ rows, cols, data }: Matrix): Matrix {
  const mean = new Float64Array(cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let k = 0; k < cols; k++, p++) mean[k]! += data[p]! / rows;
  }
  const centred = matrix(rows, cols);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let k = 0; k < cols; k++, p++) centred.data[p] = data[p]! - mean[k]!;
  }
  return centred;
}

/** Lower triangle of x·xᵀ, in float64. */
function innerProducts(x: Matrix): Float64Array {
  const n = x.rows;
  const rows = Array.from({ length: n }, (_, i) => Float64Array.from(rowOf(x, i)));
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) products[i * n + j] = dot(rows[i]!, rows[j]!);
  }
  return products;
}

/** Lower triangle of xᵀ·x, in float64. */
function covariance(x: Matrix): Float64Array {
  const products = new Float64Array(x.cols ** 2);
  const buffers = Array.from({ length: 4 }, () => new Float64Array(x.cols));
  gram((i, into) => into.set(rowOf(x, i)), buffers, 0, x.rows, products);
  return products;
}
