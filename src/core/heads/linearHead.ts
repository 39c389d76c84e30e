import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Head } from './head.ts';
import type { StoredPrior } from './labelPrior.ts';
import { writeLinear } from './linearBytes.ts';
import type { Curvature } from './logisticProblem.ts';

/** Further parts of a linear head. */
export interface LinearParts {
  readonly curvature?: Curvature | undefined;
  readonly prior?: StoredPrior | undefined;
}

/** A head whose logits are x·W + b. */
export abstract class LinearHead implements Head {
  abstract readonly kind: 'logistic' | 'one-vs-rest';
  readonly labels: Int32Array;
  /** d × c. With softmax over two classes the first column is zero and the second is the weight vector. */
  readonly weights: Matrix;
  /** c. */
  readonly bias: Float32Array;
  /** Curvature found by its fit, for the next one; not stored with the head. */
  readonly curvature: Curvature | undefined;
  /** The prior it was fitted under; the weights already include its mean. */
  readonly prior: StoredPrior | undefined;
  readonly #ops: MatrixOps;

  constructor(
    labels: Int32Array,
    weights: Matrix,
    bias: Float32Array,
    ops: MatrixOps,
    { curvature, prior }: LinearParts = {},
  ) {
    this.labels = labels;
    this.weights = weights;
    this.bias = bias;
    this.curvature = curvature;
    this.prior = prior;
    this.#ops = ops;
  }

  get classes(): number {
    return this.labels.length;
  }

  get dimensions(): number {
    return this.weights.rows;
  }

  protected get ops(): MatrixOps {
    return this.#ops;
  }

  abstract predictProba(x: Matrix): Promise<Matrix>;

  toBytes(): Uint8Array {
    return writeLinear({ ...this, members: 1 });
  }
}
