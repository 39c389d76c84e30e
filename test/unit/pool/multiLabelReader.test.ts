import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { english } from '../../harness/english.ts';
import { listInText } from '../../../src/core/pool/labelLists.ts';
import type { FoundLabel } from '../../../src/core/pool/labelValue.ts';
import type { Pool } from '../../../src/core/pool/openPool.ts';
import type { PoolSpec, MultiLabelSpec } from '../../../src/core/pool/poolSpec.ts';
import { Rng } from '../../../src/core/rng.ts';
import { openText } from './memorySource.ts';

const labels = ['joy', 'anger', 'calm'];

interface Columns {
  readonly [field: string]: unknown;
}

/** Opens rows as JSON Lines, each with a unique text unless it has one. */
async function poolOf(
  rows: readonly Columns[],
  several: MultiLabelSpec,
  more: Partial<PoolSpec> = {},
): Promise<Pool> {
  const lines = rows.map((row, i) => JSON.stringify({ text: `Text ${i}`, ...row }));
  const field = several.columns ? {} : { labelField: 'label' };
  const spec = { ...field, multiLabel: { labels, ...several }, ...more };
  return openText(lines.join('\n'), { kind: 'jsonl' }, spec);
}

/** The labels found for each record. */
function said({ labels: found, index }: Pool): (FoundLabel | undefined)[] {
  return Array.from({ length: index.size }, (_, row) => found.foundOf(row));
}

async function read(values: readonly unknown[], several: MultiLabelSpec = {}): Promise<unknown[]> {
  const pool = await poolOf(
    values.map((label) => ({ label })),
    several,
  );
  return said(pool);
}

const yes = (...names: string[]): FoundLabel => ({ yes: names, no: 'others' });

describe('lists in a text', () => {
  // Written by Python 3.12: `for names in […]: print(repr(names))`.
  const python: [string, string[]][] = [
    [String.raw`['joy', 'anger']`, ['joy', 'anger']],
    [String.raw`["it's", 'b']`, ["it's", 'b']],
    [String.raw`['say "x"', 'it\'s "both"']`, ['say "x"', 'it\'s "both"']],
    [String.raw`['a\\b', 'tab\there', 'new\nline']`, ['a\\b', 'tab\there', 'new\nline']],
    [String.raw`['é', '日本', '\u200b\x07', '😀']`, ['é', '日本', '\u200b\x07', '😀']],
    [String.raw`['a, b', '[c]']`, ['a, b', '[c]']],
    [String.raw`[]`, []],
    [String.raw`['x', 3, -1.5, True, None]`, ['x', '3', '-1.5', 'True']],
  ];
  for (const [text, names] of python) test(text, () => assert.deepEqual(listInText(text), names));

  test('are written in JSON and by NumPy as well', () => {
    assert.deepEqual(listInText(' ["joy", "a\\"b", 7, null] '), ['joy', 'a"b', '7']);
    assert.deepEqual(listInText(`['joy' "it's"\n 'calm']`), ['joy', "it's", 'calm']);
    assert.deepEqual(listInText("['joy', 'calm',]"), ['joy', 'calm']);
  });

  test('are distinguished from texts in brackets', () => {
    for (const text of [
      '[meta]',
      '[joy, anger]',
      "['joy'",
      'joy',
      '[[1], [2]]',
      "['a' b]",
      '[1 2]',
    ])
      assert.equal(listInText(text), undefined, text);
  });
});

describe('several labels per record', () => {
  test('in lists, separated texts and single values: those not named do not apply', async () => {
    assert.deepEqual(
      await read([['joy', 'anger'], ['calm'], 'joy', '["joy", "calm"]', "['anger']", 3]),
      [yes('joy', 'anger'), yes('calm'), yes('joy'), yes('joy', 'calm'), yes('anger'), yes('3')],
    );
    for (const separator of ['|', ';', ','])
      assert.deepEqual(
        await read([`joy${separator} anger `, `${separator}calm${separator}calm`, 'joy'], {
          separator,
        }),
        [yes('joy', 'anger'), yes('calm'), yes('joy')],
      );
  });

  test('a given separator takes precedence over lists in a text', async () => {
    assert.deepEqual(await read(['["joy"]; calm'], { separator: ';' }), [yes('["joy"]', 'calm')]);
  });

  test('values are mapped to labels of other names', async () => {
    const labelNames = new Map([
      ['j', 'joy'],
      ['happy', 'joy'],
    ]);
    const pool = await poolOf(
      [{ label: 'j|happy|anger' }, { label: ['happy'] }],
      { separator: '|' },
      { labelNames },
    );
    assert.deepEqual(said(pool), [yes('joy', 'anger'), yes('joy')]);
  });

  test('an empty value is unlabelled, unless it means none of the labels', async () => {
    const empty = [[], '', '  ', '[]', null, undefined, {}];
    const nobody = await read(empty);
    assert.deepEqual(
      nobody,
      empty.map(() => undefined),
    );
    const none = await read(empty, { empty: 'none' });
    assert.deepEqual(none, [yes(), yes(), yes(), yes(), undefined, undefined, undefined]);
  });

  test('spaCy’s categories include labels that do not apply', async () => {
    assert.deepEqual(
      await read([
        { joy: 1, anger: 0, calm: 0.7 },
        { joy: 0, anger: 0.2 },
      ]),
      [
        { yes: ['joy', 'calm'], no: ['anger'] },
        { yes: [], no: ['joy', 'anger'] },
      ],
    );
  });

  test('Prodigy’s verdicts count: reject is no, ignore nothing, an accepted empty list none', async () => {
    const rows = [
      { accept: ['joy'], answer: 'accept' },
      { accept: ['joy'], answer: 'reject' },
      { accept: ['joy'], answer: 'ignore' },
      { accept: [], answer: 'accept' },
      { accept: [] },
    ];
    const pool = await poolOf(rows, {}, { labelField: 'accept' });
    assert.deepEqual(said(pool), [
      yes('joy'),
      { yes: [], no: ['joy'] },
      undefined,
      yes(),
      undefined,
    ]);
    assert.deepEqual(pool.labels.passed, { rejected: 1 });
  });

  test('Marginalia’s exports name the labels that do not apply; the rest are unknown', async () => {
    const rows = [
      { labels: ['joy'], not: ['anger'] },
      { labels: [], not: ['anger'] },
      { labels: [], not: [] },
    ];
    const pool = await poolOf(rows, {}, { labelField: 'labels' });
    assert.deepEqual(said(pool), [
      { yes: ['joy'], no: ['anger'] },
      { yes: [], no: ['anger'] },
      undefined,
    ]);
  });

  test('unreadable values are counted, not read', async () => {
    const pool = await poolOf([{ label: [['joy']] }, { label: { a: 'x' } }], {});
    assert.deepEqual(pool.labels.passed, { unreadable: 2 });
  });
});

describe('a column for each label', () => {
  const columns = { joy: 'is_joy', anger: 'anger' };
  const of = async (
    rows: readonly Columns[],
    several: MultiLabelSpec = {},
  ): Promise<(FoundLabel | undefined)[]> => said(await poolOf(rows, { columns, ...several }));

  test('1 means yes, 0 means no, empty means unknown; all 0 means “none of these”', async () => {
    const rows = [
      { is_joy: 1, anger: 0 },
      { is_joy: '1.0', anger: '' },
      { is_joy: true, anger: false },
      { is_joy: 'Yes', anger: ' no ' },
      { is_joy: 0, anger: 0 },
      { is_joy: null, anger: '' },
      {},
    ];
    assert.deepEqual(await of(rows), [
      { yes: ['joy'], no: ['anger'] },
      { yes: ['joy'], no: [] },
      { yes: ['joy'], no: ['anger'] },
      { yes: ['joy'], no: ['anger'] },
      { yes: [], no: ['joy', 'anger'] },
      undefined,
      undefined,
    ]);
  });

  test('an empty cell may mean 0', async () => {
    const found = await of(
      [
        { is_joy: 1, anger: '' },
        { is_joy: '', anger: '' },
      ],
      { empty: 'none' },
    );
    assert.deepEqual(found, [
      { yes: ['joy'], no: ['anger'] },
      { yes: [], no: ['joy', 'anger'] },
    ]);
  });

  test('other values are not read', async () => {
    const pool = await poolOf(
      [{ is_joy: 0.5, anger: 1 }, { is_joy: 2 }, { is_joy: 'constructor' }, { is_joy: 1 }],
      { columns },
    );
    assert.deepEqual(said(pool), [undefined, undefined, undefined, { yes: ['joy'], no: [] }]);
    assert.deepEqual(pool.labels.passed, { unreadable: 3 });
  });

  test('an absent column is reported', async () => {
    const pool = await poolOf([{ is_joy: 1 }], { columns });
    assert.deepEqual(
      pool.problems.kept.map(({ code, message }) => [code, english(message)]),
      [['missing-field', 'No row has "anger". Its fields are: "text", "is_joy".']],
    );
  });
});

describe('labels that contain the separator', () => {
  test('rows of one text with different sets are a conflict, in whatever order they name them', async () => {
    const rows = [
      { text: 'a', label: 'joy|anger' },
      { text: 'a', label: 'anger|joy' },
      { text: 'b', label: 'joy' },
      { text: 'b', label: 'joy|calm' },
      { text: 'b', label: 'calm|joy' },
      { text: 'c', label: '' },
      { text: 'c', label: 'calm' },
    ];
    const pool = await poolOf(rows, { separator: '|' });
    assert.deepEqual(said(pool), [yes('joy', 'anger'), undefined, yes('calm')]);
    assert.deepEqual(pool.labels.conflicts, [{ row: 1, found: [yes('joy'), yes('joy', 'calm')] }]);
    assert.deepEqual(
      pool.problems.kept.map(({ line, code, message }) => [line, code, english(message)]),
      [
        [
          4,
          'label-conflict',
          'This text has the labels "joy", "calm" here and "joy" elsewhere; it first occurs on line 3.',
        ],
        [
          5,
          'label-conflict',
          'This text has the labels "calm", "joy" here and "joy" elsewhere; it first occurs on line 3.',
        ],
      ],
    );
    assert.deepEqual(pool.labels.names, ['joy', 'anger', 'calm']);
    assert.deepEqual([...pool.labels.rowCounts], [5, 2, 3]);
    assert.deepEqual(pool.labels.counts(), [1, 1, 1]);
  });

  test('rows with a label that contains the separator are refused', async () => {
    const several = { separator: ',', labels: ['rock', 'folk, country', 'pop'] };
    const rows = [
      { label: 'rock, pop' },
      { label: 'pop, folk,country' },
      { label: 'folk' },
      { label: ['a,b', 'rock'] },
    ];
    const pool = await poolOf(rows, several);
    assert.deepEqual(said(pool), [yes('rock', 'pop'), undefined, yes('folk'), undefined]);
    assert.deepEqual(pool.labels.passed, { separator: 2 });
    assert.deepEqual(
      pool.problems.kept.map(({ line, code, severity }) => [line, code, severity]),
      [
        [2, 'label-separator', 'warning'],
        [4, 'label-separator', 'warning'],
      ],
    );
    assert.match(english(pool.problems.kept[0]!.message), /"folk, country".*separator ","/);
  });
});

describe('one set of labels in every form', () => {
  const rng = new Rng(7);
  const names = ['joy', 'anger', "it's", 'very sad', 'é', '日本', '😀', '[x]', 'a"b', 'tab\\n'];
  const sets = Array.from({ length: 300 }, () => {
    const size = rng.integer(4);
    return Array.from(rng.sample(names.length, size), (at) => names[at]!);
  });
  const csvCell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const csv = (header: readonly string[], row: (set: string[], i: number) => string[]): string =>
    [header, ...sets.map((set, i) => [`Text ${i}`, ...row(set, i)])]
      .map((cells) => cells.map(csvCell).join(','))
      .join('\n');
  const python = (name: string): string =>
    name.includes("'") ? JSON.stringify(name) : `'${name.replaceAll('\\', '\\\\')}'`;
  const format = { kind: 'delimited', delimiter: ',' } as const;
  const setsOf = (pool: Pool): string[][] =>
    said(pool).map((found) => (found && 'yes' in found ? [...found.yes].sort() : []));
  const meant = sets.map((set) => [...set].sort());
  const forms: Record<string, () => Promise<Pool>> = {
    'JSON lists': () =>
      poolOf(
        sets.map((label) => ({ label })),
        { empty: 'none' },
      ),
    'JSON lists in a table': () =>
      openText(
        csv(['text', 'label'], (set) => [JSON.stringify(set)]),
        format,
        {
          labelField: 'label',
          multiLabel: { empty: 'none' },
        },
      ),
    'Python lists': () =>
      openText(
        csv(['text', 'label'], (set) => [`[${set.map(python).join(', ')}]`]),
        format,
        {
          labelField: 'label',
          multiLabel: { empty: 'none' },
        },
      ),
    '0/1 columns': () =>
      openText(
        csv(['text', ...names], (set) => names.map((name) => (set.includes(name) ? '1' : '0'))),
        format,
        {
          multiLabel: { columns: Object.fromEntries(names.map((name) => [name, name])) },
        },
      ),
    ...Object.fromEntries(
      ['|', ';', ',', ' / '].map((separator) => [
        `separator ${separator}`,
        () =>
          openText(
            csv(['text', 'label'], (set) => [set.join(separator)]),
            format,
            {
              labelField: 'label',
              multiLabel: { separator, empty: 'none' as const },
            },
          ),
      ]),
    ),
  };
  for (const [form, open] of Object.entries(forms))
    test(form, async () => {
      const pool = await open();
      assert.deepEqual(setsOf(pool), meant);
      assert.ok(said(pool).every((found) => found !== undefined));
      assert.equal(pool.problems.total, 0);
    });
});
