// Files written by other tools; the expected counts come from the files themselves.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { convertText, jsonRows, type Conversion } from '../../harness/conversion.ts';
import { UserError } from '../../../src/core/errors.ts';
import { formatNames } from '../../../src/core/interchange/formats/format.ts';
import { english, says } from '../../harness/english.ts';
import { jsonLines } from '../../harness/topics.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange');
const convert = async (path: string, ...options: string[]): Promise<Conversion> =>
  convertText(await readFile(join(cases, path)), ...options);

describe('Prodigy', () => {
  test('binary answers: accept, reject and ignore become yes, no and skipped', async () => {
    const { written, counts } = await convert('prodigy/textcat-binary.jsonl');
    assert.deepEqual([counts.from, counts.task, counts.rows], ['prodigy', 'multi', 150]);
    assert.deepEqual([counts.answers, counts.skipped, counts.unlabelled], [46 + 95, 9, 0]);
    assert.deepEqual(counts.labels, { DOCUMENTATION: 46 });
    const rows = jsonRows(written);
    assert.equal(new Set(rows.map((row) => row['text'])).size, 150);
    const [first] = rows;
    assert.deepEqual(first, {
      id: null,
      text: '"csc.exe" exited with code -532462766.\t',
      labels: [],
      not: ['DOCUMENTATION'],
      suggestion: { label: 'DOCUMENTATION', probability: 0.6091532707 },
      source: 'GitHub',
      url: 'https://github.com/dotnet/roslyn/issues/21150',
      priority: 0.6815195,
    });
    assert.equal(rows.filter((row) => row['skipped'] === true).length, 9);
  });

  test('binary answers as single labels: rejections are left out, or get a label of their own', async () => {
    const single = await convert('prodigy/textcat-binary.jsonl', '--task', 'single');
    const { answers, skipped, unlabelled, rejected } = single.counts;
    assert.deepEqual([answers, skipped, unlabelled, rejected], [46, 9, 95, 95]);
    assert.match(single.said, /^Rejections without another label: 95\. .*--reject-as LABEL/m);
    const { counts } = await convert(
      'prodigy/textcat-binary.jsonl',
      ...['--task', 'single', '--reject-as', 'other'],
    );
    assert.deepEqual(counts.labels, { DOCUMENTATION: 46, other: 95 });
  });

  test('choices: the labels are the options, chosen or not', async () => {
    const { counts, written } = await convert('prodigy/choice.jsonl');
    assert.deepEqual([counts.task, counts.rows, counts.answers], ['single', 30, 30]);
    assert.deepEqual(counts.labels, {
      Q48226: 10,
      Q215952: 10,
      Q312545: 10,
      NIL_otherLink: 0,
      NIL_ambiguous: 0,
    });
    assert.equal(new Set(jsonRows(written).map((row) => row['text'])).size, 30);
  });

  test('spans: token_end is inclusive, end is exclusive; seconds become a timestamp', async () => {
    const { counts, written } = await convert('prodigy/ner-manual.jsonl');
    assert.deepEqual([counts.task, counts.rows, counts.spans], ['spans', 1, 1]);
    const [row] = jsonRows(written);
    assert.deepEqual(row!['spans'], [{ start: 11, end: 21, label: 'PERSON', text: 'Ed Sheeran' }]);
    assert.equal(row!['at'], new Date(1633999979000).toISOString());
    const back = await convertText(written, '--to', 'prodigy');
    const given = JSON.parse(await readFile(join(cases, 'prodigy/ner-manual.jsonl'), 'utf8')) as {
      tokens: object[];
      spans: { token_start: number; token_end: number }[];
    };
    const [again] = jsonRows(back.written) as unknown as (typeof given)[];
    // The source wrongly claims that a blank follows the last token.
    assert.deepEqual(again!.tokens.slice(0, -1), given.tokens.slice(0, -1));
    const [{ token_start, token_end }] = again!.spans as [(typeof given)['spans'][number]];
    assert.deepEqual([token_start, token_end], [3, 4]);
  });

  test('single accepted or rejected spans are not a judgement of the whole text', async () => {
    const span = { start: 0, end: 3, label: 'PER' };
    const row = { text: 'Ada sang', spans: [span], answer: 'reject', _view_id: 'ner' };
    const whole = { ...row, answer: 'accept', _view_id: 'ner_manual' };
    const { counts } = await convertText(`${JSON.stringify(row)}\n${JSON.stringify(whole)}\n`);
    assert.deepEqual([counts.rows, counts.spans, counts.problemCount], [1, 1, 1]);
    assert.match(counts.problems[0]!.message, /individual spans/);
  });

  test('an empty choice means “none of these” once accepted, and no answer before', async () => {
    const options = [{ id: 'a' }, { id: 'b' }];
    const rows = [
      { text: 'one', options, accept: [], answer: 'accept' },
      { text: 'two', options, accept: [] },
      { text: 'three', options, accept: ['a'], answer: 'accept' },
    ];
    const { written } = await convertText(jsonLines(rows));
    assert.deepEqual(
      jsonRows(written).map(({ labels, not }) => [labels, not]),
      [
        [[], ['a', 'b']],
        [null, null],
        [['a'], ['b']],
      ],
    );
  });
});

describe('doccano', () => {
  test('label lists: several labels by default, and the other labels rejected', async () => {
    const { counts, written } = await convert('doccano/textcat.jsonl');
    assert.deepEqual([counts.from, counts.task, counts.answers], ['doccano', 'multi', 2]);
    assert.equal(counts.unlabelled, 1);
    assert.deepEqual(jsonRows(written)[0], {
      id: null,
      text: 'exampleA',
      labels: ['positive'],
      not: ['negative'],
      wikiPageID: 1,
    });
    const none = await convert('doccano/textcat.jsonl', '--empty', 'none');
    assert.deepEqual(jsonRows(none.written)[2]!['not'], ['positive', 'negative']);
  });

  test('label lists as single labels: rows with two labels are refused and named', async () => {
    for (const path of ['doccano/textcat.jsonl', 'doccano/fasttext.txt']) {
      const { counts, said } = await convert(path, '--task', 'single');
      assert.deepEqual([counts.answers, counts.unlabelled], [1, 2], path);
      assert.match(said, /^-:2: This row has several labels \(positive, negative\)/m);
    }
  });

  test('fastText: a line without text is refused', async () => {
    const { counts, said } = await convert('doccano/fasttext.txt');
    assert.deepEqual([counts.from, counts.rows, counts.answers], ['fasttext', 3, 2]);
    assert.match(said, /^-:4: This line has no text behind its labels \(positive\)/m);
  });

  test('a UTF-16 table, with or without byte order mark', async () => {
    const bytes = await readFile(join(cases, 'doccano/utf16.csv'));
    for (const given of [bytes, bytes.subarray(2)]) {
      const { counts } = await convertText(given);
      assert.deepEqual([counts.from, counts.task, counts.rows], ['csv', 'single', 3]);
      assert.deepEqual(counts.labels, { Positive: 2, Negative: 1 });
    }
  });

  test('spans, into CoNLL', async () => {
    const { counts, written } = await convert('doccano/text-labels.jsonl');
    assert.deepEqual([counts.task, counts.rows], ['spans', 2]);
    assert.deepEqual(counts.labels, { LOC: 6, PER: 4, ORG: 1 });
    const spans = jsonRows(written)[0]!['spans'] as { text: string; label: string }[];
    assert.deepEqual(
      spans.slice(0, 3).map(({ text, label }) => [text, label]),
      [
        ['JAPAN', 'LOC'],
        ['CHINA', 'PER'],
        ['Nadim Ladki', 'PER'],
      ],
    );
    const conll = await convert('doccano/text-labels.jsonl', '--to', 'conll', '--by', 'document');
    assert.equal((await convertText(conll.written)).counts.spans, 11);
  });

  test('numeric labels are refused until they are mapped to names', async () => {
    const given = '{"text": "a", "labels": [15]}\n{"text": "b", "labels": [17]}\n';
    await assert.rejects(convertText(given), says(/labels of this file are numbers \(15, 17\)/));
    const map = ['--map', '15=negative', '--map', '17=positive'];
    const { counts } = await convertText(given, ...map);
    assert.deepEqual(counts.labels, { negative: 1, positive: 1 });
  });

  test('entities and comments of newer exports', async () => {
    const entities = [{ id: 1, label: 'LOC', start_offset: 2, end_offset: 8 }];
    const row = { id: 3, text: '😀 Berlin', entities, relations: [], Comments: ['sure?'] };
    const { written } = await convertText(JSON.stringify(row));
    assert.deepEqual(jsonRows(written)[0], {
      id: '3',
      text: '😀 Berlin',
      spans: [{ start: 2, end: 8, label: 'LOC', text: 'Berlin' }],
      of: ['LOC'],
      offsets: 'codepoint',
      note: 'sure?',
    });
  });
});

test('the offset unit is inferred from span texts, or reported as unknown', async () => {
  const row = (start: number, end: number, text?: string): string =>
    JSON.stringify({
      text: '😀 Berlin',
      spans: [{ start, end, label: 'LOC', ...(text && { text }) }],
      _view_id: 'ner_manual',
      answer: 'accept',
    });
  const start = async (given: string, ...options: string[]): Promise<unknown> => {
    const { written } = await convertText(given, '--to-offsets', 'utf16', ...options);
    return (jsonRows(written)[0]!['spans'] as { start: number }[])[0]!.start;
  };
  assert.equal(await start(row(2, 8)), 3);
  assert.equal(await start(row(2, 8, 'Berlin')), 3);
  assert.equal(await start(row(3, 9, 'Berlin')), 3);
  // One row with span texts decides the unit for the whole file.
  assert.equal(await start(`${row(3, 9)}\n${row(3, 9, 'Berlin')}`), 3);
  assert.equal(await start(row(3, 9), '--offsets', 'utf16'), 3);
  await assert.rejects(
    convertText(row(3, 9).replace('_view_id', 'x')).then(({ counts }) => {
      throw new Error(counts.problems[0]!.message);
    }),
    /is not valid for this text/,
  );
  const inside = await convertText(row(1, 9), '--offsets', 'utf16');
  assert.equal(inside.counts.moved, 1);
});

test('a file with labels and spans, or of another task than requested, is refused', async () => {
  const labels = '{"text": "a", "label": ["x"]}\n';
  const spans = '{"text": "abc", "label": [[0, 1, "x"]]}\n';
  await assert.rejects(
    convertText(labels + spans),
    says(/whole texts \(line 1\) and spans \(line 2\)/),
  );
  await assert.rejects(convertText(spans, '--task', 'multi'), says(/Line 1 has spans/));
  await assert.rejects(convertText(labels, '--task', 'spans'), says(/Line 1 has labels/));
  await assert.rejects(convertText(spans, '--to', 'fasttext'), says(/fastText cannot store spans/));
  await assert.rejects(convertText(labels, '--to', 'conll'), says(/CoNLL cannot store labels/));
});

test('--map renames labels and merges those mapped to one name', async () => {
  const rows = [
    { text: 'one', labels: ['a'], not: ['b', 'c'] },
    { text: 'two', labels: [], not: ['a', 'b', 'c'] },
    { text: 'three', labels: ['c'], not: ['a'] },
  ];
  const given = jsonLines(rows);
  const { written, counts } = await convertText(given, '--map', 'a=x', '--map', 'b=x');
  assert.deepEqual(
    jsonRows(written).map(({ labels, not }) => [labels, not]),
    [
      [['x'], ['c']],
      [[], ['x', 'c']],
      [['c'], []],
    ],
  );
  assert.deepEqual(counts.labels, { x: 1, c: 1 });
  const contradicting = '{"text": "a", "labels": ["x"], "not": ["x"]}\n';
  const { said } = await convertText(`${contradicting}${given}`);
  assert.match(said, /^-:1: “x” both applies and does not apply/m);
});

test('an export of the product: nulls mean nothing, and its own fields round-trip', async () => {
  const row = {
    id: '10000000000000000001',
    record: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    text: 'Parcel lost',
    label: 'delivery',
    skipped: false,
    annotator: 'ada',
    at: '2026-03-01T09:30:00.123Z',
    flagged: false,
    note: null,
    holdout: true,
    ask: 'query',
    lang: null,
    'pool.label': 'old',
  };
  const text = JSON.stringify(row).replace('"10000000000000000001"', '10000000000000000001');
  for (const format of ['marginalia', 'csv', 'prodigy', 'doccano']) {
    const there = await convertText(text, '--from', 'marginalia', '--to', format);
    const back = await convertText(there.written, '--task', 'single');
    const { record: _r, skipped: _s, flagged: _f, note: _n, lang: _l, ...kept } = row;
    assert.deepEqual(jsonRows(back.written), [kept], format);
  }
});

test('doccano’s fastText: quoted lines, labels anywhere, comments at the end', async () => {
  const lines = [
    '"__label__a One, ""two"" __comment__first thing __comment__second"',
    'three __label__b four',
    '__label__a "quoted"',
  ];
  const { written } = await convertText(`${lines.join('\n')}\n`);
  assert.deepEqual(jsonRows(written), [
    { id: null, text: 'One, "two"', label: 'a', note: 'first thing\nsecond' },
    { id: null, text: 'three four', label: 'b' },
    { id: null, text: '"quoted"', label: 'a' },
  ]);
});

test('a time that no date can hold is left out', async () => {
  const prodigy = { text: 'a', label: 'x', answer: 'accept', _timestamp: 1e300 };
  const argilla = { text: 'a', annotation: 'x', annotation_agent: 'b', event_timestamp: -1 };
  const ours = { text: 'a', label: 'x', at: '+999999-01-01T00:00:00Z' };
  for (const row of [prodigy, argilla, ours]) {
    const { written } = await convertText(JSON.stringify(row));
    assert.equal(jsonRows(written)[0]!['at'], undefined);
  }
});

test('a file that is not in the named format is refused in a sentence', async () => {
  const given = [
    'Once upon a time, there was\n',
    '{"text": "a", "label": "x"}\n',
    'text,label\na,x\n',
    '__label__x a\n',
    'a\tO\n',
    '[1, 2]\n',
    '[{"a": [}]',
    '[{"text": "a"}}, {"text": "b"}]',
    '{"text": 3, "options": 1, "accept": {}, "spans": [1], "meta": [], "label": {}}\n',
    '\u0000\u0001\u0002\n',
  ];
  for (const from of formatNames) {
    for (const input of given) {
      await convertText(input, '--from', from).catch((error: unknown) => {
        assert.ok(error instanceof UserError, `${from}: ${input}: ${String(error)}`);
        assert.match(english(error.problem), /\.$/);
      });
    }
  }
});

describe('tables that are not text', () => {
  test('Parquet of Hugging Face: numbers become the names of the labels', async () => {
    const { counts, written } = await convert('huggingface/clinc-validation.parquet');
    assert.deepEqual([counts.from, counts.task, counts.rows], ['parquet', 'single', 3100]);
    const { oos, ...others } = counts.labels;
    assert.deepEqual([oos, Object.keys(others).length], [100, 150]);
    assert.ok(Object.values(others).every((count) => count === 20));
    assert.equal(new Set(jsonRows(written).map((row) => row['text'])).size, 3100);
  });

  test('a workbook of doccano: a label, a text without one, and a label without text', async () => {
    const { counts } = await convert('doccano/textcat.xlsx');
    assert.deepEqual([counts.answers, counts.unlabelled, counts.problemCount], [1, 1, 1]);
    assert.deepEqual(counts.labels, { positive: 1 });
    assert.deepEqual(counts.problems, [
      { line: 4, message: 'This row has no text in “text”, so it is left out.' },
    ]);
  });
});
