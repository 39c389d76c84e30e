// Files of Label Studio; the expected counts come from the files themselves.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { convertText, jsonRows, type Conversion } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange/labelstudio');
const convert = async (path: string, ...options: string[]): Promise<Conversion> =>
  convertText(await readFile(join(cases, path)), ...options);
const given = (tasks: readonly object[], ...options: string[]): Promise<Conversion> =>
  convertText(JSON.stringify(tasks), ...options);

const choice = (...choices: string[]): object => ({
  from_name: 'class',
  to_name: 'text',
  type: 'choices',
  value: { choices },
});

describe('Label Studio JSON', () => {
  for (const task of ['single', 'multi']) {
    test(`tasks, annotations and predictions, ${task}`, async () => {
      const path = 'tasks-annotations-predictions.json';
      const { counts, written, said } = await convert(path, '--task', task);
      assert.deepEqual(
        [counts.from, counts.rows, counts.answers, counts.unlabelled],
        ['labelstudio', 6, 3, 3],
      );
      assert.deepEqual(counts.labels, { class_A: 2, class_TESTING: 1 });
      // Two annotations of one task are equal.
      assert.deepEqual([counts.repeated, counts.conflicts], [1, 0]);
      assert.match(said, /^Answers left out because another answer .*: 1\.$/m);
      assert.deepEqual(
        jsonRows(written).map((row) => row['suggestion']),
        [
          { label: 'class_A', model: 'model_version_A' },
          { label: 'class_A', model: 'model_version_A' },
          undefined,
          undefined,
          undefined,
          { label: 'class_PREDICTIONS_TESTING' },
        ],
      );
    });
  }

  test('the latest answer of each annotator counts, and answers that differ are named', async () => {
    const by = (completed_by: unknown, label: string, created_at: string): object => ({
      completed_by,
      created_at,
      result: [choice(label)],
    });
    const { counts, written, said } = await given([
      {
        id: 7,
        data: { text: 'one' },
        annotations: [
          by(2, 'a', '2026-01-02T00:00:00Z'),
          by(1, 'b', '2026-01-01T00:00:00Z'),
          by(2, 'b', '2026-01-01T00:00:00Z'),
        ],
      },
      { id: 8, data: { text: 'two' }, annotations: [by(1, 'a', ''), by(2, 'a', '')] },
    ]);
    assert.deepEqual([counts.rows, counts.conflicts, counts.repeated], [3, 1, 2]);
    assert.deepEqual(
      jsonRows(written).map((row) => [row['id'], row['label'], row['annotator']]),
      [
        ['7', 'a', '2'],
        ['7', 'b', '1'],
        ['8', 'a', '2'],
      ],
    );
    assert.match(said, /^-:1: This record has conflicting answers: 2: a; 1: b\. /m);
    // The annotations of all accounts stay in one task.
    const back = await convertText(written, '--to', 'labelstudio');
    const tasks = JSON.parse(back.written) as { annotations: object[] }[];
    assert.deepEqual(
      tasks.map(({ annotations }) => annotations.length),
      [2, 1],
    );
    assert.equal((await convertText(back.written)).counts.conflicts, 1);
  });

  test('a skip beside an answer is a conflict; drafts are not answers', async () => {
    const { counts, said } = await given([
      {
        data: { text: 'one' },
        annotations: [
          { completed_by: 1, was_cancelled: true, result: [] },
          { completed_by: 2, result: [choice('a')] },
        ],
        drafts: [{ result: [choice('b')] }],
      },
    ]);
    assert.deepEqual([counts.skipped, counts.answers, counts.conflicts], [1, 1, 1]);
    assert.match(said, /1: skipped; 2: a/);
    assert.deepEqual(counts.labels, { a: 1 });
  });

  test('annotators are accounts by number, and addresses without their domain', async () => {
    const accounts = [
      { id: 4, email: 'ada@example.com', first_name: 'Ada', last_name: 'L' },
      { first_name: 'Bob', last_name: '', email: 'bob@example.com' },
      { email: 'cyd@example.com' },
      { email: 'cyd@example.org' },
      { email: 'cyd@example.com' },
    ];
    const { written } = await given(
      accounts.map((completed_by, i) => ({
        data: { text: `text ${i}` },
        annotations: [{ completed_by, result: [choice('a')] }],
      })),
    );
    const names = jsonRows(written).map((row) => row['annotator']);
    assert.deepEqual(names, ['4', 'Bob', 'cyd', 'cyd (2)', 'cyd']);
    assert.ok(!written.includes('@'));
  });

  test('spans: regions without a label, of HTML, and with several labels', async () => {
    const region = (value: object, type = 'labels'): object => ({
      from_name: 'ner',
      to_name: 'page',
      type,
      value,
    });
    const annotations = (...result: object[]): object => ({
      data: { page: 'Ada in 😀 Rome' },
      annotations: [{ result }],
    });
    const { counts, written } = await given([
      annotations(
        region({ start: 9, end: 13, text: 'Rome', labels: ['LOC', 'CITY'] }),
        region({ start: 0, end: 3, text: 'Ada', labels: [] }),
      ),
      annotations(region({ start: '/p[1]', end: '/p[1]', labels: ['LOC'] }, 'labels')),
    ]);
    assert.deepEqual([counts.task, counts.rows, counts.spans], ['spans', 1, 2]);
    assert.equal(counts.problemCount, 1);
    assert.deepEqual(jsonRows(written)[0]!['spans'], [
      { start: 9, end: 13, label: 'CITY', text: 'Rome' },
      { start: 9, end: 13, label: 'LOC', text: 'Rome' },
    ]);
  });

  test('one of several questions is read, and the others are kept with the text', async () => {
    const other = { from_name: 'why', to_name: 'text', type: 'textarea', value: { text: ['Hm.'] } };
    const topic = { ...choice('t'), from_name: 'topic' };
    const tasks = [
      { data: { text: 'one' }, annotations: [{ result: [choice('a'), topic, other] }] },
    ];
    await assert.rejects(given(tasks), says(/--question: class, topic\./));
    await assert.rejects(given(tasks, '--question', 'x'), says(/--question: class, topic\./));
    const { written } = await given(tasks, '--question', 'topic');
    assert.deepEqual(jsonRows(written), [
      { id: null, text: 'one', label: 't', class: 'a', why: 'Hm.' },
    ]);
  });

  test('the task chooses between a question about texts and one about spans', async () => {
    const span = {
      from_name: 'ner',
      to_name: 'text',
      type: 'labels',
      value: { start: 0, end: 3, text: 'Ada', labels: ['PER'] },
    };
    const tasks = [
      { data: { text: 'Ada sang' }, annotations: [{ result: [choice('good'), span] }] },
    ];
    await assert.rejects(given(tasks), says(/--question: class, ner\./));
    assert.deepEqual((await given(tasks, '--task', 'single')).counts.labels, { good: 1 });
    assert.deepEqual((await given(tasks, '--task', 'spans')).counts.labels, { PER: 1 });
    const spans = [{ data: { text: 'Ada sang' }, annotations: [{ result: [span] }] }];
    await assert.rejects(given(spans, '--task', 'single'), says(/Line 1 has spans/));
  });

  test('the text is the field that the results name, or the only one; otherwise it is asked for', async () => {
    const task = (data: object): object => ({ data, annotations: [{ result: [choice('a')] }] });
    const texts = async (data: object, ...options: string[]): Promise<unknown[]> =>
      jsonRows((await given([task(data)], ...options)).written).map((row) => row['text']);
    assert.deepEqual(await texts({ review: 'Good.', stars: 5 }), ['Good.']);
    await assert.rejects(texts({ title: 'x', body: 'y' }), says(/--text-field: title, body\./));
    assert.deepEqual(await texts({ title: 'x', body: 'y' }, '--text-field', 'body'), ['y']);
    // URLs of images and pages are not texts.
    const image = '/data/upload/29/example.png';
    assert.deepEqual(await texts({ image, review: 'Good.' }), ['Good.']);
    await assert.rejects(texts({ image }), says(/has no text in “text”/));
  });

  test('older exports, tasks without annotations, and files that are not a list of tasks', async () => {
    const old = await given([
      { data: { text: 'one' }, completions: [{ result: [choice('a')] }, { skipped: true }] },
    ]);
    assert.deepEqual([old.counts.answers, old.counts.skipped], [1, 1]);
    const bare = await given([{ data: { text: 'one', id: 3 } }, { data: { text: 'two' } }]);
    assert.deepEqual([bare.counts.from, bare.counts.unlabelled], ['labelstudio', 2]);
    const none = await given(
      [{ data: { text: 'one' }, annotations: [{ completed_by: 1 }] }],
      '--strict',
    ).catch((error: unknown) => error);
    assert.ok(says(/No row of .* has no list “result”/s)(none));
    await assert.rejects(
      convertText(
        '{"data": {"text": "x"},\n"annotations": [{"result": []}]}',
        '--from',
        'labelstudio',
      ),
      says(/put the task between \[ and \]/),
    );
  });

  test('a correction made in Label Studio overrides the exported answer', async () => {
    const row = { id: 'a', text: 'one', labels: ['x'], not: ['y'] };
    const { written } = await convertText(
      JSON.stringify({ ...row, annotator: 'ada' }),
      '--to',
      'labelstudio',
    );
    const [task] = JSON.parse(written) as [{ annotations: object[] }];
    const again = {
      id: 2,
      completed_by: 5,
      result: [choice('x', 'y')].map((one) => ({ ...one, from_name: 'label' })),
    };
    const first = { ...task.annotations[0], id: 1 };
    const { written: back } = await given([{ ...task, annotations: [again, first] }]);
    assert.deepEqual(
      jsonRows(back).map(({ labels, not, annotator }) => [labels, not, annotator]),
      [
        [['x', 'y'], [], '5'],
        [['x'], ['y'], 'ada'],
      ],
    );
  });
});

describe('Label Studio CSV and JSON-MIN', () => {
  test('choices as JSON in cells: several labels', async () => {
    const { counts, written } = await convert('choices-export.csv');
    assert.deepEqual([counts.from, counts.task], ['labelstudio-csv', 'multi']);
    assert.deepEqual([counts.rows, counts.answers, counts.problemCount], [120, 120, 0]);
    assert.deepEqual(counts.labels, {
      售前商品咨询: 30,
      售后退换货: 26,
      订单查询: 26,
      闲聊无关内容: 24,
      物流查询: 28,
      投诉纠纷: 26,
    });
    assert.equal(
      Object.values(counts.labels).reduce((sum, count) => sum + count),
      160,
    );
    const [first] = jsonRows(written);
    assert.deepEqual(
      [first!['id'], first!['annotator'], first!['at'], first!['source']],
      ['1', '1', '2026-06-22T09:00:00.000Z', '电商平台'],
    );
  });

  test('choices as JSON in cells: single labels', async () => {
    const { counts, said } = await convert('choices-export.csv', '--task', 'single');
    assert.deepEqual([counts.answers, counts.unlabelled, counts.problemCount], [80, 40, 40]);
    assert.match(said, /^-:2: This row has several labels \(售前商品咨询, 售后退换货\)/m);
  });

  const annotation = { annotator: 1, annotation_id: 1, created_at: '2026-01-01', lead_time: 2.5 };

  test('JSON-MIN: the answers of a task are in consecutive rows', async () => {
    const { counts, written } = await given(
      [
        { tweet: 'one', lang: 'en', id: 1, sentiment: 'good', ...annotation },
        { tweet: 'one', lang: 'en', id: 1, sentiment: 'bad', ...annotation, annotator: 2 },
        { tweet: 'two', lang: 'en', id: 2, sentiment: 'bad', ...annotation },
      ],
      '--text-field',
      'tweet',
    );
    assert.deepEqual(
      [counts.from, counts.task, counts.conflicts],
      ['labelstudio-min', 'single', 1],
    );
    assert.deepEqual(jsonRows(written)[0], {
      id: '1',
      text: 'one',
      label: 'good',
      annotator: '1',
      at: '2026-01-01T00:00:00.000Z',
      elapsedMs: 2500,
      lang: 'en',
    });
  });

  test('reads spans of JSON-MIN, and asks which of several similar columns is the text', async () => {
    const spans = [{ start: 0, end: 3, text: 'Ada', labels: ['PER'] }];
    const { counts } = await given([{ text: 'Ada sang', ner: spans, ...annotation }]);
    assert.deepEqual([counts.task, counts.labels], ['spans', { PER: 1 }]);
    const csv = 'annotation_id,annotator,mood,text,tone\n1,1,good,one,calm\n';
    await assert.rejects(convertText(csv), says(/--question: mood, tone\./));
    const mood = await convertText(csv, '--question', 'mood');
    assert.deepEqual(mood.counts.labels, { good: 1 });
  });
});
