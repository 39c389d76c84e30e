/**
 * Texts as lists of their pieces: text i holds pieces[starts[i]] … pieces[starts[i + 1] - 1]. They
 * represent the matrix A whose row i is the mean of the unit vectors of text i's pieces.
 */
export interface PieceLists {
  readonly starts: Int32Array;
  readonly pieces: Int32Array;
}

export function pieceLists(texts: readonly ArrayLike<number>[]): PieceLists {
  const starts = new Int32Array(texts.length + 1);
  texts.forEach((ids, i) => (starts[i + 1] = starts[i]! + ids.length));
  const pieces = new Int32Array(starts[texts.length]!);
  texts.forEach((ids, i) => pieces.set(ids, starts[i]));
  return { starts, pieces };
}

/**
 * A·z: the mean of each text's rows of z; zeros for a text without pieces.
 * @param z pieces × width, row-major
 * @returns texts × width
 */
export function means(
  { starts, pieces }: PieceLists,
  z: Float32Array | Float64Array,
  width: number,
): Float32Array {
  const out = new Float32Array((starts.length - 1) * width);
  const sum = new Float64Array(width);
  for (let text = 0; text + 1 < starts.length; text++) {
    const from = starts[text]!;
    const to = starts[text + 1]!;
    if (from === to) continue;
    sum.fill(0);
    for (let i = from; i < to; i++) {
      const row = pieces[i]! * width;
      for (let j = 0; j < width; j++) sum[j]! += z[row + j]!;
    }
    for (let j = 0; j < width; j++) out[text * width + j] = sum[j]! / (to - from);
  }
  return out;
}

/**
 * Aᵀ·y: sums the texts' rows for each piece.
 * @param y texts × width, row-major
 * @param count number of pieces
 * @returns count × width
 */
function sumByPiece(
  { starts, pieces }: PieceLists,
  y: Float32Array,
  width: number,
  count: number,
): Float64Array {
  const out = new Float64Array(count * width);
  for (let text = 0; text + 1 < starts.length; text++) {
    const from = starts[text]!;
    const to = starts[text + 1]!;
    const share = 1 / (to - from);
    for (let i = from; i < to; i++) {
      const row = pieces[i]! * width;
      for (let j = 0; j < width; j++) out[row + j]! += share * y[text * width + j]!;
    }
  }
  return out;
}

export interface RidgeOptions {
  readonly width: number;
  readonly lambda: number;
  /** Stops when each column's residual is at most this share of its initial one. */
  readonly tolerance?: number;
  readonly maxSteps?: number;
  readonly onStep?: (step: number, residual: number) => void;
}

/**
 * argmin over z of ‖A·z − y‖² + λ‖z − z0‖², by conjugate gradients on the normal equations, all
 * columns at once but with separate step sizes (Hestenes & Stiefel 1952).
 * @param y texts × width, row-major
 * @param z0 pieces × width
 * @returns pieces × width
 */
export function solveRidge(
  lists: PieceLists,
  y: Float32Array,
  z0: Float32Array,
  { width, lambda, tolerance = 1e-4, maxSteps = 200, onStep }: RidgeOptions,
): Float32Array {
  const count = z0.length / width;
  const initial = means(lists, z0, width);
  // Solves for the difference to z0: (AᵀA + λ)·d = Aᵀ(y − A·z0).
  const residual = sumByPiece(
    lists,
    y.map((value, i) => value - initial[i]!),
    width,
    count,
  );
  const d = new Float64Array(z0.length);
  const direction = residual.slice();
  let squares = columnProducts(residual, residual, width);
  const first = squares.slice();
  for (let step = 1; step <= maxSteps; step++) {
    const product = sumByPiece(lists, means(lists, direction, width), width, count);
    for (let i = 0; i < product.length; i++) product[i]! += lambda * direction[i]!;
    const curvature = columnProducts(direction, product, width);
    const alpha = squares.map((square, j) => (square > 0 ? square / curvature[j]! : 0));
    for (let at = 0; at < d.length; at += width) {
      for (let j = 0; j < width; j++) {
        d[at + j]! += alpha[j]! * direction[at + j]!;
        residual[at + j]! -= alpha[j]! * product[at + j]!;
      }
    }
    const next = columnProducts(residual, residual, width);
    const beta = next.map((square, j) => (squares[j]! > 0 ? square / squares[j]! : 0));
    for (let at = 0; at < d.length; at += width) {
      for (let j = 0; j < width; j++) {
        direction[at + j] = residual[at + j]! + beta[j]! * direction[at + j]!;
      }
    }
    squares = next;
    const worst = Math.sqrt(Math.max(...next.map((square, j) => square / (first[j]! || 1))));
    onStep?.(step, worst);
    if (worst < tolerance) break;
  }
  return z0.map((value, i) => value + d[i]!);
}

/** The inner product of each pair of columns of two matrices, rows × width. */
function columnProducts(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width);
  for (let at = 0; at < a.length; at += width) {
    for (let j = 0; j < width; j++) out[j]! += a[at + j]! * b[at + j]!;
  }
  return out;
}
