// Marks in the gutter, and diagnostics of suspicious labels.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Suspicion } from '../../../src/core/loop/insights/suspicion.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';
import { maxPerFile } from '../../../src/vscode/diagnostics/planPoolDiagnostics.ts';
import { markFor, Overview } from '../../../src/vscode/editor/gutterMarks.ts';
import { planSuspicions } from '../../../src/vscode/editor/planSuspicions.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { projectOf, recordOf } from './views.ts';
import { answerOf } from './recordViews.ts';

const project = projectOf();

describe('marks', () => {
  test('take the label’s colour, else flag or skip, else none', () => {
    const markOf = markFor(project.labels);
    assert.equal(markOf(answerOf()), 'charts.blue');
    assert.equal(markOf(answerOf({ label: 'Delivery', flagged: true })), 'charts.orange');
    const { label: _, ...skip } = answerOf({ kind: 'skip' });
    assert.equal(markOf(skip), 'skipped');
    assert.equal(markOf({ ...skip, kind: 'none', flagged: true }), 'flagged');
    assert.equal(markOf(answerOf({ label: 'gone' })), undefined);
    assert.equal(markOf(undefined), undefined);
  });

  test('of several labels take the first that applies, or the mark for none', () => {
    const markOf = markFor(project.labels);
    const judged = (
      said: Record<string, boolean>,
      kind: StoredAnswer['kind'] = 'labels',
      flagged = false,
    ) => {
      const { label: _, ...answer } = answerOf({ kind, flagged });
      return markOf({ ...answer, labels: new Map(Object.entries(said)) });
    };
    assert.equal(judged({ Other: true, Delivery: true, Refund: false }), 'charts.orange');
    assert.equal(judged({ Refund: false, Delivery: false, Other: false }), 'none');
    assert.equal(judged({ Refund: false }, 'labels', true), 'none', 'its label set was smaller');
    assert.equal(judged({ gone: true, Refund: false }), undefined);
    // The record is judged only in part, so as a whole it is unanswered.
    assert.equal(judged({ Refund: false }, 'none'), undefined);
    assert.equal(judged({ Refund: false }, 'skip'), 'skipped');
  });

  test('in a long file merge into no more ranges than the ruler has pixels', () => {
    const overview = new Overview(100_000);
    for (let line = 0; line < 100_000; line++) overview.add('flagged', { first: line, last: line });
    assert.deepEqual(overview.of('flagged'), [{ first: 0, last: 99_999 }]);
    const sparse = new Overview(100_000);
    for (let line = 0; line < 100_000; line += 101)
      sparse.add('skipped', { first: line, last: line });
    assert.ok(sparse.of('skipped').length <= 1000);
    const short = new Overview(10);
    short.add('skipped', { first: 1, last: 2 });
    short.add('skipped', { first: 4, last: 4 });
    assert.deepEqual(short.of('skipped'), [
      { first: 1, last: 2 },
      { first: 4, last: 4 },
    ]);
  });
});

describe('suspicious labels', () => {
  const suspicion: Suspicion = {
    kind: 'unlikely',
    record: recordOf(),
    label: 'Refund',
    likely: 'Delivery',
    p: 0.93,
  };

  test('are described in a sentence, grouped by file', () => {
    const contradiction: Suspicion = {
      kind: 'contradiction',
      record: recordOf({ file: 'b.csv' }),
      label: 'Refund',
      other: { record: recordOf({ line: 9 }), label: 'Other' },
      similarity: 0.99,
    };
    const plan = planSuspicions([suspicion, contradiction], untranslated);
    assert.deepEqual(
      [...plan].map(([file, planned]) => [file, planned.map(({ message }) => message)]),
      [
        [
          'data/reviews.jsonl',
          ['Labelled Refund; trained without this answer, the model says Delivery (.93).'],
        ],
        [
          'b.csv',
          [
            'Labelled Refund; nearly the same text is labelled Other on line 9 of data/reviews.jsonl.',
          ],
        ],
      ],
    );
  });

  test('are summed up beyond the cap', () => {
    const many = Array.from({ length: maxPerFile + 7 }, () => suspicion);
    const planned = planSuspicions(many, untranslated).get('data/reviews.jsonl')!;
    assert.equal(planned.length, maxPerFile + 1);
    assert.match(planned.at(-1)!.message, /^7 more labels may be wrong/);
    assert.equal(planned.at(-1)!.suspicion, undefined);
  });
});
