import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateHoldout, UNANSWERED } from '../../../src/core/metrics/evaluate.ts';
import { wilson } from '../../../src/core/metrics/intervals.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { close } from './close.ts';

const labelNames = ['refund', 'delivery', 'billing'];
// The head has learnt billing and refund, in that order.
const headLabels = [2, 0];
const probabilities = matrix(
  5,
  2,
  Float32Array.of(0.25, 0.75, 0.875, 0.125, 0.5, 0.5, 0.125, 0.875, 0.75, 0.25),
);

describe('evaluating the hold-out', () => {
  it('maps columns to labels, and counts unanswered records and unlearnt labels', () => {
    const m = evaluateHoldout({
      probabilities,
      headLabels,
      truth: [0, 2, 1, UNANSWERED, 0],
      labelNames,
      seed: 1,
    });
    assert.equal(m.n, 4);
    assert.equal(m.unanswered, 1);
    close(m.accuracy.value, 0.5);
    // truth 0 → 0, 2 → 2, 1 → 2 (a tie picks the first column), 0 → 2
    assert.deepEqual([...m.confusion.records], [1, 0, 1, 0, 0, 1, 0, 0, 1]);
    assert.deepEqual(
      m.perClass.map((c) => [c.name, c.learnt]),
      [
        ['refund', true],
        ['delivery', false],
        ['billing', true],
      ],
    );
    assert.equal(m.perClass[1]!.recall, 0);
    assert.deepEqual(m.macroF1, { value: null, reason: 'fewPerLabel' });
    close(
      m.perClass.reduce((sum, { f1 }) => sum + f1, 0),
      2 / 3 + 0 + 2 / 4,
    );
    // refund: .75, .25 against .125, .5 → 3 of 4; delivery ½; billing .875 is the highest.
    close(m.rocAuc.value, (3 / 4 + 1 / 2 + 1) / 3);
    assert.equal(m.accuracy.value !== null && m.accuracy.approximate, false);
  });

  it('unequal weights widen the interval', () => {
    const weights = [4, 1, 1, 9, 1];
    const truth = [0, 2, 1, UNANSWERED, 0];
    const m = evaluateHoldout({ probabilities, headLabels, truth, weights, labelNames, seed: 1 });
    close(m.effectiveN, 49 / 19);
    const expected = wilson(5 / 7, 49 / 19);
    assert.ok(m.accuracy.value !== null);
    close(m.accuracy.low, expected.low);
    close(m.accuracy.high, expected.high);
  });

  it('is deterministic for a seed', () => {
    const input = { probabilities, headLabels, truth: [0, 2, 1, 0, 0], labelNames, seed: 7 };
    assert.deepEqual(evaluateHoldout(input), evaluateHoldout(input));
  });

  it('gives a reason instead of 0 or NaN if there is no value', () => {
    const none = evaluateHoldout({
      probabilities,
      headLabels,
      truth: Array<number>(5).fill(UNANSWERED),
      labelNames,
      seed: 1,
    });
    const noAnswers = { value: null, reason: 'noAnswers' };
    assert.deepEqual([none.accuracy, none.macroF1, none.rocAuc], [noAnswers, noAnswers, noAnswers]);
    assert.equal(none.calibration, null);
    const one = evaluateHoldout({
      probabilities,
      headLabels,
      truth: [0, 0, 0, 0, 0],
      labelNames,
      seed: 1,
    });
    assert.deepEqual(one.rocAuc, { value: null, reason: 'oneClass' });
    assert.ok(one.accuracy.value !== null);
  });

  it('rejects different lengths and label indices outside the set', () => {
    const input = { probabilities, headLabels, truth: [0, 2, 1, 0], labelNames, seed: 1 };
    assert.throws(() => evaluateHoldout(input), says(/truth: expected 5/));
    assert.throws(
      () => evaluateHoldout({ ...input, truth: [0, 0, 0, 0, 3] }),
      says(/label index 3/),
    );
  });
});
