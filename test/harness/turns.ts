import assert from 'node:assert/strict';
import { after, before, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import { CancelledError } from '../../src/core/errors.ts';

/**
 * Advances the clock by a minute on every reading, so that cooperative work yields to the event loop at every
 * check while the tests of this suite run. The work between two yields is then the same on every machine,
 * however busy.
 */
export function endSliceAtEveryCheck(): void {
  let now = performance.now();
  before(() => void mock.method(performance, 'now', () => (now += 60_000)));
  after(() => mock.restoreAll());
}

/** How often a piece of work yields to the event loop. */
export async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  const clock = countTurns(() => undefined);
  await work().finally(() => clock.stop());
  return clock.turns;
}

/**
 * Cancels a piece of work after `turns` turns of the event loop.
 * @returns how many more turns it took
 * @throws AssertionError unless it rejects with CancelledError
 */
export async function turnsAfterCancel(
  turns: number,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<number> {
  const stop = new AbortController();
  const clock = countTurns((turn) => {
    if (turn === turns) stop.abort();
  });
  await assert.rejects(
    work(stop.signal).finally(() => clock.stop()),
    { name: new CancelledError().name },
  );
  assert.ok(stop.signal.aborted, 'it was under way');
  return clock.turns - turns;
}

/** More turns than work takes that waits for nothing outside this process. */
const manyTurns = 10_000;

/** Lets the event loop turn until `isSo`, for work in this process that is awaited nowhere. */
export async function turnsUntil(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    assert.ok(turns < manyTurns, `not so after ${turns} turns: ${String(isSo)}`);
    await setImmediate();
  }
}

function countTurns(onTurn: (turn: number) => void): { readonly turns: number; stop(): void } {
  let turns = 0;
  let over = false;
  const beat = (): void => {
    if (over) return;
    onTurn(++turns);
    nextTurn(beat);
  };
  nextTurn(beat);
  return {
    get turns() {
      return turns;
    },
    stop: () => void (over = true),
  };
}
