import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from '../../../src/vscode/localize.ts';
import { metricsState } from '../../../src/vscode/metrics/metricsState.ts';
import { metricsOf, projectOf, roundOf, viewOf } from './views.ts';

const rounds = [roundOf(1), roundOf(2, metricsOf(null)), roundOf(3, metricsOf(0.84))];

test('each round has the chosen metric with its interval, or why there is none', () => {
  const view = viewOf({ rounds });
  const state = metricsState({
    name: 'r',
    project: projectOf(),
    view,
    metric: 'macroF1',
    l10n: plain,
  });
  assert.deepEqual(
    state.rounds.map(({ value, reason }) => value ?? reason),
    [
      'No hold-out record has been answered yet.',
      'All answered hold-out records have the same label.',
      0.84,
    ],
  );
  assert.deepEqual([state.rounds[2]?.low, state.rounds[2]?.high], [0.84 - 0.04, 0.84 + 0.04]);
  assert.equal(state.latest?.n, 100);
});

test('another metric changes the curve and nothing else', () => {
  const input = { name: 'r', project: projectOf(), view: viewOf({ rounds }), l10n: plain };
  const f1 = metricsState({ ...input, metric: 'macroF1' });
  const accuracy = metricsState({ ...input, metric: 'accuracy' });
  assert.equal(accuracy.rounds[1]?.value, 0.9);
  assert.deepEqual({ ...accuracy, metric: 'macroF1', rounds: f1.rounds }, f1);
});

test('a stale round is marked, and without a project there is still something to draw', () => {
  const view = viewOf({ rounds: [{ ...roundOf(1, metricsOf(0.5)), stale: true }] });
  const state = metricsState({
    name: 'r',
    project: undefined,
    view,
    metric: 'accuracy',
    l10n: plain,
  });
  assert.equal(state.rounds[0]?.stale, true);
  assert.deepEqual(state.labels, []);
  assert.ok(!('target' in state));
});

test('the target says whether it is reached', () => {
  const project = projectOf({ target: { metric: 'accuracy', value: 0.9 } });
  const view = viewOf({ targetReached: true });
  const { target } = metricsState({ name: 'r', project, view, metric: 'accuracy', l10n: plain });
  assert.deepEqual(target, { metric: 'accuracy', value: 0.9, reached: true });
});
