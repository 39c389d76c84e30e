// Records that are not on screen: details, the queue, answers by hand and possible label errors.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedRecords } from '../../../src/core/loop/journal/changedRecords.ts';
import { currentScore } from '../../../src/core/loop/records/currentScore.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { setUp, twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';

const picks = { holdout: { share: 0.2, size: 30, blind: 'picks' } } as const;

/** A bench with a trained head, after the given number of truthful answers. */
async function trained(
  project: BenchOptions['project'] = picks,
  answers = 40,
): Promise<Bench & { readonly given: string[] }> {
  const bench = setUp({ project });
  const given: string[] = [];
  void bench.learner.start();
  await bench.until((view) => view.embedding !== undefined);
  for (let i = 0; i < answers; i++) {
    const { ahead } = await bench.until((view) => view.ahead.length > 0);
    const label = bench.truth.get(ahead[0]!.record.id)!;
    given.push(await bench.answer({ kind: 'label', label }));
  }
  await bench.learner.retrain();
  return { ...bench, given };
}

describe('record details', () => {
  test('include answer, prediction, score, location and history of a labelled record', async () => {
    const bench = await trained();
    const id = bench.given[0]!;
    const [facts] = await bench.learner.records.details([id]);
    assert.equal(facts!.blind, false);
    assert.equal(facts!.answer?.label, bench.truth.get(id));
    assert.equal(facts!.answer?.annotator, 'ada');
    assert.equal(facts!.record?.file, 'pool.jsonl');
    assert.equal(facts!.prediction?.probabilities.length, 2);
    const [first, second] = facts!.prediction.probabilities;
    assert.equal(facts!.score?.acquisition, 'margin');
    assert.ok(Math.abs(facts!.score.value - (1 - (first!.p - second!.p))) < 1e-6);
    assert.deepEqual(
      facts!.history.map(({ event }) => event.kind),
      ['label'],
    );
    await bench.close();
  });

  test('C1 of a hold-out record omit prediction and score until it is labelled in its turn', async () => {
    const bench = await trained();
    const open = bench.store
      .holdout()!
      .members.map(({ recordId }) => recordId)
      .find((id) => bench.store.answer(id) === undefined)!;
    const { records } = bench.learner;
    const isSilent = async (): Promise<void> => {
      const [facts] = await records.details([open]);
      assert.equal(facts!.blind, true);
      assert.equal(facts!.prediction, undefined);
      assert.equal(facts!.score, undefined);
    };
    await isSilent();
    await records.annotate([open], { kind: 'skip' });
    await isSilent();
    await records.annotate([open], { kind: 'label', label: 'refund' });
    await isSilent();
    assert.equal(bench.learner.view.holdout.waiting, 1);
    while ((await bench.answer()) !== open);
    assert.equal(bench.store.answer(open)!.ask!.kind, 'holdout');
    const [seen] = await records.details([open]);
    assert.equal(seen!.blind, false);
    assert.ok(seen!.prediction);
    await bench.close();
  });

  test('omit predictions of unanswered records while the hold-out fills if all are blind', async () => {
    const bench = await trained({ holdout: { share: 0.2, size: 30, blind: 'all' } }, 30);
    const { records } = bench.learner;
    const ids = [...bench.truth.keys()];
    const facts = await records.details(ids);
    assert.ok(facts.length === ids.length && bench.given.length === 30);
    for (const { id, prediction } of facts) {
      assert.equal(prediction !== undefined, bench.given.includes(id));
    }
    assert.ok((await records.ranked(50)).every(({ blind, ask }) => blind && ask === undefined));
    await bench.close();
  });

  test('are empty for a text outside the pool', async () => {
    const bench = await trained();
    const [facts] = await bench.learner.records.details([recordIdOf('never seen')]);
    assert.equal(facts!.record, undefined);
    assert.equal(facts!.prediction, undefined);
    await bench.close();
  });

  test('fall back to the margin if the strategy’s own score needs more than one head', () => {
    const prediction = {
      id: '',
      probabilities: [
        { label: 'a', p: 0.7 },
        { label: 'b', p: 0.3 },
      ],
    };
    assert.equal(currentScore('least-confidence', prediction)!.acquisition, 'least-confidence');
    assert.equal(currentScore('bald', prediction)!.acquisition, 'margin');
    assert.ok(Math.abs(currentScore('random', prediction)!.value - 0.6) < 1e-6);
    assert.equal(currentScore('margin', { id: '', probabilities: [] }), undefined);
  });

  test('score probabilities as the strategy does, before they are calibrated', () => {
    // 0.7 and 0.3 at T = ½ are 0.49 / 0.58 and 0.09 / 0.58.
    const probabilities = [
      { label: 'a', p: 0.49 / 0.58 },
      { label: 'b', p: 0.09 / 0.58 },
    ];
    const prediction = { id: '', probabilities, temperature: 0.5 };
    assert.ok(Math.abs(currentScore('margin', prediction)!.value - 0.6) < 1e-6);
    assert.ok(Math.abs(currentScore('bald', prediction)!.value - 0.6) < 1e-6);
  });
});

describe('ranked queue', () => {
  test('holds the records ahead and the next batch, and reveals nothing about the hold-out', async () => {
    const bench = await trained();
    const { records } = bench.learner;
    const ranked = await records.ranked(100);
    assert.deepEqual(
      ranked.map(({ rank }) => rank),
      ranked.map((_, i) => i + 1),
    );
    assert.deepEqual(
      ranked.filter(({ ahead }) => ahead).map(({ record }) => record.id),
      bench.learner.view.ahead.map(({ record }) => record.id),
    );
    assert.ok(ranked.length > 4);
    const held = new Set(bench.store.holdout()!.members.map(({ recordId }) => recordId));
    for (const { record, blind, prediction, ask } of ranked) {
      if (held.has(record.id)) assert.equal(blind, true);
      assert.equal(prediction !== undefined, !blind);
      assert.equal(ask !== undefined, !blind);
    }
    assert.equal((await records.ranked(2)).length, 2);
    const { queueRevision } = records;
    assert.equal(records.queueRevision, queueRevision);
    await bench.answer();
    assert.notEqual(records.queueRevision, queueRevision);
    await bench.close();
  });
});

describe('answers by hand', () => {
  test('of several records are one step, and remove them from the queue', async () => {
    const bench = await trained(picks, 24);
    const { records, view } = bench.learner;
    const asked = view.ahead.map(({ record }) => record.id);
    const other = [...bench.truth.keys()].find(
      (id) => !asked.includes(id) && !bench.given.includes(id),
    )!;
    const before = bench.store.counts().labelled;
    const answered = await records.annotate([...asked, other, recordIdOf('not in the pool')], {
      kind: 'label',
      label: 'refund',
    });
    assert.deepEqual(new Set(answered), new Set([...asked, other]));
    assert.equal(bench.store.counts().labelled, before + 5);
    assert.equal(records.answer(other)?.ask?.kind, 'manual');
    assert.notEqual(records.answer(asked[0]!)?.ask?.kind, 'manual');
    await bench.until(({ ahead }) => ahead.every(({ record }) => !asked.includes(record.id)));
    await bench.learner.undo();
    assert.equal(bench.store.counts().labelled, before);
    await bench.close();
  });

  test('keep flags separate from the answer; an unknown label is rejected', async () => {
    const bench = await trained(picks, 24);
    const { records } = bench.learner;
    const id = bench.given[0]!;
    await records.annotate([id], { kind: 'flag', flagged: true });
    assert.equal(records.answer(id)?.flagged, true);
    assert.equal(records.answer(id)?.label, bench.truth.get(id));
    await assert.rejects(
      records.annotate([id], { kind: 'label', label: 'tea' }),
      says(/"tea" is not a label/),
    );
    await bench.close();
  });
});

describe('D11 asking again', () => {
  test('withdrawn answers are asked before other picks, as one undoable step', async () => {
    const bench = await trained({ holdout: { share: 0, size: 0, blind: 'all' } }, 30);
    const { learner, store } = bench;
    const chosen = bench.given.slice(3, 6);
    const unanswered = [...bench.truth.keys()].find((id) => store.answer(id) === undefined)!;
    const before = store.answers();
    const withdrawn = await learner.records.annotate([...chosen, unanswered], { kind: 'clear' });
    assert.deepEqual(withdrawn, chosen, 'one without an answer has none to withdraw');
    assert.equal(store.counts().labelled, 27);
    // Queued records stay; the withdrawn ones come right behind them.
    const order: string[] = [];
    while (!chosen.every((id) => order.includes(id))) order.push(await bench.answer());
    assert.ok(order.length <= 4 + chosen.length, order.join(' '));
    while (store.counts().labelled > 27) assert.equal(await learner.undo(), true);
    assert.equal(await learner.undo(), true);
    assert.deepEqual(store.answers(), before);
    assert.deepEqual(bench.errors, []);
    await bench.close();
  });

  test('undoing a withdrawal removes the records from the screen', async () => {
    const records = twoTopics(40);
    const bench = setUp({ records, project: { holdout: { share: 0, size: 0, blind: 'all' } } });
    const { learner, store, until } = bench;
    await learner.start();
    const given: string[] = [];
    while (given.length < 40) given.push(await bench.answer());
    await until(({ phase }) => phase.kind === 'finished');
    await learner.records.annotate(given.slice(0, 3), { kind: 'clear' });
    await until(({ ahead }) => ahead.length === 3);
    await learner.undo();
    await until(({ ahead, phase }) => ahead.length === 0 && phase.kind === 'finished');
    assert.equal(store.counts().labelled, 40);
    await bench.close();
  });

  test('a hold-out record is asked again in its turn, blind', async () => {
    const bench = await trained();
    const { learner, store } = bench;
    const held = bench.given.find((id) => store.answer(id)!.ask!.kind === 'holdout')!;
    await learner.records.annotate([held], { kind: 'clear' });
    for (let asked; asked?.record.id !== held; await bench.answer()) {
      const { ahead } = await bench.until((view) => view.ahead.length > 0);
      asked = ahead[0]!;
      if (asked.record.id === held)
        assert.deepEqual([asked.ask.kind, asked.blind], ['holdout', true]);
    }
    await bench.close();
  });
});

describe('changed records', () => {
  const stamp = { at: 1, annotator: 'ada' };

  test('include labels, flags and undone steps', () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    store.append({ ...stamp, id: '1', kind: 'label', recordId: 'a', label: 'x' });
    store.append([
      { ...stamp, id: '2', kind: 'label', recordId: 'b', label: 'x' },
      { ...stamp, id: '3', kind: 'flag', recordId: 'c' },
    ]);
    assert.deepEqual(changedRecords(store, 0), ['a', 'b', 'c']);
    assert.deepEqual(changedRecords(store, 1), ['b', 'c']);
    const seq = store.lastSeq();
    assert.deepEqual(changedRecords(store, seq), []);
    store.undo({ ...stamp, id: '4' });
    assert.deepEqual(changedRecords(store, seq), ['b', 'c']);
  });

  test('a renamed label may affect any record, and so may its undo', () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const change = { type: 'rename', from: 'x', to: 'y' } as const;
    store.append({ ...stamp, id: '1', kind: 'schema', change });
    assert.equal(changedRecords(store, 0), 'all');
    const seq = store.lastSeq();
    store.undo({ ...stamp, id: '2' });
    assert.equal(changedRecords(store, seq), 'all');
  });
});

test('returns the records before and after a record in its file', async () => {
  const bench = await trained(picks, 22);
  const ids = [...bench.truth.keys()];
  const found = await bench.learner.records.around(ids[50]!, 2);
  assert.deepEqual(
    found.map(({ id }) => id),
    ids.slice(48, 53),
  );
  assert.deepEqual(
    (await bench.learner.records.around(ids[0]!, 1)).map(({ line }) => line),
    [1, 2],
  );
  assert.deepEqual(await bench.learner.records.around(recordIdOf('unknown'), 2), []);
  await bench.close();
});
