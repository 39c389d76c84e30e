/**
 * Compressed sparse rows (CSR): row i holds `values[starts[i] … starts[i+1])` in those `columns`.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** rows + 1 offsets. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** The same matrix by columns, as compressed rows of Aᵀ. */
export function transpose(a: SparseMatrix): SparseMatrix {
  const starts = new Int32Array(a.cols + 1);
  const entries = a.starts[a.rows]!;
  for (let e = 0; e < entries; e++) starts[a.columns[e]! + 1]!++;
  for (let j = 0; j < a.cols; j++) starts[j + 1]! += starts[j]!;
  const next = starts.slice();
  const columns = new Int32Array(entries);
  const values = new Float32Array(entries);
  for (let i = 0; i < a.rows; i++) {
    for (let e = a.starts[i]!; e < a.starts[i + 1]!; e++) {
      const at = next[a.columns[e]!]!++;
      columns[at] = i;
      values[at] = a.values[e]!;
    }
  }
  return { rows: a.cols, cols: a.rows, starts, columns, values };
}

/**
 * Rows from ≤ i < to of A·D, for a dense row-major D of `width` columns, written to the same rows
 * of `out`. Four entries at a time: loads and stores each row of the result a quarter as often.
 */
export function multiplyRows(
  a: SparseMatrix,
  d: Float32Array,
  width: number,
  out: Float32Array,
  from: number,
  to: number,
  firstRow = 0,
): void {
  const { starts, columns, values } = a;
  for (let i = from; i < to; i++) {
    const end = starts[i + 1]!;
    const o = (i - firstRow) * width;
    out.fill(0, o, o + width);
    let e = starts[i]!;
    for (; e + 3 < end; e += 4) {
      const v0 = values[e]!;
      const v1 = values[e + 1]!;
      const v2 = values[e + 2]!;
      const v3 = values[e + 3]!;
      const p0 = columns[e]! * width;
      const p1 = columns[e + 1]! * width;
      const p2 = columns[e + 2]! * width;
      const p3 = columns[e + 3]! * width;
      for (let j = 0; j < width; j++) {
        out[o + j]! += v0 * d[p0 + j]! + v1 * d[p1 + j]! + v2 * d[p2 + j]! + v3 * d[p3 + j]!;
      }
    }
    for (; e < end; e++) {
      const v = values[e]!;
      const p = columns[e]! * width;
      for (let j = 0; j < width; j++) out[o + j]! += v * d[p + j]!;
    }
  }
}
