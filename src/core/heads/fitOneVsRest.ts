import type { MatrixOps } from '../math/matrixOps.ts';
import { fitLinear, type FitOptions, type LinearFit } from './fitLinear.ts';
import type { OneVsRestRows } from './oneVsRestRows.ts';
import type { SigmoidLoss } from './sigmoidLoss.ts';

/** One head on the shared records. */
export interface OneVsRestTask {
  /** m, one per column; see `sigmoidLossesOf`. */
  readonly losses: readonly SigmoidLoss[];
  /** Inverse regularisation strength. */
  readonly c: number;
  /** A nearby solution: d × m weights and m biases. */
  readonly start?: Pick<LinearFit, 'weights' | 'bias'> | undefined;
}

/** The columns together: the sum of their objectives, and the most iterations of any. */
export type OneVsRestFit = Omit<LinearFit, 'curvature'>;

/**
 * Fits every column of every task as a separate problem: labels share only the records. A joint
 * search takes twice as many iterations; a separate one has its own step and ends once it has
 * converged.
 * @throws CancelledError
 */
export async function fitOneVsRest(
  { x, offset }: Pick<OneVsRestRows, 'x' | 'offset'>,
  tasks: readonly OneVsRestTask[],
  ops: MatrixOps,
  options: FitOptions,
): Promise<OneVsRestFit[]> {
  const m = tasks[0]?.losses.length ?? 0;
  const columnOf = (values: ArrayLike<number>, column: number): Float64Array =>
    Float64Array.from({ length: values.length / m }, (_, k) => values[k * m + column]!);
  const offsets = offset && Array.from({ length: m }, (_, column) => columnOf(offset, column));
  const fits = await fitLinear(
    x,
    tasks.flatMap(({ losses, c, start }) =>
      losses.map((loss, column) => ({
        loss,
        c,
        offset: offsets?.[column],
        start: start && {
          weights: columnOf(start.weights, column),
          bias: columnOf(start.bias, column),
        },
      })),
    ),
    ops,
    options,
  );
  return tasks.map((_, task) => joinColumns(fits.slice(task * m, (task + 1) * m), x.cols));
}

function joinColumns(columns: readonly LinearFit[], d: number): OneVsRestFit {
  const m = columns.length;
  const weights = new Float64Array(d * m);
  const bias = new Float64Array(m);
  let objective = 0;
  let iterations = 0;
  columns.forEach((column, j) => {
    for (let k = 0; k < d; k++) weights[k * m + j] = column.weights[k]!;
    bias[j] = column.bias[0]!;
    objective += column.objective;
    iterations = Math.max(iterations, column.iterations);
  });
  return {
    weights,
    bias,
    objective,
    iterations,
    converged: columns.every(({ converged }) => converged),
  };
}
