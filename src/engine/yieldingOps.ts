import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../core/errors.ts';
import { matrix, type Matrix } from '../core/math/matrix.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import type { Embeddings } from '../core/query/queryState.ts';
import type { Pause } from '../core/pause.ts';

/** Milliseconds between yields to the event loop, when computations receive cancellations. */
const sliceMs = 40;

/** Multiply-adds between yields: about 50 ms without a native kernel. */
export const maxUninterrupted = 2 ** 27;

/**
 * Splits the operations into blocks of rows and yields to the event loop in between. Rows are
 * independent, so the results do not change.
 */
export function yieldingOps(ops: MatrixOps): MatrixOps {
  const pause = yieldIfDue();
  const inBlocks = async (
    x: Matrix,
    cols: number,
    compute: (block: Matrix) => Promise<Matrix>,
  ): Promise<Matrix> => {
    const step = Math.max(1, Math.floor(maxUninterrupted / Math.max(1, x.cols * cols)));
    await pause();
    if (x.rows <= step) return compute(x);
    const result = matrix(x.rows, cols);
    for (let from = 0; from < x.rows; from += step) {
      const to = Math.min(x.rows, from + step);
      const data = x.data.subarray(from * x.cols, to * x.cols);
      const block = await compute({ rows: to - from, cols: x.cols, data });
      result.data.set(block.data, from * cols);
      await pause();
    }
    return result;
  };
  return {
    name: ops.name,
    gemm: (a, b) => inBlocks(a, b.cols, (block) => ops.gemm(block, b)),
    gemmTransposed: async (a, b) => {
      await pause();
      return ops.gemmTransposed(a, b);
    },
    scorePool: (x, w, bias, groups) =>
      inBlocks(x, w.cols, (block) => ops.scorePool(block, w, bias, groups)),
    scoreLabels: (x, w, bias) => inBlocks(x, w.cols, (block) => ops.scoreLabels(block, w, bias)),
    close: () => ops.close(),
  };
}

/**
 * Yields to the event loop in long loops.
 * @throws CancelledError after an abort
 */
export function cooperativeYield(signal: AbortSignal | undefined): Pause {
  const pause = yieldIfDue();
  return async () => {
    await pause();
    throwIfAborted(signal);
  };
}

/** Yields when the last yield is more than `sliceMs` ago. */
function yieldIfDue(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < sliceMs) return;
    await setImmediate();
    last = performance.now();
  };
}

/** Wraps the vectors: each read yields to the event loop and checks for an abort. */
export function yieldingEmbeddings(
  embeddings: Embeddings,
  signal: AbortSignal | undefined,
): Embeddings {
  const pause = yieldIfDue();
  const checked = async (read: () => Promise<Matrix>): Promise<Matrix> => {
    const vectors = await read();
    await pause();
    throwIfAborted(signal);
    return vectors;
  };
  return {
    size: embeddings.size,
    ...(embeddings.onDemand && { onDemand: true }),
    dimensions: embeddings.dimensions,
    all: () => embeddings.all(),
    block: (from, to) => checked(() => embeddings.block(from, to)),
    take: (rows) => checked(() => embeddings.take(rows)),
  };
}

/** Wraps the operations: each throws CancelledError after an abort. */
export function cancellable(ops: MatrixOps, signal: AbortSignal | undefined): MatrixOps {
  if (!signal) return ops;
  const checked = async (work: Promise<Matrix>): Promise<Matrix> => {
    const result = await work;
    throwIfAborted(signal);
    return result;
  };
  return {
    name: ops.name,
    gemm: (a, b) => checked(ops.gemm(a, b)),
    gemmTransposed: (a, b) => checked(ops.gemmTransposed(a, b)),
    scorePool: (x, w, bias, groups) => checked(ops.scorePool(x, w, bias, groups)),
    scoreLabels: (x, w, bias) => checked(ops.scoreLabels(x, w, bias)),
    close: () => ops.close(),
  };
}
