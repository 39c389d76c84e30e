import { matrix, type Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { FitOptions } from './fitLinear.ts';
import { fitOneVsRest, type OneVsRestTask } from './fitOneVsRest.ts';
import type { Head } from './head.ts';
import type { Indicators } from './indicators.ts';
import { storedPrior } from './labelPrior.ts';
import { LinearHead, type LinearParts } from './linearHead.ts';
import { oneVsRestRows, sigmoidLossesOf, type CentredPrior } from './oneVsRestRows.ts';

/** Further parts of a one-vs-rest head. */
interface OneVsRestParts extends LinearParts {
  readonly thresholds?: Float32Array | undefined;
}

/** For multi-label records: an independent logistic regression per label (binary relevance). */
export class OneVsRestHead extends LinearHead {
  readonly kind = 'one-vs-rest';
  /** c probability thresholds; undefined until chosen. */
  readonly thresholds: Float32Array | undefined;

  constructor(
    labels: Int32Array,
    weights: Matrix,
    bias: Float32Array,
    ops: MatrixOps,
    options: OneVsRestParts = {},
  ) {
    super(labels, weights, bias, ops, options);
    this.thresholds = options.thresholds;
  }

  /** The same head with other thresholds. @param thresholds c */
  decidingBy(thresholds: Float32Array): OneVsRestHead {
    const { labels, weights, bias, ops } = this;
    return new OneVsRestHead(labels, weights, bias, ops, { ...this, thresholds });
  }

  /**
   * Row i, column j: the probability that record i has label j, independent of its other labels.
   */
  predictProba(x: Matrix): Promise<Matrix> {
    return this.ops.scoreLabels(x, this.weights, this.bias);
  }
}

export interface OneVsRestOptions extends FitOptions {
  /** Inverse regularisation strength, as scikit-learn's C, shared by all labels. */
  readonly c: number;
  /** n weights ≥ 0; default 1. */
  readonly sampleWeights?: ArrayLike<number>;
  /** A previous head on the same embedding, at whose solution the search starts. */
  readonly warmStart?: Head | undefined;
  /** With strength above 0 the head has a column for every label of the set. */
  readonly prior?: CentredPrior | undefined;
}

export interface FittedOneVsRest {
  readonly head: OneVsRestHead;
  /**
   * Σ over labels of Σ weight · log-loss + ‖w‖² / (2C), w being a label's weights minus the
   * prior's.
   */
  readonly objective: number;
  /** The maximum over the labels. */
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Trains a logistic regression for every label with a positive answer, or under a prior for every
 * label, side by side. Unknown entries do not count.
 * @param x n × d embeddings, n ≥ 1
 * @param truth n × label set
 * @throws RangeError for mismatched shapes or without training data; CancelledError
 */
export async function fitOneVsRestHead(
  x: Matrix,
  truth: Indicators,
  ops: MatrixOps,
  options: OneVsRestOptions,
): Promise<FittedOneVsRest> {
  if (truth.rows === 0) throw new RangeError('fitOneVsRestHead: no labelled records');
  if (truth.rows !== x.rows) {
    throw new RangeError(`fitOneVsRestHead: ${x.rows} records, ${truth.rows} judgements`);
  }
  const { prior, warmStart, c } = options;
  const rows = await oneVsRestRows(x, truth, ops, prior);
  const { labels } = rows;
  if (labels.length === 0) {
    const head = new OneVsRestHead(labels, matrix(x.cols, 0), new Float32Array(), ops);
    return { head, objective: 0, iterations: 0, converged: true };
  }
  const weights = options.sampleWeights ?? new Float64Array(x.rows).fill(1);
  const start = startFrom(warmStart, labels, x.cols, rows.prior);
  const task = { losses: sigmoidLossesOf(rows, weights), c, start };
  const [fit] = await fitOneVsRest(rows, [task], ops, options);
  const { objective, iterations, converged } = fit!;
  const { weights: w, bias } = withPrior(fit!, labels.length, rows.prior);
  return {
    head: new OneVsRestHead(labels, w, bias, ops, {
      prior: prior && prior.strength > 0 ? storedPrior(prior) : undefined,
    }),
    objective,
    iterations,
    converged,
  };
}

/** Weights (d × m) and biases (m) in float32, including the prior. */
export function withPrior(
  fit: { readonly weights: Float64Array; readonly bias: Float64Array },
  m: number,
  prior?: { readonly weights: Matrix; readonly bias: Float32Array },
): { weights: Matrix; bias: Float32Array } {
  const weights = Float32Array.from(fit.weights, (w, p) => w + (prior?.weights.data[p] ?? 0));
  const bias = Float32Array.from(fit.bias, (b, j) => b + (prior?.bias[j] ?? 0));
  return { weights: matrix(fit.weights.length / m, m, weights), bias };
}

/**
 * The previous solution in the columns of the current labels, minus the prior. New labels start at
 * zero weights. Undefined if the head is of another kind or width, or shares no label.
 */
function startFrom(
  former: Head | undefined,
  labels: Int32Array,
  d: number,
  prior: { readonly weights: Matrix; readonly bias: Float32Array } | undefined,
): OneVsRestTask['start'] {
  if (!(former instanceof OneVsRestHead) || former.dimensions !== d) return undefined;
  const sources = Array.from(labels, (label) => former.labels.indexOf(label));
  if (sources.every((source) => source < 0)) return undefined;
  const m = labels.length;
  const weights = new Float64Array(d * m);
  const bias = new Float64Array(m);
  sources.forEach((source, j) => {
    if (source < 0) return;
    bias[j] = former.bias[source]! - (prior?.bias[j] ?? 0);
    for (let k = 0; k < d; k++) {
      const own = former.weights.data[k * former.classes + source]!;
      weights[k * m + j] = own - (prior?.weights.data[k * m + j] ?? 0);
    }
  });
  // Omits its curvature, which hardly saves an iteration: the columns' scales are close to it.
  return { weights, bias };
}
