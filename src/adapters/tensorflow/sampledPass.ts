import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Matrix } from '../../core/math/matrix.ts';
import type { Tf } from './backend.ts';
import type { Layer, Network } from './network.ts';

/**
 * K networks sampled from one: for each hidden layer, K consecutive masks of its width. A sample
 * keeps its masks for every record, as a committee member keeps its weights ("consistent
 * MC-dropout", Kirsch, van Amersfoort & Gal 2019, 1906.08158): a record's probabilities do not
 * depend on its block, and joint scores over records, as in BatchBALD, use the same K networks.
 */
export type SampledMasks = readonly Matrix[];

/**
 * K sampled networks on the backend, to run on blocks of records. The part before the first dropout
 * is shared and computed once; masks are folded into the following weights, so that one matrix
 * product serves all K networks.
 */
export class SampledPass {
  readonly #tf: Tf;
  readonly #samples: number;
  readonly #shared: DenseLayer;
  readonly #beside: DenseLayer;
  readonly #stacked: readonly StackedLayer[];

  /**
   * @param network at least one hidden layer
   * @param masks K × width for each hidden layer, with the same K
   */
  constructor(tf: Tf, [first, second, ...others]: Network, masks: SampledMasks) {
    this.#tf = tf;
    this.#samples = masks[0]!.rows;
    this.#shared = {
      weights: tf.tensor2d(first!.weights.data, [first!.weights.rows, first!.weights.cols]),
      bias: tf.tensor1d(first!.bias),
    };
    this.#beside = this.#sideBySide(second!, masks[0]!);
    this.#stacked = others.map((layer, i) => this.#stack(layer, masks[i + 1]!));
  }

  /**
   * Call inside `tf.tidy`.
   * @param x n × d
   * @returns n × K × c probabilities
   */
  run(x: Tensor2D): Tensor3D {
    const tf = this.#tf;
    const shared = tf.relu(tf.add(tf.matMul(x, this.#shared.weights), this.#shared.bias));
    const beside = tf.add(tf.matMul(shared, this.#beside.weights), this.#beside.bias);
    let z = tf.reshape<Tensor3D['rankType']>(beside, [x.shape[0], this.#samples, -1]);
    if (this.#stacked.length > 0) {
      // K × n × width, for one product per sample.
      z = tf.transpose(z, [1, 0, 2]);
      for (const { weights, bias } of this.#stacked) {
        z = tf.add(tf.matMul(tf.relu(z), weights), bias);
      }
      z = tf.transpose(z, [1, 0, 2]);
    }
    return tf.softmax(z);
  }

  dispose(): void {
    for (const { weights, bias } of [this.#shared, this.#beside, ...this.#stacked]) {
      this.#tf.dispose([weights, bias]);
    }
  }

  /** width × (K · next). */
  #sideBySide({ weights: { rows, cols, data }, bias }: Layer, masks: Matrix): DenseLayer {
    const samples = this.#samples;
    const weights = new Float32Array(rows * samples * cols);
    const biases = new Float32Array(samples * cols);
    for (let k = 0; k < samples; k++) {
      biases.set(bias, k * cols);
      for (let i = 0; i < rows; i++) {
        const factor = masks.data[k * rows + i]!;
        const to = (i * samples + k) * cols;
        for (let j = 0; j < cols; j++) weights[to + j] = factor * data[i * cols + j]!;
      }
    }
    return {
      weights: this.#tf.tensor2d(weights, [rows, samples * cols]),
      bias: this.#tf.tensor1d(biases),
    };
  }

  /** K × width × next. */
  #stack({ weights: { rows, cols, data }, bias }: Layer, masks: Matrix): StackedLayer {
    const weights = new Float32Array(this.#samples * rows * cols);
    for (let row = 0, at = 0; row < masks.data.length; row++) {
      const from = (row % rows) * cols;
      for (let j = 0; j < cols; j++, at++) weights[at] = masks.data[row]! * data[from + j]!;
    }
    return {
      weights: this.#tf.tensor3d(weights, [this.#samples, rows, cols]),
      bias: this.#tf.tensor1d(bias),
    };
  }
}

interface DenseLayer {
  readonly weights: Tensor2D;
  readonly bias: Tensor1D;
}

interface StackedLayer {
  readonly weights: Tensor3D;
  readonly bias: Tensor1D;
}
