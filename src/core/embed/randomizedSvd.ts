import { throwIfAborted } from '../errors.ts';
import type { Rng } from '../rng.ts';
import type { Pause } from './embedder.ts';
import { choleskyInverse, gram, multiplyDense } from './dense.ts';
import { multiplyRows, transpose, type SparseMatrix } from './sparse.ts';
import { symmetricEigen } from './symmetricEigen.ts';

export interface SvdOptions {
  /** More random directions than are asked for; 10 is what the paper recommends. */
  readonly oversample?: number;
  /** Each multiplies the accuracy by the square of the spectrum's decay, for two more products with A. */
  readonly powerIterations?: number;
  readonly rng: Rng;
  readonly pause: Pause;
  readonly signal?: AbortSignal;
  /** Called with the share that is done, 0 … 1. */
  readonly onShare?: (share: number) => void;
}

export interface TruncatedSvd {
  /** In descending order; fewer than asked for where the matrix has a lower rank. */
  readonly singularValues: Float64Array;
  /** Row-major a.cols × singularValues.length: the right singular vectors as columns. */
  readonly right: Float32Array;
}

/** Entries computed between two pauses: some 20 ms of work. */
const SLICE = 3e7;
/** Squared singular values below this share of the largest are taken for rounding. */
const NEGLIGIBLE = 1e-6;

/**
 * The leading `rank` singular values and right singular vectors of a sparse matrix, by subspace iteration
 * from a random start (Halko, Martinsson & Tropp 2011, arXiv 0909.4061, algorithm 4.4). The Rayleigh–Ritz
 * step works on Qᵀ A Aᵀ Q, which needs one product more and saves the decomposition of a cols × k matrix.
 * Products in float32; everything k × k is accumulated in float64.
 *
 * @throws CancelledError when the signal is aborted.
 */
export async function randomizedSvd(
  a: SparseMatrix,
  rank: number,
  options: SvdOptions,
): Promise<TruncatedSvd> {
  const { oversample = 10, powerIterations = 2, rng, pause, signal, onShare } = options;
  const k = Math.min(rank + oversample, a.rows, a.cols);
  const at = transpose(a);
  const steps = 8 + 4 * powerIterations;
  let step = 0;

  /** Does `work` on all rows in slices of `cost` operations a row, with a turn of the event loop between. */
  const sliced = async (
    rows: number,
    cost: number,
    work: (from: number, to: number) => void,
  ): Promise<void> => {
    const rowsPerSlice = Math.max(4, Math.floor(SLICE / cost));
    for (let from = 0; from < rows; from += rowsPerSlice) {
      const to = Math.min(rows, from + rowsPerSlice);
      work(from, to);
      await pause();
      throwIfAborted(signal);
      onShare?.((step + to / rows) / steps);
    }
    step++;
  };
  const product = async (
    m: SparseMatrix,
    d: Float32Array,
    width: number,
  ): Promise<Float32Array> => {
    const out = new Float32Array(m.rows * width);
    const entriesPerRow = m.starts[m.rows]! / m.rows;
    await sliced(m.rows, (entriesPerRow + 1) * width, (from, to) =>
      multiplyRows(m, d, width, out, from, to),
    );
    return out;
  };
  const orthonormalise = async (y: Float32Array): Promise<void> => {
    const g = new Float64Array(k * k);
    await sliced(a.rows, k * k, (from, to) => {
      gram(y, y, k, from, to, g);
      if (to === a.rows) g.set(choleskyInverse(g, k));
    });
    await sliced(a.rows, k * k, (from, to) => multiplyDense(y, k, g, k, y, from, to));
  };

  let y = await product(a, gaussian(a.cols * k, rng), k);
  for (let i = 0; i < powerIterations; i++) {
    await orthonormalise(y);
    y = await product(a, await product(at, y, k), k);
  }
  await orthonormalise(y);

  const image = await product(a, await product(at, y, k), k);
  const projected = new Float64Array(k * k);
  await sliced(a.rows, k * k, (from, to) => gram(y, image, k, from, to, projected));
  const { values, vectors } = symmetricEigen(projected, k);
  let found = 0;
  while (found < Math.min(rank, k) && values[found]! > NEGLIGIBLE * values[0]!) found++;

  const singularValues = Float64Array.from(values.subarray(0, found), Math.sqrt);
  const turn = new Float64Array(k * found);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < found; j++) turn[i * found + j] = vectors[i * k + j]! / singularValues[j]!;
  }
  const left = new Float32Array(a.rows * found);
  await sliced(a.rows, k * found, (from, to) => multiplyDense(y, k, turn, found, left, from, to));
  const right = await product(at, left, found);
  onShare?.(1);
  return { singularValues, right };
}

function gaussian(length: number, rng: Rng): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = rng.normal();
  return values;
}
