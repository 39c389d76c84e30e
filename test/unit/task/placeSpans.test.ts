import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseText } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { fitsText, type Span } from '../../../src/core/task/judgement.ts';
import { spansForRow, spansForStore } from '../../../src/core/task/placeSpans.ts';
import { randomText, textParts } from './texts.ts';

function randomSpans(rng: Rng, text: string): Span[] {
  if (text === '') return [];
  return Array.from({ length: 1 + rng.integer(3) }, () => {
    const start = rng.integer(text.length);
    const end = start + 1 + rng.integer(text.length - start);
    return { start, end, label: 'a', text: text.slice(start, end) };
  });
}

/** Inserts or removes text, or changes its spelling. */
function edited(rng: Rng, text: string): string {
  const at = rng.integer(text.length + 1);
  switch (rng.integer(4)) {
    case 0:
      return text.slice(0, at) + textParts[rng.integer(textParts.length)]! + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + rng.integer(3));
    case 2:
      return text.normalize(rng.uniform() < 0.5 ? 'NFD' : 'NFKC');
    default:
      return text.replace(/\s/g, () => textParts[9 + rng.integer(9)]!);
  }
}

test('10,000 edited texts: no span is placed where the text differs', () => {
  const rng = new Rng(2);
  let [placed, lost, moved] = [0, 0, 0];
  for (let i = 0; i < 10_000; i++) {
    const text = randomText(rng, 14);
    const stored = spansForStore(randomSpans(rng, text), text);
    const normalised = normaliseText(text);
    for (const span of stored.spans) assert.ok(fitsText(span, normalised));
    for (const span of stored.lost) assert.equal(normaliseText(span.text), '');
    moved += stored.moved;
    const other = edited(rng, text);
    const row = spansForRow(stored.spans, other);
    assert.equal(row.spans.length + row.lost.length, stored.spans.length);
    for (const span of row.spans) assert.ok(fitsText(span, other), JSON.stringify([other, span]));
    for (const span of row.lost) assert.ok(!fitsText(span, normaliseText(other)));
    placed += row.spans.length;
    lost += row.lost.length;
  }
  assert.ok(placed > 5000 && lost > 2000 && moved > 500, `${placed} ${lost} ${moved}`);
});

test('10,000 texts: spans round-trip through a different spelling', () => {
  const rng = new Rng(3);
  const blanks = [' ', '  ', '\r\n', '\u00a0', '\u0085', '\t \n'];
  let compared = 0;
  for (let i = 0; i < 10_000; i++) {
    const text = randomText(rng, 14);
    const { spans } = spansForStore(randomSpans(rng, text), text);
    const normalised = normaliseText(text);
    const other = normalised
      .normalize(rng.uniform() < 0.5 ? 'NFC' : 'NFD')
      .replace(/ /g, () => blanks[rng.integer(blanks.length)]!);
    if (normaliseText(other) !== normalised) continue;
    const there = spansForRow(spans, other);
    assert.deepEqual(there.lost, []);
    const back = spansForStore(there.spans, other);
    // Marks in a different order in the row cannot be separated.
    if (there.moved > 0) continue;
    compared++;
    assert.deepEqual([back.spans, back.lost, back.moved], [spans, [], 0], JSON.stringify(other));
  }
  assert.ok(compared > 6000, String(compared));
});

test('by hand: a run of blanks and a composed letter', () => {
  const text = 'Cafe\u0301  de\r\nFlore';
  const spans = [
    { start: 0, end: 4, label: 'a', text: 'Cafe' },
    { start: 6, end: 9, label: 'b', text: ' de' },
  ];
  assert.deepEqual(spansForStore(spans, text), {
    spans: [
      { start: 0, end: 4, label: 'a', text: 'Café' },
      { start: 4, end: 7, label: 'b', text: ' de' },
    ],
    moved: 2,
    lost: [],
  });
  const [span] = spansForRow([{ start: 8, end: 13, label: 'c', text: 'Flore' }], text).spans;
  assert.deepEqual(span, { start: 11, end: 16, label: 'c', text: 'Flore' });
  assert.equal(
    spansForRow([{ start: 8, end: 13, label: 'c', text: 'flore' }], text).lost.length,
    1,
  );
});
