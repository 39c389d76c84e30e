import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untranslated } from '../../../src/core/localize.ts';
import { formatQuery } from '../../../src/vscode/text/strategies.ts';
import type { AskedQuery } from '../../../src/core/store/events.ts';

test('a strategy is shown with each of its settings', () => {
  const shown = (query: AskedQuery & { target?: string }): string =>
    formatQuery({ query }, untranslated);
  assert.equal(shown({ strategy: 'margin' }), 'margin');
  assert.equal(shown({ strategy: 'margin', explore: 0.125 }), 'margin, 12.5 % at random');
  assert.equal(shown({ strategy: 'random', explore: 0.1 }), 'random');
  assert.equal(
    shown({ strategy: 'rank-power', acquisition: 'bald', balance: true, anchors: true }),
    'rank-power, by bald, balanced by predicted label, near answered records',
  );
  assert.equal(
    shown({ strategy: 'ranked-batch', alpha: 0.3, poolLimit: 0.25 }),
    'ranked-batch, α 0.3, among 25 % of the pool',
  );
  assert.equal(
    shown({ strategy: 'entropy', poolLimit: 400, clip: 0.015, cost: true }),
    'entropy, among 400 records, without the highest 1.5 %, by expected seconds',
  );
  assert.equal(shown({ strategy: 'k-means', seeds: true }), 'k-means, with seeds');
  assert.equal(shown({ strategy: 'exploit', target: 'refund' }), 'exploit, refund');
});

test('a start strategy is marked as one', () => {
  const query = { strategy: 'typiclust' };
  assert.equal(formatQuery({ query, start: true }, untranslated), 'typiclust, for a start');
});
