import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { fitLinear, type FitOptions, type LinearFit } from './fitLinear.ts';
import type { WarmStart } from './logisticProblem.ts';
import { SoftmaxLoss } from './softmaxLoss.ts';

/** One of the regressions to fit on the same records. */
export interface LogisticTask {
  /** Inverse strength of the penalty. */
  readonly c: number;
  /** n weights ≥ 0, each class with some; all 1 when left out. Weight 0 leaves a record out. */
  readonly weights?: Float64Array;
  readonly start?: WarmStart;
  /** n × m, added to the logits: what is known of them beforehand. */
  readonly offset?: ArrayLike<number> | undefined;
}

/**
 * Minimises Σ weight · log-loss + ‖W‖² / (2C), intercept free, for every task, on the same records: scikit-learn's
 * `LogisticRegression` objective, with logits offset + X·W + b.
 * @param x n × d
 * @param y n classes in [0, classes)
 * @returns weights d × m and m biases, m = 1 for two classes (class 1 against class 0), else the number of classes
 * @throws RangeError for fewer than two classes, a class without weight, or shapes that do not fit.
 * @throws CancelledError
 */
export async function fitLogistic(
  x: Matrix,
  y: ArrayLike<number>,
  classes: number,
  tasks: readonly LogisticTask[],
  ops: MatrixOps,
  options: FitOptions = {},
): Promise<LinearFit[]> {
  if (classes < 2)
    throw new RangeError(`fitLogistic: at least 2 classes are needed, got ${classes}`);
  if (x.rows !== y.length)
    throw new RangeError(`fitLogistic: ${x.rows} records, ${y.length} labels`);
  const linear = tasks.map(({ weights = new Float64Array(x.rows).fill(1), ...task }) => ({
    ...task,
    loss: new SoftmaxLoss(y, weights, classes),
  }));
  return fitLinear(x, linear, ops, options);
}
