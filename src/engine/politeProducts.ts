import { setImmediate } from 'node:timers/promises';
import type { Pause } from '../core/embed/embedder.ts';
import { throwIfAborted } from '../core/errors.ts';
import { matrix, type Matrix } from '../core/math/matrix.ts';
import type { Products } from '../core/math/products.ts';
import type { Embeddings } from '../core/query/queryState.ts';

/** Computing goes on for so long before messages (a cancel among them) have their turn. */
const stretchMs = 40;

/** Multiplications in one piece: some 50 ms where there is no native kernel. */
export const mostAtOnce = 2 ** 27;

/**
 * The same products, in pieces between which the event loop has its turn: whoever computes with
 * them hears a cancel. Rows are computed each by itself, so the pieces change no number.
 */
export function politeProducts(products: Products): Products {
  const turn = turns();
  const inPieces = async (
    x: Matrix,
    cols: number,
    compute: (piece: Matrix) => Promise<Matrix>,
  ): Promise<Matrix> => {
    const step = Math.max(1, Math.floor(mostAtOnce / Math.max(1, x.cols * cols)));
    await turn();
    if (x.rows <= step) return compute(x);
    const whole = matrix(x.rows, cols);
    for (let from = 0; from < x.rows; from += step) {
      const to = Math.min(x.rows, from + step);
      const data = x.data.subarray(from * x.cols, to * x.cols);
      const piece = await compute({ rows: to - from, cols: x.cols, data });
      whole.data.set(piece.data, from * cols);
      await turn();
    }
    return whole;
  };
  return {
    name: products.name,
    gemm: (a, b) => inPieces(a, b.cols, (piece) => products.gemm(piece, b)),
    gemmTransposed: async (a, b) => {
      await turn();
      return products.gemmTransposed(a, b);
    },
    scorePool: (x, w, bias, groups) =>
      inPieces(x, w.cols, (piece) => products.scorePool(piece, w, bias, groups)),
    close: () => products.close(),
  };
}

/** For loops of one piece of work: lets messages in, and hears a cancel. @throws CancelledError */
export function politePause(signal: AbortSignal | undefined): Pause {
  const turn = turns();
  return async () => {
    await turn();
    throwIfAborted(signal);
  };
}

/** Lets messages in when computing has gone on for long enough. */
function turns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < stretchMs) return;
    await setImmediate();
    last = performance.now();
  };
}

/** The same vectors for one piece of work, whose reading gives the event loop its turn as well. */
export function politeEmbeddings(
  embeddings: Embeddings,
  signal: AbortSignal | undefined,
): Embeddings {
  const turn = turns();
  const checked = async (read: () => Promise<Matrix>): Promise<Matrix> => {
    const vectors = await read();
    await turn();
    throwIfAborted(signal);
    return vectors;
  };
  return {
    size: embeddings.size,
    dimensions: embeddings.dimensions,
    all: () => embeddings.all(),
    block: (from, to) => checked(() => embeddings.block(from, to)),
    take: (rows) => checked(() => embeddings.take(rows)),
  };
}

/** The same products for one piece of work: the next one after an abort throws `CancelledError`. */
export function cancellable(products: Products, signal: AbortSignal | undefined): Products {
  if (!signal) return products;
  const checked = async (work: Promise<Matrix>): Promise<Matrix> => {
    const result = await work;
    throwIfAborted(signal);
    return result;
  };
  return {
    name: products.name,
    gemm: (a, b) => checked(products.gemm(a, b)),
    gemmTransposed: (a, b) => checked(products.gemmTransposed(a, b)),
    scorePool: (x, w, bias, groups) => checked(products.scorePool(x, w, bias, groups)),
    close: () => products.close(),
  };
}
