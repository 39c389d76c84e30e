import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';

const answer = (recordId: string, extra: Partial<StoredAnswer> = {}): StoredAnswer => ({
  recordId,
  kind: 'label',
  label: 'yes',
  flagged: false,
  seq: 1,
  at: 0,
  annotator: 'ada',
  ...extra,
});

describe('training set', () => {
  it('C1 excludes answers asked for the hold-out and answers of its members', () => {
    const answers = [
      answer('a', { ask: { kind: 'query' } }),
      answer('b', { ask: { kind: 'holdout' } }),
      answer('c', { ask: { kind: 'manual' } }),
      answer('member', { ask: { kind: 'manual' } }),
      answer('d', { kind: 'skip', label: undefined! }),
      answer('e', { label: 'gone' }),
    ];
    assert.deepEqual(trainingSet(answers, ['yes', 'no'], new Set(['member'])), {
      ids: ['a', 'c'],
      answers: ['yes', 'yes'],
    });
  });
});
