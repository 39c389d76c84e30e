import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { alikeLabels, visualForm, namesByForm } from '../../../src/core/labelForm.ts';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { labelOfValue } from '../../../src/core/pool/labelValue.ts';
import { openPool, type Pool } from '../../../src/core/pool/openPool.ts';
import type { PoolSpec } from '../../../src/core/pool/poolSpec.ts';
import { mergeAlike } from '../../../src/vscode/newProject/alike.ts';
import { memorySource } from './memorySource.ts';
import { jsonLines } from '../../harness/topics.ts';

async function poolOf(rows: readonly object[], more: Partial<PoolSpec> = {}): Promise<Pool> {
  const spec: PoolSpec = {
    files: [{ path: 'a.jsonl', format: { kind: 'jsonl' } }],
    textFields: ['text'],
    labelField: 'label',
    contextFields: [],
    ...more,
  };
  return openPool(spec, [memorySource('a.jsonl', jsonLines(rows))], { quotedRows });
}

/** Labels with their row counts. */
function countsOf({ labels }: Pool): Record<string, number> {
  return Object.fromEntries(labels.names.map((name, i) => [name, labels.rowCounts[i]!]));
}

/** Asserts that every readable row with a label is counted once. */
function assertAllCounted(pool: Pool, all: number): void {
  let inRecords = 0;
  for (let row = 0; row < pool.index.size; row++) inRecords += pool.labels.rowsOf(row);
  const passed = Object.values(pool.labels.passed).reduce((sum, n) => sum + n, 0);
  assert.equal(inRecords + passed, all);
}

describe('A7 label values are counted by value', () => {
  const values = [
    'Bread',
    'bread',
    'caf\u00e9',
    'cafe\u0301',
    'a  b',
    'a b',
    'x\u00ady',
    'xy',
    ' Bread ',
  ];

  test('no row is lost to inner spaces, accents or invisible characters', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => ({
      text: `Text ${i}`,
      label: values[i % values.length],
    }));
    const pool = await poolOf(rows);
    assert.deepEqual(countsOf(pool), {
      Bread: 20,
      bread: 10,
      'caf\u00e9': 20,
      'a  b': 10,
      'a b': 10,
      'x\u00ady': 10,
      xy: 10,
    });
    assertAllCounted(pool, 90);
  });

  test('groups visually equal labels, but not distinguishable ones', () => {
    assert.equal(visualForm('Pra\u00adise'), visualForm('praise'));
    assert.equal(visualForm('a\u200bb'), visualForm('ab'));
    assert.equal(visualForm('billing  issue'), visualForm('Billing issue'));
    assert.equal(visualForm('cafe\u0301'), visualForm('CAF\u00c9'));
    assert.notEqual(visualForm('a-b'), visualForm('a_b'));
    assert.notEqual(visualForm('1'), visualForm('1.0'));
    assert.notEqual(visualForm('🍞'), visualForm('🍞🥖'));
    const counted = ['Bread', 'bread', 'boats'].map((value, i) => ({ value, rows: 3 - i }));
    assert.deepEqual(
      alikeLabels(counted).map((group) => group.map(({ value }) => value)),
      [['Bread', 'bread']],
    );
    assert.deepEqual(mergeAlike(counted), {
      labels: [
        { value: 'Bread', rows: 5 },
        { value: 'boats', rows: 1 },
      ],
      map: { bread: 'Bread' },
    });
  });

  test('keeps the project’s spelling and follows the map of the project file', async () => {
    const labelNames = namesByForm(['cafe\u0301', 'Bread']).set('bread', 'Bread');
    const rows = [{ label: 'caf\u00e9' }, { label: ' bread' }, { label: 'Bread' }, { label: 'x' }];
    const pool = await poolOf(
      rows.map((row, i) => ({ ...row, text: `Text ${i}` })),
      { labelNames },
    );
    assert.deepEqual(countsOf(pool), { 'cafe\u0301': 1, Bread: 2, x: 1 });
  });
});

describe('A12 labels in lists and objects', () => {
  test('accepts a single label, but not several labels, spans or blanks', () => {
    const label = (name: string) => ({ label: name });
    assert.deepEqual(labelOfValue(['bread']), label('bread'));
    assert.deepEqual(labelOfValue(['bread', ' bread ']), label('bread'));
    assert.deepEqual(labelOfValue({ bread: 1, boats: 0 }), label('bread'));
    assert.deepEqual(labelOfValue({ bread: true, boats: false }), label('bread'));
    assert.deepEqual(labelOfValue({ bread: 0.2, boats: 0.8 }), label('boats'));
    assert.deepEqual(labelOfValue(1), label('1'));
    assert.deepEqual(labelOfValue(false), label('false'));
    for (const nothing of [undefined, null, '', '  ', '\u200b', [], [''], { a: 0, b: 0 }])
      assert.equal(labelOfValue(nothing), undefined, JSON.stringify(nothing));
    assert.deepEqual(labelOfValue(['a', 'b']), { notTaken: 'several' });
    assert.deepEqual(labelOfValue({ a: 1, b: 1 }), { notTaken: 'several' });
    for (const other of [[[0, 4, 'PER']], [{ start: 0 }], { start: 3, end: 9 }, { a: 'x' }])
      assert.deepEqual(labelOfValue(other), { notTaken: 'unreadable' }, JSON.stringify(other));
  });

  const texts = Array.from({ length: 20 }, (_, i) => `Loaf number ${i} rose well`);
  const name = (i: number): string => (i % 2 ? 'boats' : 'bread');
  const shapes: Record<string, (i: number) => object> = {
    doccano: (i) => ({ id: i, label: [name(i)] }),
    accept: (i) => ({ options: [{ id: 'bread' }], accept: [name(i)], answer: 'accept' }),
    cats: (i) => ({ cats: { bread: (i + 1) % 2, boats: i % 2 } }),
    tagged: (i) => ({ tags: [name(i)] }),
    labelStudio: (i) => ({ annotations: [{ result: [{ value: { choices: [name(i)] } }] }] }),
  };
  const fields: Record<string, string> = {
    doccano: 'label',
    accept: 'accept',
    cats: 'cats',
    tagged: 'tags',
    labelStudio: 'annotations.0.result.0.value.choices',
  };
  for (const [shape, extra] of Object.entries(shapes)) {
    test(`${shape}: finds the label field and imports its labels`, async () => {
      const rows = texts.map((text, i) => ({ text, ...extra(i) }));
      const guess = guessFields(rows);
      assert.deepEqual(guess.text, ['text']);
      assert.equal(guess.label, fields[shape]);
      assert.deepEqual(guess.labels?.toSorted(), ['boats', 'bread']);
      const pool = await poolOf(rows, { labelField: fields[shape]! });
      assert.deepEqual(countsOf(pool), { bread: 10, boats: 10 });
    });
  }

  test('counts rows rejected in Prodigy without importing them', async () => {
    const answers = ['accept', 'reject', 'ignore'];
    const rows = texts.map((text, i) => ({ text, label: name(i), answer: answers[i % 3] }));
    assert.equal(guessFields(rows).label, 'label');
    const pool = await poolOf(rows);
    assert.equal(pool.labels.passed.rejected, 13);
    assertAllCounted(pool, 20);
  });

  test('never guesses an id, number or label as the text, but accepts tokens and conversations', () => {
    const tokens = texts.map((text, i) => ({
      id: `r${i}`,
      tokens: text.split(' '),
      label: name(i),
    }));
    assert.deepEqual(guessFields(tokens).text, ['tokens']);
    const chats = texts.map((text, i) => ({
      id: `conversation-${i}`,
      messages: [
        { role: 'user', content: text },
        { role: 'assistant', content: 'Well done.' },
      ],
    }));
    assert.deepEqual(guessFields(chats).text, ['messages']);
    const bare = texts.map((_, i) => ({ id: `record-${i}`, spans: [[0, i]], price: i * 1.5 }));
    assert.deepEqual(guessFields(bare).text, []);
    const few = [
      { text: 'one', labels: ['a', 'b'] },
      { text: 'two', labels: ['c'] },
    ];
    assert.deepEqual(guessFields(few).text, ['text']);
  });
});

test('A6 every label in the file is imported or skipped with a reason', async () => {
  const rows = [
    { text: 'a', label: 'x' },
    { text: 'a', label: 'x' },
    { text: 'b', label: 'x' },
    { text: 'b', label: 'y' },
    { text: '', label: 'y' },
    { text: null, label: ['y'] },
    { text: 'c', label: ['x', 'y'] },
    { text: 'd', label: { from: 3 } },
    { text: 'e', label: 'y', lang: 'de' },
    { text: 'f', label: null },
  ].map((row) => ({ lang: 'en', ...row }));
  const pool = await poolOf(rows, { filter: [{ field: 'lang', oneOf: ['en'] }] });
  assert.deepEqual(pool.labels.passed, {
    withoutText: 2,
    several: 1,
    unreadable: 1,
    filteredOut: 1,
  });
  assert.deepEqual(countsOf(pool), { x: 3, y: 1 });
  assertAllCounted(pool, 9);
});

test('A6 proposes all 150 values of a label field', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    text: `Question number ${i} of many`,
    intent: `intent_${i % 150}`,
  }));
  const { label, labels } = guessFields(rows);
  assert.equal(label, 'intent');
  assert.equal(labels?.length, 150);
});
