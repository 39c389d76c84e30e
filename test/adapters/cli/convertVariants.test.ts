// Hand-written files as other tools write them with other settings and in other versions.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { userMessageOf } from '../../../src/core/errors.ts';
import type { AnswersInFile } from '../../../src/core/interchange/answersInFile.ts';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { convertText, jsonRows, withFolder } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';
import { jsonLines } from '../../harness/topics.ts';

/** The answers that New Project from File… finds. */
const found = (name: string, content: string): Promise<AnswersInFile | undefined> =>
  withFolder(async (folder) => {
    await writeFile(join(folder, name), content);
    return answersInFile(join(folder, name), {});
  });

const tasksOf = async (name: string, content: string): Promise<string[]> =>
  (await found(name, content))!.readings.map(({ task, answers }) => `${task} ${answers}`);

const labelsIn = (written: string): unknown[] =>
  jsonRows(written).map(({ label, labels }) => labels ?? label);

describe('Prodigy', () => {
  const options = (ids: readonly unknown[], texts?: readonly string[]) =>
    ids.map((id, i) => ({ id, ...(texts && { text: texts[i] }) }));
  const choice = (text: string, row: object) => ({
    text,
    options: options(['a', 'b']),
    config: { choice_style: 'single' },
    _view_id: 'choice',
    ...row,
  });

  test('a rejected choice does not change the task', async () => {
    const rows = [
      choice('one', { accept: ['a'], answer: 'accept' }),
      choice('two', { accept: ['b'], answer: 'reject' }),
      choice('three', { accept: [], answer: 'ignore' }),
    ];
    assert.deepEqual(await tasksOf('choice.jsonl', jsonLines(rows)), ['single 1', 'multi 2']);
    const { counts } = await convertText(jsonLines(rows));
    assert.deepEqual([counts.task, counts.rejected, counts.skipped], ['single', 1, 1]);
    const several = rows.map((row) => ({ ...row, config: { choice_style: 'multiple' } }));
    assert.deepEqual(await tasksOf('choice.jsonl', jsonLines(several)), ['multi 2', 'single 1']);
  });

  test('spans stored with a label show what a pattern matched', async () => {
    const row = (text: string, answer: string, spans: readonly object[]) => ({
      text,
      label: 'INSULT',
      spans,
      score: 0.5,
      answer,
    });
    const match = { start: 0, end: 3, label: 'INSULT', pattern: 7 };
    const rows = [row('one', 'accept', []), row('two', 'reject', [match])];
    const { counts, written } = await convertText(jsonLines(rows));
    assert.deepEqual([counts.task, counts.answers], ['multi', 2]);
    const [first, second] = jsonRows(written);
    assert.ok(!('pool.spans' in first!));
    assert.deepEqual(second!['pool.spans'], [match]);
    const marked = { ...rows[1]!, _view_id: 'ner_manual', answer: 'accept' };
    assert.equal((await convertText(jsonLines([marked]))).counts.spans, 1);
  });

  test('spans with their own answers are refused as individual spans', async () => {
    const span = { start: 0, end: 3, label: 'PER', answer: 'accept' };
    const rows = [
      { text: 'Ada sang', spans: [span], answer: 'accept' },
      { text: 'none here', spans: [], tokens: [], _view_id: 'ner_manual', answer: 'accept' },
    ];
    const { counts } = await convertText(jsonLines(rows));
    assert.deepEqual([counts.rows, counts.problemCount], [1, 1]);
    assert.match(counts.problems[0]!.message, /individual spans/);
  });

  test('options with numbers as ids are named by the text shown', async () => {
    const rows = (ids: readonly unknown[], texts?: readonly string[]) =>
      jsonLines([
        choice('one', { options: options(ids, texts), accept: [ids[1]], answer: 'accept' }),
        choice('two', { options: options(ids, texts), accept: [ids[0]], answer: 'accept' }),
      ]);
    for (const ids of [
      [0, 1],
      ['0', '1'],
    ]) {
      const { written, counts } = await convertText(rows(ids, ['sad', 'glad']));
      assert.deepEqual(labelsIn(written), ['glad', 'sad']);
      assert.deepEqual(Object.keys(counts.labels).sort(), ['glad', 'sad']);
      // Two options with the same name stay separate labels.
      assert.deepEqual(labelsIn((await convertText(rows(ids, ['x', 'x']))).written), ['1', '0']);
      assert.deepEqual(labelsIn((await convertText(rows(ids))).written), ['1', '0']);
    }
    const named = await convertText(rows(['A', 'B'], ['sad', 'glad']));
    assert.deepEqual(labelsIn(named.written), ['B', 'A']);
  });
});

describe('doccano', () => {
  test('texts in `data`, as version 1.5 wrote them', async () => {
    const rows = [
      { id: 1, data: 'one', label: ['a'] },
      { id: 2, data: 'two', label: [] },
    ];
    const { counts, written } = await convertText(jsonLines(rows));
    assert.deepEqual([counts.from, counts.answers, counts.unlabelled], ['doccano', 1, 1]);
    assert.deepEqual(jsonRows(written)[0], { id: '1', text: 'one', label: 'a' });
    const both = await convertText(jsonLines([{ text: 'one', data: 'kept', label: ['a'] }]));
    assert.deepEqual(jsonRows(both.written)[0], {
      id: null,
      text: 'one',
      label: 'a',
      data: 'kept',
    });
  });

  test('intents with slots: either of them', async () => {
    const rows = [
      { id: 1, text: 'Ada to Rome', cats: ['travel'], entities: [[0, 3, 'PER']] },
      { id: 2, text: 'hello', cats: ['other'], entities: [] },
    ];
    await assert.rejects(convertText(jsonLines(rows)), says(/^Line 1 has labels .* and spans/));
    const intents = await convertText(jsonLines(rows), '--task', 'single');
    assert.equal(intents.counts.from, 'doccano');
    assert.deepEqual(labelsIn(intents.written), ['travel', 'other']);
    const slots = await convertText(jsonLines(rows.slice(0, 1)), '--task', 'spans');
    assert.deepEqual(slots.counts.labels, { PER: 1 });
    assert.deepEqual(await tasksOf('intents.jsonl', jsonLines(rows)), ['single 2', 'multi 2']);
    const more = [...rows, { id: 3, text: 'both', cats: ['travel', 'other'], entities: [] }];
    assert.deepEqual(await tasksOf('intents.jsonl', jsonLines(more)), ['multi 3', 'single 2']);
  });

  test('tables with labels joined by #, and labels with a # in their names', async () => {
    const table = (...labels: readonly string[]): string =>
      `id,text,label\r\n${labels.map((label, i) => `${i},text ${i},${label}\r\n`).join('')}`;
    const joined = await convertText(table('neg', 'pos#neg', '', 'pos'));
    assert.deepEqual([joined.counts.from, joined.counts.task], ['doccano-csv', 'multi']);
    assert.deepEqual(joined.counts.labels, { neg: 2, pos: 2 });
    for (const labels of [
      ['C#', 'Java', 'C#'],
      ['issue #1', 'issue #2', 'issue #1'],
      ['a#b', 'c'],
    ]) {
      const { counts } = await convertText(table(...labels));
      assert.deepEqual([counts.from, counts.task], ['csv', 'single']);
      assert.deepEqual(Object.keys(counts.labels), [...new Set(labels)]);
    }
    // Marginalia's own tables have one label per cell.
    const ours = 'id,text,label,annotator\n1,one,a,ada\n2,two,b,ada\n3,three,a#b,ada\n';
    assert.equal((await convertText(ours)).counts.task, 'single');
  });
});

describe('Label Studio', () => {
  const task = (text: string, result: readonly object[]) => ({
    data: { text },
    annotations: [{ id: 1, result }],
  });
  const graded = (value: object, from_name = 'q') => ({ from_name, to_name: 'text', value });

  test('ratings and taxonomies are labels if there are no others', async () => {
    const paths = { taxonomy: [['Delivery', 'Lost'], ['Refund']] };
    const taxonomy = await convertText(
      JSON.stringify([
        task('one', [graded(paths)]),
        task('two', [graded({ taxonomy: [['Refund']] })]),
      ]),
    );
    assert.deepEqual(labelsIn(taxonomy.written), [['Delivery / Lost', 'Refund'], ['Refund']]);
    const rated = [task('one', [graded({ rating: 4 })]), task('two', [graded({ rating: 2 })])];
    assert.deepEqual(labelsIn((await convertText(JSON.stringify(rated))).written), ['4', '2']);
    const choice = graded({ choices: ['glad'] }, 'mood');
    const beside = JSON.stringify([task('one', [choice, graded({ rating: 4 })])]);
    const first = jsonRows((await convertText(beside)).written)[0]!;
    assert.deepEqual([first['label'], first['q']], ['glad', 4]);
    const named = await convertText(beside, '--question', 'q');
    assert.deepEqual(labelsIn(named.written), ['4']);
    await assert.rejects(convertText(beside, '--question', 'x'), says(/mood/));
  });

  test('annotations of parts of a page are reported, not ignored', async () => {
    const value = {
      start: '/p[1]/text()[1]',
      end: '/p[1]/text()[1]',
      startOffset: 0,
      endOffset: 3,
      hypertextlabels: ['PER'],
    };
    const mark = { ...graded(value), type: 'hypertextlabels' };
    const { counts } = await convertText(
      JSON.stringify([task('<p>Ada</p>', [mark]), task('two', [graded({ choices: ['a'] })])]),
    );
    assert.deepEqual([counts.answers, counts.problemCount], [1, 1]);
    assert.match(counts.problems[0]!.message, /marks parts of a page or a dialogue/);
  });
});

test('a row without a text is left out, and the file recognised', async () => {
  const rows = [
    { id: 1, text: 'one', label: ['a'] },
    { id: 2, text: null, label: ['b'] },
    { id: 3, text: 'three', label: ['b'] },
  ];
  const { counts } = await convertText(jsonLines(rows));
  assert.deepEqual([counts.from, counts.rows, counts.problemCount], ['doccano', 2, 1]);
});

describe('fastText', () => {
  test('labels at the end of lines', async () => {
    const { counts, written } = await convertText('great __label__a\nbad one __label__b\n');
    assert.equal(counts.from, 'fasttext');
    assert.deepEqual(labelsIn(written), ['a', 'b']);
  });

  test('a table with labels in fastText’s spelling is a table', async () => {
    for (const table of ['__label__a,"great, really"\n__label__b,bad\n', '"__label__a";x\n']) {
      const refused = /was not recognised/;
      await assert.rejects(convertText(table), says(refused));
      assert.equal(await found('table.csv', table), undefined);
    }
    const written = '__label__a great\n"__label__b One, ""two"""\n';
    assert.deepEqual(Object.keys((await convertText(written)).counts.labels), ['a', 'b']);
  });
});

test('entities with other fields than doccano’s are not doccano’s', async () => {
  const row = (entities: object[]): string =>
    `${JSON.stringify({ text: 'Ada went to Rome', intent: 'travel', entities })}\n`;
  const others = row([{ entity: 'place', start: 3, stop: 3, text: 'Rome' }]) + row([]);
  await assert.rejects(convertText(others), says(/was not recognised/));
  const own = row([{ start_offset: 12, end_offset: 16, label: 'LOC' }]) + row([]);
  assert.equal((await convertText(own)).counts.from, 'doccano');
});

describe('CoNLL', () => {
  test('the name of the label field concerns no column', async () => {
    const given = 'Ada B-PER\nslept O\n\nBo B-PER\nate O\n';
    const { counts } = await convertText(given, '--label-field', 'label');
    assert.deepEqual([counts.from, counts.rows, counts.spans], ['conll', 2, 2]);
  });

  test('comments with tabs, numbered words, and two columns of entities', async () => {
    const given =
      '#\thttp://example.org/7\t[2026-03-01]\t\n1\tUni\tB-ORG\tO\n2\tRom\tI-ORG\tB-LOC\n\n' +
      '#\thttp://example.org/8\t[2026-03-02]\t\n1\tGut\tO\tO\n2\t#\tO\tO\n';
    await assert.rejects(convertText(given), says(/--question: column3, column4/));
    for (const [question, label] of [
      ['column3', 'ORG'],
      ['column4', 'LOC'],
    ] as const) {
      const { counts, written } = await convertText(given, '--question', question);
      assert.deepEqual([counts.from, counts.rows, counts.spans], ['conll', 2, 1]);
      const rows = jsonRows(written);
      assert.deepEqual(
        rows.map(({ text }) => text),
        ['Uni Rom', 'Gut #'],
      );
      assert.match(JSON.stringify(rows[0]), new RegExp(`"label":"${label}"`));
    }
  });

  test('a tag before its word', async () => {
    const given = 'O\tany\nB-Rating\tfour\nI-Rating\tstar\n\nO\tO\nO\tyes\n';
    const { counts, written } = await convertText(given);
    assert.deepEqual([counts.from, counts.rows, counts.spans], ['conll', 2, 1]);
    const [row] = jsonRows(written);
    assert.equal(row?.['text'], 'any four star');
    assert.match(JSON.stringify(row), /"text":"four star"/);
  });

  test('comment lines about sentences are not words', async () => {
    const given = '# id 12 domain=en\nEU _ _ B-ORG\n# _ _ O\n\n# id 13\nAda _ _ B-PER\n';
    const { counts, written } = await convertText(given);
    assert.deepEqual([counts.from, counts.rows, counts.spans], ['conll', 2, 2]);
    assert.deepEqual(
      jsonRows(written).map(({ text }) => text),
      ['EU #', 'Ada'],
    );
  });

  test('a column of word numbers is not the words', async () => {
    const given = '1\tEU\tB-ORG\n2\tacts\tO\n\n1\tAda\tB-PER\n';
    const texts = jsonRows((await convertText(given)).written).map(({ text }) => text);
    assert.deepEqual(texts, ['EU acts', 'Ada']);
    // Numbers without words beside them are the words.
    const numbers = await convertText('1\tO\n2\tB-N\n');
    assert.equal(jsonRows(numbers.written)[0]!['text'], '1 2');
  });
});

test('annotators may be numbers', async () => {
  const rows = [
    { text: 'one', label: 'joy', annotator: 7 },
    { text: 'two', label: 'fear', annotator: '8' },
  ];
  const { written } = await convertText(jsonLines(rows));
  assert.deepEqual(
    jsonRows(written).map(({ annotator }) => annotator),
    ['7', '8'],
  );
});

test('a list of blank names is an empty list', async () => {
  const rows = [
    { id: 1, text: 'one', label: ['joy', 'fear'] },
    { id: '', text: 'two', label: [''] },
    { id: 3, text: 'three', label: ['\u200b', ' '] },
  ];
  const { counts, written } = await convertText(jsonLines(rows));
  assert.deepEqual([counts.answers, counts.unlabelled], [1, 2]);
  assert.deepEqual(jsonRows(written)[1], { id: null, text: 'two', labels: null, not: null });
  const none = await convertText(jsonLines(rows), '--empty', 'none');
  assert.deepEqual([none.counts.answers, none.counts.unlabelled], [3, 0]);
});

test('numbers keep their digits in fields that the user names', async () => {
  const given = '{"body":"one","vote":4.50}\n{"body":1700341480978622000,"vote":1.0}\n';
  const { written } = await convertText(given, '--text-field', 'body', '--label-field', 'vote');
  assert.deepEqual(
    jsonRows(written).map(({ text, label }) => [text, label]),
    [
      ['one', '4.50'],
      ['1700341480978622000', '1.0'],
    ],
  );
});

test('files in no known format are refused with advice', async () => {
  const columns = '{"text": {"0": "a", "1": "b"}, "label": {"0": "x", "1": "y"}}';
  const tokens = [{ orth: 'Ada', ner: 'U-PER' }];
  const trained = [{ id: 0, paragraphs: [{ raw: 'Ada', sentences: [{ tokens }] }] }];
  const files: readonly (readonly [string, RegExp])[] = [
    [columns, /orient="records"/],
    [JSON.stringify(trained), /training data of spaCy 2.*spacy convert/],
    [JSON.stringify([['a text', { cats: { x: 1 } }]]), /list of objects/],
  ];
  for (const [content, why] of files) {
    await assert.rejects(convertText(content), (error) => {
      assert.notEqual(userMessageOf(error)?.code, 'interchange.notRecognised');
      return says(why)(error);
    });
  }
});
