// The state of the metrics page with several labels per record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indicators, YES } from '../../../src/core/heads/indicators.ts';
import { forecastView } from '../../../src/core/loop/insights/forecastView.ts';
import type { RoundPair } from '../../../src/core/loop/insights/roundComparer.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { evaluateMultiHoldout } from '../../../src/core/metrics/evaluateMulti.ts';
import { compareLabels, compareLabelSets } from '../../../src/core/metrics/pairedLabelTests.ts';
import { Rng } from '../../../src/core/rng.ts';
import { comparisonView } from '../../../src/vscode/metrics/comparisonView.ts';
import { metricsState } from '../../../src/vscode/metrics/metricsState.ts';
import { metricOf } from '../../../src/vscode/text/metrics/metricNames.ts';
import { planSuspicions } from '../../../src/vscode/editor/planSuspicions.ts';
import { english } from '../../harness/english.ts';
import { projectOf, recordOf, roundOf, viewOf } from './views.ts';

const names = ['Refund', 'Delivery', 'Other'];
const project = projectOf({ task: 'multi' });
const n = 90;

const truth = indicators(n, 3);
for (let i = 0; i < n; i++) {
  truth.data[3 * i + (i % 2)] = YES;
  if (i % 5 === 0) truth.data[3 * i + 2] = YES;
}

/** A head that misses the label of the first `wrong` records. */
function saidBy(wrong: number) {
  const predicted = indicators(n, 3, truth.data.slice());
  for (let i = 0; i < wrong; i++) predicted.data.fill(0, 3 * i, 3 * i + 3);
  return predicted;
}

const metricsOf = (predicted = saidBy(10), records = truth) =>
  evaluateMultiHoldout({
    probabilities: matrix(records.rows, 3, Float32Array.from(predicted.data)),
    headLabels: [0, 1, 2],
    predicted,
    truth: records,
    labelNames: names,
    seed: 1,
    resamples: 50,
  });

test('micro-F1 is the metric, others can be chosen, and the target’s comes first', () => {
  const view = viewOf({ rounds: [roundOf(1, metricsOf())] });
  assert.equal(metricOf(project, view), 'microF1');
  const target = { metric: 'macroF1', value: 0.9 };
  assert.equal(metricOf(projectOf({ task: 'multi', target }), view), 'macroF1');
  const input = { name: 'r', project, view, localize: untranslated };
  const state = metricsState({ ...input, metric: 'microF1' });
  assert.deepEqual(state.metrics, ['microF1', 'macroF1', 'macroAp', 'subsetAccuracy']);
  assert.ok(state.measured && state.measured.value === state.rounds[0]!.value);
  const exact = metricsState({ ...input, metric: 'subsetAccuracy' });
  assert.ok(Math.abs(exact.rounds[0]!.value! - 80 / 90) < 1e-12);
});

test('an unknown number has its reason in a sentence', () => {
  const few = metricsOf(indicators(15, 3), indicators(15, 3, truth.data.slice(0, 45)));
  const view = viewOf({ rounds: [roundOf(1, few)] });
  const state = metricsState({
    name: 'r',
    project,
    view,
    metric: 'macroF1',
    localize: untranslated,
  });
  assert.match(state.rounds[0]!.reason!, /too many labels apply to only a few/);
  const target = { metric: 'macroF1', value: 0.9 };
  assert.equal(metricOf(projectOf({ task: 'multi', target }), view), 'microF1');
  const forecast = forecastView('macroF1', roundOf(1, few), undefined);
  assert.ok('reason' in forecast);
  assert.match(english(forecast.reason), /macro-F1 is not computed/);
});

test('the error rate over the pool says what is wrong', () => {
  const risk = { kind: 'estimate' as const, error: 0.4, low: 0.3, high: 0.5, picks: 40 };
  const view = viewOf({ risk: { ...risk, concentration: 0.03 } });
  const input = { name: 'r', view, metric: 'microF1' as const, localize: untranslated };
  const { risk: several } = metricsState({ ...input, project });
  assert.ok(several && 'basis' in several);
  assert.match(
    several.basis,
    /^A record counts as wrong unless its labels match yours exactly\. From 40/,
  );
  const { risk: single } = metricsState({ ...input, project: projectOf() });
  assert.ok(single && 'basis' in single);
  assert.match(single.basis, /^From 40/);
});

test('two rounds are compared by micro-F1, and changed records show whole sets', () => {
  const [before, after] = [saidBy(30), saidBy(2)];
  const sets = { truth, first: before, second: after };
  const pair: RoundPair = {
    task: 'multi',
    first: metricsOf(before),
    second: metricsOf(after),
    heads: compareLabelSets(sets, { rng: new Rng(1), resamples: 500 }),
    perClass: compareLabels(sets),
    changes: [
      {
        record: recordOf(),
        right: 'second',
        truth: ['Refund', 'Other'],
        first: [],
        second: ['Refund', 'Other'],
      },
    ],
  };
  const told = comparisonView({ first: 1, second: 4, pair, project, localize: untranslated });
  assert.equal(told.outcome, 'better');
  assert.match(told.verdict, /^Round 4 is better than round 1 \(micro-F1, .*28 became right/);
  assert.deepEqual(
    told.metrics.map(({ name, difference }) => [name, difference !== undefined]),
    [
      ['micro-F1', true],
      ['macro-F1', true],
      ['average precision', false],
      ['subset accuracy', true],
    ],
  );
  assert.deepEqual(
    told.classes.map(({ name, reason }) => [name, reason]),
    [
      ['Refund', undefined],
      ['Delivery', undefined],
      ['Other', 'too few to tell (18)'],
    ],
  );
  const [record] = told.corrected.shown;
  assert.deepEqual(
    [record!.truth, record!.first, record!.look],
    ['Refund, Other', 'none of these', undefined],
  );
  assert.equal(told.broken.count, 0);
});

test('doubted labels are described, and an empty set is named', () => {
  const record = recordOf();
  const messages = [
    ...planSuspicions(
      [
        { kind: 'addition', record, label: 'Delivery, Refund', doubted: 'Refund', p: 0.04 },
        { kind: 'omission', record, label: 'Delivery', doubted: 'Other', p: 0.91 },
        {
          kind: 'contradiction',
          record,
          label: '',
          other: { record: recordOf({ line: 9 }), label: 'Other, Refund' },
          similarity: 0.9,
        },
      ],
      untranslated,
    ).values(),
  ].flat();
  assert.deepEqual(
    messages.map(({ message }) => message),
    [
      'Refund may not apply; trained without this answer, the model gives it .04.',
      'Other may apply too; trained without this answer, the model gives it .91.',
      'Labelled none of these; nearly the same text is labelled Other, Refund on line 9 of data/reviews.jsonl.',
    ],
  );
});
