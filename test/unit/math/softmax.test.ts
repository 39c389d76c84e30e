import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { softmaxGroups } from '../../../src/core/math/softmax.ts';

describe('softmax', () => {
  it('normalises each group without overflow', () => {
    const scores = Float64Array.of(0, Math.log(3), 1000, 1000, -1000, 0);
    softmaxGroups(scores, 2);
    [0.25, 0.75, 0.5, 0.5, 0, 1].forEach((p, i) => assert.ok(Math.abs(scores[i]! - p) < 1e-12));
  });
});
