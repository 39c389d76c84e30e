import { throwIfAborted } from '../errors.ts';
import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { float64Design, productsDesign, type Design } from './design.ts';
import type { LinearLoss } from './linearLoss.ts';
import { LogisticProblem, type Curvature, type WarmStart } from './logisticProblem.ts';
import { moments, scalingOf, type Moments, type Scaling } from './scaling.ts';

/** One of several regressions on the same records. */
export interface LinearTask {
  /** Loss over the n records. */
  readonly loss: LinearLoss;
  /** Inverse regularisation strength. */
  readonly c: number;
  readonly start?: WarmStart | undefined;
  /** n × m, added to the logits: fixed prior logits. */
  readonly offset?: ArrayLike<number> | undefined;
}

export interface LinearFit {
  /** d × m */
  readonly weights: Float64Array;
  /** m. */
  readonly bias: Float64Array;
  /** Σ weight · log-loss + ‖W‖² / (2C), in float64. */
  readonly objective: number;
  readonly iterations: number;
  /** False if the iteration or precision limit was reached before the tolerance. */
  readonly converged: boolean;
  /** For the warm start of a later fit. */
  readonly curvature: Curvature;
}

export interface FitOptions {
  /** `float64` is the reference: TypeScript, slower. `float32` (default) uses `ops`. */
  readonly precision?: 'float32' | 'float64';
  /** Bound on the gradient's largest component, as scikit-learn's `tol` (default 1e-4). */
  readonly tolerance?: number;
  /** Default 1,000. */
  readonly maxIterations?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Rows that are copied for all problems before the next ones, so that they stay in the cache. */
const rowsPerBlock = 64;

/**
 * Minimises loss + ‖W‖² / (2C) with an unpenalised intercept for every task on the same records,
 * with logits offset + X·W + b. The tasks advance in lockstep, so that an iteration of all of them
 * (folds, values of C, bootstraps) is two matrix products; converged tasks drop out. L-BFGS on
 * centred and scaled variables.
 * @param x n × d
 * @throws RangeError for mismatched shapes; CancelledError
 */
export async function fitLinear(
  x: Matrix,
  tasks: readonly LinearTask[],
  ops: MatrixOps,
  options: FitOptions = {},
): Promise<LinearFit[]> {
  const { precision = 'float32', tolerance = 1e-4, maxIterations = 1000, signal } = options;
  const design = precision === 'float64' ? float64Design(x) : productsDesign(x, ops);
  let shared: Moments | undefined;
  const problems = tasks.map(({ loss, c, start }) => {
    if (loss.rows !== x.rows)
      throw new RangeError(`fitLinear: ${x.rows} records, a loss of ${loss.rows}`);
    const scaling = (): Scaling => {
      shared ??= moments(x);
      return scalingOf(shared, loss.spread, c);
    };
    return new LogisticProblem(loss, c, scaling, start);
  });

  await begin(design, problems, tasks);
  let active = problems;
  for (let iteration = 0; ; iteration++) {
    throwIfAborted(signal);
    await turn(design, active, tolerance);
    active = active.filter((problem) => problem.state === 'running');
    if (active.length === 0 || iteration === maxIterations) break;
    await forward(
      design,
      active,
      (problem) => problem.direction,
      (problem) => problem.logitChange,
    );
    for (const problem of active) problem.step();
    active = active.filter((problem) => problem.state === 'running');
    if (active.length === 0) break;
  }
  return problems.map((problem) => ({
    ...problem.solution(),
    objective: problem.objective,
    iterations: problem.iterations,
    converged: problem.state === 'converged',
    curvature: problem.curvature,
  }));
}

async function begin(
  design: Design,
  problems: LogisticProblem[],
  tasks: readonly LinearTask[],
): Promise<void> {
  const warm = problems.filter((problem) => problem.startsWarm);
  if (warm.length > 0)
    await forward(
      design,
      warm,
      (p) => p.theta,
      (p) => p.logits,
    );
  for (const [k, problem] of problems.entries()) {
    const { logits } = problem;
    if (!problem.startsWarm) {
      const bias = problem.theta.subarray(-problem.m);
      for (let i = 0; i < logits.length; i += problem.m) logits.set(bias, i);
    }
    const { offset } = tasks[k]!;
    if (offset) for (let i = 0; i < logits.length; i++) logits[i]! += offset[i]!;
    problem.begin();
  }
}

/** Logits of centred records for every problem's (weights, bias) vector, in one product. */
async function forward(
  design: Design,
  problems: LogisticProblem[],
  from: (problem: LogisticProblem) => Float64Array,
  to: (problem: LogisticProblem) => Float64Array,
): Promise<void> {
  const { rows: n, cols: d } = design;
  const weights = inOneMatrix(problems, d, (problem) => from(problem).subarray(0, d * problem.m));
  const columns = weights.length / d;
  const product = await design.forward(weights, columns);
  const targets = problems.map((problem) => {
    const { m } = problem;
    const { mean } = problem.scaling;
    const source = from(problem);
    const offset = source.slice(d * m);
    for (let k = 0, p = 0; k < d; k++) {
      for (let j = 0; j < m; j++, p++) offset[j]! -= mean[k]! * source[p]!;
    }
    return { m, target: to(problem), offset };
  });
  for (let begin = 0; begin < n; begin += rowsPerBlock) {
    const end = Math.min(n, begin + rowsPerBlock);
    let first = 0;
    for (const { m, target, offset } of targets) {
      for (let j = 0; j < m; j++, first++) {
        const own = offset[j]!;
        for (let i = begin, p = begin * m + j, q = begin * columns + first; i < end; i++) {
          target[p] = product[q]! + own;
          p += m;
          q += columns;
        }
      }
    }
  }
}

/**
 * Computes the gradients of all problems in one product; each problem then chooses its direction.
 */
async function turn(design: Design, problems: LogisticProblem[], tolerance: number): Promise<void> {
  const { rows: n, cols: d } = design;
  const residuals = inOneMatrix(problems, n, (problem) => problem.residual);
  const columns = residuals.length / n;
  const product = await design.backward(residuals, columns);
  let first = 0;
  for (const problem of problems) {
    const { m, residual } = problem;
    const { mean } = problem.scaling;
    const sums = new Float64Array(m);
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let p = j; p < residual.length; p += m) sum += residual[p]!;
      sums[j] = sum;
    }
    const gradient = new Float64Array((d + 1) * m);
    for (let k = 0, p = 0; k < d; k++) {
      for (let j = 0, q = k * columns + first; j < m; j++, p++, q++) {
        gradient[p] = product[q]! - mean[k]! * sums[j]!;
      }
    }
    gradient.set(sums, d * m);
    problem.chooseDirection(gradient, tolerance);
    first += m;
  }
}

/**
 * The problems' matrices of `rows` rows joined into one, row-major; a view if there is only one.
 */
function inOneMatrix(
  problems: LogisticProblem[],
  rows: number,
  of: (problem: LogisticProblem) => Float64Array,
): Float64Array {
  if (problems.length === 1) return of(problems[0]!);
  const columns = problems.reduce((sum, problem) => sum + problem.m, 0);
  const all = new Float64Array(rows * columns);
  const parts = problems.map((problem) => ({ m: problem.m, own: of(problem) }));
  for (let begin = 0; begin < rows; begin += rowsPerBlock) {
    const end = Math.min(rows, begin + rowsPerBlock);
    let first = 0;
    for (const { m, own } of parts) {
      for (let j = 0; j < m; j++, first++) {
        for (let i = begin, p = begin * m + j, q = begin * columns + first; i < end; i++) {
          all[q] = own[p]!;
          p += m;
          q += columns;
        }
      }
    }
  }
  return all;
}
