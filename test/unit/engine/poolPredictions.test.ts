import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { matrix, takeRows } from '../../../src/core/math/matrix.ts';
import { typeScriptOps, type MatrixOps } from '../../../src/core/math/matrixOps.ts';
import type { Embeddings } from '../../../src/core/query/queryState.ts';
import { Rng } from '../../../src/core/rng.ts';
import { PoolPredictions } from '../../../src/engine/model/poolPredictions.ts';
import { cancellable, maxUninterrupted, yieldingOps } from '../../../src/engine/yieldingOps.ts';
import { embeddingsOf, unitRows } from '../../fixtures/query/state.ts';

const n = 500;
const x = unitRows(n, 8, 1);
const labels = Int32Array.from({ length: 40 }, (_, i) => i % 3);
const known = takeRows(x, Int32Array.from(labels.keys()));
const every = Int32Array.from({ length: n }, (_, row) => row);
const few = Int32Array.of(499, 3, 77);

/** Matrix operations that count scored rows. */
function counting(): MatrixOps & { rows: number } {
  const counted = {
    ...typeScriptOps,
    rows: 0,
    scorePool: (...args: Parameters<MatrixOps['scorePool']>) => {
      counted.rows += args[0].rows;
      return typeScriptOps.scorePool(...args);
    },
  };
  return counted;
}

/** Simulates vectors that do not fit into memory. */
const onDisk: Embeddings = { ...embeddingsOf(x), all: () => undefined };

async function logistic(ops: MatrixOps, embeddings = embeddingsOf(x), memoryBudget?: number) {
  const { head } = await fitLogisticHead(known, labels, ops, { c: 10 });
  return new PoolPredictions({
    head,
    embeddings,
    samples: 1,
    ...(memoryBudget && { memoryBudget }),
  });
}

describe('pool predictions', () => {
  it('are computed once for all callers', async () => {
    const ops = counting();
    const beliefs = await logistic(ops);
    const [a, b] = await Promise.all([
      beliefs.probabilities(every.subarray(10)),
      beliefs.probabilities(every),
    ]);
    const c = await beliefs.probabilities(few);
    assert.equal(ops.rows, n);
    assert.deepEqual(a.data, b.data.subarray(10 * 3));
    assert.deepEqual(c.data.subarray(3, 6), b.data.subarray(9, 12));
  });

  it('are computed only for the requested rows until most of the pool is requested', async () => {
    const ops = counting();
    const beliefs = await logistic(ops);
    await beliefs.probabilities(few);
    assert.equal(ops.rows, 3);
  });

  it('are equal beyond the memory budget and from vectors on disk', async () => {
    const usual = await (await logistic(typeScriptOps)).probabilities(every);
    const ops = counting();
    const small = await logistic(ops, onDisk, 1000);
    assert.deepEqual(await small.probabilities(every), usual);
    assert.deepEqual(await small.probabilities(every), usual);
    assert.equal(ops.rows, 2 * n, 'nothing is kept');
  });

  it('of a committee come from one set of samples and equal their mean', async () => {
    const ops = counting();
    const options = { c: 10, members: 4, rng: new Rng(1) };
    const head = await fitCommitteeHead(known, labels, ops, options);
    const beliefs = new PoolPredictions({ head, embeddings: embeddingsOf(x), samples: 4 });
    const samples = await beliefs.samples(every);
    const mean = await beliefs.probabilities(every);
    assert.equal(ops.rows, n);
    assert.deepEqual(mean, await head.predictProba(x));
    assert.deepEqual(samples, await head.sampleProba(x));
    const small = new PoolPredictions({ head, embeddings: onDisk, samples: 4, memoryBudget: 1000 });
    assert.deepEqual(await small.samples(few), await head.sampleProba(takeRows(x, few)));
    assert.deepEqual(await small.probabilities(few), await head.predictProba(takeRows(x, few)));
  });

  it('continue for other callers after one cancels, and stop without any', async () => {
    const stop = new AbortController();
    const other = new AbortController();
    const beliefs = await logistic(typeScriptOps);
    const cancelled = assert.rejects(beliefs.probabilities(every, stop.signal), {
      name: 'CancelledError',
    });
    const kept = beliefs.probabilities(every, other.signal);
    stop.abort();
    await cancelled;
    assert.equal((await kept).rows, n);

    const again = await logistic(typeScriptOps);
    const alone = new AbortController();
    const ended = assert.rejects(again.probabilities(every, alone.signal), {
      name: 'CancelledError',
    });
    alone.abort();
    await ended;
    assert.equal((await again.probabilities(every)).rows, n, 'and are computed again');
  });
});

describe('yielding operations', () => {
  it('are bit-identical to uninterrupted ones', async () => {
    const wide = matrix(
      3000,
      256,
      Float32Array.from({ length: 3000 * 256 }, (_, i) => Math.sin(i)),
    );
    const w = matrix(
      256,
      400,
      Float32Array.from({ length: 256 * 400 }, (_, i) => Math.cos(i)),
    );
    assert.ok(3000 * 256 * 400 > maxUninterrupted, 'large enough to be cut');
    const polite = yieldingOps(typeScriptOps);
    assert.deepEqual(await polite.gemm(wide, w), await typeScriptOps.gemm(wide, w));
    const bias = new Float32Array(400);
    assert.deepEqual(
      await polite.scorePool(wide, w, bias, 100),
      await typeScriptOps.scorePool(wide, w, bias, 100),
    );
    const tall = matrix(3000, 2, wide.data.slice(0, 6000));
    assert.deepEqual(
      await polite.gemmTransposed(wide, tall),
      await typeScriptOps.gemmTransposed(wide, tall),
    );
  });

  it('stop when their task is cancelled', async () => {
    const stop = new AbortController();
    const ops = cancellable(yieldingOps(typeScriptOps), stop.signal);
    const one = matrix(1, 1, Float32Array.of(2));
    assert.equal((await ops.gemm(one, one)).data[0], 4);
    stop.abort();
    await assert.rejects(ops.gemm(one, one), { name: 'CancelledError' });
  });
});
