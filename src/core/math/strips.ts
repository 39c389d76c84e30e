import { simdMemory, stripWidth, type SimdKernel } from './simdKernel.ts';
import type { SparseMatrix } from './sparse.ts';

const ROW_BYTES = 4 * stripWidth;

/**
 * A dense matrix in vertical strips of 32 columns, each of them row-major. A sparse product jumps about in the
 * rows of the dense factor: within one strip these stay in the processor's cache.
 */
export interface StripMatrix {
  readonly rows: number;
  /** strips · rows · 32 numbers. */
  readonly data: Float32Array;
}

/** Numbers that a space must hold for a matrix of so many rows. */
export function stripNumbers(rows: number, columns: number): number {
  return rows * paddedColumns(columns);
}

/** Columns with those of zeros that fill the last strip. */
export function paddedColumns(columns: number): number {
  return Math.ceil(columns / stripWidth) * stripWidth;
}

/** The kernel's memory, handed out piece by piece and dropped as a whole, and the products that run in it. */
export class StripSpace {
  readonly strips: number;
  readonly #kernel: SimdKernel;
  readonly #buffer: ArrayBuffer;
  #used = 0;

  /**
   * @param columns of every dense matrix here.
   * @param numbers how many 32-bit numbers will be asked for in all.
   */
  constructor(columns: number, numbers: number) {
    this.strips = paddedColumns(columns) / stripWidth;
    const { buffer, kernel } = simdMemory(4 * numbers);
    this.#buffer = buffer;
    this.#kernel = kernel;
  }

  /** A matrix of zeros. */
  matrix(rows: number): StripMatrix {
    return { rows, data: this.floats(this.strips * rows * stripWidth) };
  }

  /** The matrix, with its entries copied here. */
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

  /** Rows from ≤ i < to of one strip of out = a·d, all placed here. */
  multiplySparse(
    a: SparseMatrix,
    d: StripMatrix,
    out: StripMatrix,
    strip: number,
    from: number,
    to: number,
  ): void {
    const source = d.data.byteOffset + strip * d.rows * ROW_BYTES;
    const target = out.data.byteOffset + strip * out.rows * ROW_BYTES;
    const columns = a.columns.byteOffset;
    const values = a.values.byteOffset;
    for (let i = from; i < to; i++) {
      const at = 4 * a.starts[i]!;
      const entries = 4 * a.starts[i + 1]! - at;
      this.#kernel.combine(columns + at, values + at, entries, source, target + i * ROW_BYTES);
    }
  }

  /**
   * Rows from ≤ i < to of out = x·m, for a square m in strips.
   *
   * @param row room for a row of x, and `counting` the numbers 0, 1, 2 …, all placed here.
   */
  multiplyDense(
    x: StripMatrix,
    m: StripMatrix,
    out: StripMatrix,
    { row, counting }: DenseRoom,
    from: number,
    to: number,
  ): void {
    for (let i = from; i < to; i++) {
      readRow(x, i, row);
      for (let strip = 0; strip < this.strips; strip++) {
        const source = m.data.byteOffset + strip * m.rows * ROW_BYTES;
        const target = out.data.byteOffset + (strip * out.rows + i) * ROW_BYTES;
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

/** What a dense product needs beside its factors. */
export interface DenseRoom {
  readonly row: Float32Array;
  readonly counting: Int32Array;
}

/** Row i, its strips put together, as long as `row` is. */
export function readRow({ rows, data }: StripMatrix, i: number, row: Float32Array): void {
  for (let begin = 0; begin < row.length; begin += stripWidth) {
    const at = begin * rows + i * stripWidth;
    const width = Math.min(stripWidth, row.length - begin);
    // A loop: subarray and set cost more than the few numbers do.
    for (let j = 0; j < width; j++) row[begin + j] = data[at + j]!;
  }
}

/** Puts a row-major square matrix into strips. */
export function writeSquare(
  values: Float32Array | Float64Array,
  { rows, data }: StripMatrix,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const strip = Math.floor(j / stripWidth);
      data[(strip * rows + i) * stripWidth + (j % stripWidth)] = values[i * rows + j]!;
    }
  }
}
