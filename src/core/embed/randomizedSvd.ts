import { throwIfAborted } from '../errors.ts';
import type { Rng } from '../rng.ts';
import { choleskyInverse, gram } from '../math/dense.ts';
import { panelWidth } from '../math/kernels/panelKernel.ts';
import { transpose, type SparseMatrix } from '../math/sparse.ts';
import {
  paddedColumns,
  readRow,
  PanelArena,
  writeSquare,
  type PanelMatrix,
} from '../math/kernels/columnPanels.ts';
import { symmetricEigen } from '../math/symmetricEigen.ts';
import type { Pause } from '../pause.ts';

export interface SvdOptions {
  /** Minimum number of extra random directions; the paper recommends 10. */
  readonly oversample?: number;
  /**
   * Each multiplies the accuracy by the square of the spectrum's decay, at the cost of two more
   * products with A.
   */
  readonly powerIterations?: number | undefined;
  readonly rng: Rng;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Called with the completed share, 0 … 1. */
  readonly onShare?: (share: number) => void;
}

export interface TruncatedSvd {
  /** In descending order; fewer than requested if the matrix has a lower rank. */
  readonly singularValues: Float64Array;
  /** Row-major a.cols × singularValues.length: the right singular vectors as columns. */
  readonly right: Float32Array;
}

/** Multiplications between two pauses: about 20 ms of work. */
const SLICE = 3e7;
/** Squared singular values below this share of the largest count as rounding errors. */
const NEGLIGIBLE = 1e-6;

/**
 * The leading `rank` singular values and right singular vectors of a sparse matrix, by subspace
 * iteration from a random start (Halko, Martinsson & Tropp 2011, arXiv 0909.4061, algorithm 4.4).
 * The last step decomposes the k × k matrix Qᵀ A Aᵀ Q instead of the cols × k matrix Aᵀ Q. Products
 * in float32, sums of squares in float64.
 *
 * @throws CancelledError when the signal is aborted
 */
export async function randomizedSvd(
  a: SparseMatrix,
  rank: number,
  options: SvdOptions,
): Promise<TruncatedSvd> {
  const { oversample = 10, powerIterations = 2 } = options;
  const iteration = new SubspaceIteration(a, rank + oversample, powerIterations, options);
  await iteration.start();
  for (let i = 0; i < powerIterations; i++) await iteration.improve();
  return iteration.finish(rank);
}

class SubspaceIteration {
  readonly #options: SvdOptions;
  readonly #space: PanelArena;
  #a: SparseMatrix;
  /** Aᵀ, set by `start`. */
  #transposed: SparseMatrix;
  /** Width of the subspace; a multiple of 32, with zero columns beyond the maximum rank of A. */
  readonly #width: number;
  /** Columns that are not zero by construction. */
  readonly #k: number;
  /** The basis Q, rows × width, and a buffer for the next one. */
  #q: PanelMatrix;
  #next: PanelMatrix;
  /** Aᵀ·Q, cols × width. */
  readonly #image: PanelMatrix;
  readonly #square: PanelMatrix;
  readonly #room: { readonly row: Float32Array; readonly counting: Int32Array };
  /** Completed and total multiplications, for the progress. */
  #done = 0;
  readonly #all: number;

  constructor(a: SparseMatrix, directions: number, powerIterations: number, options: SvdOptions) {
    this.#options = options;
    const width = paddedColumns(directions);
    this.#width = width;
    this.#k = Math.min(width, a.rows, a.cols);
    const entries = a.starts[a.rows]!;
    const numbers = 4 * entries + width * (2 * a.rows + a.cols + width + 2);
    const space = new PanelArena(width, numbers);
    this.#space = space;
    this.#q = space.matrix(a.rows);
    this.#next = space.matrix(a.rows);
    this.#image = space.matrix(a.cols);
    this.#square = space.matrix(width);
    this.#room = { row: space.floats(width), counting: space.integers(width) };
    this.#room.counting.forEach((_, i, counting) => (counting[i] = i));
    this.#a = a;
    this.#transposed = a;
    this.#all =
      width * entries * (3 + 2 * powerIterations) +
      width * width * (a.rows * (2 * powerIterations + 3) + a.cols);
  }

  /** Q: an orthonormal basis of the image of random directions. */
  async start(): Promise<void> {
    // Each of these processes millions of entries at once, so pause after each.
    const transposed = transpose(this.#a);
    await this.#breathe();
    this.#transposed = this.#space.place(transposed);
    await this.#breathe();
    this.#a = this.#space.place(this.#a);
    await this.#breathe();
    fillWithSigns(this.#image, this.#k, this.#options.rng);
    await this.#breathe();
    await this.#multiply(this.#a, this.#image, this.#q);
    await this.#orthonormalise();
  }

  /** Q ← an orthonormal basis of A·Aᵀ·Q. */
  async improve(): Promise<void> {
    await this.#multiply(this.#transposed, this.#q, this.#image);
    await this.#multiply(this.#a, this.#image, this.#q);
    await this.#orthonormalise();
  }

  async finish(rank: number): Promise<TruncatedSvd> {
    const width = this.#width;
    await this.#multiply(this.#transposed, this.#q, this.#image);
    const { values, vectors } = symmetricEigen(await this.#gram(this.#image), width);
    let found = 0;
    while (found < Math.min(rank, this.#k) && values[found]! > NEGLIGIBLE * values[0]!) found++;
    const singularValues = Float64Array.from(values.subarray(0, found), Math.sqrt);

    // The left vectors are Q·W, and the right ones Aᵀ·Q·W / σ, for the eigenvectors W.
    const turn = new Float64Array(width * width);
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < found; j++)
        turn[i * width + j] = vectors[i * width + j]! / singularValues[j]!;
    }
    await this.#turn(turn);
    await this.#multiply(this.#transposed, this.#q, this.#image);
    this.#options.onShare?.(1);
    const right = new Float32Array(this.#image.rows * found);
    for (let i = 0; i < this.#image.rows; i++) {
      readRow(this.#image, i, right.subarray(i * found, (i + 1) * found));
    }
    return { singularValues, right };
  }

  async #orthonormalise(): Promise<void> {
    await this.#turn(choleskyInverse(await this.#gram(this.#q), this.#width));
  }

  async #multiply(m: SparseMatrix, d: PanelMatrix, out: PanelMatrix): Promise<void> {
    const entriesPerRow = m.starts[m.rows]! / m.rows;
    for (let strip = 0; strip < this.#space.panels; strip++) {
      await this.#inSlices(m.rows, entriesPerRow * panelWidth, (from, to) =>
        this.#space.multiplySparse(m, d, out, strip, from, to),
      );
    }
  }

  /** Q ← Q·m. */
  async #turn(m: Float64Array): Promise<void> {
    writeSquare(m, this.#square);
    await this.#inSlices(this.#q.rows, this.#width ** 2, (from, to) =>
      this.#space.multiplyDense(this.#q, this.#square, this.#next, this.#room, from, to),
    );
    [this.#q, this.#next] = [this.#next, this.#q];
  }

  async #gram(x: PanelMatrix): Promise<Float64Array> {
    const g = new Float64Array(this.#width ** 2);
    const row = new Float32Array(this.#width);
    const rows = [0, 1, 2, 3].map(() => new Float64Array(this.#width));
    await this.#inSlices(x.rows, this.#width ** 2, (from, to) => {
      gram(
        (i, into) => {
          readRow(x, i, row);
          into.set(row);
        },
        rows,
        from,
        to,
        g,
      );
    });
    return g;
  }

  /**
   * Runs `work` on all rows in slices, yielding to the event loop in between; a row costs `cost`
   * multiplications.
   */
  async #inSlices(
    rows: number,
    cost: number,
    work: (from: number, to: number) => void,
  ): Promise<void> {
    const { onShare } = this.#options;
    const slice = Math.max(4, Math.floor(SLICE / (cost + 1)));
    for (let from = 0; from < rows; from += slice) {
      const to = Math.min(rows, from + slice);
      work(from, to);
      this.#done += (to - from) * cost;
      await this.#breathe();
      onShare?.(Math.min(1, this.#done / this.#all));
    }
  }

  /** Yields to the event loop, so that an abort can arrive. */
  async #breathe(): Promise<void> {
    await this.#options.pause();
    throwIfAborted(this.#options.signal);
  }
}

/**
 * ±1 with equal probability in the first `columns` columns: as good a start as normal numbers, and
 * much cheaper.
 */
function fillWithSigns({ rows, data }: PanelMatrix, columns: number, rng: Rng): void {
  for (let begin = 0; begin < columns; begin += panelWidth) {
    for (let i = 0; i < rows; i++) {
      let bits = rng.uint32();
      const at = begin * rows + i * panelWidth;
      for (let j = 0; j < panelWidth && begin + j < columns; j++) {
        data[at + j] = bits & 1 ? 1 : -1;
        bits >>>= 1;
      }
    }
  }
}
