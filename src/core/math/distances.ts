import { matrix, type Matrix } from './matrix.ts';
import type { MatrixOps } from './matrixOps.ts';

/** ‖row‖² of every row. */
export function squaredNorms({ rows, cols, data }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (const end = at + cols; at < end; at++) sum += data[at]! * data[at]!;
    norms[i] = sum;
  }
  return norms;
}

function transpose({ rows, cols, data }: Matrix): Matrix {
  const turned = matrix(cols, rows);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) turned.data[j * rows + i] = data[at]!;
  }
  return turned;
}

/** Values per product: small enough to stay in the cache. */
const blockValues = 2 ** 20;

/**
 * Visits every x·yᵀ, one block of rows of x at a time.
 * @param visit called for each row i of x with its m inner products at `products[from …]`
 */
export async function eachInnerProduct(
  x: Matrix,
  y: Matrix,
  ops: MatrixOps,
  visit: (i: number, products: Float32Array, from: number) => void,
): Promise<void> {
  const turned = transpose(y);
  const m = y.rows;
  const blockRows = Math.max(1, Math.floor(blockValues / m));
  for (let start = 0; start < x.rows; start += blockRows) {
    const end = Math.min(x.rows, start + blockRows);
    const part = {
      rows: end - start,
      cols: x.cols,
      data: x.data.subarray(start * x.cols, end * x.cols),
    };
    const { data } = await ops.gemm(part, turned);
    for (let i = start, from = 0; i < end; i++, from += m) visit(i, data, from);
  }
}

/**
 * Visits ‖xᵢ − yⱼ‖² ≥ 0 for all pairs, one block of rows of x at a time.
 * @param visit called for each row i of x with its m distances at `distances[from …]`
 */
export async function eachSquaredDistance(
  x: Matrix,
  y: Matrix,
  ops: MatrixOps,
  visit: (i: number, distances: Float32Array, from: number) => void,
): Promise<void> {
  const xNorms = squaredNorms(x);
  const yNorms = squaredNorms(y);
  await eachInnerProduct(x, y, ops, (i, data, from) => {
    const own = xNorms[i]!;
    for (let j = 0, at = from; j < yNorms.length; j++, at++) {
      data[at] = Math.max(0, own + yNorms[j]! - 2 * data[at]!);
    }
    visit(i, data, from);
  });
}
