import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusionRows } from '../../../webview/metrics/confusionRows.ts';
import { curveData, labelRange, valueRange } from '../../../webview/metrics/curveData.ts';
import { roundInWords } from '../../../webview/metrics/words.ts';
import {
  holdoutMetrics,
  metricsState,
  metricsStrings,
  roundViews,
} from '../../webview/metricsStates.ts';

const round = roundViews[0]!;

test('points are ordered by labels; of two equal ones the later round is kept', () => {
  const rounds = [
    { ...round, round: 1, labels: 20 },
    { ...round, round: 2, labels: 45 },
    { ...round, round: 3, labels: 40 },
    { ...round, round: 4, labels: 45, value: 0.7 },
  ];
  const data = curveData(metricsState({ rounds }));
  assert.deepEqual(data.x, [20, 40, 45]);
  assert.deepEqual(
    data.rounds.map((drawn) => drawn.round),
    [1, 3, 4],
  );
  assert.equal(data.value[2], 0.7);
});

test('rounds after reworded descriptions are marked and explained in words', () => {
  const said = 'Descriptions changed after hold-out records were answered: “Refund”.';
  const rounds = [
    { ...round, round: 1, labels: 20 },
    { ...round, round: 2, labels: 40, s: 20, reworded: said },
  ];
  const state = metricsState({ rounds });
  assert.deepEqual(curveData(state).reworded, [1]);
  assert.ok(roundInWords(rounds[1]!, metricsStrings).endsWith(`· s 20 · ${said}`));
  assert.ok(!roundInWords(rounds[0]!, metricsStrings).includes('· s '));
});

test('a stale round and one without a value are gaps in the curve', () => {
  const { value: _, low: __, high: ___, ...untold } = round;
  const rounds = [
    { ...round, labels: 20, stale: 'of an earlier embedding', value: 0.5 },
    { ...untold, labels: 40, reason: 'No hold-out record has been answered in its turn yet.' },
    { ...round, labels: 60, value: 0.6, low: 0.5, high: 0.7 },
  ];
  const data = curveData(metricsState({ rounds }));
  assert.deepEqual(data.value, [null, null, 0.6]);
  assert.deepEqual(data.stale, [0.5, null, null]);
  assert.deepEqual(data.low, [null, null, 0.5]);
});

test('refitted rounds are drawn twice, and a mark shows where their vectors ended', () => {
  const refitted = { message: 'vectors changed', c: 3, before: 0.5 };
  const rounds = [
    { ...round, round: 1, labels: 20, value: 0.6, refitted },
    { ...round, round: 2, labels: 40, value: 0.7, refitted: { message: 'vectors changed', c: 3 } },
    { ...round, round: 3, labels: 60, value: 0.8 },
  ];
  const data = curveData(metricsState({ rounds }));
  assert.deepEqual(data.value, [0.6, 0.7, 0.8]);
  assert.deepEqual(data.stale, [0.5, null, null]);
  assert.equal(data.vectorsChanged, 60);
  assert.equal(curveData(metricsState()).vectorsChanged, undefined);
  assert.match(roundInWords(rounds[0]!, metricsStrings), /vectors changed/);
});

test('a target of another metric is not drawn', () => {
  assert.equal(curveData(metricsState()).target, 0.85);
  assert.equal(curveData(metricsState({ metric: 'accuracy' })).target, undefined);
});

test('the axes hold everything and do not magnify noise', () => {
  const still = curveData(
    metricsState({ rounds: [{ ...round, value: 0.8, low: 0.79, high: 0.81 }], target: undefined }),
  );
  const [low, high] = valueRange(still);
  assert.ok(high - low >= 0.199, `${low} to ${high}`);
  assert.deepEqual(valueRange(curveData(metricsState({ rounds: [], target: undefined }))), [0, 1]);
  assert.deepEqual(labelRange(curveData(metricsState({ rounds: [] }))), [0, 10]);
  const top = valueRange(
    curveData(metricsState({ rounds: [{ ...round, value: 0.99, low: 0.97, high: 1 }] })),
  );
  assert.equal(top[1], 1);
});

test('the confusion matrix shows the labels that occur, with row shares', () => {
  const latest = holdoutMetrics(['a', 'b', 'c', 'd'], 60, 1);
  const { labels, rows } = confusionRows(latest);
  assert.deepEqual(labels, [0, 1, 2, 3]);
  rows.forEach((cells, i) => {
    assert.equal(cells[i]!.share, 1);
    assert.equal(cells[i]!.count, latest.perClass[i]!.records);
  });
  assert.deepEqual(confusionRows(holdoutMetrics(['a', 'b'], 0, 1)), { labels: [], rows: [] });
});

test('a round in words', () => {
  assert.equal(
    roundInWords(roundViews[11]!, metricsStrings),
    'round 12 · 284 training labels · .84 (.79–.88) · margin · C 30',
  );
});
