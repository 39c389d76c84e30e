import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { topK } from '../../../src/core/math/topK.ts';
import { hashString, Rng } from '../../../src/core/rng.ts';

const byPosition = (i: number): number => i;

describe('topK', () => {
  it('equals sorting by rounded score, then by hash', () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = new Rng(seed);
      const n = rng.integer(60);
      const k = rng.integer(70);
      const levels = 1 + rng.integer(8);
      const scores = Float32Array.from({ length: n }, () =>
        seed % 2 === 0 ? rng.uniform() * 2 - 1 : rng.integer(levels) / levels - 0.5,
      );
      const tie = (i: number): number => hashString(String(i), seed) % 16;
      const rounded = Array.from(scores, (score) => Math.round(score / 1e-4));
      const sorted = Array.from(scores.keys()).sort(
        (i, j) => rounded[j]! - rounded[i]! || tie(i) - tie(j) || i - j,
      );
      assert.deepEqual([...topK(scores, k, tie)], sorted.slice(0, k), `seed ${seed}`);
    }
  });

  it('treats scores within the rounding step as ties', () => {
    const scores = Float32Array.of(0.50001, 0.50002, 0.49998);
    assert.deepEqual([...topK(scores, 2, (i) => 2 - i)], [2, 1]);
  });

  it('handles empty scores and k = 0', () => {
    assert.equal(topK(new Float32Array(), 3, byPosition).length, 0);
    assert.equal(topK(Float32Array.of(1), 0, byPosition).length, 0);
  });
});
