import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  candidateCs,
  candidateCsAt,
  chooseC,
  initialC,
  isCvDue,
} from '../../../src/core/heads/chooseC.ts';
import {
  crossValidation,
  heldOutLabelScores,
  isGain,
} from '../../../src/core/heads/heldOutScores.ts';
import { crossFit, crossFitOneVsRest } from '../../../src/core/heads/crossFit.ts';
import { indicators } from '../../../src/core/heads/indicators.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { ALWAYS_TRAINED, stratifiedFolds } from '../../../src/core/heads/stratifiedFolds.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs, mixture } from './data.ts';

const ops = typeScriptOps;

describe('stratified folds', () => {
  it('keep every class in every training set and never hold out a singleton class', () => {
    const y = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 3];
    for (let seed = 0; seed < 50; seed++) {
      const folds = stratifiedFolds(y, 4, 5, new Rng(seed));
      assert.equal(folds[9], ALWAYS_TRAINED);
      for (let fold = 0; fold < 5; fold++) {
        const trained = new Set(y.filter((_, i) => folds[i] !== fold));
        assert.equal(trained.size, 4);
      }
      const sizes = [0, 1, 2, 3, 4].map((fold) => folds.filter((f) => f === fold).length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join(' '));
    }
  });
});

describe('cross-fitting', () => {
  it('predicts each record with a head fitted without its fold', async () => {
    const { x, y } = blobs(60, 6, 3, 1, 11);
    const [result] = await crossFit(x, y, [10], ops, {
      rng: new Rng(3),
      folds: 4,
      tolerance: 1e-6,
    });
    const { probabilities, folds } = result!;
    for (let fold = 0; fold < 4; fold++) {
      const train = Array.from(y.keys()).filter((i) => folds[i] !== fold);
      const { head } = await fitLogisticHead(
        takeRows(x, train),
        train.map((i) => y[i]!),
        ops,
        { c: 10, tolerance: 1e-6 },
      );
      const p = await head.predictProba(x);
      for (let i = 0; i < 60; i++) {
        if (folds[i] !== fold) continue;
        for (let j = 0; j < 3; j++) {
          const difference = p.data[3 * i + j]! - probabilities.data[3 * i + j]!;
          assert.ok(Math.abs(difference) < 1e-4, `record ${i}: ${difference}`);
        }
      }
    }
  });
});

/** Five labels in 12 dimensions. */
const severalOf = (n: number, noise: number, seed: number) =>
  mixture(n, { dimensions: 12, labels: 5, noise: noise / Math.sqrt(12), shift: 0.5 }, seed);

describe('cross-fitting of several labels', () => {
  it('has no columns if no label has a positive answer', async () => {
    const { x } = blobs(20, 4, 2, 1, 3);
    const options = { rng: new Rng(1), folds: 5 };
    const fit = await crossFitOneVsRest(x, indicators(20, 3), 1, ops, options);
    assert.deepEqual(fit.probabilities, matrix(20, 0));
    assert.deepEqual(fit.labels, new Int32Array());
  });
});

describe('held-out scores of several labels', () => {
  it('do not depend on which label is unknown', () => {
    const score = (p: number[], truth: number[]): number =>
      heldOutLabelScores(
        {
          probabilities: matrix(1, 3, Float32Array.from(p)),
          labels: Int32Array.of(0, 1, 2),
          folds: Int32Array.of(0),
        },
        indicators(1, 3, Int8Array.from(truth)),
      ).right;
    assert.equal(score([0.6, 0.9, 0.1], [1, -1, 0]), 1);
    assert.equal(score([0.9, 0.6, 0.1], [-1, 1, 0]), 1);
  });
});

describe('chooseC of several labels', () => {
  for (const [noise, expected] of [
    [0.4, 100],
    [1, 3],
    [4, 1],
  ] as const) {
    it(`finds ${expected} by trying only its neighbours`, async () => {
      const { x, labels: truth } = severalOf(150, noise, 21);
      const losses: number[] = [];
      for (const c of candidateCs) {
        const options = { rng: new Rng(5), folds: 5, tolerance: 1e-4 };
        const { probabilities: p, labels } = await crossFitOneVsRest(x, truth, c, ops, options);
        assert.deepEqual(Array.from(labels), [0, 1, 2, 3, 4]);
        let loss = 0;
        truth.data.forEach((y, at) => (loss -= Math.log(y ? p.data[at]! : 1 - p.data[at]!)));
        losses.push(loss / truth.data.length);
      }
      const best = losses.indexOf(Math.min(...losses));
      assert.equal(candidateCs[best], expected);
      for (const from of candidateCs) {
        const found = await chooseC(x, truth, ops, { rng: new Rng(5), from });
        assert.equal(found.c, candidateCs[best]);
        const first = candidateCs.indexOf(from);
        const between = candidateCs.slice(
          Math.max(0, Math.min(best, first) - 1),
          Math.max(best, first) + 2,
        );
        assert.ok(found.candidates.every((c) => between.includes(c)));
        found.candidates.forEach((c, i) => {
          const exact = losses[candidateCs.indexOf(c)]!;
          assert.ok(Math.abs(found.losses[i]! - exact) < 2e-3, `${found.losses[i]} for ${exact}`);
        });
      }
    });
  }

  it('stays at the initial value if nothing can be held out', async () => {
    const { x } = severalOf(4, 1, 2);
    const none = indicators(4, 5);
    assert.equal((await chooseC(x, none, ops, { rng: new Rng(1) })).c, initialC);
  });

  it('keeps the current value unless another is significantly better, and ignores the minimum', async () => {
    const { x, labels: truth } = severalOf(40, 0.8, 25);
    const lossAt = async (c: number): Promise<number[]> => {
      const score = await crossValidation(x, truth, ops, { rng: new Rng(5), folds: 5 });
      return [...(await score(c)).losses];
    };
    const [three, ten] = [await lossAt(3), await lossAt(10)];
    const gains = three.map((loss, i) => ten[i]! - loss);
    assert.ok(gains.reduce((sum, gain) => sum + gain, 0) > 0 && !isGain(gains));
    const chosen = async (from: number): Promise<number> =>
      (await chooseC(x, truth, ops, { rng: new Rng(5), from, minC: 30 })).c;
    assert.deepEqual([await chosen(3), await chosen(10)], [3, 10]);
  });
});

describe('chooseC', () => {
  it('picks the candidate with the lowest held-out log-loss, deterministically by seed', async () => {
    const { x, y } = blobs(100, 12, 3, 1.5, 12);
    const choice = await chooseC(x, y, ops, { rng: new Rng(5) });
    assert.equal(choice.losses.length, candidateCs.length);
    assert.equal(choice.c, candidateCs[choice.losses.indexOf(Math.min(...choice.losses))]);
    assert.deepEqual(choice, await chooseC(x, y, ops, { rng: new Rng(5) }));
  });

  it('prefers a strong penalty for noise and a weak one for clear signal', async () => {
    const noise = blobs(200, 20, 2, 0.5, 13);
    new Rng(1).shuffle(noise.y);
    const plain = blobs(200, 20, 2, 0.3, 14);
    assert.equal((await chooseC(noise.x, noise.y, ops, { rng: new Rng(1) })).c, 1);
    assert.equal((await chooseC(plain.x, plain.y, ops, { rng: new Rng(1) })).c, 100);
  });

  it('excludes small values below 200 labels if a least C is given', async () => {
    const noise = blobs(200, 20, 2, 0.5, 13);
    new Rng(1).shuffle(noise.y);
    const few = {
      x: takeRows(
        noise.x,
        Array.from({ length: 199 }, (_, i) => i),
      ),
      y: noise.y.slice(0, 199),
    };
    const chosen = async ({ x, y }: { x: Matrix; y: ArrayLike<number> }): Promise<number> =>
      (await chooseC(x, y, ops, { rng: new Rng(1), minC: 30 })).c;
    assert.equal(await chosen(few), 30);
    assert.equal(await chosen(noise), 1);
    assert.deepEqual(candidateCsAt(20, 30), [30, 100]);
    assert.equal(
      (await chooseC(few.x, new Int32Array(199), ops, { rng: new Rng(1), minC: 30 })).c,
      30,
    );
  });

  it('stays at the initial value if nothing can be held out', async () => {
    const { x } = blobs(4, 3, 2, 1, 15);
    assert.equal((await chooseC(x, [1, 1, 1, 1], ops, { rng: new Rng(1) })).c, initialC);
    assert.equal((await chooseC(x, [0, 1, 2, 3], ops, { rng: new Rng(1) })).c, initialC);
  });

  it('is due at 20, 50, 100, 200, 500, 1,000, … labels', () => {
    const due = Array.from({ length: 6000 }, (_, i) => i).filter((i) => isCvDue(i - 1, i));
    assert.deepEqual(due, [20, 50, 100, 200, 500, 1000, 2000, 5000]);
    assert.ok(isCvDue(0, 37));
    assert.ok(isCvDue(49, 55));
    assert.ok(!isCvDue(20, 49));
    assert.ok(!isCvDue(0, 19));
  });
});
