import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateHoldout } from '../../../src/core/metrics/evaluate.ts';
import {
  medianSupport,
  withCurrentMethods,
  proposedHoldoutSize,
} from '../../../src/core/metrics/holdoutSupport.ts';
import {
  macroF1EffectiveSize,
  macroF1Interval,
} from '../../../src/core/metrics/macroF1Interval.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { confusedPools, macroF1Coverage } from '../../simulations/macroF1Coverage.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';
import type { SingleMetrics } from '../../../src/core/metrics/holdoutMetrics.ts';

interface Golden {
  readonly cells: number[];
  readonly classes: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

describe('C3 macro-F1 interval', () => {
  it('matches scikit-learn’s value and the bounds from scipy’s optimiser', () => {
    for (const { cells, classes, value, low, high } of golden<Golden[]>('metrics', 'macro_f1')) {
      const effectiveN = cells.reduce((sum, count) => sum + count, 0);
      const found = macroF1Interval(cells, classes, { effectiveN });
      assert.ok(found);
      close(found.value, value);
      // If a label is never predicted, the optimum is at a corner, accurate to about .001.
      assert.ok(Math.abs(found.low - low) < 0.002, `low ${found.low}, scipy ${low}`);
      assert.ok(Math.abs(found.high - high) < 0.002, `high ${found.high}, scipy ${high}`);
    }
  });

  for (const pool of confusedPools) {
    it(`covers the truth and is usually available: ${pool.name}`, () => {
      const { told, covered } = macroF1Coverage(pool, 40, 7);
      // With coverage .95, fewer than 31 of 40 occurs once in 10,000 runs.
      assert.ok(told >= 32, `told in ${told} of 40`);
      assert.ok(covered >= told - 9, `covered ${covered} of ${told}`);
    });
  }

  it('stays within [0, 1] and is not certain after three correct records', () => {
    const faultless = macroF1Interval([2, 0, 0, 1], 2, { effectiveN: 3 });
    assert.ok(faultless && faultless.value === 1 && faultless.high === 1 && faultless.low < 0.6);
    const hopeless = macroF1Interval([0, 5, 5, 0], 2, { effectiveN: 10 });
    assert.ok(hopeless && hopeless.value === 0 && hopeless.low === 0 && hopeless.high < 0.6);
    assert.equal(macroF1Interval([0, 0, 0, 0], 2, { effectiveN: 0 }), null);
  });

  it('accounts for an unlearnt label that is never predicted', () => {
    const cells = [60, 4, 0, 3, 50, 0, 6, 6, 0];
    const learnt = macroF1Interval(cells, 3, { effectiveN: 129 });
    const not = macroF1Interval(cells, 3, { effectiveN: 129, learnt: new Set([0, 1]) });
    assert.ok(learnt && not && learnt.value === not.value);
    assert.ok(not.high < learnt.high - 0.03, `${not.high}, ${learnt.high}`);
  });

  it('its width follows the independent records: copies in a group count as one', () => {
    const truth = [0, 0, 0, 0, 1, 1, 1, 1, 0, 1];
    const predicted = [0, 0, 0, 1, 1, 1, 1, 0, 0, 1];
    assert.equal(macroF1EffectiveSize(truth, predicted, 2), 10);
    const thrice = (values: number[]): number[] => values.flatMap((v) => [v, v, v]);
    const groups = thrice(truth.map((_, i) => i));
    const n = macroF1EffectiveSize(thrice(truth), thrice(predicted), 2, undefined, groups);
    close(n, 10);
    const weights = truth.map(() => 3);
    close(macroF1EffectiveSize(truth, predicted, 2, weights), 10);
  });
});

describe('C3 macro-F1 requires enough hold-out records per label', () => {
  const evaluate = (perLabel: readonly number[]): SingleMetrics => {
    const truth = perLabel.flatMap((count, label) => Array<number>(count).fill(label));
    const labels = perLabel.length;
    const probabilities = matrix(truth.length, labels);
    truth.forEach(
      (t, i) => (probabilities.data[i * labels + ((t + (i % 4 ? 0 : 1)) % labels)] = 1),
    );
    return evaluateHoldout({
      probabilities,
      headLabels: perLabel.map((_, label) => label),
      truth,
      labelNames: perLabel.map((_, label) => `label ${label}`),
      seed: 1,
    });
  };

  it('the median label decides', () => {
    assert.ok(evaluate([10, 9, 30]).macroF1.value !== null);
    const refused = { value: null, reason: 'fewPerLabel' };
    assert.deepEqual(evaluate([9, 9, 30]).macroF1, refused);
    assert.deepEqual(evaluate(Array<number>(77).fill(3)).macroF1, refused);
    assert.ok(evaluate(Array<number>(77).fill(3)).accuracy.value !== null);
  });

  it('labels not seen yet are ignored, learnt ones are not', () => {
    const label = (records: number, learnt: boolean) => ({
      records,
      learnt,
      absent: records === 0,
    });
    assert.equal(medianSupport([label(20, true), label(12, true), label(0, false)]), 16);
    assert.equal(medianSupport([label(20, true), label(12, true), label(0, true)]), 12);
    assert.equal(medianSupport([]), 0);
  });

  it('proposes a hold-out size by the number of labels', () => {
    assert.deepEqual(
      [2, 13, 14, 77].map((labels) => proposedHoldoutSize(labels)),
      [200, 200, 250, 1200],
    );
    const several = [2, 9, 10, 77].map((labels) => proposedHoldoutSize(labels, 'multi'));
    assert.deepEqual(several, [200, 200, 400, 400]);
  });

  it('recomputes stored metrics of earlier versions with the same point estimate', () => {
    const today = evaluate([40, 30, 20]);
    const { intervals: _, ...earlier } = today;
    const bootstrapped = { value: 0.75, low: 0.74, high: 0.76, approximate: true };
    const told = withCurrentMethods({ ...earlier, macroF1: bootstrapped });
    assert.deepEqual(told.macroF1, today.macroF1);
    const { intervals: __, ...few } = evaluate([9, 9, 30]);
    assert.deepEqual(withCurrentMethods({ ...few, macroF1: bootstrapped }).macroF1, {
      value: null,
      reason: 'fewPerLabel',
    });
    assert.equal(withCurrentMethods(today), today);
  });
});
