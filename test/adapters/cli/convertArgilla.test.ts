// Records of Argilla 2 and 1; the expected counts come from the files themselves.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { convertText, jsonRows, type Conversion } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';
import { jsonLines } from '../../harness/topics.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange/argilla');
const given = (records: readonly object[], ...options: string[]): Promise<Conversion> =>
  convertText(jsonLines(records), ...options);

const [ada, bob] = ['a', 'b'].map((end) => `00000000-0000-4000-8000-00000000000${end}`);
const responses = (values: readonly unknown[], users: unknown[], status: unknown[]): object => ({
  'q.responses': values,
  'q.responses.users': users,
  'q.responses.status': status,
});

describe('Argilla 2', () => {
  for (const task of ['single', 'multi']) {
    test(`an export to the hub: answers that differ, and a suggestion, ${task}`, async () => {
      const file = await readFile(join(cases, 'hub-export.jsonl'));
      const { counts, written, said } = await convertText(file, '--task', task);
      assert.deepEqual(
        [counts.from, counts.rows, counts.conflicts, counts.repeated],
        ['argilla', 2, 1, 0],
      );
      assert.deepEqual(counts.labels, { 'label-b': 1, 'label-a': 1 });
      for (const row of jsonRows(written)) {
        assert.deepEqual(row['suggestion'], {
          label: 'label-c',
          probability: 0.3,
          model: 'suggestion-agent',
        });
      }
      assert.match(said, /^-:1: This record has conflicting answers: .*label-b; .*label-a\. /m);
      // The answers stay in one record.
      const back = await convertText(written, '--to', 'argilla', '--task', task);
      const again = await convertText(back.written, '--task', task);
      assert.equal(again.counts.rows, 2);
    });
  }

  test('answers to one record are one line again, with their users and times', async () => {
    const row = { id: 'r', text: 'one' };
    const rows = [
      { ...row, label: 'x', annotator: 'ada', at: '2026-01-01T00:00:00.001Z' },
      { ...row, label: null, skipped: true, annotator: 'bob' },
      { ...row, label: 'y', annotator: ada },
    ];
    const { written } = await given(rows, '--to', 'argilla');
    assert.equal(written.trim().split('\n').length, 1);
    const back = await convertText(written);
    assert.deepEqual(jsonRows(back.written), rows);
    assert.equal(back.counts.conflicts, 1);
    const [line] = jsonRows(written);
    assert.deepEqual(line!['label.responses'], ['x', 'y']);
    for (const user of line!['label.responses.users'] as string[]) {
      assert.match(
        user,
        /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  test('a discarded response is a skip, and a draft is not an answer', async () => {
    const { counts } = await given([
      { id: '1', text: 'one', ...responses(['x'], [ada], ['submitted']) },
      { id: '2', text: 'two', ...responses(['x'], [ada], ['discarded']) },
      { id: '3', text: 'three', ...responses(['x'], [ada], ['draft']) },
      { id: '4', text: 'four', ...responses([], [], []) },
      { id: '5', text: 'five', 'q.responses': null },
    ]);
    assert.deepEqual([counts.answers, counts.skipped, counts.unlabelled], [1, 1, 3]);
  });

  test('records.to_json(): nested, with metadata', async () => {
    const { counts, written } = await convertText(
      JSON.stringify([
        {
          id: 'r1',
          fields: { prompt: 'one' },
          metadata: { split: 'train' },
          suggestions: { topics: { value: ['a', 'b'], score: [0.5, 0.25], agent: 'm' } },
          responses: { topics: [{ value: ['a'], user_id: ada }] },
          vectors: {},
          _server_id: null,
        },
      ]),
    );
    assert.deepEqual([counts.from, counts.task], ['argilla', 'multi']);
    assert.deepEqual(jsonRows(written), [
      {
        id: 'r1',
        text: 'one',
        labels: ['a'],
        not: [],
        annotator: ada,
        suggestion: { labels: ['a', 'b'], probability: [0.5, 0.25], model: 'm' },
        split: 'train',
      },
    ]);
  });

  test('spans, and one of several questions', async () => {
    const record = {
      text: '😀 Ada sang',
      ...responses([[{ start: 2, end: 5, label: 'PER' }]], [ada], ['submitted']),
      'mood.responses': ['good'],
      'mood.responses.users': [bob],
      'mood.responses.status': ['submitted'],
    };
    await assert.rejects(given([record]), says(/--question: q, mood\./));
    const spans = await given([record], '--question', 'q');
    assert.deepEqual(jsonRows(spans.written)[0], {
      id: null,
      text: '😀 Ada sang',
      spans: [{ start: 2, end: 5, label: 'PER', text: 'Ada' }],
      of: ['PER'],
      annotator: ada,
      'mood.responses': ['good'],
      offsets: 'codepoint',
    });
    const mood = await given([record], '--question', 'mood');
    assert.deepEqual(mood.counts.labels, { good: 1 });
  });

  test('a value that is neither label, labels nor spans is named with its line', async () => {
    const { counts, said } = await given([
      { text: 'one', ...responses([{ x: 1 }], [ada], ['submitted']) },
      { text: 'two', ...responses(['x'], [ada], ['submitted']) },
    ]);
    assert.deepEqual([counts.rows, counts.problemCount], [1, 1]);
    assert.match(said, /^-:1: “responses” does not have the form that this format requires/m);
  });
});

describe('Argilla 1', () => {
  test('a feedback dataset', async () => {
    const { counts, written } = await given([
      {
        text: 'one',
        sentiment: [
          { user_id: ada, value: 'good', status: 'submitted' },
          { user_id: bob, value: 'bad', status: 'discarded' },
        ],
        'sentiment-suggestion': 'good',
        'sentiment-suggestion-metadata': { type: null, score: 0.5, agent: 'm' },
        external_id: 'e1',
        metadata: '{"split": "train"}',
      },
      {
        text: 'two',
        sentiment: [],
        'sentiment-suggestion': null,
        external_id: null,
        metadata: '{}',
      },
    ]);
    assert.deepEqual([counts.from, counts.answers, counts.skipped], ['argilla', 1, 1]);
    const [first, , last] = jsonRows(written);
    assert.deepEqual(first, {
      id: 'e1',
      text: 'one',
      label: 'good',
      annotator: ada,
      suggestion: { label: 'good', probability: 0.5, model: 'm' },
      split: 'train',
    });
    assert.deepEqual(last, { id: null, text: 'two', label: null });
  });

  test('text and token classification', async () => {
    const base = { annotation_agent: 'ada', prediction_agent: 'm', metadata: {} };
    const { written } = await given([
      {
        ...base,
        id: 'a',
        text: 'one',
        prediction: [
          { label: 'x', score: 0.25 },
          { label: 'y', score: 0.75 },
        ],
        annotation: 'x',
        status: 'Validated',
        event_timestamp: '2023-01-01T00:00:00.000Z',
      },
      { ...base, id: 'b', text: 'two', prediction: null, annotation: null, status: 'Discarded' },
    ]);
    assert.deepEqual(jsonRows(written), [
      {
        id: 'a',
        text: 'one',
        label: 'x',
        annotator: 'ada',
        at: '2023-01-01T00:00:00.000Z',
        suggestion: { label: 'y', probability: 0.75, model: 'm' },
      },
      { id: 'b', text: 'two', label: null, skipped: true },
    ]);
    const tokens = await given([
      {
        ...base,
        text: 'Ada sang',
        tokens: ['Ada', 'sang'],
        prediction: null,
        annotation: [{ start: 0, end: 3, label: 'PER' }],
        status: 'Validated',
      },
    ]);
    assert.deepEqual([tokens.counts.task, tokens.counts.spans], ['spans', 1]);
  });
});
