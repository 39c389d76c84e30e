// Conflicts with imported answers are decided record by record.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import type { RecordId } from '../../../src/core/record.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import type { Candidate, NewEvent } from '../../../src/core/store/events.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { english } from '../../harness/english.ts';
import { benchMaker } from './benches.ts';
import { randomStart, setUp, twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';

const records = twoTopics(150);
const project = { query: { ...randomStart, refitEvery: 1000 } };
const options = { project: 'test', identityVersion: 1 };

let ids = 0;
const conflict = (recordId: RecordId, ...candidates: Candidate[]): NewEvent => ({
  id: `conflict ${++ids}`,
  at: 5000 + ids,
  annotator: 'ada',
  kind: 'conflict',
  recordId,
  candidates,
  from: 'bob.jsonl',
});
const bobs: Candidate = { label: 'refund', annotator: 'bob', at: 4000 };
const skipped: Candidate = { skipped: true, annotator: 'cyd' };

describe('conflicts', () => {
  const make = benchMaker();
  const start = async (more: BenchOptions = {}): Promise<Bench> => {
    const bench = make({ records, project, ...more });
    await bench.learner.start();
    return bench;
  };

  /** Ids of unanswered records outside the hold-out. */
  const ordinary = ({ store }: Bench): RecordId[] => {
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    return records.map(({ text }) => recordIdOf(text)).filter((id) => !held.has(id));
  };

  const decide = ({ learner, until }: Bench): Promise<LearnerView> => {
    learner.revisit('conflicts');
    return until(({ ahead }) => ahead[0]?.revisited === true);
  };

  test('are asked with the present answer and the candidates, and taking one settles them', async () => {
    const bench = await start();
    const { learner, store, answer } = bench;
    const answered = await answer({ kind: 'label', label: 'delivery' });
    const open = ordinary(bench).find((id) => id !== answered)!;
    await learner.importAnswers(() => [conflict(answered, bobs), conflict(open, bobs, skipped)]);
    assert.equal(learner.view.conflicts, 2);
    const { revisiting } = await decide(bench);
    assert.deepEqual(revisiting, { selection: 'conflicts', remaining: 2 });
    const [first, second] = learner.view.ahead;
    assert.deepEqual(
      [first!.record.id, first!.differing?.present?.label, first!.differing?.candidates],
      [answered, 'delivery', [{ ...bobs, from: 'bob.jsonl' }]],
    );
    assert.equal(second!.differing?.present, undefined);
    assert.equal(second!.differing?.candidates.length, 2);
    await answer({ kind: 'label', label: 'refund' });
    assert.equal(store.answer(answered)?.label, 'refund');
    // One of the candidates is a skip.
    await answer({ kind: 'skip' });
    assert.equal(store.answer(open)?.kind, 'skip');
    assert.equal(learner.view.conflicts, undefined);
    await learner.undo();
    assert.equal(learner.view.conflicts, 1);
    const [again] = learner.view.ahead;
    assert.equal(again!.record.id, open);
    assert.equal(again!.differing?.candidates.length, 2, 'with the same choice as before');
  });

  test('the present answer settles a conflict too; one that is left stays', async () => {
    const bench = await start();
    const { learner, store, until, answer } = bench;
    const answered = await answer({ kind: 'label', label: 'delivery' });
    const other = await answer({ kind: 'label', label: 'delivery' });
    await learner.importAnswers(() => [conflict(answered, bobs), conflict(other, bobs)]);
    await decide(bench);
    learner.defer(answered);
    await until(({ ahead }) => ahead[0]?.record.id === other);
    await answer({ kind: 'label', label: 'delivery' });
    assert.deepEqual(
      store.conflicts().map(({ recordId }) => recordId),
      [answered],
    );
    await until(({ ahead }) => ahead[0]?.record.id === answered);
    assert.deepEqual(learner.view.revisiting, { selection: 'conflicts', remaining: 1 });
  });

  test('of a hold-out record are hidden with its answer until there is a blind one', async () => {
    const bench = await start();
    const { learner, store, answer } = bench;
    const [held] = store.holdout()!.members.map(({ recordId }) => recordId);
    await learner.change({
      answerId: 'by hand',
      recordId: held!,
      answer: { kind: 'label', label: 'delivery' },
    });
    await learner.importAnswers(() => [conflict(held!, bobs)]);
    const [asked] = (await decide(bench)).ahead;
    assert.equal(asked!.record.id, held);
    assert.equal(asked!.blind, true);
    assert.deepEqual(
      [asked!.differing, asked!.answered, asked!.prediction],
      [undefined, undefined, undefined],
    );
    assert.equal(asked!.revisited, true, 'so that it can be left for later');
    await answer({ kind: 'label', label: 'refund' });
    assert.deepEqual(store.conflicts(), []);
    // The record keeps its membership and turn: it is asked again, blind.
    assert.equal(store.answer(held!)?.ask?.kind, 'manual');
    assert.deepEqual(learner.view.holdout.waiting, 1);
  });

  test('are asked no more once their import is taken back', async () => {
    const bench = await start();
    const { learner, store, until, answer } = bench;
    const answered = await answer({ kind: 'label', label: 'delivery' });
    const other = await answer({ kind: 'label', label: 'delivery' });
    await learner.importAnswers(() => [conflict(answered, bobs), conflict(other, bobs)]);
    await decide(bench);
    await answer({ kind: 'label', label: 'refund' });
    const { step } = learner.imports()[0]!;
    assert.equal(await learner.undoImport(step), true);
    const view = await until(({ ahead }) => ahead.length === 4);
    assert.deepEqual([view.conflicts, view.revisiting], [undefined, undefined]);
    assert.ok(view.ahead.every(({ revisited, record }) => !revisited && record.id !== other));
    assert.equal(store.answer(answered)?.label, 'refund', 'what was decided stays');
  });

  test('follow a rename of labels', async () => {
    const bench = await start();
    const { learner, until } = bench;
    const [open] = ordinary(bench);
    await learner.importAnswers(() => [conflict(open!, bobs, { label: 'delivery' })]);
    await decide(bench);
    const labels = [{ name: 'money back' }, { name: 'delivery' }];
    const change = { type: 'rename', from: 'refund', to: 'money back' } as const;
    await learner.labelSet.apply({ labels, query: project.query }, { change });
    const { ahead } = await until(
      (view) => view.ahead[0]?.differing?.candidates[0]?.label === 'money back',
    );
    assert.equal(ahead[0]!.record.id, open);
  });
});

test('every import of another window is reported with its file', async () => {
  const memory = new MemoryStore({ ...options, window: 'a' });
  const a = setUp({ records, project, store: memory });
  const b = setUp({
    records,
    project,
    store: new MemoryStore({ ...options, beside: memory, window: 'b' }),
  });
  try {
    await a.learner.start();
    await b.learner.start();
    const id = recordIdOf(records[0]!.text);
    const notices = ({ learner }: Bench) =>
      learner.view.notices.filter((notice) => notice.id === 'imported-elsewhere');
    await b.learner.importAnswers(() => [conflict(id, bobs, skipped)]);
    a.learner.poll();
    const [notice] = notices(a);
    assert.match(english(notice!.message), /imported an answer from bob\.jsonl/);
    assert.deepEqual(notices(b), [], 'the window itself knows');
    await a.learner.closeNotice('imported-elsewhere');
    assert.deepEqual(notices(a), []);
    await b.learner.importAnswers(() => [conflict(id, bobs, skipped)]);
    a.learner.poll();
    assert.equal(notices(a).length, 1, 'a second import of the same file');
  } finally {
    await a.close();
    await b.close();
  }
});
