import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInSlices } from '../../../src/vscode/editor/timeSlices.ts';

/** Work of so many pieces, each of which takes so many milliseconds of a clock of its own. */
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
  it('lets others have their turn when 5 ms are used up, however quick or slow a piece is', async () => {
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

  it('hears an abort at the next slice, and says so', async () => {
    const { work, now, state } = pieces(40, 5);
    const stop = new AbortController();
    const running = runInSlices(work, stop.signal, now);
    setImmediate(() => stop.abort());
    assert.equal(await running, false);
    assert.ok(state.done < 3, `${state.done} pieces`);
  });
});
