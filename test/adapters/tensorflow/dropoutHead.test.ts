import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { TensorflowBackend } from '../../../src/adapters/tensorflow/backend.ts';
import type { BackendName } from '../../../src/core/heads/headBackend.ts';
import { DropoutHead } from '../../../src/adapters/tensorflow/dropoutHead.ts';
import { fitDropoutHead } from '../../../src/adapters/tensorflow/fitDropoutHead.ts';
import type { Network } from '../../../src/adapters/tensorflow/network.ts';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import { meanOverSamples } from '../../../src/core/heads/head.ts';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { opened, sharing } from './backends.ts';
import { bald } from '../../../src/core/acquisition/disagreement.ts';

/** Four clouds at (±1, ±1), labelled by whether the signs agree: not linearly separable. */
function crossed(n: number, seed: number): { x: Matrix; labels: number[] } {
  const rng = new Rng(seed);
  const x = matrix(n, 2);
  const labels = Array.from({ length: n }, (_, i) => {
    const [a, b] = [rng.integer(2), rng.integer(2)];
    x.data[2 * i] = 2 * a - 1 + 0.2 * rng.normal();
    x.data[2 * i + 1] = 2 * b - 1 + 0.2 * rng.normal();
    return a === b ? 7 : 3;
  });
  return { x, labels };
}

function accuracy(p: Matrix, columns: Int32Array, labels: readonly number[]): number {
  const hits = labels.filter((label, i) => {
    const row = p.data.subarray(i * p.cols, (i + 1) * p.cols);
    return columns[row.indexOf(Math.max(...row))] === label;
  });
  return hits.length / labels.length;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-6): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= within, `${i}: ${actual[i]} ${expected[i]}`);
  }
}

const layer = (rows: number, cols: number, weights: number[], bias: number[]): Network[number] => ({
  weights: matrix(rows, cols, Float32Array.from(weights)),
  bias: Float32Array.from(bias),
});

const headOf = (network: Network, backend: TensorflowBackend, dropout = 0, seed = 1): DropoutHead =>
  new DropoutHead({ labels: Int32Array.of(0, 1), network, dropout, seed }, sharing(backend));

for (const name of ['wasm', 'cpu'] satisfies BackendName[]) {
  describe(`dropout head on ${name}`, () => {
    let backend: TensorflowBackend;
    before(async () => {
      backend = await opened(name);
    });
    const fit = (x: Matrix, labels: number[], seed = 1): ReturnType<typeof fitDropoutHead> =>
      fitDropoutHead(x, labels, sharing(backend), { rng: new Rng(seed) });

    test('computes one hidden layer as by hand', async () => {
      // x = (1, 2): z = (1·1 + 2·1, 1·2 − 2·2 + 1) = (3, −1), after the ReLU (3, 0).
      // Scores (3·0.5 + 0.1, 3·−0.5) = (1.6, −1.5); p = 1 / (1 + e^−3.1).
      const network = [
        layer(2, 2, [1, 2, 1, -2], [0, 1]),
        layer(2, 2, [0.5, -0.5, 9, 9], [0.1, 0]),
      ];
      const p = 1 / (1 + Math.exp(-3.1));
      const head = headOf(network, backend);
      const x = matrix(1, 2, Float32Array.of(1, 2));
      assertClose((await head.predictProba(x)).data, [p, 1 - p]);
      assertClose((await head.sampleProba(x, 3)).data, [p, 1 - p, p, 1 - p, p, 1 - p]);
    });

    test('computes two hidden layers as by hand', async () => {
      // x = 2: (2, 0) after the first; 2·(1, 3) + (−1, −7) = (1, −1), so (1, 0) after the second.
      // Scores (1·2, 1·0 + 1): p = 1 / (1 + e^−1).
      const network = [
        layer(1, 2, [1, -1], [0, 0]),
        layer(2, 2, [1, 3, 5, 5], [-1, -7]),
        layer(2, 2, [2, 0, 8, 8], [0, 1]),
      ];
      const p = 1 / (1 + Math.exp(-1));
      const { data } = await headOf(network, backend).sampleProba(
        matrix(1, 1, Float32Array.of(2)),
        2,
      );
      assertClose(data, [p, 1 - p, p, 1 - p]);
    });

    test('drops units of both hidden layers, independently per sample', async () => {
      // A unit's mask is 0 or 2, so the first score is 4 times the number of open paths
      // through 3 × 3 units: 4·a·b with a, b units kept of 3. The second score is 0.
      const network = [
        layer(1, 3, [1, 1, 1], [0, 0, 0]),
        layer(3, 3, Array<number>(9).fill(1), [0, 0, 0]),
        layer(3, 2, [0.1, 0, 0.1, 0, 0.1, 0], [0, 0]),
      ];
      const { data } = await headOf(network, backend, 0.5).sampleProba(
        matrix(1, 1, Float32Array.of(1)),
        400,
      );
      const counts = new Map<number, number>();
      for (let k = 0; k < 400; k++) {
        const ways = Math.log(data[2 * k]! / data[2 * k + 1]!) / 0.4;
        assert.ok(Math.abs(ways - Math.round(ways)) < 1e-3, String(ways));
        counts.set(Math.round(ways), (counts.get(Math.round(ways)) ?? 0) + 1);
      }
      assert.deepEqual(
        [...counts.keys()].sort((a, b) => a - b),
        [0, 1, 2, 3, 4, 6, 9],
      );
      // P(a·b = 0) = 1 − (7/8)² = .234: 94 of 400, standard deviation 8.5.
      assert.ok(Math.abs(counts.get(0)! - 94) < 34, String(counts.get(0)));
    });

    test('learns a label that is not linearly separable', async () => {
      const { x, labels } = crossed(120, 3);
      const test = crossed(200, 4);
      const { head } = await fit(x, labels);
      assert.deepEqual([...head.labels], [3, 7]);
      const score = accuracy(await head.predictProba(test.x), head.labels, test.labels);
      assert.ok(score > 0.97, String(score));
      const { head: line } = await fitLogisticHead(x, labels, typeScriptOps, { c: 10 });
      const straight = accuracy(await line.predictProba(test.x), line.labels, test.labels);
      assert.ok(straight < 0.8, String(straight));
    });

    test('its probabilities sum to 1, and its prediction is the mean of its samples', async () => {
      const { x, labels } = crossed(60, 5);
      const { head } = await fit(
        x,
        labels.map((label, i) => (i % 3 === 0 ? 9 : label)),
      );
      assert.equal(head.classes, 3);
      const samples = await head.sampleProba(x, 20);
      assert.deepEqual([samples.samples, samples.rows, samples.classes], [20, 60, 3]);
      for (let from = 0; from < samples.data.length; from += 3) {
        const row = samples.data.subarray(from, from + 3);
        assert.ok(Math.abs(row[0]! + row[1]! + row[2]! - 1) < 1e-5);
      }
      assertClose((await head.predictProba(x)).data, meanOverSamples(samples).data, 1e-5);
    });

    test('its uncertainty is highest away from the training data', async () => {
      const { x, labels } = crossed(120, 6);
      const { head } = await fit(x, labels);
      // The four centres, and the four midpoints between neighbours of different labels. (Not the
      // overall middle: with every input 0, dropout has nothing to drop.)
      const points = matrix(
        8,
        2,
        Float32Array.of(1, 1, 1, -1, -1, 1, -1, -1, /* between */ 1, 0, 0, 1, -1, 0, 0, -1),
      );
      const scores = bald(await head.sampleProba(points, 50));
      const inside = Math.max(...scores.subarray(0, 4));
      const between = Math.min(...scores.subarray(4));
      assert.ok(between > 2 * inside, `${between} ${inside}`);
      // Uncertainty grows further out along the border.
      const [far] = bald(await head.sampleProba(matrix(1, 2, Float32Array.of(3, 0)), 50));
      assert.ok(far! > between, `${far} ${between}`);
    });

    test('is bit-identical for the same seed, and different for another', async () => {
      const { x, labels } = crossed(50, 7);
      const [first, second, other] = [
        await fit(x, labels, 2),
        await fit(x, labels, 2),
        await fit(x, labels, 3),
      ];
      assert.deepEqual(first.head.toBytes(), second.head.toBytes());
      assert.notDeepEqual(first.head.toBytes(), other.head.toBytes());
      const samples = await first.head.sampleProba(x, 5);
      assert.deepEqual((await second.head.sampleProba(x, 5)).data, samples.data);
      // More samples extend the same sequence, and a record's samples do not depend on its neighbours.
      const more = await first.head.sampleProba(takeRows(x, [30, 4]), 8);
      const width = 5 * 2;
      assertClose(more.data.subarray(0, width), samples.data.subarray(30 * width, 31 * width));
    });

    test('a single label gives a head that is certain of it', async () => {
      const { x } = crossed(5, 8);
      const { head } = await fit(x, [4, 4, 4, 4, 4]);
      assert.deepEqual([...head.labels], [4]);
      assert.deepEqual([...(await head.predictProba(x)).data], [1, 1, 1, 1, 1]);
      const samples = await head.sampleProba(x, 2);
      assert.deepEqual([samples.samples, samples.classes, samples.data.length], [2, 1, 10]);
      assert.ok(samples.data.every((p) => p === 1));
      assert.deepEqual(DropoutHead.fromBytes(head.toBytes(), sharing(backend)).labels, head.labels);
    });

    test('balanced weights raise the rare class', async () => {
      const rng = new Rng(9);
      const x = matrix(
        100,
        2,
        Float32Array.from({ length: 200 }, () => rng.normal()),
      );
      const labels = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 1 : 0));
      const mean = async (classWeight: 'none' | 'balanced'): Promise<number> => {
        const options = { rng: new Rng(1), classWeight };
        const { head } = await fitDropoutHead(x, labels, sharing(backend), options);
        const { data } = await head.predictProba(x);
        return labels.reduce<number>((sum, _, i) => sum + data[2 * i + 1]! / 100, 0);
      };
      const [plain, balanced] = [await mean('none'), await mean('balanced')];
      assert.ok(plain < 0.25 && balanced > 0.35, `${plain} ${balanced}`);
    });

    test('leaks no tensors, even when cancelled', async () => {
      const { tf } = backend;
      const { numTensors } = tf.memory();
      const { x, labels } = crossed(80, 10);
      const { head } = await fit(x, labels);
      await head.sampleProba(x, 4);
      await head.predictProba(x);
      assert.equal(tf.memory().numTensors, numTensors);

      const training = new AbortController();
      const fitting = fitDropoutHead(x, labels, sharing(backend), {
        rng: new Rng(1),
        signal: training.signal,
      });
      await setImmediate();
      training.abort();
      await assert.rejects(fitting, CancelledError);
      assert.equal(tf.memory().numTensors, numTensors);

      // Wide enough for many blocks, so that there is something left to cancel.
      const wide = new DropoutHead(
        {
          labels: Int32Array.of(0, 1),
          network: [
            layer(2, 512, Array<number>(1024).fill(0.1), Array<number>(512).fill(0)),
            layer(512, 2, Array<number>(1024).fill(0.1), [0, 0]),
          ],
          dropout: 0.5,
          seed: 1,
        },
        sharing(backend),
      );
      const scoring = new AbortController();
      const asked = wide.sampleProba(matrix(100_000, 2), 20, scoring.signal);
      await setImmediate();
      scoring.abort();
      await assert.rejects(asked, CancelledError);
      assert.equal(tf.memory().numTensors, numTensors);
    });

    test('round-trips its bytes through the composition root’s decoder', async () => {
      const { x, labels } = crossed(40, 11);
      const { head } = await fitDropoutHead(x, labels, sharing(backend), {
        rng: new Rng(1),
        hidden: [16, 8],
        dropout: 0.3,
      });
      const bytes = head.toBytes();
      const padded = new Uint8Array(bytes.length + 3);
      padded.set(bytes, 3);
      const decoders = new Map([
        ['mc-dropout', (stored: Uint8Array) => DropoutHead.fromBytes(stored, sharing(backend))],
      ]);
      const back = headFromBytes(padded.subarray(3), typeScriptOps, decoders);
      assert.equal(back.kind, 'mc-dropout');
      assert.deepEqual([back.classes, back.dimensions, [...back.labels]], [2, 2, [3, 7]]);
      assert.deepEqual((await back.sampleProba!(x, 6)).data, (await head.sampleProba(x, 6)).data);
      assert.deepEqual(back.toBytes(), bytes);
      assert.throws(
        () => headFromBytes(bytes, typeScriptOps),
        says(/kind that this version does not know/),
      );
      const later = bytes.slice();
      later[4] = 2;
      for (const broken of [
        later,
        bytes.subarray(0, -4),
        bytes.subarray(0, 60),
        new Uint8Array(3),
      ]) {
        assert.throws(() => headFromBytes(broken, typeScriptOps, decoders), UserError);
      }
    });

    test('refuses invalid arguments', async () => {
      const { x, labels } = crossed(10, 12);
      await assert.rejects(fit(x, []), RangeError);
      await assert.rejects(fit(x, labels.slice(1)), RangeError);
      for (const wrong of [{ dropout: 1 }, { hidden: [] }]) {
        const options = { rng: new Rng(1), ...wrong };
        await assert.rejects(fitDropoutHead(x, labels, sharing(backend), options), RangeError);
      }
      const { head } = await fit(x, labels);
      await assert.rejects(head.predictProba(matrix(1, 3)), RangeError);
      await assert.rejects(head.sampleProba(x, 0), RangeError);
      assert.equal((await head.predictProba(matrix(0, 2))).data.length, 0);
    });
  });
}
