import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawMask, drawNetwork } from '../../../src/adapters/tensorflow/network.ts';
import {
  gradientsOf,
  type Batch,
  type VariableLayer,
} from '../../../src/adapters/tensorflow/trainingStep.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { opened } from './backends.ts';

for (const name of ['wasm', 'cpu'] as const) {
  test(`back-propagation agrees with finite differences on ${name}`, async () => {
    const { tf } = await opened(name);
    const rng = new Rng(4);
    const random = (rows: number, cols: number): Matrix =>
      matrix(
        rows,
        cols,
        Float32Array.from({ length: rows * cols }, () => rng.normal()),
      );
    // Two hidden layers; records of weight 1 and 2.5.
    const network = drawNetwork([3, 5, 4, 3], rng).map(({ weights, bias }) => ({
      weights: weights.data,
      bias: bias.map(() => rng.normal() / 4),
    }));
    const shapes: [number, number][] = [
      [3, 5],
      [5, 4],
      [4, 3],
    ];
    const batch: Batch = {
      x: random(4, 3),
      targets: matrix(4, 3, Float32Array.of(1, 0, 0, 0, 2.5, 0, 0, 0, 1, 1, 0, 0)),
      masks: [5, 4].map((width) => matrix(4, width, drawMask(4 * width, 0.3, rng))),
    };
    const evaluate = (): { loss: number; gradients: Float32Array[] } => {
      const layers: VariableLayer[] = network.map(({ weights, bias }, i) => ({
        weights: tf.variable(tf.tensor2d(weights.slice(), shapes[i])),
        bias: tf.variable(tf.tensor1d(bias.slice())),
      }));
      const result = { loss: 0, gradients: [] as Float32Array[] };
      tf.tidy(() => {
        const { loss, gradients } = gradientsOf(tf, layers, batch);
        result.loss = loss.dataSync()[0]! / 4;
        const of = new Map(gradients.map(({ name, tensor }) => [name, tensor]));
        for (const { weights, bias } of layers) {
          for (const { name } of [weights, bias]) {
            result.gradients.push(Float32Array.from(of.get(name)!.dataSync()));
          }
        }
      });
      tf.disposeVariables();
      return result;
    };
    const { gradients } = evaluate();
    const parameters = network.flatMap(({ weights, bias }) => [weights, bias]);
    let moved = 0;
    parameters.forEach((values, p) => {
      for (let i = 0; i < values.length; i++) {
        const held = values[i]!;
        const step = 1e-2;
        values[i] = held + step;
        const above = evaluate().loss;
        values[i] = held - step;
        const below = evaluate().loss;
        values[i] = held;
        const slope = (above - below) / (2 * step);
        assert.ok(
          Math.abs(gradients[p]![i]! - slope) < 2e-3,
          `${p} ${i}: ${gradients[p]![i]} ${slope}`,
        );
        if (Math.abs(slope) > 1e-2) moved++;
      }
    });
    assert.ok(moved > 20, `only ${moved} slopes are not flat`);
  });
}
