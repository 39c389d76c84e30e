// Scoring a large pool never holds the event loop for 200 ms, so a cancel is heard in the middle of it.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { AcquisitionRegistry } from '../../../src/core/acquisition/registry.ts';
import { CancelledError } from '../../../src/core/errors.ts';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { rankAll } from '../../../src/core/math/rankAll.ts';
import { topK } from '../../../src/core/math/topK.ts';
import { typeScriptProducts } from '../../../src/core/math/products.ts';
import { parseStrategy } from '../../../src/core/query/parse.ts';
import type { QueryState } from '../../../src/core/query/queryState.ts';
import { hashString, Rng } from '../../../src/core/rng.ts';
import { Beliefs } from '../../../src/engine/beliefs.ts';
import {
  cancellable,
  politeEmbeddings,
  politePause,
  politeProducts,
} from '../../../src/engine/politeProducts.ts';
import { seededIdHash } from '../../../src/engine/seededIdHash.ts';
import { embeddingsOf } from '../../fixtures/query/state.ts';

/** Milliseconds for which nothing may hold the event loop. */
const patience = 200;
const n = 150_000;
const d = 16;
const registry = new AcquisitionRegistry();

/** A cheap generator: 300,000 records by the seeded one would take longer than scoring them. */
function largePool(): Matrix {
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

describe(`scoring ${n.toLocaleString('en')} records lets a cancel in within ${patience} ms`, () => {
  let stateFor: (signal?: AbortSignal) => QueryState;

  before(async () => {
    const x = largePool();
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 4);
    const known = takeRows(x, Int32Array.from(labels.keys()));
    const rng = new Rng(1);
    const head = await fitCommitteeHead(known, labels, typeScriptProducts, { c: 10, rng });
    const ids = new Uint8Array(
      new Uint32Array(4 * n).map((_, i) => Math.imul(i, 0x9e3779b1)).buffer,
    );
    stateFor = (signal) => {
      const beliefs = new Beliefs({ head, embeddings: embeddingsOf(x), samples: 20 });
      return {
        embeddings: politeEmbeddings(embeddingsOf(x), signal),
        candidates: Int32Array.from({ length: n - 60 }, (_, i) => i + 60),
        labelledRows: Int32Array.from(labels.keys()),
        labels,
        labelCount: 4,
        columns: head.labels,
        products: cancellable(politeProducts(typeScriptProducts), signal),
        rng: new Rng(7),
        idHash: seededIdHash(ids, 7),
        signal,
        pause: politePause(signal),
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
    it(JSON.stringify(settings), async () => {
      const strategy = parseStrategy(settings, registry);
      let longest = Infinity;
      // The best of three: a collection of garbage may fall into any one.
      for (let attempt = 0; attempt < 3 && longest >= patience; attempt++) {
        const whole = stateFor();
        longest = await longestStretch(() => strategy.select(whole, 50));
      }
      assert.ok(longest < patience, `held for ${Math.round(longest)} ms`);

      const stop = new AbortController();
      const state = stateFor(stop.signal);
      // Half of the turns that the whole took: in the middle of the work.
      let left = Math.floor(turns / 2);
      let at = 0;
      const beat = (): void => {
        if (left-- > 0) return void setImmediate(beat);
        at = computed();
        stop.abort();
      };
      setImmediate(beat);
      await assert.rejects(strategy.select(state, 50), CancelledError);
      const heard = computed() - at;
      assert.ok(at > 0 && heard < patience, `heard after ${Math.round(heard)} ms`);
    });
  }
});

/** Milliseconds that this thread has computed for: what else the machine does is not counted. */
function computed(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Turns of the event loop in the last `longestStretch`. */
let turns = 0;

/** The longest time, in milliseconds, for which the work let nothing else have its turn. */
async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let last = computed();
  let longest = 0;
  let over = false;
  turns = 0;
  const beat = (): void => {
    const now = computed();
    longest = Math.max(longest, now - last);
    last = now;
    turns++;
    if (!over) setImmediate(beat);
  };
  setImmediate(beat);
  await work();
  longest = Math.max(longest, computed() - last);
  over = true;
  return longest;
}

describe('the whole ranking', () => {
  it('is the order of the k best with k = n, ties and all', async () => {
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
