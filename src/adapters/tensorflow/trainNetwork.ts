import type { Rank, Tensor, Variable } from '@tensorflow/tfjs-core';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import { matrix, takeRows, type Matrix } from '../../core/math/matrix.ts';
import type { Rng } from '../../core/rng.ts';
import type { Tf } from './backend.ts';
import { drawMask, type Network } from './network.ts';
import { takeStep, type VariableLayer } from './trainingStep.ts';

export interface TrainingOptions {
  readonly rng: Rng;
  /** Share of hidden units dropped, in [0, 1). */
  readonly dropout: number;
  readonly learningRate: number;
  /**
   * Added to the root of the mean squared gradient. The larger it is, the less Adam amplifies weak
   * inputs.
   */
  readonly epsilon: number;
  /**
   * Decoupled from the gradient (AdamW: Loshchilov & Hutter 2019, 1711.05101); biases do not decay.
   */
  readonly weightDecay: number;
  readonly batchSize: number;
  readonly maxEpochs: number;
  /** Training ends after this many epochs without a loss lower than the best by `improvement`. */
  readonly patience: number;
  readonly improvement: number;
  readonly signal?: AbortSignal | undefined;
}

/** The training data. */
export interface TrainingSet {
  /** n × d. */
  readonly x: Matrix;
  /** n × c: the record's weight in the column of its class, 0 elsewhere. */
  readonly targets: Matrix;
}

export interface TrainedNetwork {
  readonly network: Network;
  /** Mean weighted log-loss of the last epoch, with dropout. */
  readonly loss: number;
  readonly epochs: number;
  /** False if it stopped at `maxEpochs`. */
  readonly converged: boolean;
}

/**
 * Trains a network by Adam (Kingma & Ba 2015, 1412.6980) on the weighted log-loss, with a new
 * dropout mask for every record and epoch. Order and masks depend only on `rng`.
 * @throws CancelledError on abort, at most one batch later.
 */
export async function trainNetwork(
  tf: Tf,
  start: Network,
  set: TrainingSet,
  options: TrainingOptions,
): Promise<TrainedNetwork> {
  const { rng, dropout, learningRate, epsilon, weightDecay, batchSize, signal } = options;
  const { maxEpochs, patience, improvement } = options;
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, epsilon);
  const layers: VariableLayer[] = start.map(({ weights, bias }) => ({
    weights: variableOf(tf, () => tf.tensor2d(weights.data, [weights.rows, weights.cols])),
    bias: variableOf(tf, () => tf.tensor1d(bias)),
  }));
  const hidden = start.slice(0, -1).map(({ bias }) => bias.length);
  const { rows } = set.x;
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  let best = Infinity;
  let stale = 0;
  let epochs = 0;
  let loss = 0;
  try {
    while (epochs < maxEpochs && stale < patience) {
      rng.shuffle(order);
      loss = 0;
      for (let from = 0; from < rows; from += batchSize) {
        throwIfAborted(signal);
        const chosen = order.subarray(from, from + batchSize);
        const batch = {
          x: takeRows(set.x, chosen),
          targets: takeRows(set.targets, chosen),
          masks: hidden.map((width) =>
            matrix(chosen.length, width, drawMask(chosen.length * width, dropout, rng)),
          ),
        };
        loss += takeStep(tf, layers, batch, optimizer, learningRate * weightDecay);
        await turnOfTheEventLoop();
      }
      loss /= rows;
      if (!Number.isFinite(loss)) throw new Error(`The training loss became ${loss}.`);
      epochs++;
      stale = loss < best * (1 - improvement) ? 0 : stale + 1;
      best = Math.min(best, loss);
    }
    const network = layers.map(({ weights, bias }, i) => ({
      weights: { ...start[i]!.weights, data: Float32Array.from(weights.dataSync()) },
      bias: Float32Array.from(bias.dataSync()),
    }));
    return { network, loss, epochs, converged: stale >= patience };
  } finally {
    optimizer.dispose();
    for (const { weights, bias } of layers) tf.dispose([weights, bias]);
  }
}

/** Disposes of the initial tensor. */
function variableOf<R extends Rank>(tf: Tf, start: () => Tensor<R>): Variable<R> {
  const value = start();
  const variable = tf.variable(value);
  value.dispose();
  return variable;
}
