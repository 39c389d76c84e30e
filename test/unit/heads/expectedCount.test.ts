import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide, ExpectedCount } from '../../../src/core/heads/expectedCount.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { exactThreshold } from './data.ts';

/** Probabilities of labels that range from rare to common. */
function poolOf(rows: number, labels: number, seed: number): Matrix {
  const rng = new Rng(seed);
  const p = matrix(rows, labels);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < labels; j++, at++) {
      p.data[at] = 1 / (1 + Math.exp(5 - (4 * j) / labels - 1.5 * rng.normal()));
    }
  }
  return p;
}

const columnOf = ({ cols, data }: Matrix, j: number): Float32Array =>
  data.filter((_, at) => at % cols === j);

describe('decoding by expected count', () => {
  const pool = poolOf(5000, 28, 4);
  const counted = new ExpectedCount(28);
  for (let from = 0; from < 5000; from += 700) {
    const data = pool.data.slice(from * 28, (from + 700) * 28);
    counted.add(matrix(data.length / 28, 28, data));
  }

  it('thresholds are within .002 of the exact ones, globally and per label', () => {
    const global = counted.thresholds('global');
    assert.ok(Math.abs(global[0]! - exactThreshold(pool.data)) < 0.002);
    assert.ok(global.every((value) => value === global[0]));
    counted.thresholds('perLabel').forEach((value, j) => {
      const exact = exactThreshold(columnOf(pool, j));
      assert.ok(Math.abs(value - exact) < 0.002, `label ${j}: ${value} for ${exact}`);
    });
    assert.deepEqual(counted.thresholds('half'), new Float32Array(28).fill(0.5));
  });

  it('predicts as many labels in the pool as the probabilities sum to', () => {
    const labels = Array.from({ length: 28 }, (_, j) => j);
    const each = decide(pool, labels, counted.thresholds('perLabel'), 28);
    for (const j of labels) {
      const expected = columnOf(pool, j).reduce((sum, value) => sum + value, 0);
      let found = 0;
      for (let i = 0; i < 5000; i++) found += each.data[i * 28 + j]!;
      assert.ok(Math.abs(found - expected) <= 1 + 0.01 * expected, `${found} for ${expected}`);
    }
  });

  it('predicts no label whose expected count is below one half', () => {
    const rare = new ExpectedCount(1);
    rare.add(matrix(3, 1, Float32Array.of(0.3, 0.1, 0.05)));
    assert.deepEqual(rare.thresholds('global'), Float32Array.of(1));
  });

  it('handles labels of probability 1 and 0', () => {
    const certain = new ExpectedCount(2);
    certain.add(matrix(4, 2, Float32Array.of(1, 0, 1, 0, 1, 0, 0, 0)));
    const [first, second] = certain.thresholds('perLabel');
    assert.ok(first! > 0.99 && first! <= 1);
    assert.equal(second, 1);
  });

  it('maps predictions to the columns of the label set', () => {
    const p = matrix(2, 2, Float32Array.of(0.4, 0.2, 0.1, 0.9));
    const { data } = decide(p, [0, 2], [0.3, 0.5], 4);
    assert.deepEqual(Array.from(data), [1, 0, 0, 0, 0, 0, 1, 0]);
  });
});
