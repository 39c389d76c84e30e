import { choleskyInverse } from '../math/dense.ts';
import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import {
  paddedColumns,
  panelLength,
  PanelArena,
  writeSquare,
  type DenseScratch,
  type PanelMatrix,
} from '../math/kernels/columnPanels.ts';
import { symmetricEigen } from '../math/symmetricEigen.ts';
import type { Scaling } from './scaling.ts';
import type { Pause } from '../pause.ts';

export interface BlockHessianOptions {
  /** n × d */
  readonly x: Matrix;
  /** Scaling of the variables of the inverse. */
  readonly scaling: Scaling;
  /** n × m probabilities; of class 1 if m = 1. */
  readonly probabilities: Float64Array;
  readonly m: number;
  /** n */
  readonly weights: ArrayLike<number>;
  /** Inverse regularisation strength. */
  readonly c: number;
}

/** Inverting a larger matrix would block for more than 0.1 s. */
const maxRows = 513;
/** Maximum multiplications of all inversions (about 0.2 s), beyond which they do not pay off. */
const maxWork = 2 ** 28;
/** Records per block of the summed products. */
const rowsPerBlock = 512;

/**
 * Inverse of the Hessian of Σ weight · log-loss + ‖W‖² / (2C), exact for two classes. For more
 * classes it ignores the coupling between the principal directions of the classes, which are chosen
 * so that they are uncoupled on average: a Kronecker-factored curvature (Martens & Grosse 2015)
 * with a factor per direction.
 */
export class BlockHessian {
  readonly #m: number;
  /** d: the inverse of the penalty's Hessian. */
  readonly #flexibility: Float64Array;
  /** k directions of m classes, consecutively. */
  readonly #directions: Float64Array;
  readonly #space: PanelArena;
  /** The k inverses, each (d + 1) × (d + 1). */
  readonly #inverses: readonly PanelMatrix[];
  readonly #turned: PanelMatrix;
  readonly #product: PanelMatrix;
  readonly #room: DenseScratch;

  private constructor(
    m: number,
    directions: Float64Array,
    { scaling: { scale }, c, x }: BlockHessianOptions,
  ) {
    this.#m = m;
    this.#directions = directions;
    this.#flexibility = scale.subarray(0, x.cols).map((value) => c / (value * value));
    const size = x.cols + 1;
    const count = directions.length / m;
    const numbers = count * panelLength(size, size) + 2 * paddedColumns(size) + 2 * size;
    this.#space = new PanelArena(size, numbers);
    this.#inverses = Array.from({ length: count }, () => this.#space.matrix(size));
    this.#turned = this.#space.matrix(1);
    this.#product = this.#space.matrix(1);
    this.#room = { row: this.#space.floats(size), counting: this.#space.integers(size) };
    for (let k = 0; k < size; k++) this.#room.counting[k] = k;
  }

  /**
   * O(k n d² + k d³). Awaits `pause` between steps of some tens of milliseconds.
   * @returns undefined if it would take too long
   */
  static async of(
    options: BlockHessianOptions,
    ops: MatrixOps,
    pause: Pause,
  ): Promise<BlockHessian | undefined> {
    const { x, m } = options;
    const count = m === 1 ? 1 : m - 1;
    const size = x.cols + 1;
    if (size > maxRows || count * size ** 3 > maxWork) return undefined;
    const directions = m === 1 ? Float64Array.of(1) : principalDirections(options);
    const blocks = new BlockHessian(m, directions, options);
    for (const [j, inverse] of blocks.#inverses.entries()) {
      const spread = spreadAlong(directions.subarray(j * m, (j + 1) * m), options);
      const block = await blockOf(options, spread, ops, pause);
      await pause();
      writeSquare((await inverseOf(block, size, ops)).data, inverse);
    }
    return blocks;
  }

  /**
   * H⁻¹·g. @param gradient in the scaled variables: d × m for the weights of centred records, then
   * m for the biases
   */
  apply(gradient: Float64Array): Float64Array {
    const m = this.#m;
    const result = new Float64Array(gradient.length);
    const size = this.#room.row.length;
    // Single-row matrices, whose panels are contiguous.
    const { data: turned } = this.#turned;
    const { data: product } = this.#product;
    for (const [j, inverse] of this.#inverses.entries()) {
      const direction = this.#directions.subarray(j * m, (j + 1) * m);
      for (let k = 0, p = 0; k < size; k++) {
        let sum = 0;
        for (let a = 0; a < m; a++, p++) sum += direction[a]! * gradient[p]!;
        turned[k] = sum;
      }
      this.#space.multiplyDense(this.#turned, inverse, this.#product, this.#room, 0, 1);
      for (let k = 0, p = 0; k < size; k++) {
        for (let a = 0; a < m; a++, p++) result[p]! += direction[a]! * product[k]!;
      }
    }
    if (m > 1) this.#addCommon(gradient, result);
    return result;
  }

  /**
   * The component common to all classes changes no probability, so only the penalty has curvature
   * there.
   */
  #addCommon(gradient: Float64Array, result: Float64Array): void {
    const m = this.#m;
    for (let k = 0; k < this.#flexibility.length; k++) {
      let sum = 0;
      for (let p = k * m; p < (k + 1) * m; p++) sum += gradient[p]!;
      for (let p = k * m; p < (k + 1) * m; p++) result[p]! += (this.#flexibility[k]! * sum) / m;
    }
  }
}

/** Eigenvectors of Σ weight · (diag p − p pᵀ) without the last, whose eigenvalue is 0. */
function principalDirections({ probabilities, m, weights }: BlockHessianOptions): Float64Array {
  const sum = new Float64Array(m * m);
  for (let i = 0, at = 0; i < weights.length; i++, at += m) {
    for (let a = 0; a < m; a++) {
      const p = weights[i]! * probabilities[at + a]!;
      sum[a * m + a]! += p;
      for (let b = 0; b <= a; b++) sum[a * m + b]! -= p * probabilities[at + b]!;
    }
  }
  const { vectors } = symmetricEigen(sum, m);
  const directions = new Float64Array((m - 1) * m);
  for (let j = 0; j < m - 1; j++) {
    for (let a = 0; a < m; a++) directions[j * m + a] = vectors[a * m + j]!;
  }
  return directions;
}

/** Each record's weight in the block of a direction: weight · vᵀ(diag p − p pᵀ)v. */
function spreadAlong(
  direction: Float64Array,
  { probabilities, m, weights }: BlockHessianOptions,
): Float64Array {
  const spread = new Float64Array(weights.length);
  for (let i = 0, at = 0; i < spread.length; i++, at += m) {
    let first = 0;
    let second = 0;
    for (let a = 0; a < m; a++) {
      const p = probabilities[at + a]!;
      first += p * direction[a]!;
      second += p * direction[a]! * direction[a]!;
    }
    spread[i] = weights[i]! * Math.max(0, second - first * first);
  }
  return spread;
}

/**
 * Σ spread · z zᵀ + penalty, where z is the centred and scaled record with a 1 for the unpenalised
 * intercept.
 */
async function blockOf(
  { x, scaling: { mean, scale }, c }: BlockHessianOptions,
  spread: Float64Array,
  ops: MatrixOps,
  pause: Pause,
): Promise<Float64Array> {
  const size = x.cols + 1;
  const block = new Float64Array(size * size);
  for (let begin = 0; begin < x.rows; begin += rowsPerBlock) {
    await pause();
    const rows = Math.min(rowsPerBlock, x.rows - begin);
    const rooted = matrix(rows, size);
    for (let i = 0, from = begin * x.cols, to = 0; i < rows; i++) {
      const root = Math.sqrt(spread[begin + i]!);
      for (let k = 0; k < x.cols; k++, from++, to++) {
        rooted.data[to] = root * scale[k]! * (x.data[from]! - mean[k]!);
      }
      rooted.data[to++] = root * scale[x.cols]!;
    }
    const { data } = await ops.gemmTransposed(rooted, rooted);
    for (let p = 0; p < block.length; p++) block[p]! += data[p]!;
  }
  for (let k = 0; k < x.cols; k++) block[k * size + k]! += (scale[k]! * scale[k]!) / c;
  return block;
}

async function inverseOf(block: Float64Array, size: number, ops: MatrixOps): Promise<Matrix> {
  const upper = choleskyInverse(block, size);
  const lower = matrix(size, size);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col <= row; col++) lower.data[row * size + col] = upper[col * size + row]!;
  }
  return ops.gemmTransposed(lower, lower);
}
