// Texts about a record in its file: hover, code lenses, badge.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RecordDetails } from '../../../src/core/loop/records/recordDetails.ts';
import type { HistoryEntry, StoredAnswer } from '../../../src/core/store/store.ts';
import { badgeOf } from '../../../src/vscode/text/fileBadge.ts';
import { barOf, escapeMarkdown, hoverText } from '../../../src/vscode/text/hoverText.ts';
import { labelsInOrder, lensEntries } from '../../../src/vscode/editor/lensEntries.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { projectOf } from './views.ts';
import { answerOf, factsOf, id } from './recordViews.ts';

const project = projectOf();

function hover(facts: RecordDetails, showSuggestion = true, of = project): string {
  const when = (at: number): string => `at ${at}`;
  return hoverText({
    title: 'reviews',
    project: of,
    facts,
    showSuggestion,
    when,
    localize: untranslated,
  });
}

describe('hover', () => {
  test('shows label, annotator and time, probabilities as bars, score, reason and history', () => {
    const ask = {
      kind: 'query',
      reason: { kind: 'margin', value: 0.03, between: ['Refund', 'Delivery'] },
    } as const;
    const event = { id: '1', at: 5, annotator: 'ada', recordId: id, seq: 1, step: 1 };
    const history: HistoryEntry[] = [
      { event: { ...event, kind: 'label', label: 'Delivery' }, inEffect: false },
      { event: { ...event, kind: 'label', label: 'Refund' }, inEffect: true },
    ];
    const text = hover(factsOf({ answer: answerOf({ ask, flagged: true, note: 'odd' }), history }));
    assert.match(text, /\*\*Refund\*\* by ada, at 5 · flagged/);
    assert.match(text, /^Delivery {2}█{10}▊ {2}\.90$/m);
    assert.match(text, /^Refund {4}█▎ {11}\.10$/m);
    assert.match(text, /Score \.20 \(margin;/);
    assert.match(text, /Asked because: margin 0\\\.03 between Refund and Delivery/);
    assert.match(text, /- labelled Refund · ada · at 5\n- ~~labelled Delivery · ada · at 5~~/);
    assert.match(text, /\*odd\*/);
  });

  test('says of a blind record only that its details are hidden', () => {
    const blind = factsOf({ blind: true });
    const text = hover({ ...blind, answer: answerOf({ kind: 'none', ask: { kind: 'holdout' } }) });
    assert.match(text, /hidden until it is answered/);
    assert.doesNotMatch(text, /█|Score|Asked because|hold-out/);
    const early = hover({ ...blind, answer: answerOf({ ask: { kind: 'manual' } }) });
    assert.match(early, /hidden until its turn comes/);
    assert.doesNotMatch(early, /█|Score|Asked because|hold-out/);
  });

  test('of several labels names those that apply, or none, and counts the unknown ones', () => {
    const judged = (said: Record<string, boolean>, changes: Partial<StoredAnswer> = {}): string => {
      const { label: _, ...answer } = answerOf({ kind: 'labels', ...changes });
      const facts = factsOf({ answer: { ...answer, labels: new Map(Object.entries(said)) } });
      return hover(facts, true, projectOf({ task: 'multi' }));
    };
    const [all, none] = [
      judged({ Refund: true, Delivery: true, Other: false }),
      judged({ Refund: false, Delivery: false, Other: false }),
    ];
    assert.match(all, /^\*\*Refund, Delivery\*\* by ada, at 5$/m);
    assert.match(none, /^\*\*None of these\*\* by ada, at 5$/m);
    assert.match(judged({ Refund: true, Other: false }), /by ada, at 5 · 1 label unknown$/m);
    assert.match(
      judged({ Refund: true }, { flagged: true }),
      /at 5 · 2 labels unknown · flagged$/m,
    );
    assert.match(
      judged({ Refund: true, Other: false }, { kind: 'none' }),
      /^Not answered yet · Refund\\: yes, Other\\: no · 1 label unknown$/m,
    );
    assert.match(judged({ Refund: true }, { kind: 'skip' }), /^Skipped by ada, at 5 · 2 labels/m);
  });

  test('ticks the labels that are predicted to apply', () => {
    const probabilities = [
      { label: 'Delivery', p: 0.9, applies: true },
      { label: 'Refund', p: 0.1, applies: false },
    ];
    const lines = hover(factsOf({ prediction: { id, probabilities } })).split('\n');
    assert.deepEqual(
      lines.flatMap((line) => (/█/.test(line) ? [line.endsWith(' ✓')] : [])),
      [true, false],
    );
  });

  test('hides suggestions if the user has turned them off', () => {
    assert.doesNotMatch(hover(factsOf({ answer: answerOf() }), false), /█|Score/);
  });

  test('escapes Markdown in user data', () => {
    const text = hover(factsOf({ answer: answerOf({ annotator: '[x](command:y) **b**' }) }));
    assert.match(text, /\\\[x\\\]\\\(command\\:y\\\) \\\*\\\*b/);
    assert.equal(escapeMarkdown('a\n# b <i>'), 'a \\# b \\<i\\>');
    const label = '```\n[x](y)';
    const odd = factsOf({ prediction: { id, probabilities: [{ label, p: 1 }] } });
    assert.equal(hover(odd).match(/```/g)!.length, 2);
  });

  test('bar lengths are proportional to their values', () => {
    assert.equal(barOf(0).trim(), '');
    assert.equal(barOf(1), '█'.repeat(12));
    assert.equal(barOf(0.5), '█'.repeat(6) + ' '.repeat(6));
    assert.equal([...barOf(0.37)].length, 12);
  });
});

describe('code lens', () => {
  const many = projectOf({ labels: ['A', 'B', 'C', 'D', 'E', 'F'] });
  const titles = (facts: RecordDetails, of = project, suggest = true): string[] =>
    lensEntries(of, facts, suggest, untranslated).map(({ title }) => title);

  test('offers the likeliest labels first, then skip and flag', () => {
    assert.deepEqual(titles(factsOf()), ['Delivery .90', 'Refund .10', 'Other', 'Skip', 'Flag']);
  });

  test('without a suggestion, or with suggestions off, keeps the project’s order', () => {
    const expected = ['Refund', 'Delivery', 'Other', 'Skip', 'Flag'];
    const { prediction: _, ...blind } = factsOf({ blind: true });
    assert.deepEqual(titles(blind), expected);
    assert.deepEqual(titles(factsOf(), project, false), expected);
  });

  test('shows four labels and “more…”, always including the current one', () => {
    const { prediction: _, ...facts } = factsOf({
      answer: answerOf({ label: 'F', flagged: true }),
    });
    const entries = lensEntries(many, facts, true, untranslated);
    assert.deepEqual(
      entries.map(({ title }) => title),
      ['A', 'B', 'C', '$(check) F', 'more…', 'Skip', '$(bookmark) Unflag'],
    );
    assert.equal(entries[4]!.answer, undefined);
    assert.deepEqual(entries[6]!.answer, { kind: 'flag', flagged: false });
  });

  test('the quick pick has every label with its key', () => {
    assert.deepEqual(labelsInOrder(project, undefined), [
      { name: 'Refund', key: '1' },
      { name: 'Delivery', key: 'd' },
      { name: 'Other', key: '3' },
    ]);
  });
});

describe('badge', () => {
  const badge = (labelled: number, size: number): string | undefined =>
    badgeOf(
      'reviews',
      { counts: { labelled, skipped: 0, flagged: 0, byLabel: {} }, pool: { size, rowsRead: size } },
      untranslated,
      'en',
    )?.text;

  test('has at most two characters, and a check mark only for a finished pool', () => {
    assert.equal(badge(0, 0), undefined);
    assert.equal(badge(0, 500), '0');
    assert.equal(badge(1, 500), '<1');
    assert.equal(badge(29, 100), '29');
    assert.equal(badge(9999, 10_000), '99');
    assert.equal(badge(10_000, 10_000), '✓');
  });

  test('has the numbers in its tooltip', () => {
    const counts = { labelled: 412, skipped: 0, flagged: 0, byLabel: {} };
    const made = badgeOf(
      'reviews',
      { counts, pool: { size: 10_000, rowsRead: 1 } },
      untranslated,
      'en',
    );
    assert.equal(made?.tooltip, '4 % labelled: 412 of 10,000 records of reviews');
  });
});
