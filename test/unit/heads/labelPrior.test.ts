import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { UserError } from '../../../src/core/errors.ts';
import { initialC } from '../../../src/core/heads/chooseC.ts';
import { candidateStrengths, chooseHead } from '../../../src/core/heads/chooseHead.ts';
import { crossFit } from '../../../src/core/heads/crossFit.ts';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import { fitLogisticHead, LogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { matrix, takeRows, type Matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { blobs } from './data.ts';

interface Golden {
  name: string;
  rows: number;
  cols: number;
  labels: number;
  strength: number;
  C: number;
  x: number[];
  y: number[];
  vectors: number[];
  objective: number;
  probabilities: number[][];
}

const url = new URL('../../fixtures/heads/prior.json', import.meta.url);
const goldens = JSON.parse(readFileSync(url, 'utf8')) as Golden[];
const ops = typeScriptOps;

describe('logistic head with a label prior', () => {
  for (const golden of goldens) {
    it(`matches the objective and probabilities of Newton's method: ${golden.name}`, async () => {
      const { rows, cols, labels, strength, C, y } = golden;
      const x = matrix(rows, cols, Float32Array.from(golden.x));
      const vectors = matrix(labels, cols, Float32Array.from(golden.vectors));
      const { head, objective, converged } = await fitLogisticHead(x, y, ops, {
        c: C,
        prior: { vectors, strength },
      });
      assert.ok(converged);
      assert.deepEqual([...head.labels], [...Array(labels).keys()]);
      const excess = Math.abs(objective - golden.objective) / golden.objective;
      assert.ok(excess <= 1e-5, `objective differs by ${excess}`);
      const p = await head.predictProba(x);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < labels; j++) {
          const difference = Math.abs(p.data[i * labels + j]! - golden.probabilities[i]![j]!);
          assert.ok(difference <= 1e-3, `record ${i} label ${j} differs by ${difference}`);
        }
      }
    });
  }

  it('with strength 0 equals the head without a prior', async () => {
    const { x, y } = blobs(40, 6, 3, 1, 1);
    const prior = { vectors: matrix(5, 6), strength: 0 };
    const { head } = await fitLogisticHead(x, y, ops, { c: 3, prior });
    const plain = await fitLogisticHead(x, y, ops, { c: 3 });
    assert.deepEqual(head.toBytes(), plain.head.toBytes());
    assert.deepEqual([...head.labels], [0, 1, 2]);
  });

  it('predicts labels without a single answer', async () => {
    const { x, y, vectors } = described(5);
    const known = Array.from(y.keys()).filter((i) => y[i]! < 3);
    const labels = known.map((i) => y[i]!);
    const { head } = await fitLogisticHead(takeRows(x, known), labels, ops, {
      c: 10,
      prior: { vectors, strength: 20 },
    });
    const unknown = Array.from(y.keys()).filter((i) => y[i]! >= 3);
    const p = await head.predictProba(takeRows(x, unknown));
    const right = unknown.filter((row, i) => {
      const own = Array.from(p.data.subarray(5 * i, 5 * i + 5));
      return own.indexOf(Math.max(...own)) === y[row];
    });
    assert.ok(right.length > 0.7 * unknown.length, `${right.length} of ${unknown.length}`);
  });

  it('warm-starts, even from a head without a prior, and reaches the same minimum', async () => {
    const { x, y, vectors } = described(4);
    const options = { c: 10, tolerance: 1e-5, prior: { vectors, strength: 20 } };
    const first = Array.from({ length: 60 }, (_, i) => i);
    const part = [takeRows(x, first), y.slice(0, 60), ops] as const;
    const cold = await fitLogisticHead(x, y, ops, options);
    const few = Array.from(y.keys()).filter((i) => y[i]! < 3);
    const formers = [
      await fitLogisticHead(...part, options),
      await fitLogisticHead(...part, { c: 10 }),
      await fitLogisticHead(takeRows(x, few), few.map((i) => y[i]!), ops, { c: 10 }), // prettier-ignore
    ];
    for (const { head } of formers) {
      const warm = await fitLogisticHead(x, y, ops, { ...options, warmStart: head });
      assert.ok(Math.abs(warm.objective - cold.objective) < 1e-6 * cold.objective);
    }
    const same = await fitLogisticHead(x, y, ops, { ...options, warmStart: cold.head });
    assert.ok(same.iterations <= 1, `${same.iterations} iterations`);
  });

  it('bytes hold s and a hash of the labels; heads without a prior keep the old layout', async () => {
    const { x, y, vectors } = described(3);
    const fit = (strength: number, of: Matrix = vectors) =>
      fitLogisticHead(x, y, ops, { c: 10, prior: { vectors: of, strength } });
    const { head } = await fit(12.5);
    const bytes = head.toBytes();
    assert.equal(bytes[4], 2);
    const back = headFromBytes(bytes, ops);
    assert.ok(back instanceof LogisticHead);
    assert.deepEqual(back.prior, head.prior);
    assert.equal(back.prior?.strength, 12.5);
    assert.match(back.prior.hash, /^[0-9a-f]{16}$/);
    assert.deepEqual((await back.predictProba(x)).data, (await head.predictProba(x)).data);
    assert.throws(() => headFromBytes(bytes.subarray(0, -16), ops), UserError);
    const other = await fit(12.5, takeRows(vectors, [1, 0, 2]));
    assert.notEqual(other.head.prior!.hash, back.prior.hash);
    const plain = await fit(0);
    assert.equal(plain.head.toBytes()[4], 1);
    const read = headFromBytes(plain.head.toBytes(), ops);
    assert.ok(read instanceof LogisticHead && read.prior === undefined);
  });

  it('is cross-fitted on the same folds, each record by a head that was not trained on it', async () => {
    const { x, y, vectors } = described(4);
    const few = Array.from(y.keys()).filter((i) => y[i]! < 3);
    const labels = few.map((i) => y[i]!);
    const known = takeRows(x, few);
    const prior = { vectors, strength: 10 };
    const own = { folds: 5, tolerance: 1e-6 };
    const [fit] = await crossFit(known, labels, [10], ops, { ...own, rng: new Rng(1), prior });
    const [plain] = await crossFit(known, labels, [10], ops, { ...own, rng: new Rng(1) });
    assert.deepEqual(fit!.folds, plain!.folds);
    assert.deepEqual([...fit!.labels], [0, 1, 2, 3]);
    assert.deepEqual([fit!.probabilities.rows, fit!.probabilities.cols], [few.length, 4]);
    const again = await crossFit(known, labels.with(0, (labels[0]! + 1) % 3), [10], ops, {
      ...own,
      rng: new Rng(1),
      prior,
    });
    assert.notDeepEqual(again[0]!.probabilities.data, fit!.probabilities.data);
  });
});

describe('choosing s', () => {
  const present = { c: initialC, strength: 20 };
  const options = { c: 'auto', strength: 'auto', present, rng: () => new Rng(3) } as const;
  const head = (labelVectors: Matrix, changes: object = {}) => {
    const { x, y } = described(4);
    const first = Array.from({ length: 40 }, (_, i) => i);
    const known = takeRows(x, first);
    return chooseHead(known, y.slice(0, 40), ops, { ...options, labelVectors, ...changes });
  };

  it('uses matching label descriptions and drops mismatched ones', async () => {
    const { vectors } = described(4);
    const right = await head(vectors);
    assert.ok(right.strength > 0 && candidateStrengths.includes(right.strength));
    assert.deepEqual(await head(vectors), right);
    assert.equal((await head(takeRows(vectors, [1, 2, 3, 0]))).strength, 0);
  });

  it('rejects a chance improvement when neither texts nor descriptions carry information', async () => {
    let taken = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { x, y } = blobs(60, 8, 2, 0.8, seed);
      const rng = new Rng(seed);
      rng.shuffle(y);
      const labelVectors = matrix(2, 8);
      labelVectors.data.forEach((_, k) => (labelVectors.data[k] = rng.normal() / Math.sqrt(8)));
      const chosen = await chooseHead(x, y, ops, { ...options, labelVectors });
      if (chosen.strength > 0) taken++;
    }
    // Choosing by accuracy alone would use it in 15.
    assert.ok(taken <= 10, `${taken} of 20`);
  });

  it('keeps the current s while hardly any record can be held out', async () => {
    const { x, vectors } = described(4);
    const few = takeRows(
      x,
      Array.from({ length: 9 }, (_, i) => i),
    );
    const labels = [0, 1, 2, 3, 0, 1, 2, 3, 0];
    const chosen = await chooseHead(few, labels, ops, { ...options, labelVectors: vectors });
    assert.equal(chosen.strength, 20);
  });

  it('keeps given values, and the current ones if nothing can be held out', async () => {
    const { x, vectors } = described(4);
    assert.equal((await head(vectors, { strength: 7 })).strength, 7);
    assert.equal((await head(vectors, { c: 2 })).c, 2);
    assert.equal((await head(vectors, { labelVectors: undefined })).strength, 0);
    const two = takeRows(x, [0, 1]);
    for (const y of [[2, 2], [0, 1]]) {
      const own = { ...options, labelVectors: vectors };
      assert.deepEqual(await chooseHead(two, y, ops, own), present);
    } // prettier-ignore
  });
});

/** Records of c labels that are hard to separate with few answers, and descriptions near their centres. */
function described(c: number): { x: Matrix; y: Int32Array; vectors: Matrix } {
  const { x, y } = blobs(120, 24, c, 0.8, 31);
  const vectors = matrix(c, 24);
  for (let i = 0; i < 120; i++) {
    for (let k = 0; k < 24; k++) vectors.data[y[i]! * 24 + k]! += x.data[i * 24 + k]!;
  }
  for (let j = 0; j < c; j++) {
    const row = vectors.data.subarray(24 * j, 24 * j + 24);
    const norm = Math.hypot(...row);
    row.forEach((value, k) => (row[k] = value / norm));
  }
  return { x, y, vectors };
}
