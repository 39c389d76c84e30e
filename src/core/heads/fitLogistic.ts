import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { fitLinear, type FitOptions, type LinearFit } from './fitLinear.ts';
import type { WarmStart } from './logisticProblem.ts';
import { SoftmaxLoss } from './softmaxLoss.ts';

/** One of several regressions on the same records. */
export interface LogisticTask {
  /** Inverse regularisation strength. */
  readonly c: number;
  /** n weights ≥ 0, with positive weight in each class; default 1. Weight 0 excludes a record. */
  readonly weights?: Float64Array;
  readonly start?: WarmStart;
  /** n × m, added to the logits: fixed prior logits. */
  readonly offset?: ArrayLike<number> | undefined;
}

/**
 * Minimises Σ weight · log-loss + ‖W‖² / (2C) with an unpenalised intercept for every task on the
 * same records: scikit-learn's `LogisticRegression` objective, with logits offset + X·W + b.
 * @param x n × d
 * @param y n classes in [0, classes)
 * @returns weights d × m and m biases, m = 1 for two classes (class 1 against class 0), else the
 * number of classes
 * @throws RangeError for fewer than two classes, a class without weight, or mismatched shapes
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
