import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { fitCommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import { meanOverSamples } from '../../../src/core/heads/head.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs } from './data.ts';

const ops = typeScriptOps;

describe('committee head', () => {
  it('has diverse members and predicts their mean', async () => {
    for (const c of [2, 4]) {
      const { x, y } = blobs(80, 6, c, 1.5, 21);
      const head = await fitCommitteeHead(x, y, ops, { c: 10, rng: new Rng(1), members: 7 });
      const samples = await head.sampleProba(x);
      assert.deepEqual([samples.samples, samples.rows, samples.classes], [7, 80, c]);
      for (let from = 0; from < samples.data.length; from += c) {
        let sum = 0;
        for (let j = 0; j < c; j++) sum += samples.data[from + j]!;
        assert.ok(Math.abs(sum - 1) < 1e-5);
      }
      const first = samples.data.subarray(0, c);
      const second = samples.data.subarray(c, 2 * c);
      assert.ok(first.some((p, j) => Math.abs(p - second[j]!) > 1e-3));
      assert.deepEqual((await head.predictProba(x)).data, meanOverSamples(samples).data);

      const three = await head.sampleProba(x, 3);
      for (let i = 0; i < 80; i++) {
        const from = i * 7 * c;
        const expected = samples.data.subarray(from, from + 3 * c);
        expected.forEach((p, j) => assert.ok(Math.abs(three.data[i * 3 * c + j]! - p) < 1e-6));
      }
      await assert.rejects(head.sampleProba(x, 8), RangeError);
    }
  });

  it('every member covers every label, even one with a single record', async () => {
    const { x } = blobs(12, 4, 2, 1, 22);
    const labels = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9];
    const head = await fitCommitteeHead(x, labels, ops, { c: 10, rng: new Rng(2) });
    assert.deepEqual([...head.labels], [5, 9]);
    assert.ok((await head.sampleProba(x)).data.every((p) => p > 0 && p < 1));
  });

  it('round-trips through bytes', async () => {
    const { x, y } = blobs(30, 4, 3, 1, 23);
    const head = await fitCommitteeHead(x, y, ops, { c: 1, rng: new Rng(3), members: 4 });
    const back = headFromBytes(head.toBytes(), ops);
    assert.equal(back.kind, 'committee');
    assert.deepEqual((await back.sampleProba!(x, 4)).data, (await head.sampleProba(x)).data);
  });
});

test('meanOverSamples averages per record', () => {
  const data = Float32Array.of(1, 0, 0, 1, 0.5, 0.5, 0.25, 0.75);
  const mean = meanOverSamples({ samples: 2, rows: 2, classes: 2, data });
  assert.deepEqual([...mean.data], [0.5, 0.5, 0.375, 0.625]);
});
