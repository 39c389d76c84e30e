import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { fitLogistic } from './fitLogistic.ts';
import { columnsOf, meanOverSamples, type Head, type SampledProbabilities } from './head.ts';
import { writeLinear } from './linearBytes.ts';
import { joinFits } from './logisticHead.ts';

/**
 * K logistic heads, each trained on its own bootstrap of the labels: query by bagging (Abe &
 * Mamitsuka 1998). All K are stored side by side in one d × (K · c) matrix, so training and scoring
 * them takes one product instead of K.
 */
export class CommitteeHead implements Head {
  readonly kind = 'committee';
  readonly labels: Int32Array;
  /** K. */
  readonly members: number;
  /** d × (K · c). */
  readonly weights: Matrix;
  /** K · c. */
  readonly bias: Float32Array;
  readonly #ops: MatrixOps;

  constructor(
    labels: Int32Array,
    weights: Matrix,
    bias: Float32Array,
    members: number,
    ops: MatrixOps,
  ) {
    this.labels = labels;
    this.weights = weights;
    this.bias = bias;
    this.members = members;
    this.#ops = ops;
  }

  get classes(): number {
    return this.labels.length;
  }

  get dimensions(): number {
    return this.weights.rows;
  }

  /** The mean over the members. */
  async predictProba(x: Matrix): Promise<Matrix> {
    return meanOverSamples(await this.sampleProba(x));
  }

  /**
   * Probabilities of the first `samples` members; default all.
   * @throws RangeError if there are fewer members
   */
  async sampleProba(x: Matrix, samples = this.members): Promise<SampledProbabilities> {
    if (!(samples >= 1 && samples <= this.members)) {
      throw new RangeError(`sampleProba: ${samples} samples of a committee of ${this.members}`);
    }
    const { classes } = this;
    const [weights, bias] =
      samples === this.members
        ? [this.weights, this.bias]
        : [firstColumns(this.weights, samples * classes), this.bias.slice(0, samples * classes)];
    const { data } = await this.#ops.scorePool(x, weights, bias, samples);
    return { samples, rows: x.rows, classes, data };
  }

  toBytes(): Uint8Array {
    return writeLinear(this);
  }
}

export interface CommitteeOptions {
  readonly c: number;
  readonly rng: Rng;
  /** K; default 20. */
  readonly members?: number;
  readonly tolerance?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains the committee on bootstraps drawn within each label, so that every member has every label.
 * @param x n × d embeddings, n ≥ 1
 * @param labels n label-set indices
 * @throws RangeError without records or for mismatched shapes; CancelledError
 */
export async function fitCommitteeHead(
  x: Matrix,
  labels: ArrayLike<number>,
  ops: MatrixOps,
  options: CommitteeOptions,
): Promise<CommitteeHead> {
  const { c, rng, members = 20, tolerance = 1e-2, signal } = options;
  if (labels.length === 0) throw new RangeError('fitCommitteeHead: no labelled records');
  const { columns, learnt } = columnsOf(labels);
  const classes = learnt.length;
  const weights = matrix(x.cols, members * classes);
  const bias = new Float32Array(members * classes);
  if (classes > 1) {
    const tasks = Array.from({ length: members }, () => ({
      c,
      weights: bootstrapWithin(columns, classes, rng),
    }));
    const fits = await fitLogistic(x, columns, classes, tasks, ops, { tolerance, signal });
    joinFits(fits, x.cols, classes).forEach((member, k) => {
      bias.set(member.bias, k * classes);
      for (let row = 0; row < x.cols; row++) {
        const own = member.weights.data.subarray(row * classes, (row + 1) * classes);
        weights.data.set(own, (row * members + k) * classes);
      }
    });
  }
  return new CommitteeHead(learnt, weights, bias, members, ops);
}

/** How often each record is drawn in a bootstrap that keeps the class sizes. */
function bootstrapWithin(y: Int32Array, classes: number, rng: Rng): Float64Array {
  const weights = new Float64Array(y.length);
  const rowsOf = Array.from({ length: classes }, (): number[] => []);
  y.forEach((column, i) => rowsOf[column]!.push(i));
  for (const rows of rowsOf) for (const _ of rows) weights[rows[rng.integer(rows.length)]!]!++;
  return weights;
}

function firstColumns(m: Matrix, cols: number): Matrix {
  const first = matrix(m.rows, cols);
  for (let i = 0; i < m.rows; i++) {
    first.data.set(m.data.subarray(i * m.cols, i * m.cols + cols), i * cols);
  }
  return first;
}
