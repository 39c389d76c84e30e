// Imports leave the project's answers and the hold-out unchanged.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewEvent } from '../../../src/core/store/events.ts';
import { judgeAll } from '../../../src/core/task/judgement.ts';
import {
  importRows,
  newStore,
  one,
  own,
  plan,
  row,
  nonZero,
  stamp,
  three,
  two,
} from './importedRows.ts';

describe('answers of the project', () => {
  it('stay: equal ones are counted as present, different ones are conflicts', async () => {
    const store = newStore();
    store.append([own(one, 'A')]);
    store.append([own(two, 'A')]);
    const before = [store.answer(one), store.answer(two)];
    const { counts } = await importRows(store, [
      row('one', 'A', { annotator: 'bob', at: 9e12 }),
      row('two', 'B', { annotator: 'bob', at: 9e12 }),
    ]);
    assert.deepEqual(nonZero(counts), { rows: 2, alreadySo: 1, conflicts: 1 });
    assert.deepEqual([store.answer(one), store.answer(two)], before);
    assert.equal(store.conflicts()[0]!.recordId, two);
  });

  it('are replaced on request, and come back with undo', async () => {
    const store = newStore();
    store.append([own(one, 'A')]);
    const before = store.answers();
    const asked = await plan(store, [row('one', 'B')], { replace: true });
    assert.deepEqual([asked.replaced, asked.counts.replaced], [[one], 1]);
    const { step } = await importRows(store, [row('one', 'B')], { replace: true });
    assert.equal(store.answer(one)?.label, 'B');
    store.undoStep(step, stamp());
    assert.deepEqual(store.answers(), before);
  });

  it('conflict once, however often a file is imported', async () => {
    const store = newStore();
    store.append([own(one, 'A')]);
    const rows = [row('one', 'B'), row('two', 'C')];
    await importRows(store, rows);
    const again = await importRows(store, rows);
    assert.deepEqual([again.step, again.counts.conflicts, again.counts.alreadySo], [0, 1, 1]);
    assert.equal(store.conflicts()[0]!.candidates.length, 1);
  });

  it('about some labels of a record are joined with those of the file, unless they differ', async () => {
    const store = newStore();
    const of = ['A', 'B', 'C'];
    const judge = (recordId: string, yes: string[], judged: string[]): NewEvent => ({
      ...stamp(),
      kind: 'labels',
      recordId,
      yes,
      of,
      judged,
    });
    store.append([judge(one, ['A'], ['A'])]);
    store.append([judge(two, [], ['A'])]);
    const rows = ['one', 'two'].map((text) => ({ text, judgement: judgeAll(['A'], ['A', 'B']) }));
    const { counts } = await importRows(store, rows, { task: 'multi' });
    assert.deepEqual([counts.answers, counts.conflicts], [1, 1]);
    assert.deepEqual(Object.fromEntries(store.answer(one)!.labels!), { A: true, B: false });
    assert.deepEqual(Object.fromEntries(store.answer(two)!.labels!), { A: false });
  });

  it('keep their flags and notes', async () => {
    const store = newStore();
    store.append([{ ...stamp(), kind: 'note', recordId: one, note: 'mine' }]);
    await importRows(store, [row('one', 'A', { note: 'theirs', flagged: true })]);
    const { note, flagged, label } = store.answer(one)!;
    assert.deepEqual([note, flagged, label], ['mine', true, 'A']);
  });
});

describe('the hold-out', () => {
  it('takes only answers that the file calls blind; others are asked again', async () => {
    const store = newStore();
    const rows = [
      row('one', 'A', { origin: { ask: 'holdout', holdout: true } }),
      row('two', 'B', { origin: { ask: 'query', holdout: true } }),
      row('three', 'C'),
    ];
    const { counts } = await importRows(store, rows, { held: [one, two, three] });
    assert.equal(counts.askedAgain, 2);
    assert.equal(store.answer(one)?.ask?.kind, 'holdout');
    assert.equal(store.answer(two)?.ask, undefined);
  });

  it('takes no judgement that leaves labels open', async () => {
    const store = newStore();
    const origin = { ask: 'holdout' };
    const rows = [{ text: 'one', judgement: judgeAll(['A'], ['A', 'B']), origin }];
    const { counts } = await importRows(store, rows, { task: 'multi', held: [one] });
    assert.equal(counts.askedAgain, 1);
  });
});
