import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsOf, matchingLabels } from '../../../webview/annotate/labelOrder.ts';
import { labelViews, recentViews } from '../../webview/annotateStates.ts';

const names = ['Refund', 'Delivery late', 'Late payment', 'Plate broken', 'Résumé', 'Other'];
const state = { labels: labelViews(names), recent: recentViews.slice(0, 0) };
const found = (typed: string, recent = state.recent): string[] =>
  matchingLabels({ ...state, recent }, typed).map(({ label }) => label.name);

test('a leading match beats a later word; scattered letters come last, as weak', () => {
  assert.deepEqual(found('late'), ['Late payment', 'Delivery late', 'Plate broken']);
  assert.deepEqual(
    matchingLabels(state, 'late').map(({ weak }) => weak),
    [false, false, true],
  );
  assert.deepEqual(
    matchingLabels(state, 'rfd').map(({ label, weak }) => [label.name, weak]),
    [['Refund', true]],
  );
  assert.deepEqual(found('RESUME'), ['Résumé']);
  assert.deepEqual(found('xyz'), []);
});

test('an empty query lists the most recently used labels first', () => {
  const recent = ['Other', 'Refund', 'Other'].map((label) => ({ ...recentViews[0]!, label }));
  assert.deepEqual(found('', recent).slice(0, 3), ['Other', 'Refund', 'Delivery late']);
});

test('groups keep answer indices; ungrouped labels come last', () => {
  const [a, b, c, d] = labelViews(['a', 'b', 'c', 'd']);
  const groups = groupsOf([a!, { ...b!, group: 'G' }, c!, { ...d!, group: 'G' }]);
  assert.deepEqual(
    groups.map(({ name, labels }) => [name, labels.map(({ index }) => index)]),
    [
      ['G', [1, 3]],
      [undefined, [0, 2]],
    ],
  );
});
