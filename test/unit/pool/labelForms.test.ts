import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnsByLabel } from '../../../src/core/pool/flagColumns.ts';
import { guessFields } from '../../../src/core/pool/guessFields.ts';
import { LabelForms, type MultiLabelReading } from '../../../src/core/pool/labelForms.ts';
import { Rng } from '../../../src/core/rng.ts';

const emotions = ['joy', 'anger', 'calm', 'fear', 'very sad'];

/** Realistic label sets: mostly one label, sometimes two, three or none. */
function setsOf(names: readonly string[], rows: number, seed = 3): string[][] {
  const rng = new Rng(seed);
  return Array.from({ length: rows }, () => {
    const size = [1, 1, 1, 2, 2, 3, 0][rng.integer(7)]!;
    return Array.from(rng.sample(names.length, size), (at) => names[at]!);
  });
}

const sets = setsOf(emotions, 200);
const rowsOf = (label: string): number => sets.filter((set) => set.includes(label)).length;
const counted = emotions
  .map((value) => ({ value, rows: rowsOf(value) }))
  .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
const ofSeveral = sets.filter(({ length }) => length > 1).length;

function readingsOf(values: readonly unknown[]): MultiLabelReading[] {
  const forms = new LabelForms();
  for (const value of values) forms.add(value);
  return forms.readings();
}

const inTable = (values: readonly unknown[], field = 'emotion') =>
  values.map((value, i) => ({ id: `r${i}`, text: `It was number ${i}, I said`, [field]: value }));

describe('several labels in a field are recognised', () => {
  const forms: Record<string, [values: unknown[], separator?: string]> = {
    'a|b': [sets.map((set) => set.join('|')), '|'],
    'a;b': [sets.map((set) => set.join(';')), ';'],
    'a, b': [sets.map((set) => set.join(', ')), ','],
    'JSON lists': [sets.map((set) => JSON.stringify(set))],
    'Python lists': [sets.map((set) => `[${set.map((name) => `'${name}'`).join(', ')}]`)],
    lists: [sets],
    'lists of several, single labels without brackets': [
      sets.map((set) => (set.length === 1 ? set[0] : set)),
    ],
    'objects of categories': [
      sets.map((set) =>
        Object.fromEntries(emotions.map((name) => [name, set.includes(name) ? 1 : 0])),
      ),
    ],
  };
  for (const [form, [values, separator]] of Object.entries(forms))
    test(form, () => {
      const [reading, ...others] = readingsOf(values);
      assert.deepEqual(reading, {
        ...(separator === undefined ? {} : { separator }),
        labels: counted,
        multiLabelRows: ofSeveral,
        proposed: true,
      });
      assert.deepEqual(
        others.filter(({ proposed }) => proposed),
        [],
      );
      const { label, multiLabel, labels, text } = guessFields(inTable(values));
      assert.deepEqual([text, label], [['text'], 'emotion']);
      assert.deepEqual(multiLabel, separator === undefined ? {} : { separator });
      assert.deepEqual(
        labels,
        counted.map(({ value }) => value),
      );
    });

  test('columns of 0 and 1', () => {
    for (const [yes, no] of [
      [1, 0],
      ['1', '0'],
      [true, false],
      ['yes', 'no'],
    ]) {
      const rows = sets.map((set, i) => ({
        text: `It was number ${i}, I said`,
        lang: 'en',
        ...Object.fromEntries(
          emotions.map((name) => [`is_${name}`, set.includes(name) ? yes : no]),
        ),
      }));
      const { text, label, columns } = guessFields(rows);
      assert.deepEqual([text, label], [['text'], undefined]);
      assert.deepEqual(
        columns,
        emotions.map((name) => `is_${name}`),
      );
      assert.deepEqual(Object.keys(columnsByLabel(columns)), emotions);
    }
  });

  test('a field with a label’s name wins over columns of 0 and 1', () => {
    const rows = sets.map((_, i) => ({
      text: `It was number ${i}, I said`,
      label: ['ham', 'spam'][i % 2],
      read: i % 3 === 0,
      starred: i % 5 === 0,
      sent: i % 7 === 0,
    }));
    const { label, columns, flags } = guessFields(rows);
    assert.deepEqual([label, columns], ['label', undefined]);
    assert.deepEqual(flags, ['read', 'starred', 'sent']);
  });

  test('numbers within lists are not columns of 0 and 1', () => {
    const tokens = [{ text: 'It', start: 0, end: 1, id: 0, ws: true }];
    const rows = sets.map((_, i) => ({ text: `It was number ${i}, I said`, tokens }));
    assert.equal(guessFields(rows).columns, undefined);
  });

  test('the separator whose parts recur most is proposed', () => {
    const values = ['joy', 'anger', 'joy; anger', 'joy, really', 'really'];
    const [first, second] = readingsOf(values);
    assert.deepEqual([first!.separator, first!.proposed], [';', true]);
    assert.deepEqual([second!.separator, second!.proposed], [',', false]);
  });
});

describe('single labels stay whole', () => {
  const singles: Record<string, string[]> = {
    'a, b': ['Refund, partial', 'Refund, full', 'Delivery, late', 'Other'],
    'a|b': ['food|drink', 'cars|bikes', 'other'],
    'a;b': ['A; see below', 'B; see above', 'C'],
    'one part recurs': ['yes', 'yes, but later', 'no, never'],
    'numbers with a decimal comma': ['1', '1,5', '2', '2,5', '3', '5'],
    'a word in brackets': ['[meta]', '[spam]', 'ham'],
  };
  for (const [form, labels] of Object.entries(singles))
    test(form, () => {
      const values = Array.from({ length: 120 }, (_, i) => labels[i % labels.length]);
      assert.deepEqual(
        readingsOf(values).filter(({ proposed }) => proposed),
        [],
      );
      const guess = guessFields(inTable(values, 'label'));
      assert.deepEqual([guess.label, guess.multiLabel], ['label', undefined]);
      assert.deepEqual(guess.labels?.toSorted(), labels.toSorted());
    });

  test('lists of one label each', () => {
    const values = Array.from({ length: 40 }, (_, i) => [emotions[i % 5]]);
    assert.deepEqual(readingsOf(values), []);
  });

  test('ids such as "2,5" are labels if three of them occur together', () => {
    const [reading] = readingsOf(['2', '5', '2,5', '0', '0,2,5']);
    assert.equal(reading!.proposed, true);
  });

  test('texts are not labels', () => {
    const texts = Array.from({ length: 25_000 }, (_, i) => `well, ${i}`);
    assert.deepEqual(readingsOf(texts), []);
  });
});

test('labels of columns are their names without a common prefix', () => {
  assert.deepEqual(columnsByLabel(['is_joy', 'is_very_sad']), {
    joy: 'is_joy',
    very_sad: 'is_very_sad',
  });
  assert.deepEqual(columnsByLabel(['meta.labels.joy', 'meta.labels.fear']), {
    joy: 'meta.labels.joy',
    fear: 'meta.labels.fear',
  });
  assert.deepEqual(columnsByLabel(['toxic', 'severe_toxic']), {
    toxic: 'toxic',
    severe_toxic: 'severe_toxic',
  });
  assert.deepEqual(columnsByLabel(['one_', 'one_b']), { one_: 'one_', one_b: 'one_b' });
  assert.deepEqual(columnsByLabel(['is_joy']), { is_joy: 'is_joy' });
});
