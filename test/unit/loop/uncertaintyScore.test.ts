import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uncertaintyScore } from '../../../src/core/loop/insights/uncertaintyScore.ts';
import { defaultQuery } from '../../../src/core/projectFile/projectFile.ts';

test('the histogram is of a score in [0, 1]', () => {
  const scoreOf = (strategy: string, acquisition?: string) => {
    const query = { ...defaultQuery(), strategy, ...(acquisition && { acquisition }) };
    return uncertaintyScore({ task: 'single', query });
  };
  assert.equal(scoreOf('ratio'), 'ratio');
  assert.equal(scoreOf('entropy'), 'normalised-entropy');
  assert.equal(scoreOf('rank-power'), 'margin');
  assert.equal(scoreOf('rank-power', 'least-confidence'), 'least-confidence');
  assert.equal(scoreOf('bald'), 'margin');
});

test('with several labels, it is that of the label nearest to its threshold', () => {
  for (const strategy of ['mmc', 'cvirs', 'random', 'rank-power']) {
    const query = { ...defaultQuery('multi'), strategy };
    assert.equal(uncertaintyScore({ task: 'multi', query }), 'threshold-margin');
  }
});
