import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInStrategies } from '../../../src/core/query/parseStrategy.ts';
import {
  formatReason,
  formatShare,
  formatReasonAndShare,
} from '../../../src/vscode/text/reasons.ts';
import type { Ask } from '../../../src/core/store/events.ts';
import { untranslated } from '../../../src/core/localize.ts';

test('each kind of pick has its wording', () => {
  const between = ['Refund', 'Delivery'] as const;
  const words = (reason: NonNullable<Ask['reason']>) =>
    formatReason({ kind: 'query', reason }, untranslated);
  assert.equal(
    words({ kind: 'margin', value: 0.0349, between }),
    'margin 0.03 between Refund and Delivery',
  );
  assert.equal(words({ kind: 'margin', value: 0.5 }), 'margin 0.50');
  assert.equal(words({ kind: 'ratio', value: 0.9, between }), 'ratio 0.90 of Delivery to Refund');
  assert.equal(words({ kind: 'entropy', value: 1.2, between }), 'entropy 1.20');
  assert.equal(words({ kind: 'random' }), 'drawn at random');
  assert.equal(words({ kind: 'bald', value: 0.2 }), 'the models disagree: mutual information 0.20');
  assert.equal(words({ kind: 'priority', value: 3 }), 'prioritized by hand');
  const of = 'search “parcel”';
  assert.equal(words({ kind: 'priority', value: 1, of }), 'asked first: search “parcel”');
  assert.equal(words({ kind: 'seeds', value: 0.4, of: 'Refund' }), 'like the seeds of Refund');
  assert.equal(words({ kind: 'registered-elsewhere', value: 0.2 }), 'registered-elsewhere 0.20');
  assert.equal(
    formatReason({ kind: 'start', reason: { kind: 'random' } }, untranslated),
    'drawn at random, for a start',
  );
  assert.equal(formatReason({ kind: 'explore' }, untranslated), 'drawn at random, to explore');
  assert.equal(
    formatReason({ kind: 'query', query: { strategy: 'margin' } }, untranslated),
    'margin',
  );
  assert.equal(formatReason(undefined, untranslated), undefined);
});

test('of several labels, the unsure ones are named', () => {
  const words = (kind: string, unsure: object) =>
    formatReason({ kind: 'query', reason: { kind, value: 0.5, ...unsure } }, untranslated);
  const between = ['joy', 'surprise'] as const;
  for (const kind of ['mmc', 'threshold-margin']) {
    assert.equal(words(kind, { between }), 'not sure about joy and surprise');
    assert.equal(words(kind, { of: 'joy' }), 'not sure about joy');
  }
  assert.equal(
    words('adaptive', { between }),
    'not sure about joy and surprise, and an unusual number of labels',
  );
  assert.equal(words('cvirs', { of: 'joy' }), 'not sure about joy, and unusual labels together');
});

test('the common strategies have their wording', () => {
  const phrases = {
    margin: 'margin 0.25 between A and B',
    'least-confidence': 'least confidence 0.25, most likely A',
    ratio: 'ratio 0.25 of B to A',
    entropy: 'entropy 0.25',
    random: 'drawn at random',
  };
  for (const [kind, phrase] of Object.entries(phrases)) {
    const reason = { kind, value: 0.25, between: ['A', 'B'] as const };
    assert.equal(formatReason({ kind: 'query', reason }, untranslated), phrase);
  }
});

test('no built-in strategy is shown by its bare name', () => {
  for (const kind of builtInStrategies) {
    const words = formatReason({ kind: 'query', reason: { kind, value: 0.25 } }, untranslated);
    // A wrapper's picks carry the reason of the wrapped strategy; some names are plain words.
    if (['rank-power', 'margin', 'ratio', 'entropy'].includes(kind)) continue;
    assert.notEqual(words, `${kind} 0.25`, kind);
  }
});

test('the share of picks is shown for both queries and exploration', () => {
  const query = { strategy: 'margin', explore: 0.1 };
  const margin = { kind: 'margin', value: 0.03, between: ['Refund', 'Delivery'] } as const;
  const picked = { kind: 'query', query, reason: margin } as const;
  assert.equal(formatShare(picked, untranslated), '90 % of picks');
  assert.equal(formatShare({ kind: 'explore', query }, untranslated), '10 % of picks');
  assert.equal(
    formatReasonAndShare(picked, untranslated),
    'margin 0.03 between Refund and Delivery · 90 % of picks',
  );
});

test('no share is shown if all picks are of one kind, nor for hold-out and start', () => {
  const query = { strategy: 'margin', explore: 0.1 };
  assert.equal(
    formatShare({ kind: 'query', query: { strategy: 'margin' } }, untranslated),
    undefined,
  );
  assert.equal(formatShare({ kind: 'holdout', query }, untranslated), undefined);
  assert.equal(
    formatShare({ kind: 'start', query: { strategy: 'random' } }, untranslated),
    undefined,
  );
  const first = { kind: 'query', query, reason: { kind: 'priority', value: 1 } } as const;
  assert.equal(formatShare(first, untranslated), undefined);
  assert.equal(formatReasonAndShare(undefined, untranslated), undefined);
});
