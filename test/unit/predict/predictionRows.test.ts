import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  predictionLines,
  type PredictedRow,
  type PredictionColumns,
} from '../../../src/core/predict/predictionRows.ts';
import { Rng } from '../../../src/core/rng.ts';

const single: PredictionColumns = {
  task: 'single',
  labels: ['good', 'bad'],
  ofProject: true,
  texts: false,
};

function rowOf(probabilities: readonly number[], more: Partial<PredictedRow> = {}): PredictedRow {
  return {
    id: 'r1',
    text: 'fine',
    probabilities: Float32Array.from(probabilities),
    known: { isLabelled: true, isHeldOut: false },
    ...more,
  };
}

async function written(
  rows: readonly PredictedRow[],
  columns: PredictionColumns,
  format: 'jsonl' | 'csv' = 'jsonl',
): Promise<string> {
  async function* some(): AsyncGenerator<readonly PredictedRow[]> {
    yield rows.slice(0, 1);
    yield rows.slice(1);
  }
  let text = '';
  for await (const lines of predictionLines(some(), format, columns, () => undefined))
    text += lines;
  return text;
}

const parsed = async (...given: Parameters<typeof written>): Promise<Record<string, unknown>[]> =>
  (await written(...given))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a row of predictions', () => {
  test('has label and probability, and the project’s facts about the record', async () => {
    assert.deepEqual(await parsed([rowOf([0.25, 0.75])], single), [
      {
        id: 'r1',
        label: 'bad',
        p: 0.75,
        probabilities: { good: 0.25, bad: 0.75 },
        is_labelled: true,
        holdout: false,
      },
    ]);
  });

  test('has no label below the threshold, but its probability', async () => {
    const rows = [rowOf([0.25, 0.75]), rowOf([0.5, 0.5])];
    const found = await parsed(rows, { ...single, threshold: 0.75 });
    assert.deepEqual(
      found.map(({ label, p }) => [label, p]),
      [
        ['bad', 0.75],
        [null, 0.5],
      ],
    );
  });

  test('has the text on request, and no project fields without a project', async () => {
    const text = 'a “b”, \ud800\n';
    const row = { id: 'x', text, probabilities: Float32Array.of(1, 0) };
    const [found] = await parsed([row], { ...single, ofProject: false, texts: true });
    assert.deepEqual(found, {
      id: 'x',
      text,
      label: 'good',
      p: 1,
      probabilities: { good: 1, bad: 0 },
    });
  });

  test('has the labels that reach their thresholds with several labels per record', async () => {
    const several = {
      ...single,
      task: 'multi',
      labels: ['a', 'b', 'c'],
      thresholds: Float32Array.of(0.5, 0.25, 0.75),
    } as const;
    const rows = [rowOf([0.5, 0.2, 0.8]), rowOf([0.1, 0.2, 0.3])];
    const labels = async (columns: PredictionColumns): Promise<unknown[]> =>
      (await parsed(rows, columns)).map((row) => row['labels']);
    assert.deepEqual(await labels(several), [['a', 'c'], []]);
    assert.deepEqual(await labels({ ...several, threshold: 0.25 }), [['a', 'c'], ['c']]);
    const { thresholds: _, ...undecided } = several;
    assert.deepEqual(await labels(undecided), [['c'], ['c']]);
    assert.ok(!('p' in (await parsed(rows, several))[0]!));
  });

  test('keeps the order of labels that look like numbers, and any name', async () => {
    const labels = ['10', '9', '__proto__', 'a "b"'];
    const text = await written([rowOf([0.1, 0.2, 0.3, 0.4])], { ...single, labels });
    const places = labels.map((label) => text.indexOf(`${JSON.stringify(label)}:`));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(places[0]! > 0);
    const [found] = await parsed([rowOf([0.1, 0.2, 0.3, 0.4])], { ...single, labels });
    assert.deepEqual(Object.keys(found!['probabilities']!).length, 4);
  });

  test('is written to nine digits: floats come back, and many labels sum to 1 ± 10⁻⁶', async () => {
    const rng = new Rng(1);
    const labels = Array.from({ length: 1000 }, (_, j) => `label ${j}`);
    const raw = labels.map(() => Math.exp(8 * rng.uniform()));
    const sum = raw.reduce((total, value) => total + value, 0);
    const p = Float32Array.from(raw, (value) => value / sum);
    for (const format of ['jsonl', 'csv'] as const) {
      const text = await written([rowOf([...p])], { ...single, labels }, format);
      const found =
        format === 'jsonl'
          ? Object.values((JSON.parse(text) as { probabilities: object }).probabilities)
          : text.trimEnd().split('\r\n')[1]!.split(',').slice(5).map(Number);
      assert.deepEqual(Float32Array.from(found as number[]), p);
      const total = (found as number[]).reduce((all, one) => all + one, 0);
      assert.ok(Math.abs(total - 1) <= 1e-6, `${format}: ${total}`);
    }
  });
});

describe('a table of predictions', () => {
  test('has a column for each label', async () => {
    const labels = ['good', 'b,d'];
    const rows = [rowOf([0.25, 0.75]), rowOf([1e-9, 1], { id: 'x,y', text: 'a\n"b"' })];
    assert.equal(
      await written(rows, { ...single, labels, texts: true, threshold: 0.8 }, 'csv'),
      'id,text,label,p,is_labelled,holdout,p_good,"p_b,d"\r\n' +
        'r1,fine,,0.75,true,false,0.25,0.75\r\n' +
        '"x,y","a\n""b""","b,d",1,true,false,9.99999972e-10,1\r\n',
    );
  });

  test('has several labels as a JSON list', async () => {
    const columns = { ...single, task: 'multi', thresholds: Float32Array.of(0.2, 0.9) } as const;
    assert.equal(
      await written([rowOf([0.25, 0.75])], { ...columns, ofProject: false }, 'csv'),
      'id,labels,p_good,p_bad\r\nr1,"[""good""]",0.25,0.75\r\n',
    );
  });
});
