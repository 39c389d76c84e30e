// Pool scoring runs in slices of fixed size, so that a cancel takes effect between them.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { rankAll } from '../../../src/core/math/rankAll.ts';
import { topK } from '../../../src/core/math/topK.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import type { QueryState } from '../../../src/core/query/queryState.ts';
import { hashString, Rng } from '../../../src/core/rng.ts';
import { PoolPredictions } from '../../../src/engine/model/poolPredictions.ts';
import {
  cancellable,
  yieldingEmbeddings,
  cooperativeYield,
  yieldingOps,
} from '../../../src/engine/yieldingOps.ts';
import { seededIdHash } from '../../../src/engine/pool/seededIdHash.ts';
import { embeddingsOf } from '../../fixtures/query/state.ts';
import { endSliceAtEveryCheck, turnsAfterCancel, turnsOf } from '../../harness/turns.ts';

/** Records; twice as many must take more turns. */
const n = 20_000;
const count = 3;
const d = 16;

/** A cheap generator: the seeded one would take longer than scoring this many records. */
function largePool(n: number): Matrix {
  const x = matrix(n, d);
  let word = 1;
  for (let i = 0; i < x.data.length; i++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    x.data[i] = word / 2 ** 32;
  }
  for (let i = 0; i < n; i++) {
    const row = x.data.subarray(i * d, (i + 1) * d);
    const norm = Math.hypot(...row);
    for (let j = 0; j < d; j++) row[j]! /= norm;
  }
  return x;
}

describe('pool scoring', () => {
  endSliceAtEveryCheck();
  let stateFor: (n: number, signal?: AbortSignal) => QueryState;

  before(async () => {
    const whole = largePool(2 * n);
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 4);
    const known = takeRows(whole, Int32Array.from(labels.keys()));
    const rng = new Rng(1);
    const head = await fitCommitteeHead(known, labels, typeScriptOps, { c: 10, rng });
    const ids = new Uint8Array(
      new Uint32Array(8 * n).map((_, i) => Math.imul(i, 0x9e3779b1)).buffer,
    );
    stateFor = (records, signal) => {
      const x = matrix(records, d, whole.data.slice(0, records * d));
      const beliefs = new PoolPredictions({ head, embeddings: embeddingsOf(x), samples: 20 });
      return {
        embeddings: yieldingEmbeddings(embeddingsOf(x), signal),
        candidates: Int32Array.from({ length: records - 60 }, (_, i) => i + 60),
        labelledRows: Int32Array.from(labels.keys()),
        labels,
        labelCount: 4,
        columns: head.labels,
        ops: cancellable(yieldingOps(typeScriptOps), signal),
        rng: new Rng(7),
        idHash: seededIdHash(ids, 7),
        signal,
        pause: cooperativeYield(signal),
        probabilities: (rows) => beliefs.probabilities(rows, signal),
        samples: (rows) => beliefs.samples(rows, signal),
      };
    };
  });

  for (const settings of [
    { strategy: 'bald' },
    { strategy: 'batch-bald' },
    { strategy: 'vote-entropy' },
    { strategy: 'entropy' },
    { strategy: 'rank-power', acquisition: 'bald' },
    { strategy: 'margin', balance: true },
    { strategy: 'badge' },
    { strategy: 'information-density' },
    { strategy: 'typiclust' },
    { strategy: 'ranked-batch' },
  ]) {
    it(`stops halfway on a cancel: ${JSON.stringify(settings)}`, async () => {
      const strategy = parseStrategy(settings, builtInAcquisitions);
      const turns = await turnsOf(() => strategy.select(stateFor(n), count));
      const twice = await turnsOf(() => strategy.select(stateFor(2 * n), count));
      assert.ok(turns > 1 && twice > turns, `${turns} turns, ${twice} for twice as many records`);
      const heard = await turnsAfterCancel(Math.floor(turns / 2), (signal) =>
        strategy.select(stateFor(n, signal), count),
      );
      assert.ok(heard <= 1, `heard after ${heard} turns`);
    });
  }
});

describe('rankAll', () => {
  it('equals topK with k = n, including ties', async () => {
    const rng = new Rng(3);
    const cases = {
      ordinary: Float32Array.from({ length: 5000 }, () => rng.normal()),
      ties: Float32Array.from({ length: 5000 }, () => rng.integer(7) / 7),
      'all the same': new Float32Array(3000).fill(0.25),
      'below zero': Float32Array.from({ length: 100 }, () => -1 - rng.uniform()),
      empty: new Float32Array(),
    };
    for (const [name, scores] of Object.entries(cases)) {
      const tie = (i: number): number => hashString(`record ${i % 900}`, 5);
      assert.deepEqual(await rankAll(scores, tie), topK(scores, scores.length, tie), name);
    }
  });
});
