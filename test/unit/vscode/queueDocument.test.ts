// Documents that VS Code shows read-only: the queue, and the source of a record.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { RankedRecord } from '../../../src/core/loop/records/recordDetails.ts';
import { queueDocument } from '../../../src/vscode/editor/queueDocument.ts';
import { sourceDocument } from '../../../src/vscode/editor/sourceDocument.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { recordOf } from './views.ts';
import { id } from './recordViews.ts';

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
        // With thresholds per label, the likeliest label may not apply.
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

test('a source document of an unopened file points at the record’s line', () => {
  const records = [
    recordOf({ id: 'b', line: 998, text: 'before' }),
    recordOf({ id: 'c', line: 1001, text: 'this\none' }),
  ];
  const { text, line } = sourceDocument(records, 'c', untranslated);
  assert.equal(text.split('\n')[line], '1001  this');
  assert.equal(text.split('\n')[line + 1], '      one');
  assert.match(sourceDocument([], 'c', untranslated).text, /no longer in the pool/);
});
