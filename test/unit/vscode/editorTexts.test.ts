// Texts about records in the text editor: hover, lenses, badge, marks, queue, suspicions, source.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Suspicion } from '../../../src/core/loop/insights/suspicion.ts';
import type { RankedRecord, RecordDetails } from '../../../src/core/loop/records/recordDetails.ts';
import type { HistoryEntry, StoredAnswer } from '../../../src/core/store/store.ts';
import { maxPerFile } from '../../../src/vscode/diagnostics/planPoolDiagnostics.ts';
import { badgeOf } from '../../../src/vscode/text/fileBadge.ts';
import { barOf, escapeMarkdown, hoverText } from '../../../src/vscode/text/hoverText.ts';
import { labelsInOrder, lensEntries } from '../../../src/vscode/editor/lensEntries.ts';
import { markFor, Overview } from '../../../src/vscode/editor/gutterMarks.ts';
import { planSuspicions } from '../../../src/vscode/editor/planSuspicions.ts';
import { queueDocument } from '../../../src/vscode/editor/queueDocument.ts';
import { sourceDocument } from '../../../src/vscode/editor/sourceDocument.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { projectOf, recordOf } from './views.ts';

const id = 'a'.repeat(32);
const project = projectOf();

function answerOf(changes: Partial<StoredAnswer> = {}): StoredAnswer {
  return {
    recordId: id,
    kind: 'label',
    label: 'Refund',
    flagged: false,
    seq: 1,
    at: 5,
    annotator: 'ada',
    ...changes,
  };
}

function factsOf(changes: Partial<RecordDetails> = {}): RecordDetails {
  return {
    id,
    blind: false,
    history: [],
    prediction: {
      id,
      probabilities: [
        { label: 'Delivery', p: 0.9 },
        { label: 'Refund', p: 0.1 },
      ],
    },
    score: { acquisition: 'margin', value: 0.2 },
    ...changes,
  };
}

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
    assert.match(early, /hidden until it is asked in its turn/);
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
    // Judged in part only: the record as a whole is not answered.
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

/** The rules of the queue document's grammar: comment, heading, record. */
function grammarRules(): RegExp[] {
  const grammar = JSON.parse(
    readFileSync(
      new URL('../../../syntaxes/marginalia-queue.tmLanguage.json', import.meta.url),
      'utf8',
    ),
  ) as { patterns: { match?: string; begin?: string }[] };
  return grammar.patterns.map(({ match, begin }) => new RegExp(match ?? begin!));
}

describe('the queue as a document', () => {
  const ask = { kind: 'query', score: 0.97, reason: { kind: 'margin', value: 0.03 } } as const;
  const ranked: RankedRecord[] = [
    { rank: 1, record: recordOf({ text: 'blind "one"' }), ahead: true, blind: true },
    {
      rank: 2,
      record: recordOf({ line: 12, text: 'two\nlines' }),
      ahead: false,
      blind: false,
      ask,
      prediction: { id, probabilities: [{ label: 'Not Refund (yet)', p: 0.52 }] },
    },
    {
      rank: 3,
      record: recordOf({ line: 5 }),
      ahead: false,
      blind: false,
      ask,
      prediction: { id, probabilities: [{ label: 'Other', p: 0.5 }] },
    },
  ];
  const document = queueDocument({ title: 'reviews', round: 4, ranked, localize: untranslated });
  const lines = document.text.split('\n');

  test('lists records being asked first, then the rest by label', () => {
    assert.deepEqual(
      lines.filter((line) => line.startsWith('==')),
      ['== Being asked (1)', '== Not Refund (yet) (1)', '== Other (1)'],
    );
    assert.match(lines[0]!, /^# reviews: the next 3 records, round 4/);
    assert.ok(
      lines.some((line) =>
        /^2 {2}\.97 {2}Not Refund \(yet\) \.52 {2}data\/reviews\.jsonl:12 {2}"two lines" {2}# margin 0\.03$/.test(
          line,
        ),
      ),
    );
  });

  test('maps each line to its record, and folds by heading', () => {
    for (const [line, one] of document.records) {
      assert.equal(lines[line]!.trim().startsWith(String(one.rank)), true);
    }
    for (const { first, last } of document.sections) {
      assert.match(lines[first]!, /^== /);
      assert.ok(document.records.has(last) && last > first);
    }
    assert.equal(document.records.size, 3);
  });

  test('D12 sorts records of a label by score, after those prioritised by hand', () => {
    const { ask: _, ...plainOne } = ranked[1]!;
    const scored = [0.2, 0.9, 0.5].map((score, i) => ({
      ...ranked[1]!,
      rank: i + 3,
      ask: { kind: 'query' as const, score },
    }));
    const first = { ...plainOne, rank: 2, ask: { kind: 'manual' as const } };
    const { records } = queueDocument({
      title: 'reviews',
      round: 4,
      ranked: [ranked[0]!, first, ...scored],
      localize: untranslated,
    });
    assert.deepEqual(
      [...records.values()].map(({ rank }) => rank),
      [1, 2, 4, 5, 3],
    );
  });

  test('shows neither score nor label for a blind record', () => {
    const line = lines.find((text) => text.includes('blind'))!;
    assert.match(line, /^1 {4}- {2}- +data\/reviews\.jsonl:7 +"blind \\"one\\""$/);
  });

  test('every line of a record matches the grammar', () => {
    const rules = grammarRules();
    for (const line of lines.filter((text) => text !== '')) {
      assert.ok(
        rules.some((rule) => rule.test(line)),
        line,
      );
    }
    const [, , record] = rules;
    const row = lines.find((text) => text.startsWith('2'))!;
    assert.deepEqual(record!.exec(row)!.slice(1, 7), [
      '2',
      '.97',
      undefined,
      'Not Refund (yet)',
      '.52',
      'data/reviews.jsonl:12',
    ]);
  });

  test('of several labels shows those that apply, below the likeliest of them', () => {
    const suggested = (rank: number, ...given: [string, number, boolean][]): RankedRecord => ({
      ...ranked[1]!,
      rank,
      prediction: {
        id,
        probabilities: given.map(([label, p, applies]) => ({ label, p, applies })),
      },
    });
    const { text } = queueDocument({
      title: 'moods',
      round: 1,
      ranked: [
        suggested(2, ['joy', 0.91, true], ['surprise', 0.62, true], ['fear', 0.1, false]),
        suggested(3, ['joy', 0.32, false], ['fear', 0.1, false]),
        // A threshold of its own: the likeliest label does not apply.
        suggested(4, ['joy', 0.4, false], ['fear', 0.3, true]),
      ],
      localize: untranslated,
    });
    const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.deepEqual(
      rows.map((row) => row.replace(/ {2}(data|").*/, '').trimEnd()),
      [
        '== joy (1)',
        '2  .97  joy .91, surprise .62',
        '== None of these (1)',
        '3  .97  None of these · joy .32',
        '== fear (1)',
        '4  .97  fear .30',
      ],
    );
    const [, , record] = grammarRules();
    assert.ok(rows.filter((row) => /^\d/.test(row)).every((row) => record!.test(row)));
  });

  test('an empty queue says so', () => {
    const empty = queueDocument({ title: 'x', round: 0, ranked: [], localize: untranslated });
    assert.match(empty.text, /Nothing is waiting/);
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

test('a source document of an unopened file points at the record’s line', () => {
  const records = [
    recordOf({ id: 'b', line: 998, text: 'before' }),
    recordOf({ id: 'c', line: 1001, text: 'this\none' }),
  ];
  const { text, line } = sourceDocument(records, 'c', untranslated);
  assert.equal(text.split('\n')[line], '1001  this');
  assert.equal(text.split('\n')[line + 1], '      one');
  assert.match(sourceDocument([], 'c', untranslated).text, /not in the pool/);
});
