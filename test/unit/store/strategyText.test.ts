// Strategy descriptions in journals, which must stay readable and never change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedQuery } from '../../../src/core/query/askedQuery.ts';
import { builtInStrategies, type StrategySettings } from '../../../src/core/query/parseStrategy.ts';
import { withQuery, writtenStrategy } from '../../../src/core/store/strategyText.ts';

/**
 * As written by version 1. On a mismatch the code is wrong: projects on disk contain these words.
 */
const golden: readonly (readonly [words: string, settings: StrategySettings])[] = [
  ['random', { strategy: 'random' }],
  ['k-means', { strategy: 'k-means' }],
  ['k-center', { strategy: 'k-center' }],
  ['typiclust', { strategy: 'typiclust' }],
  ['badge', { strategy: 'badge' }],
  ['batch-bald', { strategy: 'batch-bald' }],
  ['ranked-batch', { strategy: 'ranked-batch' }],
  ['rank-power · margin', { strategy: 'rank-power' }],
  ['density · margin', { strategy: 'information-density' }],
  ['least confidence', { strategy: 'least-confidence' }],
  ['margin', { strategy: 'margin' }],
  ['ratio of confidence', { strategy: 'ratio' }],
  ['entropy', { strategy: 'entropy' }],
  ['normalised entropy', { strategy: 'normalised-entropy' }],
  ['probability of the label', { strategy: 'exploit' }],
  ['vote entropy', { strategy: 'vote-entropy' }],
  ['consensus entropy', { strategy: 'consensus-entropy' }],
  ['disagreement', { strategy: 'max-disagreement' }],
  ['mutual information', { strategy: 'bald' }],
  ['variance', { strategy: 'variance' }],
  ['standard deviation', { strategy: 'mean-standard-deviation' }],
  ['split vote', { strategy: 'variation-ratios' }],
  ['my-own', { strategy: 'my-own' }],
  ['explore 10 % · margin', { strategy: 'margin', explore: 0.1 }],
  ['explore 12.5 % · margin', { strategy: 'margin', explore: 0.125 }],
  ['explore 100 % · margin', { strategy: 'margin', explore: 1 }],
  ['random', { strategy: 'random', explore: 0.1 }],
  ['explore 5 % · pool 50 % · typiclust', { strategy: 'typiclust', explore: 0.05, poolLimit: 0.5 }],
  ['pool 40 · badge', { strategy: 'badge', poolLimit: 40 }],
  ['ranked-batch α 0.3', { strategy: 'ranked-batch', alpha: 0.3 }],
  ['explore 20 % · rank-power · margin', { strategy: 'rank-power', explore: 0.2, beta: 2 }],
  [
    'rank-power · clip 1.5 % · mutual information',
    { strategy: 'rank-power', acquisition: 'bald', clip: 0.015 },
  ],
  [
    'pool 25 % · anchors · rank-power · my-own',
    { strategy: 'rank-power', acquisition: 'my-own', anchors: true, poolLimit: 0.25 },
  ],
  ['explore 10 % · balanced · margin', { strategy: 'rank-power', balance: true, explore: 0.1 }],
  [
    'balanced · clip 10 % · density · entropy',
    { strategy: 'information-density', acquisition: 'entropy', clip: 0.1, balance: true },
  ],
  ['per second · density · margin', { strategy: 'information-density', cost: true }],
  [
    'explore 10 % · pool 25 % · anchors · clip 2 % · entropy',
    { strategy: 'entropy', explore: 0.1, poolLimit: 0.25, clip: 0.02, anchors: true },
  ],
  [
    'least confidence',
    { strategy: 'least-confidence', balance: false, cost: false, clip: 0, explore: 0 },
  ],
  ['explore 50 % · probability of the label', { strategy: 'exploit', target: 1, explore: 0.5 }],
  ['seeds · k-means', { strategy: 'k-means', seeds: [{ label: 0, texts: ['a'] }] }],
  [
    'seeds · random',
    { strategy: 'random', seeds: [{ label: 1, texts: ['a'], described: true }], explore: 0.1 },
  ],
];

const queryIn = (strategy: string) => withQuery({ kind: 'query', strategy }).query!;

test('strategies and wrappers keep their original descriptions', () => {
  for (const [words, settings] of golden) {
    const query = askedQuery(settings);
    assert.equal(writtenStrategy(query, 'query'), words);
    assert.equal(writtenStrategy(query, 'start'), `start · ${words}`);
  }
  const pinned = new Set(golden.map(([, { strategy }]) => strategy));
  assert.deepEqual(
    builtInStrategies.filter((name) => !pinned.has(name)),
    [],
  );
});

test('parses the query from descriptions in old entries', () => {
  for (const [words, settings] of golden) {
    assert.equal(writtenStrategy(queryIn(words), 'query'), words);
    assert.deepEqual(queryIn(`start · ${words}`), queryIn(words));
    // Descriptions omit the exponent, and balance hid rank-power.
    if (settings.beta !== undefined || settings.balance) continue;
    assert.deepEqual(queryIn(words), askedQuery(settings));
  }
  for (const explore of [0.05, 0.125, 0.3, 1]) {
    const words = writtenStrategy({ strategy: 'margin', explore }, 'query');
    assert.deepEqual(queryIn(words), { strategy: 'margin', explore });
  }
  assert.deepEqual(queryIn('priority'), { strategy: 'priority' });
});

test('the multi-label task has a different default acquisition function', () => {
  const query = askedQuery({ strategy: 'rank-power' }, 'multi');
  assert.deepEqual(query, { strategy: 'rank-power', acquisition: 'mmc' });
  assert.equal(writtenStrategy(query, 'query'), 'rank-power · mmc');
});

test('an entry with a query keeps it, and one without a description gets none', () => {
  const query = { strategy: 'rank-power', acquisition: 'margin', beta: 2 };
  const ask = { kind: 'query', strategy: 'rank-power · margin', query } as const;
  assert.equal(withQuery(ask), ask);
  assert.deepEqual(withQuery({ kind: 'manual', round: 2 }), { kind: 'manual', round: 2 });
});

test('omits settings without effect and the seed texts', () => {
  const settings = { strategy: 'margin', explore: 0, clip: 0, balance: false, target: 2 };
  assert.deepEqual(askedQuery(settings), { strategy: 'margin' });
  assert.deepEqual(askedQuery({ strategy: 'random', explore: 0.1 }), { strategy: 'random' });
  assert.deepEqual(askedQuery({ strategy: 'rank-power', beta: 0 }), {
    strategy: 'rank-power',
    acquisition: 'margin',
    beta: 0,
  });
  const seeds = [{ label: 0, texts: ['money back'] }];
  assert.deepEqual(askedQuery({ strategy: 'k-means', seeds }), {
    strategy: 'k-means',
    seeds: true,
  });
});
