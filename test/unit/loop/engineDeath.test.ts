// The engine exits during any call: no answer is lost and labelling continues.
import { UnreachableError } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineApi } from '../../../src/core/engine/engineApi.ts';
import { setUp, randomStart } from './loopFixture.ts';

const methods: (keyof EngineApi)[] = [
  'openPool',
  'drawHoldout',
  'rematch',
  'embed',
  'read',
  'sample',
  'fit',
  'query',
  'predict',
  'evaluate',
  'compareRounds',
  'uncertainty',
  'crossFittedErrors',
];

const ended = (error: unknown): void => assert.ok(error instanceof UnreachableError);

describe('engine exit during a call', () => {
  for (const method of methods) {
    for (const nth of [1, 2]) {
      it(`${method}, ${nth === 1 ? 'first' : 'second'} call`, async () => {
        const bench = setUp({
          project: {
            query: { ...randomStart, strategy: 'rank-power' },
            holdout: { share: 0.2, size: 20, blind: 'picks' },
          },
        });
        const { learner, engine, store, answer, until, truth } = bench;
        let left = nth;
        let died = false;
        engine.onCall = (called) => {
          if (called !== method || died || --left > 0) return;
          died = true;
          engine.die();
        };
        // The restart resumes a start that the exit interrupts.
        await learner.start().catch(ended);
        for (let i = 0; i < 70; i++) {
          await answer();
          if (i % 10 === 9) await until((view) => view.busy === undefined && view.ahead.length > 2);
        }
        await learner.retrain().catch(ended);
        await until((view) => view.ahead.length === 4 && view.notices.length === 0);
        assert.equal(store.counts().labelled, 70);
        for (const { recordId, label } of store.answers()) {
          assert.equal(label, truth.get(recordId));
        }
        assert.ok(learner.view.rounds.length >= 2);
        assert.equal(learner.view.learnt.length, 2);
        assert.deepEqual(bench.errors, []);
        // Only calls that every session makes are certain to occur.
        assert.ok(died || nth === 2 || method === 'rematch', `${method} was not called`);
        await bench.close();
      });
    }
  }
});

describe('work queued before the engine exits', () => {
  it('restarts the engine once and then trains', async () => {
    const bench = setUp();
    const { learner, engine, store, answer, until } = bench;
    await learner.start();
    await until((view) => view.embedding !== undefined);
    for (let i = 0; i < 40; i++) await answer();
    await until((view) => view.busy === undefined && view.learnt.length === 2);
    engine.calls = [];
    // Training is queued when the engine exits, ahead of the restart.
    const trained = learner.retrain();
    engine.die();
    await trained;
    assert.equal(store.rounds().at(-1)!.seq, store.lastSeq());
    await until((view) => view.notices.length === 0);
    const count = (method: string): number => engine.calls.filter((one) => one === method).length;
    assert.deepEqual([count('openPool'), count('embed')], [1, 1], 'the restart had nothing left');
    assert.deepEqual(bench.errors, []);
    await bench.close();
  });
});
