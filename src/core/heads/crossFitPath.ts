import { matrix, takeRows, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { principalCoordinates } from '../math/principalCoordinates.ts';
import { softmaxGroups } from '../math/softmax.ts';
import { trainingWeights, type ClassWeight } from './classWeights.ts';
import { fitLinear, type LinearFit } from './fitLinear.ts';
import { columnsOf } from './head.ts';
import { rowWeights, trainingRows, type LabelPrior } from './labelPrior.ts';
import { SoftmaxLoss } from './softmaxLoss.ts';
import { rowsOfFold } from './stratifiedFolds.ts';

/**
 * Number of weights from which a path pays off: cross-validation of smaller heads takes a fraction
 * of a second.
 */
const manyWeights = 2 ** 13;

/** Whether cross-validation should follow a path. */
export const isLarge = (dimensions: number, classes: number): boolean =>
  classes > 2 && dimensions * classes >= manyWeights;

export interface CrossFitPathOptions {
  /** n; see `stratifiedFolds`. */
  readonly folds: Int32Array;
  readonly count: number;
  readonly classWeight?: ClassWeight | undefined;
}

/** The problem without a prior, or with a prior of any strength. */
interface Space {
  readonly labels: Int32Array;
  /** Records, then a row for each label without answers; centred. */
  readonly x: Matrix;
  readonly losses: readonly SoftmaxLoss[];
  /** Prior logits at s = 1; rows × m. */
  readonly offset: Float32Array | undefined;
  readonly solved: SolvedPoint[];
}

interface SolvedPoint {
  readonly c: number;
  readonly strength: number;
  /** One per fold. */
  readonly fits: readonly LinearFit[];
}

/**
 * Cross-validates single-label records at one pair of C and s after another. The optimal weights
 * are linear combinations of the centred training records (the representer theorem), so every
 * search runs in their principal coordinates: fewer than d if there are few records, and
 * uncorrelated, which takes fewer iterations. It starts at the solution for the nearest earlier
 * values.
 */
export class CrossFitPath {
  readonly folds: Int32Array;
  readonly #x: Matrix;
  readonly #answers: ArrayLike<number>;
  readonly #ops: MatrixOps;
  readonly #options: CrossFitPathOptions;
  readonly #coordinates: Matrix;
  /** Keyed by the label vectors. */
  readonly #spaces = new Map<Matrix | undefined, Space>();

  private constructor(
    x: Matrix,
    answers: ArrayLike<number>,
    coordinates: Matrix,
    ops: MatrixOps,
    options: CrossFitPathOptions,
  ) {
    this.folds = options.folds;
    this.#x = x;
    this.#answers = answers;
    this.#coordinates = coordinates;
    this.#ops = ops;
    this.#options = options;
  }

  /** @param x n × d @param answers n label-set indices */
  static async of(
    x: Matrix,
    answers: ArrayLike<number>,
    ops: MatrixOps,
    options: CrossFitPathOptions,
  ): Promise<CrossFitPath> {
    return new CrossFitPath(x, answers, await principalCoordinates(x, ops), ops, options);
  }

  /**
   * @returns n × m probabilities, each row by a head not trained on the record, and the label-set
   * indices of the columns
   * @throws CancelledError
   */
  async at(
    c: number,
    prior: LabelPrior | undefined,
    search: { readonly tolerance: number; readonly signal?: AbortSignal | undefined },
  ): Promise<{ probabilities: Matrix; labels: Int32Array }> {
    const strength = prior?.strength ?? 0;
    const space = await this.#spaceOf(strength > 0 ? prior!.vectors : undefined);
    const { labels, x, losses, solved } = space;
    const offset = space.offset?.map((logit) => strength * logit);
    const nearest = solved.toSorted(
      (a, b) =>
        Math.abs(a.strength - strength) - Math.abs(b.strength - strength) ||
        Math.abs(Math.log(a.c / c)) - Math.abs(Math.log(b.c / c)),
    )[0];
    const isSame = nearest?.c === c && nearest.strength === strength;
    const tasks = losses.map((loss, fold) => ({ c, loss, offset, start: nearest?.fits[fold] }));
    const fits = isSame ? nearest.fits : await fitLinear(x, tasks, this.#ops, search);
    if (!isSame) solved.push({ c, strength, fits });
    return { probabilities: await this.#heldOut(fits, labels.length, offset), labels };
  }

  async #spaceOf(labelVectors: Matrix | undefined): Promise<Space> {
    const known = this.#spaces.get(labelVectors);
    if (known) return known;
    const { folds, count, classWeight } = this.#options;
    const prior = labelVectors && { vectors: labelVectors, strength: 1 };
    const { y, labels, offset } = await trainingRows(this.#x, this.#answers, this.#ops, prior);
    // The mean record is zero in these coordinates.
    const x = matrix(y.length, this.#coordinates.cols);
    x.data.set(this.#coordinates.data);
    const { columns, learnt } = columnsOf(this.#answers);
    const losses = Array.from({ length: count }, (_, fold) => {
      const own = trainingWeights(columns, learnt.length, folds, fold, classWeight);
      // Half of p(1 − p) at equal probabilities: most records become more certain.
      const variance = 1 / (2 * labels.length);
      return new SoftmaxLoss(y, rowWeights(own, y.length), labels.length, variance);
    });
    const space = { labels, x, losses, offset, solved: [] };
    this.#spaces.set(labelVectors, space);
    return space;
  }

  async #heldOut(
    fits: readonly LinearFit[],
    m: number,
    offset: Float32Array | undefined,
  ): Promise<Matrix> {
    const coordinates = this.#coordinates;
    const probabilities = matrix(coordinates.rows, m);
    for (const [fold, { weights, bias }] of fits.entries()) {
      const heldOut = rowsOfFold(this.folds, fold);
      const w = matrix(coordinates.cols, m, Float32Array.from(weights));
      const { data: logits } = await this.#ops.gemm(takeRows(coordinates, heldOut), w);
      heldOut.forEach((row, i) => {
        for (let j = 0; j < m; j++) {
          logits[i * m + j]! += bias[j]! + (offset ? offset[row * m + j]! : 0);
        }
      });
      softmaxGroups(logits, m);
      heldOut.forEach((row, i) =>
        probabilities.data.set(logits.subarray(i * m, (i + 1) * m), row * m),
      );
    }
    return probabilities;
  }
}
