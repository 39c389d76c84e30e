import { unlessAborted } from '../errors.ts';
import { LbfgsMemory } from '../math/lbfgs.ts';
import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import { BlockHessian } from './blockHessian.ts';
import { classWeights, type ClassWeight } from './classWeights.ts';
import type { FitOptions, LinearFit } from './fitLinear.ts';
import { fitLogistic } from './fitLogistic.ts';
import { columnsOf, type Head } from './head.ts';
import { rowWeights, storedPrior, trainingRows, type LabelPrior } from './labelPrior.ts';
import { LinearHead } from './linearHead.ts';
import type { Curvature, WarmStart } from './logisticProblem.ts';
import type { Pause } from '../pause.ts';

/** Softmax regression; logistic regression for two classes. */
export class LogisticHead extends LinearHead {
  readonly kind = 'logistic';
  /** A better curvature: see `precomputeCurvature`. */
  prepared: Promise<Curvature> | undefined;

  predictProba(x: Matrix): Promise<Matrix> {
    return this.ops.scorePool(x, this.weights, this.bias);
  }
}

export interface LogisticOptions extends FitOptions {
  /** Inverse regularisation strength, as scikit-learn's C; see `chooseC`. */
  readonly c: number;
  readonly classWeight?: ClassWeight;
  /** n weights ≥ 0, multiplied by the class weights. */
  readonly sampleWeights?: ArrayLike<number>;
  /** A previous head on the same embedding, at whose solution the search starts. */
  readonly warmStart?: Head | undefined;
  /** With strength above 0 the head has a column for every label of the set. */
  readonly prior?: LabelPrior | undefined;
}

export interface FittedLogistic {
  readonly head: LogisticHead;
  /** Σ weight · log-loss + ‖W‖² / (2C), W being the weights minus the prior's mean. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Trains a logistic head (objective in `fitLogistic`) on the labels that occur, or under a prior on
 * all. With a single label the head always predicts it with certainty.
 * @param x n × d embeddings, n ≥ 1
 * @param labels n label-set indices
 * @throws RangeError for mismatched shapes or without training data; CancelledError
 */
export async function fitLogisticHead(
  x: Matrix,
  labels: ArrayLike<number>,
  ops: MatrixOps,
  options: LogisticOptions,
): Promise<FittedLogistic> {
  if (labels.length === 0) throw new RangeError('fitLogisticHead: no labelled records');
  const { columns, learnt: answered } = columnsOf(labels);
  const { prior } = options;
  const rows = await trainingRows(x, labels, ops, prior);
  const { labels: learnt, mean, offset } = rows;
  const classes = learnt.length;
  if (classes === 1) {
    const head = new LogisticHead(learnt, matrix(x.cols, 1), new Float32Array(1), ops);
    return { head, objective: 0, iterations: 0, converged: true };
  }
  const weights = classWeights(columns, answered.length, options.classWeight);
  const { sampleWeights } = options;
  if (sampleWeights) for (let i = 0; i < weights.length; i++) weights[i]! *= sampleWeights[i]!;
  const start = await startFrom(options.warmStart, learnt, x.cols, mean, options.signal);
  const task = {
    c: options.c,
    weights: rowWeights(weights, rows.y.length),
    offset,
    ...(start && { start }),
  };
  const fit = (await fitLogistic(rows.x, rows.y, classes, [task], ops, options))[0]!;
  const { objective, iterations, converged, curvature } = fit;
  const [head] = joinFits([fit], x.cols, classes, mean);
  return {
    head: new LogisticHead(learnt, head!.weights, head!.bias, ops, {
      curvature,
      prior: prior && prior.strength > 0 ? storedPrior(prior) : undefined,
    }),
    objective,
    iterations,
    converged,
  };
}

/**
 * Speeds up warm refits of this head: computes the inverse Hessian at the solution and searches
 * once more with it, to collect curvature pairs. A fit that starts at the head waits for this, so
 * that its result does not depend on timing.
 * @param records its training records, with their `labels`
 * @param options.prior the prior it was fitted under
 * @param pause awaited between tens of milliseconds of work
 */
export async function precomputeCurvature(
  head: LogisticHead,
  records: Matrix,
  labels: ArrayLike<number>,
  ops: MatrixOps,
  {
    classWeight,
    prior,
    pause,
  }: Pick<LogisticOptions, 'classWeight' | 'prior'> & { readonly pause: Pause },
): Promise<void> {
  const { curvature, classes } = head;
  if (!curvature || curvature.blocks || head.prepared) return;
  const { columns, learnt } = columnsOf(labels);
  const m = classes === 2 ? 1 : classes;
  const work = async (): Promise<Curvature> => {
    await pause();
    const { x, y, offset } = await trainingRows(records, labels, ops, prior);
    const weights = rowWeights(classWeights(columns, learnt.length, classWeight), y.length);
    const p = (await head.predictProba(x)).data;
    const probabilities = Float64Array.from(m === 1 ? p.filter((_, i) => i % 2 === 1) : p);
    const { c, scaling } = curvature;
    const options = { x, scaling, probabilities, m, weights, c };
    const blocks = await BlockHessian.of(options, ops, pause);
    if (!blocks) return curvature;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const start = {
      weights: new Float64Array(x.cols * m),
      bias: new Float64Array(m),
      curvature: { ...curvature, total, memory: new LbfgsMemory(), blocks },
    };
    const task = { c, weights, start, offset };
    return (await fitLogistic(x, y, classes, [task], ops))[0]!.curvature;
  };
  // On failure refits are only slower.
  head.prepared = work().catch(() => curvature);
  await head.prepared;
}

/**
 * Weights and biases of each fit in float32, with the zero column that softmax needs for two
 * classes.
 * @param mean d × m, added to the weights
 */
export function joinFits(
  fits: readonly LinearFit[],
  d: number,
  classes: number,
  mean?: Matrix,
): { weights: Matrix; bias: Float32Array }[] {
  return fits.map(({ weights: fitted, bias }) => {
    const weights = mean ? fitted.map((w, p) => w + mean.data[p]!) : fitted;
    if (classes > 2) {
      return {
        weights: matrix(d, classes, Float32Array.from(weights)),
        bias: Float32Array.from(bias),
      };
    }
    const both = matrix(d, 2);
    for (let k = 0; k < d; k++) both.data[2 * k + 1] = weights[k]!;
    return { weights: both, bias: Float32Array.of(0, bias[0]!) };
  });
}

/**
 * The previous solution in the columns of the current labels, minus the prior's mean. Undefined if
 * the head is of another kind or width, or shares fewer than two labels.
 */
async function startFrom(
  former: Head | undefined,
  learnt: Int32Array,
  d: number,
  mean: Matrix | undefined,
  signal: AbortSignal | undefined,
): Promise<WarmStart | undefined> {
  if (!(former instanceof LogisticHead) || former.dimensions !== d) return undefined;
  const sources = Array.from(learnt, (label) => former.labels.indexOf(label));
  if (sources.filter((source) => source >= 0).length < 2) return undefined;
  const { classes, weights, bias } = former;
  const value = (from: Float32Array, offset: number, source: number): number =>
    source < 0 ? 0 : from[offset + source]!;
  const m = learnt.length === 2 ? 1 : learnt.length;
  const sameLabels = classes === learnt.length && sources.every((source, j) => source === j);
  const start = {
    weights: new Float64Array(d * m),
    bias: new Float64Array(m),
    curvature: sameLabels ? await curvatureOf(former, signal) : undefined,
  };
  for (let k = 0; k <= d; k++) {
    const from = k < d ? weights.data : bias;
    const to = k < d ? start.weights : start.bias;
    const at = k < d ? k : 0;
    if (m === 1) {
      to[at] = value(from, at * classes, sources[1]!) - value(from, at * classes, sources[0]!);
    } else {
      for (let j = 0; j < m; j++) to[at * m + j] = value(from, at * classes, sources[j]!);
    }
  }
  if (mean) {
    // A new label starts at the mean.
    for (let p = 0; p < start.weights.length; p++) {
      if (m === 1 || sources[p % m]! >= 0) start.weights[p]! -= mean.data[p]!;
    }
  }
  return start;
}

async function curvatureOf(
  { prepared, curvature }: LogisticHead,
  signal: AbortSignal | undefined,
): Promise<Curvature | undefined> {
  return prepared ? unlessAborted(prepared, signal) : curvature;
}
