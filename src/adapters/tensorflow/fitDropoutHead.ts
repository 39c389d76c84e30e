import { classWeights, type ClassWeight } from '../../core/heads/classWeights.ts';
import { columnsOf } from '../../core/heads/head.ts';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { Rng } from '../../core/rng.ts';
import type { OpenBackend } from './backend.ts';
import { DropoutHead } from './dropoutHead.ts';
import { drawNetwork, type Network } from './network.ts';
import { trainNetwork } from './trainNetwork.ts';

export interface DropoutOptions {
  readonly rng: Rng;
  /** Width of each hidden layer: one or two. */
  readonly hidden?: readonly number[] | undefined;
  /** Share of hidden units dropped, in [0, 1). */
  readonly dropout?: number | undefined;
  readonly classWeight?: ClassWeight | undefined;
  readonly learningRate?: number | undefined;
  readonly epsilon?: number | undefined;
  /** Root mean square to which the embeddings are scaled before training. */
  readonly inputSize?: number | undefined;
  readonly weightDecay?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly maxEpochs?: number | undefined;
  readonly patience?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Chosen on the lexical embeddings of sms_spam and ag_news by test/adapters/tensorflow/measure.ts.
 * The large epsilon matters most: with Adam's usual 1e-8 and all else equal, macro-F1 on ag_news is
 * lower at 50, 200 and 500 labels. (Probably because 1e-8 raises the SVD's last, noisy dimensions
 * to the strength of the first.)
 */
const dropoutDefaults = {
  hidden: [128],
  dropout: 0.5,
  learningRate: 0.05,
  epsilon: 0.1,
  inputSize: 0.3,
  weightDecay: 0.01,
  batchSize: 64,
  maxEpochs: 200,
  patience: 10,
  improvement: 0.01,
} as const;

export interface FittedDropout {
  readonly head: DropoutHead;
  /** Mean weighted log-loss of the last epoch, with dropout. */
  readonly loss: number;
  readonly epochs: number;
  /** False if it stopped at the epoch limit. */
  readonly converged: boolean;
}

/**
 * Trains the dropout network on the given labels, from newly drawn weights: a network continued
 * from its last round keeps what it overfitted then (Atighehchian et al. 2020, 2006.09916). With a
 * single label the head predicts it with certainty. The same seed on the same backend gives a
 * bit-identical head.
 * @param x n × d embeddings, n ≥ 1
 * @param labels n label-set indices
 * @throws RangeError if shapes or options do not fit or there is nothing to learn from,
 * CancelledError on abort.
 */
export async function fitDropoutHead(
  x: Matrix,
  labels: ArrayLike<number>,
  open: OpenBackend,
  options: DropoutOptions,
): Promise<FittedDropout> {
  const { rng, hidden, dropout, inputSize, ...training } = {
    ...dropoutDefaults,
    ...given(options),
  };
  if (labels.length === 0) throw new RangeError('fitDropoutHead: no labelled records');
  if (labels.length !== x.rows) {
    throw new RangeError(`fitDropoutHead: ${x.rows} records, but ${labels.length} labels`);
  }
  if (hidden.length === 0) throw new RangeError('fitDropoutHead: at least one hidden layer');
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`fitDropoutHead: dropout must be in [0, 1), got ${dropout}`);
  }
  const { columns, learnt } = columnsOf(labels);
  const classes = learnt.length;
  const seed = rng.uint32();
  const start = drawNetwork([x.cols, ...hidden, classes], rng.fork('weights'));
  const headOf = (network: Network): DropoutHead =>
    new DropoutHead({ labels: learnt, network, dropout, seed }, open);
  if (classes === 1) return { head: headOf(start), loss: 0, epochs: 0, converged: true };

  const weights = classWeights(columns, classes, options.classWeight);
  const targets = matrix(x.rows, classes);
  columns.forEach((column, i) => (targets.data[i * classes + column] = weights[i]!));
  const scale = inputSize / rootMeanSquare(x.data);
  const { tf } = await open();
  const { network, ...outcome } = await trainNetwork(
    tf,
    start,
    { x: scaled(x, scale), targets },
    { ...training, dropout, rng: rng.fork('training') },
  );
  const [first, ...others] = network;
  const unscaled = { ...first!, weights: scaled(first!.weights, scale) };
  return { head: headOf([unscaled, ...others]), ...outcome };
}

const scaled = (m: Matrix, factor: number): Matrix =>
  matrix(
    m.rows,
    m.cols,
    m.data.map((value) => value * factor),
  );

/** 1 if all values are 0. */
function rootMeanSquare(values: Float32Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return squares > 0 ? Math.sqrt(squares / values.length) : 1;
}

/** Removes undefined values, which would override defaults. */
function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
