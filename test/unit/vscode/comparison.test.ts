import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RoundPair } from '../../../src/core/loop/insights/roundComparer.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { evaluateHoldout } from '../../../src/core/metrics/evaluate.ts';
import { compareClasses, compareHeads } from '../../../src/core/metrics/pairedTests.ts';
import { Rng } from '../../../src/core/rng.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { comparisonView } from '../../../src/vscode/metrics/comparisonView.ts';
import { projectOf, recordOf, roundOf } from './views.ts';
import { defaultComparison } from '../../../src/vscode/metrics/roundComparison.ts';

const names = ['Refund', 'Delivery', 'Other'];

/** 60 records of the first two labels; `first` and `second` are each head's predictions. */
function pairOf(first: readonly number[], second: readonly number[]): RoundPair {
  const truth = first.map((_, i) => i % 2);
  const metrics = (said: readonly number[]) => {
    const probabilities = matrix(said.length, 3);
    said.forEach((label, i) => (probabilities.data[3 * i + label] = 1));
    const headLabels = [0, 1, 2];
    return evaluateHoldout({ probabilities, headLabels, truth, labelNames: names, seed: 1 });
  };
  return {
    task: 'single',
    first: metrics(first),
    second: metrics(second),
    heads: compareHeads({ truth }, first, second, 3, { rng: new Rng(1) }),
    rocAuc: null,
    perClass: compareClasses({ truth }, first, second, 3),
    changes: truth.flatMap((t, i) =>
      (first[i] === t) === (second[i] === t)
        ? []
        : [
            {
              record: recordOf({ id: `r${i}`, text: 'x'.repeat(1000) }),
              right: first[i] === t ? ('first' as const) : ('second' as const),
              truth: [names[t]!],
              first: [names[first[i]!]!],
              second: [names[second[i]!]!],
            },
          ],
    ),
  };
}

const right = Array.from({ length: 60 }, (_, i) => i % 2);
const wrongAt = (count: number): number[] => right.map((t, i) => (i < count ? 1 - t : t));
const told = (first: readonly number[], second: readonly number[]) =>
  comparisonView({
    first: 3,
    second: 7,
    pair: pairOf(first, second),
    project: projectOf(),
    localize: untranslated,
  });

describe('comparison of two rounds', () => {
  test('verdicts: better, worse, unclear and the same', () => {
    const better = told(wrongAt(20), wrongAt(2));
    assert.equal(better.outcome, 'better');
    assert.match(
      better.verdict,
      /^Round 7 is better than round 3 \(macro-F1, accuracy\): of 60 records, 18 became right and 0 wrong\.$/,
    );
    const worse = told(wrongAt(2), wrongAt(20));
    assert.deepEqual(
      [worse.outcome, worse.verdict.slice(0, 30)],
      ['worse', 'Round 7 is worse than round 3 '],
    );
    const open = told(wrongAt(4), wrongAt(2));
    assert.equal(open.outcome, 'open');
    assert.match(
      open.verdict,
      /^No clear difference between rounds 3 and 7: of 60 records, 2 became right and 0 wrong\.$/,
    );
    assert.match(told(right, right).verdict, /right about the same records/);
  });

  test('C13 the verdict always agrees with the intervals shown', () => {
    for (let lost = 0; lost < 12; lost++) {
      for (let won = 0; won < 12; won++) {
        const first = right.map((t, i) => (i < won ? 1 - t : t));
        const second = right.map((t, i) => (i >= 20 && i < 20 + lost ? 1 - t : t));
        const { outcome, metrics } = told(first, second);
        const marked = metrics.flatMap(({ difference: d }) =>
          d && (d.low > 0 || d.high < 0) ? [Math.sign(d.value)] : [],
        );
        if (marked.length === 0) assert.equal(outcome, 'open');
        else assert.equal(outcome, marked.every((sign) => sign > 0) ? 'better' : 'worse');
      }
    }
  });

  test('shows both values and their difference, or why there is none', () => {
    const { metrics, classes } = told(wrongAt(20), wrongAt(2));
    const accuracy = metrics.find(({ name }) => name === 'accuracy')!;
    assert.ok(Math.abs(accuracy.second! - accuracy.first! - accuracy.difference!.value) < 1e-9);
    assert.ok(accuracy.difference!.low > 0);
    assert.equal(metrics.find(({ name }) => name === 'ROC-AUC')!.difference, undefined);
    assert.deepEqual(
      classes.map(({ name, look }) => [name, look]),
      [
        ['Refund', { color: 'charts.blue', variant: 0 }],
        ['Delivery', { color: 'charts.orange', variant: 0 }],
      ],
      'a label that is neither true nor predicted says nothing',
    );
    const few = told([2, 1], [0, 1]);
    assert.match(few.classes[0]!.reason ?? '', /too few/);
  });

  test('lists fixed and broken records separately, with texts cut short', () => {
    const { corrected, broken } = told(
      wrongAt(20),
      right.map((t, i) => (i === 40 ? 2 : t)),
    );
    assert.deepEqual([corrected.count, broken.count], [20, 1]);
    const [record] = broken.shown;
    assert.deepEqual([record!.truth, record!.first, record!.second], ['Refund', 'Refund', 'Other']);
    assert.ok(record!.text.length < 300);
    assert.match(record!.source, /:\d+$/);
  });
});

test('by default, an old round is compared with the latest, and the latest with the previous one of its embedding', () => {
  const rounds = [roundOf(1), { ...roundOf(2), stale: 'vectors' as const }, roundOf(3)];
  assert.deepEqual(defaultComparison(rounds, 1), [1, 3]);
  assert.deepEqual(defaultComparison(rounds, 3), [1, 3]);
  assert.deepEqual(defaultComparison([roundOf(1)], 1), [1, 1]);
});
