import { matrix, type Matrix } from '../math/matrix.ts';
import { multiply, multiplyTransposed, type MatrixOps } from '../math/matrixOps.ts';

/**
 * The training records as a linear operator for the solver: from weights to logits, and its
 * transpose. All matrices are row-major; k columns of weights may belong to any number of problems.
 */
export interface Design {
  readonly rows: number;
  readonly cols: number;
  /** x·w: d × k weights → n × k logits. */
  forward(w: Float64Array, k: number): Promise<Float32Array | Float64Array>;
  /** xᵀ·r: n × k residuals → d × k gradients. */
  backward(r: Float64Array, k: number): Promise<Float32Array | Float64Array>;
}

/** The fast implementation: float32 products through the port. */
export function productsDesign(x: Matrix, ops: MatrixOps): Design {
  return {
    rows: x.rows,
    cols: x.cols,
    forward: async (w, k) => (await ops.gemm(x, matrix(x.cols, k, new Float32Array(w)))).data,
    backward: async (r, k) =>
      (await ops.gemmTransposed(x, matrix(x.rows, k, new Float32Array(r)))).data,
  };
}

/** The reference implementation: float64, in TypeScript, single-threaded. */
export function float64Design(x: Matrix): Design {
  return {
    rows: x.rows,
    cols: x.cols,
    forward: async (w, k) => multiply(x.data, x.rows, x.cols, w, k, new Float64Array(x.rows * k)),
    backward: async (r, k) => multiplyTransposed(x.data, x.rows, x.cols, r, k),
  };
}
