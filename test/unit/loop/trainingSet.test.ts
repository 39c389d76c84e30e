import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTrainable, trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
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
    assert.deepEqual(
      trainingSet(answers, { labels: ['yes', 'no'], task: 'single' }, new Set(['member'])),
      {
        task: 'single',
        ids: ['a', 'c'],
        answers: ['yes', 'yes'],
      },
    );
  });

  const labels = (entries: Record<string, boolean>) => new Map(Object.entries(entries));
  const about = { labels: ['a', 'b'], task: 'multi' } as const;

  it('uses the judged labels of a record, even if only some are judged, and nothing else', () => {
    const answers = [
      answer('whole', { kind: 'labels', label: undefined!, labels: labels({ a: true, b: false }) }),
      answer('part', { kind: 'none', label: undefined!, labels: labels({ b: true }) }),
      answer('skipped', { kind: 'skip', label: undefined!, labels: labels({ a: false }) }),
      answer('gone', { kind: 'labels', label: undefined!, labels: labels({ gone: true }) }),
      answer('noted', { kind: 'none', label: undefined!, note: 'a note' }),
    ];
    assert.deepEqual(trainingSet(answers, about), {
      task: 'multi',
      ids: ['whole', 'part', 'skipped'],
      answers: [
        { yes: ['a'], no: ['b'] },
        { yes: ['b'], no: [] },
        { yes: [], no: ['a'] },
      ],
    });
  });

  it('can be trained on once a label applies to some records and not to others', () => {
    const set = (...answers: { yes: string[]; no: string[] }[]): boolean =>
      isTrainable({ task: 'multi', ids: answers.map((_, i) => `${i}`), answers });
    assert.equal(set({ yes: ['a'], no: ['b'] }), false);
    assert.equal(set({ yes: ['a'], no: ['b'] }, { yes: ['b'], no: [] }), true);
    assert.equal(set({ yes: [], no: ['a'] }, { yes: [], no: ['a', 'b'] }), false);
    assert.equal(isTrainable({ task: 'single', ids: ['1', '2'], answers: ['a', 'a'] }), false);
    assert.equal(isTrainable({ task: 'single', ids: ['1', '2'], answers: ['a', 'b'] }), true);
  });
});
