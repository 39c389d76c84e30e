import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseC } from '../../../src/core/heads/chooseC.ts';
import { crossFit, type CrossFit, type CrossFitOptions } from '../../../src/core/heads/crossFit.ts';
import { isLarge, type CrossFitPath } from '../../../src/core/heads/crossFitPath.ts';
import { heldOutScores } from '../../../src/core/heads/heldOutScores.ts';
import type { LabelPrior } from '../../../src/core/heads/labelPrior.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { ALWAYS_TRAINED } from '../../../src/core/heads/stratifiedFolds.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps, type MatrixOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs } from './data.ts';

const ops = typeScriptOps;
const [d, c] = [340, 26];

/** Few answers to many labels: the last label has no answer, the one before has one. */
function answered(seed: number, n = 60): { x: Matrix; y: Int32Array } {
  const { x, y } = blobs(n, d, c - 2, 2.5, seed);
  return { x, y: y.map((label, i) => (i === n - 1 ? c - 2 : label)) };
}

/** The labels' directions with noise. */
function words(x: Matrix, y: Int32Array): Matrix {
  const rng = new Rng(4);
  const vectors = matrix(c, d);
  for (let j = 0; j < c; j++) {
    const first = Math.max(0, y.indexOf(j));
    for (let k = 0; k < d; k++) {
      vectors.data[j * d + k] = (x.data[first * d + k]! + 0.05 * rng.normal()) / 2;
    }
  }
  return vectors;
}

const takeLabels = (y: Int32Array, rows: readonly number[]): Int32Array =>
  Int32Array.from(rows, (row) => y[row]!);

/** Held-out probabilities of separate heads fitted on the records themselves. */
async function bySeparateHeads(
  x: Matrix,
  y: Int32Array,
  folds: Int32Array,
  options: {
    readonly c: number;
    readonly prior?: LabelPrior;
    readonly classWeight?: 'balanced';
    readonly tolerance: number;
  },
) {
  let probabilities: Matrix | undefined;
  let labels: Int32Array = new Int32Array();
  for (let fold = 0; fold <= Math.max(...folds); fold++) {
    const rows = Array.from(y.keys());
    const trained = rows.filter((row) => folds[row] !== fold);
    const sampleWeights = rows.map((row) => (folds[row] === fold ? 0 : 1));
    // A prior uses the mean of all records; class balance is computed over the trained ones.
    const { head } = options.prior
      ? await fitLogisticHead(x, y, ops, { ...options, sampleWeights })
      : await fitLogisticHead(takeRows(x, trained), takeLabels(y, trained), ops, options);
    labels = head.labels;
    const p = await head.predictProba(x);
    probabilities ??= matrix(p.rows, p.cols);
    for (const row of rows.filter((one) => folds[one] === fold)) {
      const at = [row * p.cols, (row + 1) * p.cols] as const;
      probabilities.data.set(p.data.subarray(...at), at[0]);
    }
  }
  return { probabilities: probabilities!, labels, folds };
}

const furthest = (a: Matrix, b: Matrix): number =>
  a.data.reduce((most, value, p) => Math.max(most, Math.abs(value - b.data[p]!)), 0);

describe('cross-validation of large heads along a path', () => {
  const { x, y } = answered(2);
  const vectors = words(x, y);
  assert.ok(isLarge(d, c - 1));

  const ways: Readonly<Record<string, Partial<CrossFitOptions>>> = {
    'without a prior': {},
    'under a prior, with labels that nothing was answered with': {
      prior: { vectors, strength: 20 },
    },
    'with balanced classes': { classWeight: 'balanced' },
  };
  for (const [way, options] of Object.entries(ways)) {
    it(`has the probabilities of separate heads ${way}`, async () => {
      const tolerance = 1e-5;
      const own = { rng: new Rng(3), folds: 3, tolerance, ...options };
      const fits = await crossFit(x, y, [3, 100], ops, own);
      for (const [i, strength] of [3, 100].entries()) {
        const { probabilities, labels, folds } = fits[i]!;
        assert.equal(folds[y.length - 1], ALWAYS_TRAINED);
        const exact = await bySeparateHeads(x, y, folds, {
          c: strength,
          tolerance,
          ...(options as object),
        });
        assert.deepEqual(labels, exact.labels);
        const apart = furthest(probabilities, exact.probabilities);
        assert.ok(apart < 2e-3, `C = ${strength}: ${apart} apart`);
      }
    });
  }

  it('is shared by the searches of one choice, each of which starts where an earlier one ended', async () => {
    const paths = new Map<Matrix, CrossFitPath>();
    const options = { folds: 3, tolerance: 1e-5, paths };
    const under = (strength: number) => ({
      ...options,
      rng: new Rng(3),
      prior: { vectors, strength },
    });
    for (const strength of [0, 10, 40]) await crossFit(x, y, [30], ops, under(strength));
    assert.deepEqual([...paths.keys()], [x]);
    const [after] = await crossFit(x, y, [30], ops, under(20));
    const [alone] = await crossFit(x, y, [30], ops, { ...under(20), paths: undefined });
    assert.deepEqual(after!.folds, alone!.folds);
    assert.ok(furthest(after!.probabilities, alone!.probabilities) < 2e-3);
    // A repeated call reuses the results: no gradient is computed.
    const idle: MatrixOps = { ...ops, gemmTransposed: () => assert.fail('A gradient is computed') };
    const [again] = await crossFit(x, y, [30], idle, under(20));
    assert.equal(furthest(after!.probabilities, again!.probabilities), 0);
  });

  it('chooses the C that separate heads choose', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { x, y } = answered(seed);
      const [{ folds }] = (await crossFit(x, y, [1], ops, { rng: new Rng(seed), folds: 3 })) as [
        CrossFit,
      ];
      const losses: number[] = [];
      for (const strength of [30, 100]) {
        const fit = await bySeparateHeads(x, y, folds, { c: strength, tolerance: 1e-3 });
        losses.push(heldOutScores(fit, y).loss);
      }
      const chosen = await chooseC(x, y, ops, { rng: new Rng(seed), folds: 3, minC: 30 });
      assert.equal(chosen.c, losses[0]! <= losses[1]! ? 30 : 100, `seed ${seed}: ${losses.join()}`);
      chosen.losses.forEach((loss, i) => assert.ok(Math.abs(loss - losses[i]!) < 5e-3));
    }
  });
});
