// The plan of an import: matching rows to records, and combining several rows of one record.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { AnswersPlan } from '../../../src/core/interchange/answersPlan.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { judgeAll } from '../../../src/core/task/judgement.ts';
import {
  importRows,
  newStore,
  one,
  own,
  plan,
  row,
  type Row,
  nonZero,
  stamp,
  three,
  two,
} from './importedRows.ts';

describe('rows and records', () => {
  it('are matched by text, then by id; the others are counted', async () => {
    const store = newStore();
    const rows = [
      row('  one ', 'A', { id: 'S5' }),
      row('two, corrected', 'B', { id: 'S1' }),
      row('seven', 'C', { id: 'S9' }),
    ];
    const { counts } = await importRows(store, rows);
    assert.deepEqual(nonZero(counts), { rows: 3, answers: 2, notInPool: 1 });
    assert.deepEqual([store.answer(one)?.label, store.answer(one)?.sourceId], ['A', undefined]);
    assert.deepEqual([store.answer(two)?.label, store.answer(two)?.sourceId], ['B', 'S1']);
  });

  it('keep author and time, and get those of the import if the file has none', async () => {
    const store = newStore();
    const rows = [row('one', 'A', { at: 5, annotator: 'bob' }), row('two', 'B', { note: 'why' })];
    await importRows(store, rows, { annotator: 'eve' });
    const [first, second] = [store.answer(one)!, store.answer(two)!];
    assert.deepEqual([first.at, first.annotator, first.importedFrom], [5, 'bob', 'other.jsonl']);
    assert.deepEqual([second.at, second.annotator, second.note], [1000, 'eve', 'why']);
  });

  it('bring skips, flags and notes', async () => {
    const store = newStore();
    const rows: Row[] = [
      { text: 'one', skipped: true, annotator: 'bob', at: 5 },
      { text: 'two', flagged: true, note: 'look', annotator: 'bob', at: 6 },
      { text: 'three' },
    ];
    const { counts } = await importRows(store, rows);
    assert.deepEqual(nonZero(counts), {
      rows: 3,
      answers: 1,
      skipped: 1,
      remarks: 1,
      unlabelled: 1,
    });
    assert.equal(store.answer(one)?.kind, 'skip');
    const { kind, flagged, note, annotator, at } = store.answer(two)!;
    assert.deepEqual([kind, flagged, note, annotator, at], ['none', true, 'look', 'bob', 6]);
  });

  it('with unknown labels are left out and counted', async () => {
    const store = newStore();
    const { counts } = await importRows(store, [
      row('one', 'Z'),
      row('two', 'Z'),
      row('three', 'Y'),
      row('four', ' A'),
    ]);
    const { leftOut, answers, unknownLabels } = counts;
    assert.deepEqual([leftOut, answers], [3, 1]);
    assert.deepEqual(unknownLabels, [
      { label: 'Z', count: 2 },
      { label: 'Y', count: 1 },
    ]);
    const several = [{ text: 'five', judgement: judgeAll(['A', 'Z'], ['A', 'B', 'Z']) }];
    await importRows(store, several, { task: 'multi' });
    assert.deepEqual(
      [...store.answer(recordIdOf('five'))!.labels!],
      [
        ['A', true],
        ['B', false],
      ],
    );
  });
});

describe('several rows of one record', () => {
  it('that are equal are one answer, the latest', async () => {
    const store = newStore();
    const { counts } = await importRows(store, [
      row('one', 'A', { annotator: 'bob', at: 9 }),
      row('one', 'A', { annotator: 'eve', at: 5 }),
      row('one', 'A'),
    ]);
    assert.deepEqual(nonZero(counts), { rows: 3, answers: 1, merged: 2 });
    assert.equal(store.answer(one)?.annotator, 'bob');
  });

  it('of one annotator count as the latest, and one without a time loses', async () => {
    const store = newStore();
    const by = { annotator: 'bob' };
    await importRows(store, [
      row('one', 'A', { ...by, at: 9 }),
      row('one', 'B', { ...by, at: 5 }),
      row('one', 'C', by),
      row('two', 'A', by),
      row('two', 'B', by),
    ]);
    assert.deepEqual([store.answer(one)?.label, store.answer(two)?.label], ['A', 'B']);
  });

  it('that differ are a conflict, whoever gave them', async () => {
    const store = newStore();
    const { counts } = await importRows(store, [
      row('one', 'A', { annotator: 'bob', at: 9, note: 'sure' }),
      row('one', 'B', { annotator: 'eve' }),
      row('two', 'A'),
      row('two', 'B'),
      { text: 'three', skipped: true, annotator: 'bob' },
      row('three', 'B', { annotator: 'eve' }),
    ]);
    assert.deepEqual([counts.conflicts, counts.answers], [3, 0]);
    const from = 'other.jsonl';
    assert.deepEqual(store.conflicts()[0], {
      recordId: one,
      candidates: [
        { label: 'A', annotator: 'bob', at: 9, note: 'sure', from },
        { label: 'B', annotator: 'eve', from },
      ],
      seq: 1,
    });
    assert.equal(store.answer(one)?.kind, 'none');
  });

  it('that judge different labels, such as binary ones, are one judgement', async () => {
    const store = newStore();
    const judged = (label: string, applies: boolean) => ({
      text: 'one',
      judgement: { task: 'multi', labels: new Map([[label, applies]]) } as const,
    });
    const multi = { task: 'multi' } as const;
    await importRows(store, [judged('A', true), judged('B', false)], multi);
    assert.deepEqual(Object.fromEntries(store.answer(one)!.labels!), { A: true, B: false });
    const { counts } = await importRows(
      newStore(),
      [judged('A', true), judged('B', false), judged('A', false)],
      multi,
    );
    assert.equal(counts.conflicts, 1);
  });
});

test('suggestions are not answers: nothing is written', async () => {
  const store = newStore();
  store.append([own(one, 'A')]);
  const { suggestions, counts, events } = await plan(
    store,
    [row('one', 'B'), row('two', 'B'), row('three', 'A'), row('three', 'C')],
    { as: 'suggestions' },
  );
  assert.deepEqual([...suggestions], [[two, { label: 'B' }]]);
  assert.deepEqual([counts.answers, counts.alreadySo, counts.conflicts], [1, 1, 1]);
  assert.deepEqual([...events(stamp(), 'x')], []);
});

test('spans are placed in the normalised text, and left out where the text differs', async () => {
  const store = newStore();
  const spans = (text: string, start: number, id?: string): Row => ({
    text,
    judgement: {
      task: 'spans',
      spans: [{ start, end: start + 3, label: 'A', text: text.slice(start, start + 3) }],
      of: ['A'],
    },
    ...(id !== undefined && { id }),
  });
  const rows = [spans('  one', 2), spans('twofold', 0, 'S1')];
  const { counts } = await importRows(store, rows, { task: 'spans' });
  assert.deepEqual([counts.answers, counts.leftOut], [1, 1]);
  assert.deepEqual(store.answer(one)?.spans, [{ start: 0, end: 3, label: 'A', text: 'one' }]);
});

test('a plan counts its effects on given records, and can order its events by id', async () => {
  const store = newStore();
  store.append([own(two, 'C')]);
  const rows = [row('one', 'B'), row('two', 'B'), row('three', 'A'), row('three', 'A')];
  const { among, events } = await plan(store, rows);
  const counted = ({ counts }: AnswersPlan) => [counts.answers, counts.conflicts, counts.merged];
  assert.deepEqual(counted(among(new Set([one, two]))), [1, 1, 0]);
  assert.deepEqual(counted(among(new Set([three, 'not in the file']))), [1, 0, 1]);
  const recordsOf = (order?: 'ids') =>
    [...events(stamp(), 'x', order)].map((event) => event.kind !== 'schema' && event.recordId);
  assert.deepEqual(recordsOf(), [one, two, three]);
  assert.deepEqual(recordsOf('ids'), [one, two, three].sort());
});
