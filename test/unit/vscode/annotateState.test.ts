import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotateState } from '../../../src/vscode/annotate/annotateState.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { askedOf, metricsOf, projectOf, recordOf, roundOf, viewOf } from './views.ts';

function stateOf(view: Parameters<typeof viewOf>[0], project = projectOf()) {
  return annotateState({
    name: 'reviews',
    project,
    view: viewOf(view),
    showSuggestion: true,
    localize: untranslated,
  });
}

describe('a record shown on the page', () => {
  test('has its reason and suggestion', () => {
    const [asked] = stateOf({ ahead: [askedOf()] }).ahead;
    assert.equal(asked?.reason, 'margin 0.03 between Refund and Other');
    assert.deepEqual(asked?.suggestion, [{ label: 'Refund', p: 0.5 }]);
  });

  test('has neither when blind, whatever kind of pick it is', () => {
    for (const kind of ['query', 'explore', 'holdout', 'start', 'manual'] as const) {
      const [asked] = stateOf({
        ahead: [askedOf({ blind: true, ask: { ...askedOf().ask, kind } })],
      }).ahead;
      assert.ok(asked);
      assert.ok(!('reason' in asked), kind);
      assert.ok(!('suggestion' in asked), kind);
    }
  });

  test('two blind records differ only in the record itself', () => {
    const holdout = askedOf({ blind: true, ask: { kind: 'holdout', reason: { kind: 'holdout' } } });
    const state = stateOf({ ahead: [askedOf({ blind: true }), holdout] });
    // The page returns the ask with the answer, but does not show it.
    const [picked, held] = state.ahead.map(({ ask: _, ...shown }) => shown);
    assert.deepEqual(picked, held);
  });

  test('lists the project’s context fields in order, and its source line', () => {
    const [asked] = stateOf({ ahead: [askedOf()] }).ahead;
    assert.deepEqual(asked?.context, [
      { field: 'lang', value: 'en' },
      { field: 'channel', value: 'email' },
    ]);
    assert.equal(asked?.source, 'reviews.jsonl:7');
    const windows = stateOf({
      ahead: [askedOf({ record: recordOf({ file: 'data\\reviews.jsonl' }) })],
    });
    assert.equal(windows.ahead[0]?.source, 'reviews.jsonl:7');
  });
});

test('a reached target is announced, with where to see it', () => {
  const project = projectOf({ target: { metric: 'accuracy', value: 0.85 } });
  assert.deepEqual(stateOf({ targetReached: false }, project).notices, []);
  const [notice] = stateOf({ targetReached: true }, project).notices;
  assert.equal(notice?.severity, 'done');
  assert.match(
    notice.message,
    /the lower bound of accuracy was at least \.85 in three consecutive rounds/,
  );
  assert.equal(notice.action?.command, 'showMetrics');
  assert.equal(notice.closable, true);
  assert.deepEqual(stateOf({ targetReached: true, targetClosed: true }, project).notices, []);
});

test('an answered hold-out record shows why it was asked', () => {
  const recent = [
    { record: recordOf(), flagged: false, at: 0, seq: 1, ask: { kind: 'holdout' as const } },
  ];
  const [answer] = stateOf({ recent }).recent;
  assert.equal(answer?.reason, 'drawn at random for the hold-out');
  assert.equal(answer?.label, undefined);
});

test('labels have keys, colours, counts and a learnt flag', () => {
  const counts = { labelled: 3, skipped: 1, flagged: 0, byLabel: { Refund: 2, Other: 1 } };
  const { labels } = stateOf({ counts, learnt: ['Refund'] });
  assert.deepEqual(
    labels.map(({ name, key, count, learnt }) => [name, key, count, learnt]),
    [
      ['Refund', '1', 2, true],
      ['Delivery', 'd', 0, false],
      ['Other', '3', 1, false],
    ],
  );
  assert.equal(labels[1]?.description, 'Parcels');
  const project = projectOf({ labels: [{ name: 'constructor' }, { name: 'driver' }] });
  assert.deepEqual(
    stateOf({ counts }, project).labels.map(({ count }) => count),
    [0, 0],
  );
  assert.ok(labels.every(({ color }) => color.startsWith('charts.')));
});

test('progress shows the latest round by the target’s metric', () => {
  const rounds = [
    roundOf(1, metricsOf(null)),
    roundOf(2, metricsOf(0.7)),
    roundOf(3, metricsOf(0.84)),
  ];
  const { progress } = stateOf({ rounds });
  assert.equal(progress.round, 3);
  assert.deepEqual(progress.spark, [0.7, 0.84]);
  assert.equal(progress.metric?.name, 'macro-F1');
  assert.ok(Math.abs(progress.metric.halfWidth - 0.04) < 1e-12);

  const target = projectOf({ target: { metric: 'accuracy', value: 0.9 } });
  const accuracy = stateOf({ rounds }, target).progress.metric;
  assert.deepEqual([accuracy?.name, accuracy?.value], ['accuracy', 0.9]);
  assert.ok(Math.abs(accuracy!.halfWidth - 0.06) < 1e-12);
});

test('an unavailable metric is omitted rather than shown as zero', () => {
  assert.ok(!('metric' in stateOf({ rounds: [roundOf(1, metricsOf(null))] }).progress));
});

test('notices of host and learner carry their actions', () => {
  const state = annotateState({
    name: 'reviews',
    project: undefined,
    view: viewOf({
      notices: [
        {
          id: 'model-not-downloaded',
          severity: 'info',
          message: inOwnWords('m'),
          action: 'downloadModel',
        },
        { id: 'store-mode', severity: 'info', message: inOwnWords('s') },
        {
          id: 'embedding-fell-back',
          severity: 'warning',
          message: inOwnWords('f'),
          action: 'downloadAgain',
        },
      ],
    }),
    notices: [{ id: 'project-file', severity: 'error', message: 'p' }],
    showSuggestion: false,
    localize: untranslated,
  });
  assert.deepEqual(
    state.notices.map(({ id, action }) => [id, action?.label, action?.command]),
    [
      ['project-file', undefined, undefined],
      ['model-not-downloaded', 'Download …', 'downloadModel'],
      ['store-mode', undefined, undefined],
      ['embedding-fell-back', 'Download Again', 'downloadAgain'],
    ],
  );
  assert.deepEqual(state.labels, []);
});

test('the whole state can be structured-cloned', () => {
  const state = stateOf({ ahead: [askedOf()], rounds: [roundOf(1, metricsOf(0.5))] });
  assert.deepEqual(structuredClone(state), state);
});
