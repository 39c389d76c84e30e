import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { Rng } from '../../core/rng.ts';

/** One dense layer: x·weights + bias. */
export interface Layer {
  /** inputs × outputs. */
  readonly weights: Matrix;
  /** outputs. */
  readonly bias: Float32Array;
}

/** Dense layers with a ReLU and dropout after each but the last, and a softmax after that. */
export type Network = readonly Layer[];

/**
 * An initial network: hidden layers by He et al. (2015, 1502.01852), normal with variance 2 /
 * inputs; the last by Glorot & Bengio (2010), uniform within √(6 / (inputs + outputs)). Biases are
 * 0.
 * @param widths inputs, hidden widths …, classes
 */
export function drawNetwork(widths: readonly number[], rng: Rng): Network {
  const last = widths.length - 2;
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i]!;
    const limit = Math.sqrt(6 / (inputs + outputs));
    const spread = Math.sqrt(2 / inputs);
    const weights = matrix(inputs, outputs);
    for (let k = 0; k < weights.data.length; k++) {
      weights.data[k] = i === last ? limit * (2 * rng.uniform() - 1) : spread * rng.normal();
    }
    return { weights, bias: new Float32Array(outputs) };
  });
}

/**
 * A dropout mask: each value is 0 with probability `rate`, and 1 / (1 − rate) otherwise, so that
 * dropout preserves a unit's expected value.
 */
export function drawMask(length: number, rate: number, rng: Rng): Float32Array<ArrayBuffer> {
  const mask = new Float32Array(length);
  const dropped = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  for (let i = 0; i < length; i++) mask[i] = rng.uint32() < dropped ? 0 : kept;
  return mask;
}
