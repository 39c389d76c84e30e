import type {
  AdamOptimizer,
  Rank,
  Scalar,
  Tensor,
  Tensor2D,
  Variable,
} from '@tensorflow/tfjs-core';
import type { Matrix } from '../../core/math/matrix.ts';
import type { Tf } from './backend.ts';

/** A layer with mutable values. */
export interface VariableLayer {
  /** inputs × outputs. */
  readonly weights: Variable<Rank.R2>;
  /** outputs. */
  readonly bias: Variable<Rank.R1>;
}

export interface Batch {
  /** n × d. */
  readonly x: Matrix;
  /** n × c: the record's weight in the column of its class, 0 elsewhere. */
  readonly targets: Matrix;
  /** n × width for each hidden layer, from `drawMask`. */
  readonly masks: readonly Matrix[];
}

/** Identified by its variable's name. */
export interface Gradient {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface LossAndGradients {
  /** Σ weight · log-loss over the batch. */
  readonly loss: Scalar;
  /** Gradients of loss / n, layer by layer from the last. */
  readonly gradients: Gradient[];
}

/**
 * Loss and gradient by explicit back-propagation: for so few operations TensorFlow.js's tape would
 * cost more than the arithmetic, and needs its layers package. Call inside `tf.tidy`.
 */
export function gradientsOf(
  tf: Tf,
  layers: readonly VariableLayer[],
  batch: Batch,
): LossAndGradients {
  const tensor = ({ rows, cols, data }: Matrix): Tensor2D => tf.tensor2d(data, [rows, cols]);
  const inputs = [tensor(batch.x)];
  // Factor of each hidden unit in both directions: its mask if the ReLU is active, else 0.
  const gates: Tensor2D[] = [];
  layers.slice(0, -1).forEach((layer, i) => {
    const z = apply(tf, layer, inputs[i]!);
    gates.push(tf.mul(tf.step(z), tensor(batch.masks[i]!)));
    inputs.push(tf.mul(z, gates[i]!));
  });
  const targets = tensor(batch.targets);
  const logP = tf.logSoftmax(apply(tf, layers.at(-1)!, inputs.at(-1)!));
  const weight = tf.sum(targets, 1, true);
  let delta: Tensor2D = tf.div(tf.sub(tf.mul(tf.exp(logP), weight), targets), batch.x.rows);
  const gradients: Gradient[] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const { weights, bias } = layers[i]!;
    gradients.push({ name: weights.name, tensor: tf.matMul(inputs[i]!, delta, true) });
    gradients.push({ name: bias.name, tensor: tf.sum(delta, 0) });
    if (i > 0) delta = tf.mul(tf.matMul(delta, weights, false, true), gates[i - 1]!);
  }
  return { loss: tf.neg(tf.sum(tf.mul(targets, logP))), gradients };
}

/**
 * One step of Adam, then decoupled weight decay.
 * @returns the batch's loss before it
 */
export function takeStep(
  tf: Tf,
  layers: readonly VariableLayer[],
  batch: Batch,
  optimizer: AdamOptimizer,
  decay: number,
): number {
  let before = 0;
  tf.tidy(() => {
    const { loss, gradients } = gradientsOf(tf, layers, batch);
    before = loss.dataSync()[0]!;
    optimizer.applyGradients(gradients);
    for (const { weights } of layers) weights.assign(tf.mul(weights, 1 - decay));
  });
  return before;
}

const apply = (tf: Tf, { weights, bias }: VariableLayer, x: Tensor2D): Tensor2D =>
  tf.add(tf.matMul(x, weights), bias);
