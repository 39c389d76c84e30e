import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CancelledError } from '../../../src/core/errors.ts';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import type { ThreadPool } from '../../../src/core/math/kernels/threadPool.ts';
import { takeRows } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import type { Embeddings } from '../../../src/core/query/queryState.ts';
import { Rng } from '../../../src/core/rng.ts';
import { MarginBoundsCache } from '../../../src/engine/model/marginBoundsCache.ts';
import { embeddingsOf, unitRows } from '../../fixtures/query/state.ts';

const x = unitRows(40_000, 6, 1);
const known = takeRows(
  x,
  Array.from({ length: 60 }, (_, i) => i),
);

async function headOf(classes: number) {
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % classes);
  return (await fitLogisticHead(known, labels, typeScriptOps, { c: 10 })).head;
}

/** Counts block reads. */
function counting(): Embeddings & { blocks: number } {
  const inner = embeddingsOf(x);
  const counted = {
    ...inner,
    blocks: 0,
    block: (from: number, to: number) => {
      counted.blocks++;
      return inner.block(from, to);
    },
  };
  return counted;
}

describe('margin bounds', () => {
  it('bound the margins of the requested rows and read vectors once', async () => {
    const embeddings = counting();
    const gaps = new MarginBoundsCache(embeddings);
    const head = await headOf(3);
    const rows = Int32Array.of(39_999, 0, 17_000);
    const p = await head.predictProba(takeRows(x, rows));
    const gapsOf = (): Promise<number[]> =>
      gaps.for(head).marginBounds!(async (bounds) =>
        Array.from(rows, (row) => bounds.margins[row]!),
      );
    const [first, second] = await Promise.all([gapsOf(), gapsOf()]);
    const { blocks } = embeddings;
    assert.deepEqual(await gapsOf(), first);
    assert.deepEqual(second, first);
    assert.equal(embeddings.blocks, blocks);
    rows.forEach((_, i) => {
      const [a, b] = p.data
        .subarray(3 * i, 3 * i + 3)
        .toSorted()
        .reverse();
      const gap = Math.log(a! / b!);
      assert.ok(first[i]! <= gap + 1e-5 && first[i]! >= gap - 0.05, `${first[i]} for ${gap}`);
    });
  });

  it('bound how flat the probabilities can be', async () => {
    const gaps = new MarginBoundsCache(embeddingsOf(x));
    const head = await headOf(4);
    const rows = Int32Array.of(17_000, 5);
    const flat = (await gaps.for(head).marginBounds!(async (bounds) =>
      bounds.upperBoundProbabilities(rows),
    ))!;
    const p = await head.predictProba(takeRows(x, rows));
    for (const i of [0, 1]) {
      const of = (all: Float32Array): number[] => [...all.subarray(4 * i, 4 * i + 4)].sort();
      of(flat.data).forEach((value, j) => assert.ok(Math.abs(value - of(p.data)[j]!) < 0.01));
      assert.ok(Math.max(...of(flat.data)) <= Math.max(...of(p.data)));
    }
    const five = await gaps.for(await headOf(5)).marginBounds!(async (bounds) =>
      bounds.upperBoundProbabilities(rows),
    );
    assert.equal(five, undefined);
  });

  it('stay valid until their user is done, while other requests wait', async () => {
    const gaps = new MarginBoundsCache(embeddingsOf(x));
    const heads = [await headOf(3), await headOf(4)];
    const seen: string[] = [];
    await Promise.all(
      heads.map((head) =>
        gaps.for(head).marginBounds!(async (bounds) => {
          const before = bounds.margins.slice();
          for (let turn = 0; turn < 3; turn++) {
            seen.push(`${head.classes}`);
            await setImmediate();
          }
          assert.deepEqual(bounds.margins, before);
        }),
      ),
    );
    assert.equal(seen.join(''), '333444');
  });

  it('remain available after a user of them fails', async () => {
    const gaps = new MarginBoundsCache(embeddingsOf(x));
    const head = await headOf(3);
    const failing = gaps.for(head).marginBounds!(() => Promise.reject(new Error('no')));
    await assert.rejects(failing, says('no'));
    assert.ok(
      (await gaps.for(head).marginBounds!(async (bounds) => bounds.rowsWithin(1))).length > 0,
    );
  });

  it('resume where a cancelled query stopped', async () => {
    const embeddings = counting();
    const gaps = new MarginBoundsCache(embeddings);
    const head = await headOf(2);
    const abort = new AbortController();
    const cancelled = gaps.for(head, abort.signal).marginBounds!(async () => 0);
    abort.abort();
    await assert.rejects(cancelled, CancelledError);
    await gaps.for(head).marginBounds!(async () => 0);
    assert.equal(embeddings.blocks, 3);
  });

  it('start no threads after close and continue single-threaded', async () => {
    const head = await headOf(3);
    let [gathered, home] = [0, 0];
    const gather = (): ThreadPool => {
      gathered++;
      return { size: 1, run: () => true, close: () => void home++ };
    };
    for (const before of [true, false]) {
      const gaps = new MarginBoundsCache(embeddingsOf(x), gather);
      const asked = gaps.for(head).marginBounds!;
      if (before) await asked(async () => 0);
      gaps.close();
      assert.ok((await asked(async (bounds) => bounds.rowsWithin(1))).length > 0);
    }
    assert.deepEqual([gathered, home], [1, 1]);
  });

  it('are only available for large pools and linear heads with few labels', async () => {
    const gaps = new MarginBoundsCache(embeddingsOf(x));
    assert.deepEqual(gaps.for(undefined), {});
    assert.deepEqual(gaps.for(await headOf(1)), {});
    assert.deepEqual(gaps.for(await headOf(9)), {});
    assert.ok(
      new MarginBoundsCache({ ...embeddingsOf(x), all: () => undefined }).for(await headOf(9))
        .marginBounds,
    );
    const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
    const options = { c: 1, rng: new Rng(1) };
    const committee = await fitCommitteeHead(known, labels, typeScriptOps, options);
    assert.deepEqual(gaps.for(committee), {});
    assert.deepEqual(
      new MarginBoundsCache(embeddingsOf(unitRows(500, 6, 2))).for(await headOf(3)),
      {},
    );
  });
});
