import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInSlices } from '../../../src/vscode/editor/timeSlices.ts';

/** Work of `count` pieces, each taking `ms` milliseconds on a fake clock. */
function pieces(count: number, ms: number) {
  let time = 0;
  const state = { done: 0, mostInOneTurn: 0 };
  let inThisTurn = 0;
  function* work(): Generator<void> {
    for (; state.done < count; state.done++) {
      if (inThisTurn++ === 0) setImmediate(() => (inThisTurn = 0));
      time += ms;
      state.mostInOneTurn = Math.max(state.mostInOneTurn, inThisTurn);
      yield;
    }
  }
  return { work: work(), now: () => time, state };
}

const never = new AbortController().signal;

describe('work in slices', () => {
  it('yields after 5 ms, however long a piece takes', async () => {
    for (const [ms, most] of [
      [0.5, 10],
      [1, 5],
      [2, 3],
      [5, 1],
      [100, 1],
    ] as const) {
      const { work, now, state } = pieces(40, ms);
      assert.equal(await runInSlices(work, never, now), true);
      assert.deepEqual([state.done, state.mostInOneTurn], [40, most], `${ms} ms a piece`);
    }
  });

  it('stops at the next slice when aborted, and says so', async () => {
    const { work, now, state } = pieces(40, 5);
    const stop = new AbortController();
    const running = runInSlices(work, stop.signal, now);
    setImmediate(() => stop.abort());
    assert.equal(await running, false);
    assert.ok(state.done < 3, `${state.done} pieces`);
  });
});
