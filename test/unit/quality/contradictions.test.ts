import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findContradictions } from '../../../src/core/quality/contradictions.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from '../metrics/close.ts';

/** Unit vectors at these angles (degrees). */
function at(...angles: number[]) {
  return matrix(
    angles.length,
    2,
    Float32Array.from(
      angles.flatMap((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]),
    ),
  );
}

describe('contradictions', () => {
  it('are nearest neighbours with another label, most similar first, each pair once', () => {
    const found = findContradictions(at(0, 5, 40, 42, 90), [0, 1, 1, 0, 1]);
    assert.deepEqual(
      found.map((c) => [c.first, c.second]),
      [
        [2, 3],
        [0, 1],
      ],
    );
    close(found[0].similarity, Math.cos((2 * Math.PI) / 180), 1e-6);
  });

  it('spare a record that is nearer to one with its own label', () => {
    assert.deepEqual(findContradictions(at(0, 1, 80, 81), [0, 0, 1, 1]), []);
  });

  it('do not hide behind an equally near neighbour with the same label', () => {
    const found = findContradictions(at(30, 30, 30), [0, 0, 1]);
    assert.deepEqual(
      found.map((c) => [c.first, c.second]),
      [
        [0, 2],
        [1, 2],
      ],
    );
  });

  it('need to be similar', () => {
    assert.deepEqual(findContradictions(at(0, 60), [0, 1]), []);
    assert.equal(findContradictions(at(0, 60), [0, 1], 0.4).length, 1);
  });

  it('agree with a plain search on random vectors of odd length', () => {
    const rng = new Rng(7);
    const [n, d] = [60, 7];
    const x = matrix(n, d);
    for (let i = 0; i < n; i++) {
      const v = Array.from({ length: d }, () => rng.normal());
      const norm = Math.hypot(...v);
      x.data.set(
        v.map((value) => value / norm),
        i * d,
      );
    }
    const labels = Array.from({ length: n }, () => rng.integer(3));
    const expected = new Set<string>();
    for (let i = 0; i < n; i++) {
      const cosines = Array.from({ length: n }, (_, j) => {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += x.data[i * d + k] * x.data[j * d + k];
        return i === j ? -2 : sum;
      });
      const j = cosines.indexOf(Math.max(...cosines));
      if (labels[i] !== labels[j] && cosines[j] >= 0.5)
        expected.add([i, j].sort((a, b) => a - b).join());
    }
    const found = findContradictions(x, labels, 0.5).map((c) => `${c.first},${c.second}`);
    assert.deepEqual(new Set(found), expected);
    assert.ok(expected.size > 5);
  });

  it('survive one record and none, and refuse lengths that differ', () => {
    assert.deepEqual(findContradictions(at(10), [0]), []);
    assert.deepEqual(findContradictions(matrix(0, 4), []), []);
    assert.throws(() => findContradictions(at(1, 2), [0]), /2 embeddings, 1 labels/);
  });
});
