// Record search, notes and revisiting answered records.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FoundRecords, RecordQuery } from '../../../src/core/loop/records/searchQuery.ts';
import { setUp, type Bench, type BenchOptions } from './loopFixture.ts';

const picks = { holdout: { share: 0.2, size: 30, blind: 'picks' } } as const;

async function trained(
  project: BenchOptions['project'] = picks,
  answers = 40,
): Promise<
  Bench & { readonly given: string[]; readonly find: (query: RecordQuery) => Promise<FoundRecords> }
> {
  const bench = setUp({ project });
  const given: string[] = [];
  void bench.learner.start();
  await bench.until((view) => view.embedding !== undefined);
  for (let i = 0; i < answers; i++) {
    const { ahead } = await bench.until((view) => view.ahead.length > 0);
    const label = bench.truth.get(ahead[0]!.record.id)!;
    given.push(await bench.answer(i % 10 === 9 ? { kind: 'skip' } : { kind: 'label', label }));
  }
  await bench.learner.retrain();
  return { ...bench, given, find: (query) => bench.learner.search.find(query) };
}

/** Unanswered hold-out records. */
function silent({ store }: Bench): string[] {
  const members = store.holdout()!.members.map(({ recordId }) => recordId);
  return members.filter((id) => store.answer(id)?.kind !== 'label');
}

describe('history search', () => {
  test('returns every answer, latest first, and supports each filter', async () => {
    const bench = await trained();
    const { given, find, truth, learner, store } = bench;
    assert.deepEqual((await find({ kind: 'history' })).ids, [...given].reverse());
    const { ids: skipped } = await find({ kind: 'history', answer: { kind: 'skip' } });
    assert.deepEqual([...skipped].sort(), [given[9], given[19], given[29], given[39]].sort());
    const answer = { kind: 'label', label: 'refund' } as const;
    const { ids: refunds } = await find({ kind: 'history', answer });
    assert.ok(refunds.length > 0 && refunds.every((id) => truth.get(id) === 'refund'));
    await learner.change({
      answerId: 'flag',
      recordId: given[3]!,
      answer: { kind: 'flag', flagged: true },
    });
    await learner.records.note(given[5]!, ' ask Ada ');
    assert.deepEqual((await find({ kind: 'history', flagged: true })).ids, [given[3]]);
    assert.deepEqual((await find({ kind: 'history', noted: true })).ids, [given[5]]);
    assert.equal(store.answer(given[5]!)?.note, 'ask Ada');
    assert.deepEqual((await find({ kind: 'history', annotator: 'bob' })).ids, []);
    assert.deepEqual(await learner.search.annotators(), ['ada']);
    const { ids: first } = await find({ kind: 'history', round: 0 });
    assert.ok(first.length > 0 && first.length < given.length);
    const { ids: courier } = await find({ kind: 'history', words: 'courier' });
    const texts = await learner.records.details(courier);
    assert.ok(courier.length > 0 && texts.every(({ record }) => record!.text.includes('courier')));
    await bench.close();
  });

  test('finds disagreements with the prediction, except on the hold-out', async () => {
    const bench = await trained();
    const { learner, truth, given, store, find } = bench;
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    for (const id of given.slice(0, 8)) {
      const label = truth.get(id) === 'refund' ? 'delivery' : 'refund';
      await learner.change({
        answerId: `wrong ${id}`,
        recordId: id,
        answer: { kind: 'label', label },
      });
    }
    const { ids, leftOut } = await find({ kind: 'history', disagrees: true });
    assert.equal(leftOut, 'holdout');
    assert.ok(ids.length > 0);
    assert.ok(ids.every((id) => !held.has(id)));
    for (const { answer, prediction } of await learner.records.details(ids)) {
      assert.notEqual(prediction!.probabilities[0]!.label, answer!.label);
    }
    await bench.close();
  });
});

describe('pool search', () => {
  test('ranks unanswered records by similarity to a text', async () => {
    const bench = await trained();
    const text = { kind: 'like', pattern: 'where is my parcel, lost by the courier?' } as const;
    const { ids, similarities } = await bench.find({
      kind: 'pool',
      text,
      answer: { kind: 'none' },
    });
    assert.ok(ids.length > 10 && ids.every((id) => !bench.given.includes(id)));
    assert.equal(similarities?.length, ids.length);
    assert.ok(similarities.every((value, i) => i === 0 || value <= similarities[i - 1]! + 1e-4));
    const predicted = { label: 'delivery', low: 0.5, high: 1 };
    const both = await bench.find({ kind: 'pool', text, predicted });
    assert.equal(both.leftOut, 'holdout');
    assert.equal(both.similarities?.length, both.ids.length);
    const unseen = silent(bench);
    assert.ok(both.ids.every((id) => !unseen.includes(id)));
    await bench.close();
  });

  test('searches by words, and by prediction without blind records', async () => {
    const bench = await trained();
    const { find, given, truth } = bench;
    const text = { kind: 'words', pattern: 'parcel' } as const;
    const { ids } = await find({ kind: 'pool', text, answer: { kind: 'none' } });
    assert.ok(ids.length > 0 && ids.every((id) => !given.includes(id)));
    const predicted = { label: 'refund', low: 0.5, high: 1 };
    const found = await find({ kind: 'pool', predicted });
    assert.equal(found.leftOut, 'holdout');
    assert.ok(found.ids.length > 0);
    const blind = new Set(silent(bench));
    assert.ok(blind.size > 0);
    assert.ok(found.ids.every((id) => !blind.has(id)));
    const right = found.ids.filter((id) => truth.get(id) === 'refund').length;
    assert.ok(right / found.ids.length > 0.6, `${right} of ${found.ids.length}`);
    const none = await find({ kind: 'pool', predicted, answer: { kind: 'none' } });
    assert.ok(none.ids.every((id) => !given.includes(id) && !blind.has(id)));
    await bench.close();
  });

  test('finds no unanswered record by prediction while the hold-out fills', async () => {
    const bench = await trained({ holdout: { share: 0.2, size: 30, blind: 'all' } });
    const found = await bench.find({ kind: 'pool', predicted: { low: 0, high: 1 } });
    assert.equal(found.leftOut, 'blind');
    assert.ok(found.ids.length > 0);
    assert.ok(found.ids.every((id) => bench.store.answer(id)?.kind === 'label'));
    await bench.close();
  });
});

describe('similar records', () => {
  test('are shown with their labels, but for a blind record only unanswered ones', async () => {
    const bench = await trained();
    const { given, find, truth, store } = bench;
    const open = given.find((id) => truth.get(id) === 'refund' && store.answer(id)?.label)!;
    const found = await find({ kind: 'similar', recordId: open });
    assert.equal(found.similarities!.length, found.ids.length);
    assert.ok(!found.ids.includes(open));
    assert.ok(found.ids.some((id) => given.includes(id)));
    const [blind] = silent(bench);
    const likeBlind = await find({ kind: 'similar', recordId: blind! });
    assert.equal(likeBlind.leftOut, 'answered');
    assert.ok(likeBlind.ids.every((id) => !given.includes(id)));
    await bench.close();
  });

  test('can be labelled together as one step', async () => {
    const bench = await trained();
    const { learner, store, find } = bench;
    const { ids } = await find({ kind: 'pool', answer: { kind: 'none' } });
    const some = ids.slice(0, 5);
    await learner.records.annotate(some, { kind: 'label', label: 'refund' });
    assert.ok(some.every((id) => store.answer(id)?.label === 'refund'));
    await learner.undo();
    assert.ok(some.every((id) => store.answer(id)?.kind !== 'label'));
    await bench.close();
  });
});

test('words are explained only for records that are not blind', async () => {
  const bench = await trained();
  const { learner, given, truth } = bench;
  const [blind] = silent(bench);
  const told = await learner.search.explain([
    { id: given[0]!, label: truth.get(given[0]!)! },
    { id: blind!, label: 'refund' },
  ]);
  assert.deepEqual(
    told.map(({ id }) => id),
    [given[0]],
  );
  await bench.close();
});

test('a note is shown with its record and can be undone', async () => {
  const bench = await trained();
  const { learner, given } = bench;
  const id = learner.view.ahead[0]!.record.id;
  await learner.records.note(id, 'unclear');
  assert.equal(learner.view.ahead[0]!.note, 'unclear');
  await learner.records.note(given[39]!, 'why?');
  assert.equal(learner.view.recent[0]!.note, 'why?');
  await learner.undo();
  assert.equal(learner.view.recent[0]!.note, undefined);
  assert.equal(learner.view.ahead[0]!.note, 'unclear');
  await bench.close();
});

describe('revisiting answered records', () => {
  test('skipped ones come in order; Space keeps them, a label answers them', async () => {
    const bench = await trained();
    const { learner, store, given, until, answer, truth } = bench;
    const skipped = [given[9], given[19], given[29], given[39]];
    const before = learner.view.ahead.map(({ record }) => record.id);
    learner.revisit('skipped');
    const { ahead } = await until((view) => view.ahead.length === 4);
    assert.deepEqual(
      ahead.map(({ record }) => record.id),
      skipped,
    );
    assert.deepEqual(learner.view.revisiting, { selection: 'skipped', remaining: 4 });
    const journal = store.lastSeq();
    assert.equal(await answer({ kind: 'skip' }), skipped[0]);
    assert.equal(store.lastSeq(), journal, 'left as it is');
    await answer({ kind: 'label', label: truth.get(skipped[1]!)! });
    assert.equal(store.answer(skipped[1]!)?.kind, 'label');
    assert.equal(learner.view.revisiting?.remaining, 2);
    await answer({ kind: 'skip' });
    await answer({ kind: 'skip' });
    const after = await until((view) => view.revisiting === undefined && view.ahead.length === 4);
    assert.deepEqual(
      after.ahead.map(({ record }) => record.id),
      before,
      'what was sent ahead comes back',
    );
    await bench.close();
  });

  test('flagged ones show their answer, and revisiting can stop at any time', async () => {
    const bench = await trained();
    const { learner, given, until } = bench;
    for (const id of given.slice(2, 5)) {
      await learner.change({
        answerId: `flag ${id}`,
        recordId: id,
        answer: { kind: 'flag', flagged: true },
      });
    }
    learner.revisit('flagged');
    const { ahead } = await until((view) => view.ahead[0]?.revisited === true);
    assert.equal(ahead[0]!.answered, bench.truth.get(given[2]!));
    learner.revisit(undefined);
    await until((view) => view.revisiting === undefined && view.ahead.length === 4);
    assert.ok(learner.view.ahead.every(({ revisited }) => !revisited));
    await bench.close();
  });
});
