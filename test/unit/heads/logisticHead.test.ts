import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import { fitLogistic } from '../../../src/core/heads/fitLogistic.ts';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import { fitLogisticHead, precomputeCurvature } from '../../../src/core/heads/logisticHead.ts';
import { matrix, takeRows } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { blobs } from './data.ts';

const ops = typeScriptOps;

describe('logistic head', () => {
  it('covers the labels seen, by label-set index', async () => {
    const { x, y } = blobs(40, 6, 2, 0.5, 1);
    const labels = y.map((column) => [7, 3][column]!);
    const { head } = await fitLogisticHead(x, labels, ops, { c: 10 });
    assert.deepEqual([...head.labels], [3, 7]);
    const p = await head.predictProba(x);
    let right = 0;
    for (let i = 0; i < 40; i++) right += Number((p.data[2 * i]! > 0.5 ? 3 : 7) === labels[i]);
    assert.ok(right >= 38, `${right} of 40`);
  });

  it('is certain of a single label', async () => {
    const { x } = blobs(5, 4, 2, 1, 2);
    const { head } = await fitLogisticHead(x, new Int32Array(5).fill(4), ops, { c: 1 });
    assert.deepEqual([...head.labels], [4]);
    assert.deepEqual([...(await head.predictProba(x)).data], [1, 1, 1, 1, 1]);
  });

  it('learns from identical records with conflicting labels', async () => {
    const x = matrix(4, 2, Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0));
    const { head, converged } = await fitLogisticHead(x, [0, 0, 0, 1], ops, { c: 100 });
    assert.ok(converged);
    const p = await head.predictProba(x);
    assert.ok(Math.abs(p.data[0]! - 0.75) < 1e-4, `${p.data[0]}`);
  });

  it('warm-starts in fewer iterations and reaches the same minimum', async () => {
    const { x, y } = blobs(310, 32, 4, 2, 3);
    const first = Array.from({ length: 300 }, (_, i) => i);
    const options = { c: 10, tolerance: 1e-5 };
    const before = await fitLogisticHead(takeRows(x, first), y.slice(0, 300), ops, options);
    const cold = await fitLogisticHead(x, y, ops, options);
    const warm = await fitLogisticHead(x, y, ops, { ...options, warmStart: before.head });
    assert.ok(warm.iterations < cold.iterations, `${warm.iterations} against ${cold.iterations}`);
    assert.ok(Math.abs(warm.objective - cold.objective) < 1e-6 * cold.objective);
  });

  it('passes its curvature from fit to fit and reaches the same minima', async () => {
    const { x, y } = blobs(1000, 48, 4, 2, 8);
    const part = (n: number) => [matrix(n, 48, x.data.slice(0, n * 48)), y.slice(0, n)] as const;
    const options = { c: 1, tolerance: 1e-5 };
    let { head } = await fitLogisticHead(...part(400), ops, options);
    const { curvature } = head;
    let warmIterations = 0;
    let coldIterations = 0;
    for (let n = 410; n <= 500; n += 10) {
      const cold = await fitLogisticHead(...part(n), ops, options);
      const warm = await fitLogisticHead(...part(n), ops, { ...options, warmStart: head });
      assert.ok(Math.abs(warm.objective - cold.objective) < 1e-6 * cold.objective);
      assert.equal(warm.head.curvature, curvature);
      warmIterations += warm.iterations;
      coldIterations += cold.iterations;
      head = warm.head;
    }
    assert.ok(
      warmIterations <= coldIterations / 2,
      `${warmIterations} iterations against ${coldIterations}`,
    );

    for (const changed of [
      await fitLogisticHead(...part(500), ops, { ...options, c: 2, warmStart: head }),
      await fitLogisticHead(...part(1000), ops, { ...options, warmStart: head }),
    ]) {
      assert.ok(changed.converged);
      assert.notEqual(changed.head.curvature, curvature);
    }
  });

  it('refits in half the iterations with a precomputed curvature and reaches the same minimum', async () => {
    for (const classes of [2, 4]) {
      const { x, y } = blobs(620, 48, classes, 2, 8);
      const before = [matrix(600, 48, x.data.slice(0, 600 * 48)), y.slice(0, 600)] as const;
      const options = { c: 100, tolerance: 1e-5 };
      const { head } = await fitLogisticHead(...before, ops, options);
      const cold = await fitLogisticHead(x, y, ops, options);
      const warm = await fitLogisticHead(x, y, ops, { ...options, warmStart: head });
      let pauses = 0;
      const pause = async (): Promise<void> => void pauses++;
      void precomputeCurvature(head, ...before, ops, { pause });
      // Not ready yet: the refit waits for it.
      const prepared = await fitLogisticHead(x, y, ops, { ...options, warmStart: head });
      assert.ok(pauses > 0);
      assert.ok(
        prepared.iterations <= cold.iterations / 2 && prepared.iterations < warm.iterations,
        `${prepared.iterations}, unprepared ${warm.iterations}, cold ${cold.iterations}`,
      );
      assert.ok(Math.abs(prepared.objective - cold.objective) < 1e-6 * cold.objective);

      const next = await fitLogisticHead(x, y, ops, { ...options, warmStart: prepared.head });
      assert.equal(next.head.curvature, prepared.head.curvature, 'handed on');
    }
  });

  it('a cancelled refit does not wait for the precomputation', async () => {
    const { x, y } = blobs(100, 8, 3, 1, 4);
    const { head } = await fitLogisticHead(x, y, ops, { c: 10 });
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    const preparing = precomputeCurvature(head, x, y, ops, { pause: () => held });
    const abort = new AbortController();
    const options = { c: 10, warmStart: head, signal: abort.signal };
    const refit = fitLogisticHead(x, y, ops, options);
    abort.abort();
    await assert.rejects(refit, CancelledError);
    finish();
    await preparing;
    assert.ok((await fitLogisticHead(x, y, ops, { c: 10, warmStart: head })).converged);
  });

  it('refits even if the precomputation failed', async () => {
    const { x, y } = blobs(100, 8, 3, 1, 4);
    const { head } = await fitLogisticHead(x, y, ops, { c: 10 });
    const failing = { ...ops, gemmTransposed: () => Promise.reject(new Error('released')) };
    await precomputeCurvature(head, x, y, failing, { pause: async () => {} });
    assert.ok((await fitLogisticHead(x, y, ops, { c: 10, warmStart: head })).converged);
  });

  it('warm-starts when a label is added, from two to three and three to four labels', async () => {
    for (const known of [2, 3]) {
      const { x, y } = blobs(120, 8, known + 1, 1, 4);
      const rows = Array.from(y.keys()).filter((i) => y[i]! < known);
      const options = { c: 10, tolerance: 1e-6 };
      const labels = rows.map((i) => y[i]!);
      const before = await fitLogisticHead(takeRows(x, rows), labels, ops, options);
      const cold = await fitLogisticHead(x, y, ops, options);
      const warm = await fitLogisticHead(x, y, ops, { ...options, warmStart: before.head });
      assert.equal(warm.head.classes, known + 1);
      assert.ok(Math.abs(warm.objective - cold.objective) < 1e-6 * cold.objective);
    }
  });

  it('fitting problems together equals fitting each alone', async () => {
    const { x, y } = blobs(90, 10, 3, 1.5, 5);
    const weights = Float64Array.from(y, (_, i) => i % 3);
    const tasks = [{ c: 1 }, { c: 100 }, { c: 10, weights }];
    const options = { precision: 'float64', tolerance: 1e-7 } as const;
    const together = await fitLogistic(x, y, 3, tasks, ops, options);
    for (const [t, task] of tasks.entries()) {
      const [alone] = await fitLogistic(x, y, 3, [task], ops, options);
      assert.equal(together[t]!.iterations, alone!.iterations);
      assert.deepEqual(together[t]!.weights, alone!.weights);
    }
  });

  it('weight 2 equals repeating a record, weight 0 equals omitting it', async () => {
    const { x, y } = blobs(60, 5, 3, 1, 6);
    const times = Array.from(y, (_, i) => (i < 6 ? 1 : i % 3));
    const repeated = times.flatMap((count, i) => new Array<number>(count).fill(i));
    const options = { c: 5, tolerance: 1e-7 };
    const weighted = await fitLogisticHead(x, y, ops, { ...options, sampleWeights: times });
    const labels = repeated.map((i) => y[i]!);
    const spelt = await fitLogisticHead(takeRows(x, repeated), labels, ops, options);
    assert.ok(Math.abs(weighted.objective - spelt.objective) < 1e-6 * spelt.objective);
  });

  it('round-trips through bytes and rejects invalid ones with a message', async () => {
    const { x, y } = blobs(30, 6, 3, 1, 7);
    const { head } = await fitLogisticHead(x, y, ops, { c: 10 });
    const bytes = head.toBytes();
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    const back = headFromBytes(padded.subarray(3), ops);
    assert.equal(back.kind, 'logistic');
    assert.deepEqual(back.labels, head.labels);
    assert.deepEqual((await back.predictProba(x)).data, (await head.predictProba(x)).data);

    const later = bytes.slice();
    later[4] = 9;
    assert.throws(() => headFromBytes(later, ops), UserError);
    assert.throws(() => headFromBytes(bytes.subarray(0, -4), ops), UserError);
    assert.throws(() => headFromBytes(new Uint8Array(3), ops), UserError);
  });

  it('rejects data that it cannot learn from', async () => {
    const x = matrix(2, 1, Float32Array.of(1, 2));
    await assert.rejects(fitLogisticHead(matrix(0, 1), [], ops, { c: 1 }), RangeError);
    await assert.rejects(fitLogistic(x, [0, 0], 2, [{ c: 1 }], ops), says(/class 1 has no weight/));
    await assert.rejects(fitLogistic(x, [0], 2, [{ c: 1 }], ops), RangeError);
    const signal = AbortSignal.abort();
    await assert.rejects(fitLogistic(x, [0, 1], 2, [{ c: 1 }], ops, { signal }), CancelledError);
  });
});
