import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { readFileSync, truncateSync } from 'node:fs';
import { describe, it } from 'node:test';
import { UserError } from '../../../src/core/errors.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { benchMaker } from './benches.ts';
import { twoTopics, type Bench, type BenchOptions } from './loopFixture.ts';
import { single } from '../../harness/singleMetrics.ts';

describe('active learner', () => {
  const make = benchMaker();
  const start = async (options?: BenchOptions): Promise<Bench> => {
    const bench = make(options);
    await bench.learner.start();
    return bench;
  };

  it('starts with random records, four ahead, with blind hold-out records among them', async () => {
    const { learner, store } = await start();
    assert.equal(learner.view.phase.kind, 'asking');
    assert.equal(learner.view.ahead.length, 4);
    assert.equal(learner.view.starting, true);
    // A fifth of 150 groups, decided by a hash each: 30 ± 15 (three standard errors).
    const held = store.holdout()!.members.length;
    assert.ok(held > 15 && held < 45, `${held} held out`);
    assert.ok(learner.view.ahead.every(({ blind, prediction }) => blind && !prediction));
  });

  it('commits an answer before returning, and moves on to the next record', async () => {
    const { learner, store, answer } = await start();
    const second = learner.view.ahead[1]!.record.id;
    const first = await answer();
    assert.equal(store.answer(first)?.kind, 'label');
    assert.equal(
      store.answer(first)?.ask?.kind,
      store.holdout()!.members.some(({ recordId }) => recordId === first) ? 'holdout' : 'start',
    );
    assert.equal(learner.view.ahead[0]!.record.id, second);
  });

  it('stores an answer sent twice only once', async () => {
    const { learner, store } = await start();
    const recordId = learner.view.ahead[0]!.record.id;
    const given = { answerId: 'once', recordId, answer: { kind: 'skip' } as const, elapsedMs: 5 };
    await learner.answer(given);
    await learner.answer(given);
    assert.equal(store.lastSeq(), 1);
  });

  it('rejects records that were not asked and labels outside the set', async () => {
    const { learner, store } = await start();
    const on = { answerId: 'x', recordId: 'f'.repeat(32), elapsedMs: 1 };
    await assert.rejects(
      () => learner.answer({ ...on, answer: { kind: 'label', label: 'refund' } }),
      UserError,
    );
    const recordId = learner.view.ahead[0]!.record.id;
    await assert.rejects(
      () => learner.answer({ ...on, recordId, answer: { kind: 'label', label: 'Refund' } }),
      says(/"Refund" is not a label.*refund, delivery/),
    );
    assert.equal(store.lastSeq(), 0);
  });

  it('trains after the start phase, then asks by margin and names the two competing labels', async () => {
    const { learner, answer, until, store } = await start({
      project: { holdout: { share: 0.2, size: 8, blind: 'picks' } },
    });
    while (learner.view.rounds.length === 0) {
      await answer();
      await until((view) => view.busy === undefined && view.ahead.length === 4);
    }
    assert.deepEqual([...learner.view.learnt].sort(), ['delivery', 'refund']);
    for (let i = 0; i < 12; i++) {
      await answer();
      await until((view) => view.ahead.length === 4);
    }
    const queried = store.answers().filter(({ ask }) => ask?.kind === 'query');
    assert.ok(queried.length > 0, 'no record was asked by the strategy');
    const reason = queried[0]!.ask!.reason!;
    assert.equal(reason.kind, 'margin');
    assert.ok(reason.value! >= 0 && reason.value! <= 1);
    assert.deepEqual([...reason.between!].sort(), ['delivery', 'refund']);
  });

  it('never trains on the hold-out and never asks a record twice', async () => {
    const { learner, answer, until, store } = await start();
    const asked = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const id = await answer();
      assert.ok(!asked.has(id), `record ${i} came twice`);
      asked.add(id);
      await until((view) => view.ahead.length === 4);
    }
    await learner.retrain();
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    const heldAnswers = store.answers().filter(({ recordId }) => held.has(recordId)).length;
    assert.equal(store.rounds().at(-1)!.labels, 60 - heldAnswers);
    assert.equal(heldAnswers, 15, 'one pick in four is a hold-out record');
  });

  it('A16: reopens a pool file that a read finds truncated, and keeps asking', async () => {
    const { learner, answer, until, poolFile, engine } = await start({
      records: twoTopics(60),
      project: { holdout: { share: 0.1, size: 4, blind: 'picks' } },
    });
    const lines = readFileSync(poolFile, 'utf8').split('\n');
    // The file itself is truncated, as behind a symbolic link, without a change event.
    truncateSync(poolFile, `${lines.slice(0, 14).join('\n')}\n`.length);
    while (learner.view.phase.kind !== 'finished') {
      await answer();
      await until(({ phase, ahead }) => phase.kind === 'finished' || ahead.length > 0);
    }
    assert.equal(learner.view.pool.size, 14);
    assert.ok(engine.calls.filter((call) => call === 'openPool').length >= 2);
  });

  it('asks every record of a small pool exactly once, then reports that it has finished', async () => {
    const records = twoTopics(40);
    const { learner, answer, until, store } = await start({ records });
    for (let i = 0; i < 40; i++) {
      await answer(i % 9 === 0 ? { kind: 'skip' } : undefined);
      await until((view) => view.ahead.length > 0 || view.phase.kind === 'finished');
    }
    assert.equal(learner.view.phase.kind, 'finished');
    assert.equal(store.counts().labelled + store.counts().skipped, 40);
  });

  it('undo reverts the last answer and shows its record again, and redo reapplies it', async () => {
    const { learner, answer, store, until } = await start();
    const first = await answer();
    const second = await answer();
    assert.equal(await learner.undo(), true);
    assert.equal(learner.view.ahead[0]!.record.id, second);
    assert.equal(store.answer(second)?.kind ?? 'none', 'none');
    assert.equal(await learner.undo(), true);
    assert.equal(learner.view.ahead[0]!.record.id, first);
    assert.equal(learner.view.ahead[1]!.record.id, second);
    assert.equal(await learner.undo(), false);
    assert.equal(await learner.redo(), true);
    assert.equal(store.answer(first)?.kind, 'label');
    await until((view) => view.ahead[0]!.record.id === second);
  });

  it('resumes after a restart with the same queue, hold-out, rounds and undo history', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const before = await start({ store });
    let last = '';
    for (let i = 0; i < 30; i++) {
      last = await before.answer();
      await before.until((view) => view.ahead.length === 4);
    }
    const held = store.holdout();
    const ahead = before.learner.view.ahead.map(({ record }) => record.id);
    await before.learner.dispose();
    const now = await start({ store });
    await now.until((view) => view.ahead.length === 4);
    assert.deepEqual(
      now.learner.view.ahead.map(({ record }) => record.id),
      ahead,
      'what was on its way comes first again',
    );
    assert.deepEqual(store.holdout(), held);
    assert.equal(now.learner.view.counts.labelled, 30);
    assert.equal(now.learner.view.recent[0]!.record.id, last);
    await now.learner.undo();
    assert.equal(now.learner.view.ahead[0]!.record.id, last);
  });

  it('closes even if storing the queue fails', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const { learner, answer } = await start({ store });
    await answer();
    store.setSetting = () => {
      throw new Error('disk full');
    };
    await learner.dispose();
  });

  it('evaluates all rounds on the current hold-out', async () => {
    const { learner, answer, until } = await start();
    for (let i = 1; i <= 100; i++) {
      await answer();
      await until((view) => view.ahead.length === 4);
      if (i % 25 === 0) await learner.retrain();
    }
    const { rounds, holdout } = learner.view;
    assert.ok(rounds.length >= 4, `${rounds.length} rounds`);
    assert.equal(holdout.answered, 25);
    for (const { metrics } of rounds) assert.equal(metrics?.n, 25);
    assert.ok((single(rounds.at(-1)!.metrics).accuracy.value ?? 0) > 0.8);
  });

  it('keeps the record on screen when the engine dies, and resumes with it', async () => {
    const { learner, answer, until, engine, errors, store } = await start();
    for (let i = 0; i < 30; i++) {
      await answer();
      await until((view) => view.ahead.length === 4);
    }
    await until((view) => view.busy === undefined);
    const ahead = learner.view.ahead.map(({ record }) => record.id);
    engine.die();
    assert.ok(learner.view.notices.some(({ id }) => id === 'engine-stopped'));
    assert.equal(await answer(), ahead[0]);
    assert.equal(store.counts().labelled, 31);
    await until(
      (view) => view.notices.length === 0 && view.learnt.length === 2 && view.ahead.length === 4,
    );
    assert.deepEqual(
      learner.view.ahead.slice(0, 3).map(({ record }) => record.id),
      ahead.slice(1),
    );
    assert.deepEqual(errors, []);
  });

  it('imports the annotations of a label column once, as one undoable step', async () => {
    const labelField = { field: 'label', use: 'annotations' } as const;
    const { learner, store } = await start({ records: twoTopics(60), project: { labelField } });
    assert.equal(store.counts().labelled, 60);
    await learner.undo();
    assert.equal(store.counts().labelled, 0);
  });

  it('shows label column values as suggestions, never on the hold-out, and not as answers', async () => {
    const { learner, store, truth } = await start({
      project: {
        labelField: { field: 'label', use: 'suggestions' },
        holdout: { share: 0.2, size: 30, blind: 'picks' },
      },
    });
    assert.equal(store.counts().labelled, 0);
    const held = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    for (const { record, prediction } of learner.view.ahead) {
      const suggested = prediction?.probabilities.map(({ label }) => label);
      assert.deepEqual(suggested, held.has(record.id) ? undefined : [truth.get(record.id)]);
    }
  });

  it('reports why the pool cannot be read', async () => {
    const bench = make({ project: { pool: [{ path: 'pool.jsonl' }] }, records: [] });
    await assert.rejects(bench.learner.start(), { name: 'UserError' });
    assert.equal(bench.learner.view.phase.kind, 'failed');
  });
});
