import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import { indicators, UNKNOWN, YES } from '../../../src/core/heads/indicators.ts';
import { fitOneVsRestHead, OneVsRestHead } from '../../../src/core/heads/oneVsRestHead.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';

interface Golden {
  name: string;
  rows: number;
  cols: number;
  labels: number;
  C: number;
  /** Label-set indices of the head's columns. */
  columns: number[];
  x: number[];
  truth: number[];
  strength?: number;
  vectors?: number[];
  centre?: number[];
  objective: number;
  probabilities: number[][];
}

const url = new URL('../../fixtures/heads/one_vs_rest.json', import.meta.url);
const goldens = JSON.parse(readFileSync(url, 'utf8')) as Golden[];

function problemOf({ rows, cols, labels, x, truth, ...golden }: Golden) {
  const { strength, vectors, centre } = golden;
  return {
    x: matrix(rows, cols, Float32Array.from(x)),
    truth: indicators(rows, labels, Int8Array.from(truth)),
    prior:
      strength === undefined
        ? undefined
        : {
            strength,
            vectors: matrix(labels, cols, Float32Array.from(vectors!)),
            centre: Float32Array.from(centre!),
          },
  };
}

describe('one-vs-rest head matches scikit-learn', () => {
  for (const golden of goldens) {
    it(`objective within 1e-6 and probabilities within 1e-3: ${golden.name}`, async () => {
      const { x, truth, prior } = problemOf(golden);
      const { head, objective, converged } = await fitOneVsRestHead(x, truth, typeScriptOps, {
        c: golden.C,
        prior,
      });
      assert.ok(converged);
      assert.deepEqual(Array.from(head.labels), golden.columns);
      const excess = Math.abs(objective - golden.objective) / golden.objective;
      assert.ok(excess <= 1e-6, `objective differs by ${excess}`);
      const p = await head.predictProba(x);
      golden.probabilities.flat().forEach((expected, at) => {
        const difference = Math.abs(p.data[at]! - expected);
        assert.ok(difference <= 1e-3, `value ${at} differs by ${difference}`);
      });
    });
  }
});

describe('one-vs-rest head', () => {
  const golden = goldens.find(({ name }) => name === '5 labels, a third unknown')!;
  const { x, truth } = problemOf(golden);

  it('warm-starts in fewer iterations and reaches the same minimum', async () => {
    const options = { c: golden.C, tolerance: 1e-6, precision: 'float64' } as const;
    const fewer = { rows: 55, labels: 5, data: truth.data.subarray(0, 55 * 5) };
    const some = matrix(55, golden.cols, x.data.slice(0, 55 * golden.cols));
    const { head: former } = await fitOneVsRestHead(some, fewer, typeScriptOps, options);
    const cold = await fitOneVsRestHead(x, truth, typeScriptOps, options);
    const warm = await fitOneVsRestHead(x, truth, typeScriptOps, { ...options, warmStart: former });
    assert.ok(warm.converged && warm.iterations < cold.iterations);
    assert.ok(Math.abs(warm.objective - cold.objective) < 1e-8 * cold.objective);
  });

  it('ignores records with only unknown labels and records of weight 0', async () => {
    const rng = new Rng(1);
    const more = matrix(70, golden.cols);
    more.data.set(x.data);
    for (let p = x.data.length; p < more.data.length; p++) more.data[p] = rng.normal();
    // Without a mean record, which is unnecessary if every label has both answers.
    const unknown = indicators(70, 5, new Int8Array(350).fill(UNKNOWN));
    unknown.data.set(truth.data);
    const answered = indicators(70, 5, new Int8Array(350).fill(YES));
    answered.data.set(truth.data);
    const fit = async (own: typeof unknown, sampleWeights?: Float64Array) =>
      (
        await fitOneVsRestHead(more, own, typeScriptOps, {
          c: 10,
          tolerance: 1e-7,
          precision: 'float64',
          ...(sampleWeights && { sampleWeights }),
        })
      ).head.weights.data;
    const plain = await fitOneVsRestHead(x, truth, typeScriptOps, {
      c: 10,
      tolerance: 1e-7,
      precision: 'float64',
    });
    const weights = Float64Array.from({ length: 70 }, (_, i) => (i < 60 ? 1 : 0));
    for (const other of [await fit(unknown), await fit(answered, weights)]) {
      other.forEach((w, p) => assert.ok(Math.abs(w - plain.head.weights.data[p]!) < 1e-5));
    }
  });

  it('covers no label until one has a positive answer', async () => {
    const { head } = await fitOneVsRestHead(x, indicators(60, 5), typeScriptOps, { c: 1 });
    assert.equal(head.classes, 0);
    assert.equal((await head.predictProba(x)).data.length, 0);
  });

  it('round-trips through bytes', async () => {
    const { head } = await fitOneVsRestHead(x, truth, typeScriptOps, { c: golden.C });
    const again = headFromBytes(head.toBytes(), typeScriptOps);
    assert.ok(again instanceof OneVsRestHead);
    assert.deepEqual(again.labels, head.labels);
    assert.deepEqual(await again.predictProba(x), await head.predictProba(x));
  });
});
