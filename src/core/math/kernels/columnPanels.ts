import { simdMemory, panelWidth, type SimdKernel } from './panelKernel.ts';
import type { SparseMatrix } from '../sparse.ts';

const ROW_BYTES = 4 * panelWidth;

/**
 * A dense matrix in panels of 32 columns, each row-major. A sparse product accesses the rows of the
 * dense factor at random: within one panel they stay in the cache.
 */
export interface PanelMatrix {
  readonly rows: number;
  /** panels · rows · 32 numbers. */
  readonly data: Float32Array;
}

/** Number of values that a matrix occupies in an arena. */
export function panelLength(rows: number, columns: number): number {
  return rows * paddedColumns(columns);
}

/** Number of columns, padded to whole panels. */
export function paddedColumns(columns: number): number {
  return Math.ceil(columns / panelWidth) * panelWidth;
}

/** Arena allocator for the kernel's memory, freed as a whole, with the products that run in it. */
export class PanelArena {
  readonly panels: number;
  readonly #kernel: SimdKernel;
  readonly #buffer: ArrayBuffer;
  #used = 0;

  /**
   * @param columns of every dense matrix in this arena
   * @param numbers capacity in 32-bit numbers
   */
  constructor(columns: number, numbers: number) {
    this.panels = paddedColumns(columns) / panelWidth;
    const { buffer, kernel } = simdMemory(4 * numbers);
    this.#buffer = buffer;
    this.#kernel = kernel;
  }

  /** A matrix of zeros. */
  matrix(rows: number): PanelMatrix {
    return { rows, data: this.floats(this.panels * rows * panelWidth) };
  }

  /** Copies a sparse matrix into this arena. */
  place(m: SparseMatrix): SparseMatrix {
    const columns = this.integers(m.columns.length);
    const values = this.floats(m.values.length);
    columns.set(m.columns);
    values.set(m.values);
    return { ...m, columns, values };
  }

  floats(length: number): Float32Array {
    return new Float32Array(this.#buffer, this.#take(length), length);
  }

  integers(length: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(length), length);
  }

  /** Rows from ≤ i < to of one panel of out = a·d, all in this arena. */
  multiplySparse(
    a: SparseMatrix,
    d: PanelMatrix,
    out: PanelMatrix,
    panel: number,
    from: number,
    to: number,
  ): void {
    const source = d.data.byteOffset + panel * d.rows * ROW_BYTES;
    const target = out.data.byteOffset + panel * out.rows * ROW_BYTES;
    const columns = a.columns.byteOffset;
    const values = a.values.byteOffset;
    for (let i = from; i < to; i++) {
      const at = 4 * a.starts[i]!;
      const entries = 4 * a.starts[i + 1]! - at;
      this.#kernel.combine(columns + at, values + at, entries, source, target + i * ROW_BYTES);
    }
  }

  /**
   * Rows from ≤ i < to of out = x·m, for a square m, all in this arena.
   */
  multiplyDense(
    x: PanelMatrix,
    m: PanelMatrix,
    out: PanelMatrix,
    { row, counting }: DenseScratch,
    from: number,
    to: number,
  ): void {
    for (let i = from; i < to; i++) {
      readRow(x, i, row);
      for (let panel = 0; panel < this.panels; panel++) {
        const source = m.data.byteOffset + panel * m.rows * ROW_BYTES;
        const target = out.data.byteOffset + (panel * out.rows + i) * ROW_BYTES;
        this.#kernel.combine(counting.byteOffset, row.byteOffset, row.byteLength, source, target);
      }
    }
  }

  #take(length: number): number {
    const at = this.#used;
    this.#used += 4 * length;
    return at;
  }
}

/** Scratch memory of a dense product. */
export interface DenseScratch {
  /** Length of a row of the left factor. */
  readonly row: Float32Array;
  /** 0, 1, 2 … */
  readonly counting: Int32Array;
}

/** Reads row i into `row`. */
export function readRow({ rows, data }: PanelMatrix, i: number, row: Float32Array): void {
  for (let begin = 0; begin < row.length; begin += panelWidth) {
    const at = begin * rows + i * panelWidth;
    const width = Math.min(panelWidth, row.length - begin);
    // A loop: for so few numbers, subarray and set cost more.
    for (let j = 0; j < width; j++) row[begin + j] = data[at + j]!;
  }
}

/** Writes a row-major square matrix into panels. */
export function writeSquare(
  values: Float32Array | Float64Array,
  { rows, data }: PanelMatrix,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const panel = Math.floor(j / panelWidth);
      data[(panel * rows + i) * panelWidth + (j % panelWidth)] = values[i * rows + j]!;
    }
  }
}
