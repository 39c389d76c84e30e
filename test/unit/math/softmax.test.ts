import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logSumExp, softmaxGroups } from '../../../src/core/math/softmax.ts';

describe('softmax', () => {
  it('works in groups, and does not overflow', () => {
    const scores = Float64Array.of(0, Math.log(3), 1000, 1000, -1000, 0);
    softmaxGroups(scores, 2);
    [0.25, 0.75, 0.5, 0.5, 0, 1].forEach((p, i) => assert.ok(Math.abs(scores[i]! - p) < 1e-12));
  });

  it('log-sum-exp is exact at any size', () => {
    assert.equal(logSumExp([1000, 1000]), 1000 + Math.LN2);
    assert.equal(logSumExp([-1e308]), -1e308);
    assert.equal(logSumExp([]), -Infinity);
    assert.equal(logSumExp([5, 0, 0, 5], 1, 3), Math.LN2);
  });
});
