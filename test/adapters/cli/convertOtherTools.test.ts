// Files of spaCy, LightTag, Label Sleuth and Hugging Face, files of texts for language models, and binary
// files. Those of spaCy, OpenAI and Inspect are examples from their repositories; the LightTag job has the
// fields of an export in LightTag/lighttag-convertors.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { convertText, jsonRows, withFolder, type Conversion } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange');
const convert = async (path: string, ...options: string[]): Promise<Conversion> =>
  convertText(await readFile(join(cases, path)), ...options);
const lines = (...rows: readonly object[]): string => jsonLines(rows);

describe('spaCy', () => {
  test('cats: single labels where each row has one, and several labels if asked for', async () => {
    const single = await convert('spacy/cooking.jsonl');
    const { from, task, rows, answers, labels } = single.counts;
    assert.deepEqual([from, task, rows, answers], ['spacy', 'single', 10, 10]);
    assert.deepEqual(labels, { not_baking: 8, baking: 2 });
    assert.equal(jsonRows(single.written)[0]!['id'], '2');
    const multi = await convert('spacy/cooking.jsonl', '--task', 'multi');
    assert.deepEqual(multi.counts.labels, { not_baking: 8, baking: 2 });
    const [first] = jsonRows(multi.written);
    assert.deepEqual([first!['labels'], first!['not']], [['not_baking'], ['baking']]);
    await assert.rejects(convert('spacy/cooking.jsonl', '--task', 'spans'), says(/has labels/));
  });

  test('a label that cats does not name was not judged; all zeros are “none of these”', async () => {
    const { written, counts } = await convertText(
      lines(
        { text: 'one', cats: { a: 1, b: 1, c: 0 } },
        { text: 'two', cats: { a: true } },
        { text: 'three', cats: { a: 0, b: 0, c: 0 } },
        { text: 'four', cats: {} },
        { text: 'five', cats: { a: 0.4 } },
      ),
    );
    assert.deepEqual(
      jsonRows(written).map(({ labels, not }) => [labels, not]),
      [
        [['a', 'b'], ['c']],
        [['a'], []],
        [[], ['a', 'b', 'c']],
        [null, null],
      ],
    );
    assert.deepEqual(counts.problems, [
      {
        line: 5,
        message: '“cats” does not have the form that this format requires, so the row is left out.',
      },
    ]);
    const single = lines({ text: 'one', cats: { a: 1 } }, { text: 'two', cats: { a: 0 } });
    assert.equal((await convertText(single, '--task', 'single')).counts.rejected, 1);
  });

  test('entities, the output of Doc.to_json, and groups of spans', async () => {
    const spans = [{ start: 2, end: 8, label: 'LOC', text: 'Berlin' }];
    for (const row of [
      { text: '😀 Berlin', entities: [[2, 8, 'LOC']] },
      { text: '😀 Berlin', ents: [{ start: 2, end: 8, label: 'LOC' }], cats: {}, tokens: [] },
      { text: '😀 Berlin', spans: { sc: [{ start: 2, end: 8, label: 'LOC', kb_id: '' }] } },
    ]) {
      const { written, counts } = await convertText(lines(row), '--from', 'spacy');
      assert.deepEqual([counts.task, counts.from], ['spans', 'spacy']);
      assert.deepEqual(jsonRows(written)[0]!['spans'], spans);
    }
  });

  test('labels and spans in one row need --task', async () => {
    const row = lines({ text: 'In Bonn', cats: { news: 1 }, entities: [[3, 7, 'LOC']] });
    await assert.rejects(convertText(row), says(/^Line 1 has labels of the whole text and spans/));
    assert.equal((await convertText(row, '--task', 'spans')).counts.spans, 1);
    assert.deepEqual((await convertText(row, '--task', 'single')).counts.labels, { news: 1 });
  });
});

describe('LightTag', () => {
  test('spans by annotator, without those that a reviewer refused; the value reveals the unit of offsets', async () => {
    const { written, counts } = await convert('lighttag/job.json', '--to-offsets', 'utf16');
    assert.deepEqual([counts.from, counts.task, counts.rows], ['lighttag', 'spans', 4]);
    assert.deepEqual(counts.labels, { PERSON: 1, LOCATION: 2, ORGANIZATION: 0 });
    const rows = jsonRows(written);
    assert.deepEqual(
      rows.map(({ id, annotator, at, spans }) => [id, annotator, at, spans]),
      [
        [
          '6bc2919b-d9f2-46a9-a503-cc09322caaf4',
          'lighttag',
          '2020-07-26T20:42:03.690Z',
          [
            { start: 17, end: 30, label: 'LOCATION', text: 'San Francisco' },
            { start: 35, end: 48, label: 'PERSON', text: 'Mr. Robertson' },
          ],
        ],
        [
          '6bc2919b-d9f2-46a9-a503-cc09322caaf4',
          'ada',
          '2020-07-26T20:43:00.500Z',
          [{ start: 17, end: 30, label: 'LOCATION', text: 'San Francisco' }],
        ],
        ['7', 'lighttag', undefined, []],
        ['8', undefined, undefined, null],
      ],
    );
    assert.deepEqual(rows[0]!['of'], ['PERSON', 'LOCATION', 'ORGANIZATION']);
    assert.equal(rows[0]!['page'], 3);
  });

  test('a span that does not match its value invalidates the annotator’s answer', async () => {
    const job = await readFile(join(cases, 'lighttag/job.json'), 'utf8');
    assert.equal((await convertText(job)).counts.conflicts, 1);
    const { counts } = await convertText(job.replace('"start":35', '"start":34'));
    assert.deepEqual([counts.answers, counts.unlabelled, counts.problemCount], [2, 1, 1]);
    assert.equal(counts.conflicts, 0);
    assert.match(counts.problems[0]!.message, /34–48.*does not match the text/);
  });

  test('classifications', async () => {
    const by = [{ annotator_id: 3 }];
    const of = (classname: string): object => ({ classname, class_id: 'x', classified_by: by });
    const example = (content: string, ...classes: string[]): object => ({
      content,
      seen_by: by,
      annotations: [],
      classifications: classes.map(of),
    });
    const examples = [example('one', 'a'), example('two', 'a', 'b'), example('three')];
    const { written, counts } = await convertText(
      JSON.stringify({ examples, schema: { classification_types: [{ name: 'c' }] } }),
    );
    assert.deepEqual([counts.task, counts.answers, counts.unlabelled], ['multi', 2, 1]);
    const [first] = jsonRows(written);
    assert.deepEqual([first!['labels'], first!['annotator']], [['a'], '3']);
  });
});

describe('Label Sleuth', () => {
  const table = [
    'text,label,category_name,document_id',
    'one,TRUE,refund,d',
    'two,1,refund,d',
    'one,yes,praise,d',
    'two,True,praise,d',
    'three,0,refund,d',
    ',true,refund,d',
    'four,true,,d',
  ].join('\n');

  test('rows of one text are one record; whatever is not true or 1 is false', async () => {
    const { written, counts } = await convertText(table);
    assert.deepEqual([counts.from, counts.task, counts.rows], ['labelsleuth', 'multi', 3]);
    assert.deepEqual(
      jsonRows(written).map(({ text, labels, not }) => [text, labels, not]),
      [
        ['one', ['refund'], ['praise']],
        ['two', ['refund', 'praise'], []],
        ['three', [], ['refund']],
      ],
    );
    assert.deepEqual(
      counts.problems.map(({ line }) => line),
      [7, 8],
    );
  });

  test('as single labels: two labels are refused, and a record without one is counted', async () => {
    const { counts, said } = await convertText(table, '--task', 'single');
    assert.deepEqual([counts.answers, counts.rejected], [1, 1]);
    assert.match(said, /several labels \(refund, praise\)/);
  });

  test('true and false for one text and category contradict each other', async () => {
    const { counts } = await convertText('text,label,category_name\na,true,x\na,false,x\nb,1,x');
    assert.deepEqual([counts.answers, counts.problemCount], [1, 1]);
    assert.match(counts.problems[0]!.message, /“x” both applies and does not apply/);
  });
});

describe('Hugging Face', () => {
  const rows = [
    { text: 'one', label: 0 },
    { text: 'two', label: 1 },
    { text: 'three', label: -1 },
  ];
  const asCsv = 'text,label\none,0\ntwo,1\nthree,-1\n';

  test('numbers without names are shown and refused until they are named', async () => {
    for (const given of [lines(...rows), asCsv]) {
      await assert.rejects(convertText(given), says(/labels of this file are numbers \(0, 1\)/));
      const { counts } = await convertText(given, '--map', '0=ham', '--map', '1=spam');
      assert.deepEqual([counts.from, counts.unlabelled], ['huggingface', 1]);
      assert.deepEqual(counts.labels, { ham: 1, spam: 1 });
    }
  });

  test('long texts: the row in which a sample ends does not count', async () => {
    const text = 'a review as long as a chapter '.repeat(200);
    const rows = Array.from({ length: 60 }, (_, i) => `${text}${i},${i % 2}\n`);
    await assert.rejects(convertText(`text,label\n${rows.join('')}`), says(/numbers \(0, 1\)/));
  });

  test('numbers are recognised beside rows without one, and as decimal numbers', async () => {
    for (const given of [
      'text,label\none,0\ntwo,1\nthree,\n',
      'text,label\none,0.0\ntwo,1.0\nthree,\n',
      '{"text":"one","label":0}\n{"text":"two","label":1}\n{"text":"three","label":null}\n',
      '{"text":"one","label":0.0}\n{"text":"two","label":1.0}\n{"text":"three","label":null}\n',
    ]) {
      await assert.rejects(convertText(given), says(/labels of this file are numbers \(0, 1\)/));
      const { counts } = await convertText(given, '--map', '0=ham', '--map', '1=spam');
      assert.deepEqual([counts.unlabelled, counts.labels], [1, { ham: 1, spam: 1 }]);
    }
  });

  test('a column label_text has the names', async () => {
    const named = rows.map((row) => ({ ...row, label_text: row.label === 0 ? 'ham' : 'spam' }));
    const { counts, written } = await convertText(lines(...named));
    assert.deepEqual(counts.labels, { ham: 1, spam: 1 });
    assert.deepEqual(jsonRows(written)[0], { id: null, text: 'one', label: 'ham' });
    const table = 'text,label,label_text\none,0,ham\ntwo,1,spam\n';
    assert.deepEqual((await convertText(table)).counts.labels, { ham: 1, spam: 1 });
  });

  test('ratings and names are labels without a mapping', async () => {
    const ratings = await convertText('text,label\none,1\ntwo,5\n');
    assert.deepEqual(ratings.counts.labels, { 1: 1, 5: 1 });
    const numbers = await convertText(lines(...rows), '--from', 'marginalia');
    assert.deepEqual(numbers.counts.labels, { 0: 1, 1: 1, '-1': 1 });
  });
});

test('files of texts for language models are refused as answers, with the reason', async () => {
  for (const path of ['openai/toy-chat-fine-tuning.jsonl', 'inspect/security-guide.jsonl']) {
    await assert.rejects(convert(path), says(/can be written, but not read as answers/), path);
  }
  await assert.rejects(
    convertText('a,__expected\nb,c\n', '--delimiter', ',', '--header'),
    says(/promptfoo CSV/),
  );
  await assert.rejects(convertText('{"text":"a"}\n', '--from', 'openai'), says(/not read as/));
});

test('binary files are refused with advice and exit code 2, and nothing is written', async () => {
  await withFolder(async (folder) => {
    const parquet = join(folder, 'validation.parquet');
    await writeFile(parquet, Buffer.from('PAR1\x15\x04\x15\xec\xba\x05', 'latin1'));
    for (const [path, sentence] of [
      [parquet, /is not a whole Parquet file: its end is missing\. Copy or download/],
      [
        join(cases, 'spacy/demo.spacy'),
        /is a DocBin of spaCy.*\nimport json, spacy\n.*demo\.jsonl/s,
      ],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['convert', path, join(folder, 'out.jsonl')]);
      assert.deepEqual([code, stdout], [2, ''], path);
      assert.match(stderr, sentence);
    }
    assert.deepEqual(await readdir(folder), ['validation.parquet']);
  });
});

describe('Marginalia CSV that another program has saved', () => {
  test('TRUE of a spreadsheet is true', async () => {
    const given = [
      'id,text,label,skipped,annotator,at,flagged,note,holdout,ask',
      '1,one,joy,FALSE,ada,2026-01-01T00:00:00.000Z,True,,TRUE,holdout',
      '2,two,,TRUE,ada,2026-01-01T00:00:00.000Z,FALSE,,FALSE,query',
      '3,three,fear,FALSE,ada,2026-01-01T00:00:00.000Z,FALSE,,FALSE,query',
    ].join('\n');
    const all = await convertText(given);
    const [first, second] = jsonRows(all.written);
    assert.deepEqual(
      [first!['flagged'], first!['holdout'], second!['skipped']],
      [true, true, true],
    );
    const train = await convertText(given, '--split', 'train');
    assert.deepEqual([train.counts.rows, train.counts.otherSplit, train.counts.skipped], [2, 1, 1]);
  });

  test('1.0 and 0.0 of pandas are 1 and 0', async () => {
    const given = 'id,text,joy,fear\n1,one,1.0,0\n2,two,,1\n3,three,0.0,1\n';
    const rows = jsonRows((await convertText(given)).written);
    assert.deepEqual(
      rows.map(({ labels, not }) => [labels, not]),
      [
        [['joy'], ['fear']],
        [['fear'], []],
        [['fear'], ['joy']],
      ],
    );
  });
});

describe('--split', () => {
  const given = lines(
    { text: 'one', label: 'a', holdout: true },
    { text: 'two', label: 'b', holdout: false },
    { text: 'three', label: 'b' },
  );
  const texts = ({ written }: Conversion): unknown[] => jsonRows(written).map(({ text }) => text);

  test('writes the hold-out or the rest, and counts what it leaves out', async () => {
    const all = await convertText(given);
    assert.deepEqual([texts(all), all.counts.otherSplit], [['one', 'two', 'three'], 0]);
    const train = await convertText(given, '--split', 'train');
    assert.deepEqual([texts(train), train.counts.otherSplit], [['two', 'three'], 1]);
    assert.match(train.said, /^Rows of the hold-out, which --split train leaves out: 1\.$/m);
    const holdout = await convertText(given, '--split', 'holdout');
    assert.deepEqual([texts(holdout), holdout.counts.otherSplit], [['one'], 2]);
  });

  test('a format that cannot mark the hold-out counts its rows', async () => {
    const openai = await convertText(given, '--to', 'openai');
    assert.deepEqual(openai.counts.lost, { holdout: 1 });
    assert.match(
      openai.said,
      /^the mark of 1 row of the hold-out: OpenAI fine-tuning JSONL cannot store them/m,
    );
    const train = await convertText(given, '--to', 'openai', '--split', 'train');
    assert.deepEqual(train.counts.lost, {});
    for (const format of ['inspect', 'promptfoo', 'csv', 'spacy', 'huggingface']) {
      assert.deepEqual((await convertText(given, '--to', format)).counts.lost, {}, format);
    }
  });

  test('an empty part writes nothing', async () => {
    const none = lines({ text: 'one', label: 'a' });
    await assert.rejects(convertText(none, '--split', 'holdout'), says(/No row of .* hold-out/));
    const only = lines({ text: 'one', label: 'a', holdout: true });
    await assert.rejects(convertText(only, '--split', 'train'), says(/All rows of .* hold-out/));
  });
});
