/** A dense row-major matrix: element (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/**
 * @param data row-major values; a new array of zeros if omitted
 * @throws RangeError if the length of `data` is not rows × cols
 */
export function matrix(rows: number, cols: number, data = new Float32Array(rows * cols)): Matrix {
  if (data.length !== rows * cols) {
    throw new RangeError(
      `matrix: ${rows} × ${cols} needs ${rows * cols} values, got ${data.length}`,
    );
  }
  return { rows, cols, data };
}

/** Row i as a view (no copy). */
export function rowOf(m: Matrix, i: number): Float32Array {
  return m.data.subarray(i * m.cols, (i + 1) * m.cols);
}

/** A copy of the given rows, in the given order. */
export function takeRows(m: Matrix, indices: ArrayLike<number>): Matrix {
  const taken = matrix(indices.length, m.cols);
  // Touches one number of each row first: memory then fetches distant rows in parallel.
  let touched = 0;
  for (let i = 0; i < indices.length; i++) touched += m.data[indices[i]! * m.cols]!;
  taken.data[0] = touched;
  for (let i = 0; i < indices.length; i++) taken.data.set(rowOf(m, indices[i]!), i * m.cols);
  return taken;
}
