// Compares two rounds on answered hold-out records, or explains why it cannot.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setUp, type Bench, type BenchOptions } from './loopFixture.ts';

describe('comparing two rounds', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  const holdout = { size: 30, share: 0.3, blind: 'picks' as const };

  async function start(options: BenchOptions = {}): Promise<Bench> {
    bench = setUp({ ...options, project: { holdout, ...options.project } });
    await bench.learner.start();
    return bench;
  }

  /** Rounds 1 and 2, the first trained on half of its labels wrong. */
  async function twoRounds(): Promise<Bench> {
    const { learner, answer, until, store } = await start();
    const held = (): ReadonlySet<string> =>
      new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    await until(({ busy }) => busy === undefined);
    for (let i = 0; i < 16; i++) {
      await until(({ ahead }) => ahead.length > 0);
      const { record } = learner.view.ahead[0]!;
      const truth = bench.truth.get(record.id)!;
      const wrong = truth === 'refund' ? 'delivery' : 'refund';
      await answer({ kind: 'label', label: held().has(record.id) || i % 2 ? truth : wrong });
    }
    await learner.retrain();
    const first = store.rounds().at(-1)!.number;
    for (let i = 0; i < 60; i++) await answer();
    await learner.retrain();
    assert.ok(store.rounds().at(-1)!.number > first);
    return bench;
  }

  it('returns metrics and differing predictions, for answered hold-out records only', async () => {
    const { learner, store } = await twoRounds();
    const last = store.rounds().at(-1)!.number;
    const pair = await learner.pairs.compare(1, last);
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    const answered = [...held].filter((id) => store.answer(id)?.kind === 'label');
    assert.ok(answered.length > 8 && answered.length < held.size);
    assert.equal(pair.first.n, answered.length);
    assert.equal(pair.heads.records, answered.length);
    assert.equal(pair.changes.length, pair.heads.onlyFirstRight + pair.heads.onlySecondRight);
    assert.ok(pair.heads.onlySecondRight > pair.heads.onlyFirstRight);
    for (const { record, right, truth, first, second } of pair.changes) {
      assert.ok(answered.includes(record.id));
      assert.deepEqual([store.answer(record.id)?.label], truth);
      assert.notDeepEqual(first, second);
      assert.deepEqual(right === 'first' ? first : second, truth);
    }
    // Second minus first, of the metrics above.
    assert.ok(pair.task === 'single');
    const { first, second } = pair;
    assert.ok(first.accuracy.value !== null && second.accuracy.value !== null);
    const difference = second.accuracy.value - first.accuracy.value;
    assert.ok(Math.abs(pair.heads.accuracy.value - difference) < 1e-9);
    assert.equal(pair.perClass.length, 2);
  });

  it('the state changes only when a hold-out answer changes', async () => {
    const { learner, store } = await twoRounds();
    const before = learner.pairs.state();
    const held = store.holdout()!.members.map(({ recordId }) => recordId);
    const answered = held.find((id) => store.answer(id)?.kind === 'label')!;
    const trained = store.answers().find(({ recordId }) => !held.includes(recordId))!.recordId;
    const skip = (recordId: string): Promise<void> =>
      learner.change({ answerId: `skip-${recordId}`, recordId, answer: { kind: 'skip' } });
    await skip(trained);
    assert.equal(learner.pairs.state(), before);
    await skip(answered);
    assert.notEqual(learner.pairs.state(), before);
    const pair = await learner.pairs.compare(1, 2);
    assert.ok(pair.changes.every(({ record }) => record.id !== answered));
  });

  it('rejects a single round, an unknown round and one of an earlier embedding', async () => {
    const { learner, store } = await twoRounds();
    await assert.rejects(learner.pairs.compare(1, 1), says(/round 1/));
    await assert.rejects(learner.pairs.compare(1, 99), says(/no round 99/));
    const [round] = store.rounds();
    const head = store.head(1)!;
    store.addRound({
      ...round!,
      number: store.rounds().length + 1,
      embedding: 'another',
      head: { bytes: head.bytes, labels: [...head.labels] },
    });
    await assert.rejects(
      learner.pairs.compare(1, store.rounds().length),
      says(/earlier embedding/),
    );
  });

  it('reports that no hold-out record is answered yet', async () => {
    const { learner, answer, until } = await start({
      project: { holdout: { ...holdout, size: 0 } },
    });
    for (let i = 0; i < 20; i++) await answer();
    await until(({ busy }) => busy === undefined);
    await learner.retrain();
    for (let i = 0; i < 5; i++) await answer();
    await learner.retrain();
    await assert.rejects(learner.pairs.compare(1, 2), says(/no record of it has been answered/));
  });
});
