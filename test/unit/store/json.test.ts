import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromJson, toJson } from '../../../src/core/store/json.ts';

describe('toJson and fromJson', () => {
  it('round-trip typed arrays and non-finite numbers', () => {
    const value = {
      weights: Float64Array.of(0.1, Number.NaN, -0.5),
      records: Int32Array.of(-1, 2),
      single: Float32Array.of(0.1),
      none: Number.NaN,
      bound: Number.NEGATIVE_INFINITY,
      plain: [1, 'a', null, true, { $: 'mine', values: 1 }],
    };
    assert.deepEqual(fromJson(toJson(value)), value);
  });
});
