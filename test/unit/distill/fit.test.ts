// The numerics behind the static embedding table, against numpy and a known table.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fitTable, zipf } from '../../../scripts/distill/fitTable.ts';
import { principalAxes, project } from '../../../scripts/distill/principalAxes.ts';
import { means, pieceLists, solveRidge } from '../../../scripts/distill/ridge.ts';
import { Rng } from '../../../src/core/rng.ts';

interface Golden {
  components: Record<'vectors' | 'projector' | 'gram', number[][]> &
    Record<'mean' | 'variances', number[]>;
  ridge: Record<'texts' | 'y' | 'z0' | 'z' | 'means', number[][]> & { lambda: number };
}
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/distill/distill.json', import.meta.url), 'utf8'),
) as Golden;

function assertClose(actual: ArrayLike<number>, expected: readonly number[], within = 1e-6): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) < within, `${i}: ${actual[i]}, not ${value}`),
  );
}

/** a·bᵀ for two matrices with rows of `width` values. */
function products(a: ArrayLike<number>, b: ArrayLike<number>, width: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < a.length; i += width) {
    for (let j = 0; j < b.length; j += width) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += a[i + k]! * b[j + k]!;
      out.push(sum);
    }
  }
  return out;
}

test('principal components match numpy', () => {
  const { vectors, mean, variances, projector, gram } = golden.components;
  const flat = Float32Array.from(vectors.flat());
  const found = principalAxes(flat, 5, 3);
  assertClose(found.mean, mean);
  assertClose(found.variances, variances, 1e-5);
  assertClose(products(found.axes, found.axes, 3), projector.flat());
  const projected = project(flat, found.mean, found.axes);
  assertClose(products(projected, projected, 3), gram.flat(), 1e-4);
});

test('conjugate gradients match the dense solution of numpy', () => {
  const { texts, y, z0, z, lambda, means: expected } = golden.ridge;
  const lists = pieceLists(texts);
  const steps: number[] = [];
  const solved = solveRidge(lists, Float32Array.from(y.flat()), Float32Array.from(z0.flat()), {
    width: 3,
    lambda,
    tolerance: 1e-9,
    onStep: (step) => steps.push(step),
  });
  assertClose(solved, z.flat());
  assertClose(means(lists, solved, 3), expected.flat());
  // In exact arithmetic, conjugate gradients need at most as many steps as unknowns.
  assert.ok(steps.length <= 9, `${steps.length} steps`);
  // The last piece occurs in no text and keeps its initial row.
  assertClose(solved.subarray(15), z0[5]!);
});

test('a text without pieces has a zero mean and does not affect the fit', () => {
  const lists = pieceLists([[], [1]]);
  const z = Float32Array.of(1, 2, 3, 4);
  assert.deepEqual([...means(lists, z, 2)], [0, 0, 3, 4]);
  const solved = solveRidge(lists, Float32Array.of(9, 9, 5, 6), z, { width: 2, lambda: 1 });
  assertClose(solved, [1, 2, 4, 5]);
});

test('recovers the table that generated the vectors, except for the silent piece', () => {
  const rng = new Rng(5);
  const [width, dimensions, count] = [6, 3, 40];
  // Six-dimensional vectors in a three-dimensional affine subspace.
  const basis = Float64Array.from({ length: dimensions * width }, () => rng.normal());
  const hidden = Float64Array.from({ length: count * dimensions }, () => rng.normal());
  const texts = Array.from({ length: 2000 }, () =>
    Array.from({ length: 1 + rng.integer(5) }, () => rng.integer(count)),
  );
  const teacher = (ids: readonly number[]): number[] => {
    const known = ids.filter((id) => id !== 0);
    return Array.from({ length: width }, (_, j) => {
      let value = 1;
      for (const id of known) {
        for (let k = 0; k < dimensions; k++) {
          value += (hidden[id * dimensions + k]! * basis[k * width + j]!) / known.length;
        }
      }
      return value;
    });
  };
  const alone = Float32Array.from(Array.from({ length: count }, (_, id) => teacher([id])).flat());
  const { rows, varianceKept, untrained, trained } = fitTable(
    alone,
    texts,
    Float32Array.from(texts.map(teacher).flat()),
    { width, dimensions, lambda: 1e-6, rarity: 1e-4, specialIds: [0], heldOut: 10 },
  );
  assert.deepEqual([...rows.subarray(0, dimensions)], [0, 0, 0]);
  assert.ok(varianceKept > 0.9999, `${varianceKept}`);
  assert.ok(trained.rSquared > 0.9999 && trained.cosine > 0.9999, JSON.stringify(trained));
  assert.ok(untrained.rSquared < 0.95, JSON.stringify(untrained));
});

test('Zipf probabilities fall by rank, for characters and words separately', () => {
  const p = zipf(3000);
  assert.ok(Math.abs(p[1996]! / p[1997]! - 2) < 1e-12);
  assert.ok(Math.abs(p[1996]! / p[2005]! - 10) < 1e-12);
  assert.equal(p[999], p[1996]);
});
