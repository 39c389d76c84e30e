import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SimulatedCurve } from '../../../src/core/simulate/simulate.ts';
import { summarise } from '../../../src/core/simulate/summary.ts';
import type { FullData } from '../../../src/core/simulate/learner.ts';
import type { TestScores } from '../../../src/core/simulate/singleLabelTask.ts';

/** A curve at 10, 20, 30 … labels with 2 characters each. */
function curve(name: string, seed: number, values: readonly (number | null)[]): SimulatedCurve {
  return {
    name,
    seed,
    points: values.map((value, i) => {
      const labels = 10 * (i + 1);
      const scores = { accuracy: value ?? 0, macroF1: value ?? 0, rocAuc: value };
      return { labels, characters: 2 * labels, ...scores, c: 1, s: 0, fitMs: 0, scoreMs: 0 };
    }),
  };
}

const full = (value: number): FullData<TestScores> => {
  return { labels: 100, c: 1, accuracy: value, macroF1: value, rocAuc: value };
};

const curves = [
  curve('margin', 1, [0.5, 0.8, 0.9]),
  curve('random', 1, [0.5, 0.6, 0.8]),
  curve('margin', 2, [0.7, 0.8, 1.0]),
  curve('random', 2, [0.7, 0.7, 0.8]),
];
const fullData = [full(0.9), full(1)];

describe('simulation summary', () => {
  const summary = summarise({ curves, fullData }, 'accuracy')!;
  const [margin, random] = summary.strategies;

  test('averages over seeds', () => {
    assert.equal(summary.fullData, 0.95);
    close(margin!.marks.map(({ value }) => value), [0.6, 0.8, 0.95]); // prettier-ignore
    close(random!.marks.map(({ value }) => value), [0.6, 0.65, 0.8]); // prettier-ignore
  });

  test('pairs differences by seed', () => {
    // At 20 labels: .2 and .1; s = .0707, t(.975, 1 df) = 12.706, so ± .6353.
    const { mean, t, n } = margin!.marks[1]!.difference!;
    assert.equal(n, 2);
    close([mean, t!.low, t!.high], [0.15, 0.15 - 0.6353, 0.15 + 0.6353]);
    close([margin!.areaDifference!.mean], [(0.125 + 0.1) / 2]);
    assert.equal(random!.marks[1]!.difference, null);
    assert.equal(random!.areaDifference, null);
  });

  test('computes normalised areas by the trapezoidal rule', () => {
    close([margin!.area!, random!.area!], [(0.75 + 0.825) / 2, (0.625 + 0.725) / 2]);
  });

  test('finds the labels at which a strategy stays above random', () => {
    assert.deepEqual(margin!.marks.map(({ randomsValueAt }) => randomsValueAt), [10, 20, 20]); // prettier-ignore
  });

  test('finds the price of 95 % and 98 % of full-data performance, or null if not reached', () => {
    const prices = (strategy = margin!) => strategy.reached.map(({ price }) => price);
    close(margin!.reached.map(({ target }) => target), [0.9025, 0.931]); // prettier-ignore
    assert.deepEqual(prices(), [
      // One answer in four belongs to the hold-out.
      { labels: 30, answers: 40, characters: 60 },
      { labels: 30, answers: 40, characters: 60 },
    ]);
    assert.deepEqual(prices(random), [null, null]);
  });

  test('finds the price of any share with a given hold-out', () => {
    const options = { shares: [0.5, 0.85], holdout: 3 };
    const { reached } = summarise({ curves, fullData }, 'accuracy', options)!.strategies[0]!;
    assert.deepEqual(
      reached.map(({ share, price }) => [share, price?.labels, price?.answers]),
      [[0.5, 10, 13], [0.85, 30, 33]],
    ); // prettier-ignore
  });

  test('a curve that falls below the target again has not crossed it', () => {
    const dip = [curve('margin', 1, [0.95, 0.7, 0.95]), curve('random', 1, [0.5, 0.6, 0.7])];
    const own = summarise({ curves: dip, fullData: [full(1)] }, 'accuracy')!.strategies[0]!;
    assert.equal(own.reached[0]!.price?.labels, 30);
  });

  test('omits differences without random', () => {
    const alone = curves.filter(({ name }) => name === 'margin');
    const [own] = summarise({ curves: alone, fullData }, 'accuracy')!.strategies;
    assert.ok(own!.marks.every(({ difference }) => difference === null));
  });

  test('has a difference without an interval for one seed', () => {
    const one = curves.filter(({ seed }) => seed === 1);
    const { difference } = summarise({ curves: one, fullData: [full(1)] }, 'accuracy')!
      .strategies[0]!.marks[1]!;
    close([difference!.mean], [0.2]);
    assert.equal(difference!.t, null);
  });

  test('omits a metric that is undefined on the test set', () => {
    const oneClass = [curve('margin', 1, [null, null])];
    assert.equal(summarise({ curves: oneClass, fullData }, 'rocAuc'), undefined);
    assert.notEqual(summarise({ curves: oneClass, fullData }, 'accuracy'), undefined);
  });
});

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-3, `${value} is not about ${expected[i]}`);
  });
}
