// Background work and the next undo step in the view.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchMaker } from './benches.ts';
import type { Bench } from './loopFixture.ts';

describe('background work in the view', () => {
  const make = benchMaker();

  /** The reported activities in order, from the start until idle. */
  const said = async ({ learner, until }: Bench): Promise<string[]> => {
    const words: string[] = [];
    const stop = learner.onChange(({ busy }) => {
      const what = busy && english(busy.what);
      if (what !== undefined && words.at(-1) !== what) words.push(what);
    });
    await learner.start();
    await until((view) => view.embedding !== undefined && view.busy === undefined);
    stop();
    return words;
  };

  it('does not report embedding after it is done', async () => {
    const bench = make();
    assert.equal((await said(bench)).at(-1), 'Choosing what to ask');
    while (bench.learner.view.rounds.length === 0) {
      await bench.answer();
      await bench.until((view) => view.busy === undefined && view.ahead.length === 4);
    }
    const again = make({ store: bench.store });
    assert.equal((await said(again)).at(-1), 'Training');
  });

  it('counts the records that the next undo affects', async () => {
    const { learner, answer } = make();
    await learner.start();
    assert.equal(learner.view.nextUndoSize, 0);
    await answer();
    assert.equal(learner.view.nextUndoSize, 1);
    const { ids } = await learner.search.find({ kind: 'pool', answer: { kind: 'none' } });
    await learner.records.annotate(ids.slice(0, 30), { kind: 'label', label: 'refund' });
    assert.equal(learner.view.nextUndoSize, 30);
    await learner.undo();
    assert.equal(learner.view.nextUndoSize, 1);
  });
});
