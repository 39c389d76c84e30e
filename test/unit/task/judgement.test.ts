import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fitsText,
  inTextOrder,
  judgeAll,
  labelsThat,
  sameJudgement,
  type Judgement,
} from '../../../src/core/task/judgement.ts';

test('a multi-label judgement distinguishes yes, no and unjudged', () => {
  const judgement = judgeAll(['b', 'stray'], ['a', 'b', 'c']);
  assert.deepEqual(labelsThat(true, judgement), ['b', 'stray']);
  assert.deepEqual(labelsThat(false, judgement), ['a', 'c']);
  assert.equal(judgement.labels.get('later'), undefined);
});

test('“none of these” refers to a label set: a label added later is unjudged', () => {
  const none = judgeAll([], ['a', 'b']);
  assert.deepEqual(labelsThat(false, none), ['a', 'b']);
  assert.equal(none.labels.get('later'), undefined);
});

test('equality of judgements ignores order', () => {
  const span = { start: 0, end: 1, label: 'a', text: 'x' };
  const other = { start: 2, end: 3, label: 'b', text: 'y' };
  const same: [Judgement, Judgement][] = [
    [
      { task: 'single', label: 'a' },
      { task: 'single', label: 'a' },
    ],
    [
      judgeAll(['a'], ['a', 'b']),
      {
        task: 'multi',
        labels: new Map([
          ['b', false],
          ['a', true],
        ]),
      },
    ],
    [
      { task: 'spans', spans: [span, other], of: ['a', 'b'] },
      { task: 'spans', spans: [other, span], of: ['b', 'a'] },
    ],
  ];
  for (const [a, b] of same) assert.ok(sameJudgement(a, b) && sameJudgement(b, a));
  const different: [Judgement, Judgement][] = [
    [
      { task: 'single', label: 'a' },
      { task: 'single', label: 'b' },
    ],
    [{ task: 'single', label: 'a' }, judgeAll(['a'], ['a'])],
    [judgeAll(['a'], ['a', 'b']), judgeAll(['a'], ['a'])],
    [judgeAll(['a'], ['a', 'b']), judgeAll([], ['a', 'b'])],
    [
      { task: 'spans', spans: [span], of: ['a'] },
      { task: 'spans', spans: [span, other], of: ['a'] },
    ],
    [
      { task: 'spans', spans: [span], of: ['a'] },
      { task: 'spans', spans: [{ ...span, end: 2 }], of: ['a'] },
    ],
    [
      { task: 'spans', spans: [], of: ['a'] },
      { task: 'spans', spans: [], of: ['a', 'b'] },
    ],
  ];
  for (const [a, b] of different) assert.ok(!sameJudgement(a, b) && !sameJudgement(b, a));
});

test('spans are sorted by text position and must match their text', () => {
  const spans = [
    { start: 2, end: 3, label: 'a', text: 'c' },
    { start: 0, end: 1, label: 'b', text: 'a' },
    { start: 0, end: 3, label: 'b', text: 'abc' },
    { start: 0, end: 1, label: 'a', text: 'a' },
  ];
  assert.deepEqual(
    inTextOrder(spans).map(({ start, end, label }) => `${start}-${end} ${label}`),
    ['0-3 b', '0-1 a', '0-1 b', '2-3 a'],
  );
  assert.ok(spans.every((span) => fitsText(span, 'abc')));
  assert.ok(!fitsText(spans[0]!, 'abd'));
  assert.ok(!fitsText({ start: 1, end: 1, label: 'a', text: '' }, 'abc'));
  assert.ok(!fitsText({ start: 2, end: 4, label: 'a', text: 'c' }, 'abc'));
});
