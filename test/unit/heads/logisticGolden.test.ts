import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { classWeights } from '../../../src/core/heads/classWeights.ts';
import { fitLogistic } from '../../../src/core/heads/fitLogistic.ts';
import { fitLogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';

interface Golden {
  name: string;
  rows: number;
  cols: number;
  classes: number;
  C: number;
  balanced: boolean;
  x: number[];
  y: number[];
  objective: number;
  coefficients: number[][];
  intercepts: number[];
  probabilities: number[][];
}

const url = new URL('../../fixtures/heads/logistic.json', import.meta.url);
const goldens = JSON.parse(readFileSync(url, 'utf8')) as Golden[];

for (const golden of goldens) {
  const { rows, cols, classes, C, balanced, y } = golden;
  const x = matrix(rows, cols, Float32Array.from(golden.x));
  const classWeight = balanced ? 'balanced' : 'none';

  describe(`logistic head matches scikit-learn: ${golden.name}, C = ${C}`, () => {
    it('objective within 1e-6 and probabilities within 1e-3 in float32', async () => {
      const options = { c: C, classWeight } as const;
      const { head, objective, converged } = await fitLogisticHead(x, y, typeScriptOps, options);
      assert.ok(converged);
      const excess = Math.abs(objective - golden.objective) / golden.objective;
      assert.ok(excess <= 1e-6, `objective differs by ${excess}`);
      const p = await head.predictProba(x);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < classes; j++) {
          const difference = Math.abs(p.data[i * classes + j]! - golden.probabilities[i]![j]!);
          assert.ok(difference <= 1e-3, `record ${i} class ${j} differs by ${difference}`);
        }
      }
    });

    it('coefficients within 1e-4 in float64', async () => {
      const weights = classWeights(Int32Array.from(y), classes, classWeight);
      const [fit] = await fitLogistic(x, y, classes, [{ c: C, weights }], typeScriptOps, {
        precision: 'float64',
        tolerance: 1e-8,
      });
      const m = golden.coefficients.length;
      for (let j = 0; j < m; j++) {
        // Softmax intercepts are determined only up to a common shift, which solvers choose freely.
        const shift = m === 1 ? 0 : mean(fit!.bias) - mean(golden.intercepts);
        const intercept = Math.abs(fit!.bias[j]! - shift - golden.intercepts[j]!);
        assert.ok(intercept <= 1e-4, `intercept ${j} differs by ${intercept}`);
        for (let k = 0; k < cols; k++) {
          const difference = Math.abs(fit!.weights[k * m + j]! - golden.coefficients[j]![k]!);
          assert.ok(difference <= 1e-4, `coefficient ${j}, ${k} differs by ${difference}`);
        }
      }
    });
  });
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
